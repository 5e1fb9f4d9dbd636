"""Where the program's own files lie: in a checkout beside the package, in an installed wheel inside it."""

from pathlib import Path

PACKAGE = Path(__file__).parent
ROOT = PACKAGE.parent
ASSETS = ROOT / "assets"
MODELS = ROOT / "models"
DATA = ROOT / "data"
CACHE = ROOT / ".cache"

"""Where the program's own files lie: beside the package in a checkout, inside it once it is installed."""

from pathlib import Path

from platformdirs import user_cache_path

PACKAGE = Path(__file__).parent
BUNDLE = PACKAGE / "bundle"  # only in a wheel, see pyproject.toml
IS_INSTALLED = BUNDLE.is_dir()
ROOT = BUNDLE if IS_INSTALLED else PACKAGE.parent

ASSETS = ROOT / "assets"
MODELS = ROOT / "models"
BENCHMARKS = ROOT / "data" / "benchmarks"
DATA = Path("data").absolute() if IS_INSTALLED else ROOT / "data"  # paintings and pairs of the person who runs it
CACHE = user_cache_path("painting-restoration") if IS_INSTALLED else ROOT / ".cache"

"""The dashboard on Streamlit Community Cloud: the same app, with the requirements beside this file, without PyTorch."""

import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))  # the package is not installed there
runpy.run_path(str(ROOT / "streamlit_app.py"))

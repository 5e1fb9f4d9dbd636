"""Download free paintings from The Metropolitan Museum of Art; the same as `python -m restoration fetch`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the package lies beside this folder

from restoration.cli.fetch import fetch_command
from restoration.cli.runner import make_app, run_app

if __name__ == "__main__":
    run_app(make_app(fetch_command))

"""Download the weights of LaMa, which fills losses."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the package lies beside this folder

from restoration.cli.runner import make_app, run_app
from restoration.cli.weights import download_lama_command

if __name__ == "__main__":
    run_app(make_app(download_lama_command))

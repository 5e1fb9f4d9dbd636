"""Download the weights of LaMa, which fills losses."""

from restoration.cli.runner import make_app, run_app
from restoration.cli.weights import download_lama_command

if __name__ == "__main__":
    run_app(make_app(download_lama_command))

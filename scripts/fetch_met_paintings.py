"""Download free paintings from The Met or, with --museum, others; the same as `python -m restoration fetch`."""

from restoration.cli.fetch import fetch_command
from restoration.cli.runner import make_app, run_app

if __name__ == "__main__":
    run_app(make_app(fetch_command))

"""The command line: `python -m restoration`, or `painting-restoration` once it is installed."""

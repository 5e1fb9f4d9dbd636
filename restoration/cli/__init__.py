"""The command line: `python -m restoration`, or `painting-restoration` where it is installed."""

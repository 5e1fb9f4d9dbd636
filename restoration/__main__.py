"""Run the command line: `python -m restoration`."""

import sys

try:
    from restoration.cli.main import main
except KeyboardInterrupt:  # the import takes a second; Ctrl+C in it should show no traceback
    sys.exit(130)

if __name__ == "__main__":
    main()

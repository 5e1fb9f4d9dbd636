"""`python -m restoration`."""

import sys

try:
    from restoration.cli.main import main
except KeyboardInterrupt:  # it takes a second, and who changes their mind then wants no traceback
    sys.exit(130)

if __name__ == "__main__":
    main()

"""Which state of the code is running."""

import subprocess

from restoration.paths import ROOT


def current_commit() -> str | None:
    """The commit, with "-dirty" where files were changed since; None outside a git checkout."""
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None

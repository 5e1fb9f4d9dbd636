"""A folder that a visitor names, checked before anything looks for pictures in it."""

import os
from itertools import islice
from pathlib import Path

from restoration.errors import BadRequest

MAX_FOLDERS = 5000  # folders, more than any collection has: somebody named a whole disk


def parse_folder(typed: str, cure: str = "Check the path.") -> Path:
    """The folder that a visitor typed; `cure` is what helps where there is none.

    Raises:
        BadRequest: there is no such folder, or it holds a whole disk.
    """
    name = typed.strip()
    folder = _expand_home(Path(name))
    if not name or not _is_folder(folder):
        raise BadRequest(f"There is no folder {name or repr(typed)}.", hint=cure)
    if len(list(islice(os.walk(folder), MAX_FOLDERS))) == MAX_FOLDERS:
        raise BadRequest(f"{name} has thousands of folders in it.", hint="Name one that is nearer to the pictures.")
    return folder


def _expand_home(folder: Path) -> Path:
    """With `~` in its place."""
    try:
        return folder.expanduser()
    except RuntimeError:  # nobody of that name has a home here
        return folder


def _is_folder(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError:  # a name too long to be one, or no right to look
        return False

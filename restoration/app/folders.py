"""A folder name that the user typed, checked before any picture in it is read."""

import os
from itertools import islice
from pathlib import Path

from restoration.errors import BadRequest

MAX_FOLDERS = 5000  # more subfolders than any collection has: the user named a whole disk


def parse_folder(typed: str, hint: str = "Check the path.") -> Path:
    """Return the folder that the user typed; `~` stands for the home folder.

    Args:
        typed: the text as typed.
        hint: the advice in the error message when the folder does not exist.

    Raises:
        BadRequest: the folder does not exist, or it holds a whole disk.
    """
    name = typed.strip()
    folder = _expand_home(Path(name))
    if not name or not _is_folder(folder):
        raise BadRequest(f"There is no folder {name or repr(typed)}.", hint=hint)
    if len(list(islice(os.walk(folder), MAX_FOLDERS))) == MAX_FOLDERS:
        raise BadRequest(f"{name} has thousands of subfolders.", hint="Name a folder that is nearer to the pictures.")
    return folder


def _expand_home(folder: Path) -> Path:
    try:
        return folder.expanduser()
    except RuntimeError:  # no user of that name has a home folder here
        return folder


def _is_folder(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError:  # the name is too long, or the folder above it cannot be read
        return False

"""Names of folders and files that the user typed, checked before any picture is read."""

import os
from itertools import islice
from pathlib import Path

from restoration.app import hosting
from restoration.errors import BadRequest

MAX_FOLDERS = 5000  # more subfolders than any collection has: the user named a whole disk


def parse_folder(typed: str, hint: str = "Check the path.") -> Path:
    """Return the folder that the user typed; `~` stands for the home folder, except on a hosted server.

    Args:
        typed: the text as typed.
        hint: the advice in the error message when the folder does not exist.

    Raises:
        BadRequest: the folder does not exist, the user may not see it, or it holds a whole disk.
    """
    name = typed.strip()
    folder = _visible_folder(name) if hosting.is_hosted() else _own_folder(name or repr(typed), hint)
    if len(list(islice(os.walk(folder), MAX_FOLDERS))) == MAX_FOLDERS:
        raise BadRequest(f"{name} has thousands of subfolders.", hint="Name a folder that is nearer to the pictures.")
    return folder


def parse_path(typed: str) -> Path:
    """Return the file or folder of this computer that the user typed; `~` stands for the home folder.

    Raises:
        BadRequest: it does not exist, or belongs to the program itself.
    """
    name = typed.strip().strip("\"'")  # as a file manager copies it
    path = _expand_home(Path(name))
    if not _exists(path):
        raise BadRequest(f"There is no file or folder {name}.", hint="Check the path.")
    if not hosting.may_see(path):
        raise BadRequest(f"{name} belongs to the program itself.", hint="Name a picture, or a folder of pictures.")
    return path.absolute()


def _visible_folder(name: str) -> Path:
    """Return a folder of a hosted server; the message is the same for one that is missing and for one outside."""
    if folder := hosting.find_visible_folder(name):
        return folder
    names = ", ".join(folder.name for folder in hosting.visible_folders())
    hint = f"Name one of these, or one in them: {names}."
    raise BadRequest("Visitors of this server see no folder of that name.", hint)


def _own_folder(name: str, hint: str) -> Path:
    folder = _expand_home(Path(name))
    if not _is_folder(folder):
        raise BadRequest(f"There is no folder {name}.", hint=hint)
    if not hosting.may_see(folder):
        raise BadRequest(f"{name} holds files of the program itself.", hint="Name a folder of pictures.")
    return folder


def _expand_home(folder: Path) -> Path:
    try:
        return folder.expanduser()
    except (RuntimeError, ValueError):  # no user of that name has a home folder here, or the name holds a NUL
        return folder


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # the name is too long or holds a NUL, or the folder above it cannot be read
        return False


def _is_folder(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except (OSError, ValueError):  # the name is too long or holds a NUL, or the folder above it cannot be read
        return False

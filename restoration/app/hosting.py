"""Whether this dashboard is hosted for other people, and which files its visitors may then see.

A dashboard on the user's own machine opens every folder of the user. A hosted one shows `data/` and the folders that
its operator lists, and its texts name no place on the disk. Neither shows the kept work of people or the cache.
"""

import functools
import os
import re
import sys
import tempfile
from pathlib import Path

import streamlit as st

from restoration.addresses import is_loopback
from restoration.paths import BENCHMARKS, CACHE, DATA, ROOT

HOSTED_VARIABLE = "RESTORATION_HOSTED"  # 1 or 0, for an operator who knows better than `is_hosted`
FOLDERS_VARIABLE = "RESTORATION_FOLDERS"  # more folders that visitors may see, separated like those of PATH

_COMMUNITY_CLOUD = Path("/mount/src")  # where Streamlit Community Cloud puts the repository
_PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")


def is_hosted() -> bool:
    """Return whether other people may use this server.

    It is hosted unless it listens on this machine only and the browser asked for this machine by name: a proxy in
    between adds its own headers. `RESTORATION_HOSTED` overrides that; every value but 0 means hosted.
    """
    if text := os.environ.get(HOSTED_VARIABLE, "").strip():
        return text != "0"
    if ROOT.is_relative_to(_COMMUNITY_CLOUD) or not is_loopback(st.get_option("server.address")):
        return True
    headers = st.context.headers  # empty where no browser asked, as in a test
    host = headers.get("Host", "localhost")
    return not is_loopback(re.sub(r":\d+$", "", host)) or any(name in headers for name in _PROXY_HEADERS)


def visible_folders() -> list[Path]:
    """Return the folders that visitors of a hosted server may see: `data/`, then those in `RESTORATION_FOLDERS`."""
    listed = os.environ.get(FOLDERS_VARIABLE, "").split(os.pathsep)
    return [DATA, *(Path(os.path.abspath(folder)) for folder in listed if folder.strip())]  # noqa: PTH100 - without `..`


def find_visible_folder(name: str) -> Path | None:
    """Return the resolved folder that a visitor of a hosted server named, or None if there is none that they may see.

    A name starts with the last part of a visible folder, such as `data/originals`; a full path is understood, too. The
    disk is asked only about names inside a visible folder, so that nobody learns what else exists.
    """
    first, *rest = Path(name).parts or ("",)
    start = {folder.name: folder for folder in reversed(visible_folders())}.get(first)
    folder = Path(os.path.abspath(start.joinpath(*rest) if start else name))  # noqa: PTH100 - it asks no disk
    if not start and not Path(name).is_absolute():
        return None
    if not any(folder.is_relative_to(visible) for visible in visible_folders()):
        return None
    try:
        return folder.resolve() if may_see(folder) and folder.is_dir() else None
    except (OSError, ValueError):  # the name is too long, or no name at all
        return None


def may_see(path: Path, *, hosted: bool | None = None) -> bool:
    """Return whether a file or folder may be shown, after all links are followed.

    Args:
        path: it need not exist.
        hosted: whether the server is hosted; by default as `is_hosted` says.
    """
    real = _real(path)
    if real is None or real.is_relative_to(_real(CACHE) or CACHE):
        return False
    if not (is_hosted() if hosted is None else hosted):
        return True
    visible = (*visible_folders(), BENCHMARKS)
    return any(real.is_relative_to(folder) for folder in map(_real, visible) if folder)


def _real(path: Path) -> Path | None:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):  # a name that is too long, that holds a NUL, or a circle of links
        return None


def hide_paths(text: str) -> str:
    """Return the text; on a hosted server without the places on its disk, which become short names.

    A path below the project is given relative to it, any other path on this machine by its last part.
    """
    if os.sep not in text or not is_hosted():
        return text
    for prefix, name in _short_names():
        text = re.sub(rf"(?<![\w.-]){re.escape(prefix)}(?![\w.-])[/\\]?", name.replace("\\", r"\\"), text)
    return _absolute_paths().sub(lambda path: path[0].rstrip("/").rpartition("/")[2], text)


def _short_names() -> list[tuple[str, str]]:
    """Return known folders and what stands for each with its slash, the longest first."""
    folders = {str(folder): f"{folder.name}/" for folder in visible_folders()}
    folders |= {str(CACHE): "cache/", str(ROOT): "", str(DATA): "data/", sys.prefix: "", tempfile.gettempdir(): ""}
    folders |= {str(Path.home()): ""}
    real = {str(Path(folder).resolve()): name for folder, name in folders.items()}
    known = {folder: name for folder, name in (folders | real).items() if folder != os.sep}
    return sorted(known.items(), key=lambda item: -len(item[0]))


@functools.cache
def _absolute_paths() -> re.Pattern[str]:
    """Return a pattern of paths that start with a folder at the top of this machine's disk."""
    tops = "|".join(re.escape(name) for name in sorted(os.listdir("/")))  # noqa: PTH208 - names, not paths
    return re.compile(rf"(?<![\w./:<-])/(?:{tops})(?:/[\w.+@~-]+)+/?" if tops else r"(?!)")

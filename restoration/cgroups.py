"""The control groups of Linux that limit this process, such as those of a container; see cgroups(7)."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

_ROOT = Path("/sys/fs/cgroup")
_OWN_GROUPS = Path("/proc/self/cgroup")


def own_groups(controller: str) -> Iterator[Path]:
    """Yield the folders of this process's control groups and of all groups around them, of version 1 and 2.

    A line of /proc/self/cgroup is `number:controllers:/path`. Version 2 has one hierarchy and names no controllers. In
    a container the path may be as the machine outside sees it; then only the root, which is the container's own group,
    is there. So the roots come first, and some folders may be missing.

    Args:
        controller: "cpu" or "memory".
    """
    yield from (_ROOT, _ROOT / controller)
    with suppress(OSError, ValueError):  # not Linux, or a line of another form
        for line in _OWN_GROUPS.read_text(encoding="utf-8").splitlines():
            _, controllers, path = line.split(":", 2)
            if controllers == "" or controller in controllers.split(","):
                for group in (PurePosixPath(path), *PurePosixPath(path).parents):
                    yield _ROOT / (controller if controllers else "") / group.relative_to("/")

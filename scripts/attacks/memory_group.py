"""A group of processes that shares a limit of memory, by the kernel's control groups of version 1 or 2."""

import os
import signal
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from scripts.attacks import processes

_ROOT = Path("/sys/fs/cgroup")


class MemoryGroup(ABC):
    """Processes whose memory is limited, or only measured."""

    is_limited = True
    peak = 0.0  # bytes that were held at one moment and could not be given back, as sampled

    @abstractmethod
    def enter(self, pid: int) -> None:
        """Take in a process; its children follow it."""

    @abstractmethod
    def held(self) -> float:
        """Return the bytes that are held now and cannot be given back: without copies of files on disk."""

    @abstractmethod
    def facts(self) -> str:
        """Return what else the kernel says, in words."""

    @abstractmethod
    def killed(self) -> int:
        """Return how many processes the kernel has killed because memory ran out."""

    def sample(self) -> None:
        """Measure; call it often."""
        self.peak = max(self.peak, self.held())

    def close(self) -> None:  # noqa: B027 - a group that only measures has nothing to remove
        """Remove the group; its processes must have ended."""


class _ControlGroup(MemoryGroup):
    def __init__(self, folder: Path, limit_file: str, limit: float) -> None:
        self._folder = folder
        folder.mkdir()
        (folder / limit_file).write_text(str(round(limit)))

    def enter(self, pid: int) -> None:
        (self._folder / "cgroup.procs").write_text(str(pid))

    def close(self) -> None:
        for pid in (self._folder / "cgroup.procs").read_text().split():
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        for _ in range(100):
            with suppress(OSError):  # a process is still ending
                self._folder.rmdir()
                return

    def _numbers(self, name: str) -> dict[str, int]:
        lines = (self._folder / name).read_text().splitlines()
        return {words[0]: int(words[1]) for words in map(str.split, lines) if len(words) == 2}

    def _megabytes(self, name: str) -> float:
        return int((self._folder / name).read_text()) / 1e6


class _Version1(_ControlGroup):
    def __init__(self, limit: float) -> None:
        super().__init__(_ROOT / "memory" / f"attack-{os.getpid()}", "memory.limit_in_bytes", limit)

    def held(self) -> float:
        numbers = self._numbers("memory.stat")
        return numbers["total_rss"] + numbers.get("total_shmem", 0)

    def facts(self) -> str:
        peak = self._megabytes("memory.max_usage_in_bytes")
        reached = (self._folder / "memory.failcnt").read_text().strip()
        return f"{peak:.0f} MB with copies of files, the limit reached {reached} times"

    def killed(self) -> int:
        return self._numbers("memory.oom_control").get("oom_kill", 0)


class _Version2(_ControlGroup):
    def __init__(self, limit: float) -> None:
        with suppress(OSError):  # it may be on already
            (_ROOT / "cgroup.subtree_control").write_text("+memory")
        super().__init__(_ROOT / f"attack-{os.getpid()}", "memory.max", limit)

    def held(self) -> float:
        numbers = self._numbers("memory.stat")
        return numbers["anon"] + numbers["shmem"]

    def facts(self) -> str:
        return f"{self._megabytes('memory.peak'):.0f} MB with copies of files"

    def killed(self) -> int:
        return self._numbers("memory.events")["oom_kill"]


class _Measured(MemoryGroup):
    """No limit, only the share of memory that belongs to a process and its children."""

    is_limited = False
    _pid = 0

    def enter(self, pid: int) -> None:
        self._pid = pid

    def held(self) -> float:
        return sum(map(_proportional_size, processes.process_tree(self._pid)))

    def facts(self) -> str:
        return "no limit was set, because this machine allows no control groups"

    def killed(self) -> int:
        return 0


def _proportional_size(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return 1024.0 * int(line.split()[1])
    return 0.0


def open_memory_group(limit: float) -> MemoryGroup:
    """Return a new group with a limit in bytes, or one that only measures where no limit can be set."""
    makers: tuple[Callable[[float], MemoryGroup], ...] = (_Version1, _Version2)
    for make in makers:
        with suppress(OSError):
            return make(limit)
    return _Measured()

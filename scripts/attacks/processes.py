"""Processes under attack: their limits, their memory and their end, children included."""

import os
import resource
import signal
from contextlib import suppress
from pathlib import Path

MEMORY_LIMIT = 1_200_000_000  # bytes of address space: a machine of 1 GB, with a little for what is only mapped
TIME_LIMIT = 10.0  # s of the processor for one file; the clock may show more, as other programs want their share
CLOCK_FACTOR = 6  # so many times the limit on the clock, and a file is late even if it did nothing

SMALL_MACHINE = {
    "OMP_NUM_THREADS": "1",  # each thread more takes address space
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONWARNINGS": "ignore",
}
"""Environment variables of a process that acts as on a small machine."""


def limit_memory() -> None:
    """Limit the address space of this process and of the children that it will have."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def process_tree(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    found, left = [], [pid]
    while left:
        process = left.pop()
        found.append(process)
        with suppress(OSError):  # it has ended
            for task in Path(f"/proc/{process}/task").iterdir():
                left += map(int, (task / "children").read_text().split())
    return found


def reset_peak_memory(pid: int) -> None:
    """Forget the peak of a process and its descendants."""
    for process in process_tree(pid):
        with suppress(OSError):
            Path(f"/proc/{process}/clear_refs").write_text("5")


def peak_memory(pid: int) -> float:
    """Return the bytes that a process and its descendants held at the most; the sum of their own peaks."""
    return sum(_status_bytes(process, "VmHWM:") for process in process_tree(pid))


def _status_bytes(pid: int, field: str) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(field):
                return 1024.0 * int(line.split()[1])
    return 0.0


def processor_seconds(pid: int) -> float:
    """Return the seconds that processors have worked for a process and its descendants."""
    return sum(_ticks(process) for process in process_tree(pid)) / os.sysconf("SC_CLK_TCK")


def _ticks(pid: int) -> int:
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15]))  # its own time and that of children that have ended
    return 0


def kill_group(pid: int) -> None:
    """Kill a process that leads its own group, and all others in it."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)

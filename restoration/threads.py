"""How many threads the libraries use, and how they wait: as many as this process has processors, and asleep.

A container often gets a share of a machine that shows all its processors. And the threads of PyTorch and ONNX Runtime
burn their processors while they wait for each other, unless they are set to sleep: beside a busy program, that made
a detection five times slower (docs/decisions/0015).
"""

import math
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from restoration.cgroups import own_groups

_COUNT_VARIABLES = ("OMP_NUM_THREADS", "OPENCV_FOR_THREADS_NUM")  # the first is that of PyTorch


def use_own_share() -> None:
    """Tell the libraries by environment variables, which they read when they are loaded: so call this before.

    Programs call it, not the package: it acts on the whole process. Variables that are set already stay.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # of PyTorch's threads
    for name in _COUNT_VARIABLES:
        if name not in os.environ:
            os.environ[name] = str(processor_count())


def use_one_thread() -> None:
    """Tell the libraries to use one thread each, in a process beside others that use the other processors."""
    os.environ |= dict.fromkeys(_COUNT_VARIABLES, "1")


def thread_count() -> int:
    """Return the threads for a library that reads no variable itself: what `use_own_share` or the user has set."""
    text = os.environ.get("OMP_NUM_THREADS", "")
    return int(text) if text.isdecimal() and int(text) else processor_count()


def processor_count() -> int:
    """Return the processors that this process may use, at least 1: those of the machine, or its share of them."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, math.ceil(min(allowed, _quota())))


def _quota() -> float:
    """Return the processors that the container or service may use, such as 0.5; infinity if that is not limited."""
    return min((quota for folder in own_groups("cpu") for quota in _quotas_in(folder)), default=math.inf)


def _quotas_in(folder: Path) -> Iterator[float]:
    """Yield the limit of a control group in processors, if it has one."""
    with suppress(OSError, ValueError, ZeroDivisionError):  # not there, or "max": no limit
        quota, period = (folder / "cpu.max").read_text(encoding="ascii").split()
        yield int(quota) / int(period)
    with suppress(OSError, ValueError, ZeroDivisionError):
        quota, period = ((folder / f"cpu.cfs_{name}_us").read_text(encoding="ascii") for name in ("quota", "period"))
        if int(quota) > 0:  # -1: no limit
            yield int(quota) / int(period)

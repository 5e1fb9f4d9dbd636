"""Memory for heavy tasks: what the running ones may take is counted, and a task that does not fit waits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition

from restoration.errors import RestorationError
from restoration.imaging.limits import IDLE_BYTES, available_memory, memory_in_use
from restoration.malloc import release_freed_memory

PATIENCE = 5.0  # s for which pages that are drawn now may take the memory


class TooLittleMemory(RestorationError):
    """A task needs more memory than the server has."""

    hint = "Scale the picture down, or try again later: others may use the memory now."


@dataclass(slots=True, eq=False)
class MemoryBudget:
    """The memory that running tasks have reserved: first come, first served. Any number of threads may use it."""

    available: Callable[[], float] = available_memory  # bytes of the machine
    in_use: Callable[[], float] = memory_in_use  # bytes of this program
    patience: float = PATIENCE  # s
    _reserved: list[float] = field(default_factory=list)  # bytes, of each running task
    _waiting: list[object] = field(default_factory=list)  # the tasks that wait, in order
    _idle: float = IDLE_BYTES  # bytes in use when no task ran
    _changed: Condition = field(default_factory=Condition)

    @contextmanager
    def reserve(self, size: float, on_wait: Callable[[], None], seconds: float) -> Iterator[None]:
        """Wait until `size` bytes are free beside the running tasks, then hold them while the body runs.

        Args:
            size: the most bytes that the task takes at a time.
            on_wait: called again and again while it waits; an exception that it raises ends the waiting.
            seconds: between two such calls.

        Raises:
            TooLittleMemory: no task runs, and still there is too little for some seconds.
        """
        self._take(size, on_wait, seconds)
        try:
            yield
        finally:
            release_freed_memory()
            with self._changed:
                self._reserved.remove(size)
                self._changed.notify_all()

    def _take(self, size: float, on_wait: Callable[[], None], seconds: float) -> None:
        place, alone = object(), 0.0  # s for which no task ran
        self._waiting.append(place)
        try:
            while True:
                with self._changed:
                    if self._changed.wait_for(lambda: self._waiting[0] is place and size <= self._free(), seconds):
                        self._reserved.append(size)
                        return
                    is_next = self._waiting[0] is place and not self._reserved
                    alone = alone + seconds if is_next else 0.0
                    if alone >= self.patience:
                        raise TooLittleMemory(_too_little(size, self._free()))
                on_wait()
        finally:
            with self._changed:
                self._waiting.remove(place)
                self._changed.notify_all()

    def _free(self) -> float:
        """Return the bytes that neither the idle server nor a running task takes."""
        if not self._reserved:
            self._idle = max(self.in_use(), IDLE_BYTES)
        return self.available() - self._idle - sum(self._reserved)


def _too_little(size: float, free: float) -> str:
    return f"This work takes up to {size / 1e6:.0f} MB of memory, and {max(free, 0) / 1e6:.0f} MB are free."

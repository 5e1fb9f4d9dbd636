"""How large a picture may be: checked in the header, before anything is decoded."""

import math
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from restoration.cgroups import own_groups
from restoration.errors import BadImage, BadSetting, ImageTooLarge

MAX_MEGAPIXELS = 200.0  # however much memory there is
MAX_MEGAPIXELS_IN_STRIPS = 2000.0  # 1000 were measured
LIMIT_VARIABLE = "RESTORATION_MAX_MEGAPIXELS"

# Bytes of memory that the dashboard takes, measured with pictures of 12 and 24 megapixels.
IDLE_BYTES = 400e6  # while it does nothing: PyTorch and all networks, eight visitors, the process that decodes
TILE_BYTES = 200e6  # what a network takes to look at a part of a picture, however large that is
BYTES_PER_PIXEL = 16  # of what works on a picture; pictures themselves lie on the disk
BYTES_PER_PIXEL_IN_STRIPS = 0.4  # of `restore` and `detect` on the command line, with a file that is read in strips
_MAX_SIDE = 1_000_000  # px; libpng's own limit
_BYTES_OF_A_PIXEL = 10  # the most that a picture can need: four inks and transparency, of 16 bits each
_SMALLEST_BUFFER = 2**24  # bytes that a decoder may take for a part of a picture, however small the picture is
_CONTAINER_LIMITS = ("memory.max", "memory.limit_in_bytes")  # of versions 2 and 1
_OWN_STATUS = Path("/proc/self/status")
_PROCESS_LIMITS = ("RLIMIT_AS", "RLIMIT_DATA")


def _no_announcement(megapixels: float) -> None:
    """Ignore the announced size."""


@dataclass(frozen=True, slots=True)
class SizeLimit:
    """What a decoder may take: it checks the sizes that a header announces before it allocates anything."""

    megapixels: float
    on_announced: Callable[[float], None] = _no_announcement  # called with megapixels, of the picture or a part
    whole_megapixels: float | None = None  # for a file that proves to be decoded whole, in memory; None: the same

    def check(self, width: int, height: int) -> None:
        """Check a width and a height in px; raise `BadImage` or `ImageTooLarge` as `check_size` does."""
        check_size(width, height, self.megapixels)
        self.on_announced(width * height / 1e6)

    def check_whole(self, width: int, height: int) -> None:
        """Check the size of a picture that is decoded whole, in memory; raise what `check_size` does."""
        check_size(width, height, self.megapixels if self.whole_megapixels is None else self.whole_megapixels)

    def check_bytes(self, size: int, what: str) -> None:
        """Check the bytes that `what`, such as "a strip", takes once it is decoded; raise `ImageTooLarge`."""
        allowed = max(self.megapixels * 1e6 * _BYTES_OF_A_PIXEL, _SMALLEST_BUFFER)
        if size > allowed:
            raise ImageTooLarge(
                f"The file announces {what} of {size / 1e6:.0f} megabytes; the limit is {allowed / 1e6:.0f}.",
                hint="Export it as an RGB TIFF with 8 or 16 bits per channel, without further channels.",
            )


def megapixel_limit(*, in_strips: bool = False, is_transparent: bool = False) -> float:
    """Return the default limit: `RESTORATION_MAX_MEGAPIXELS` if it is set, else what memory allows.

    Args:
        in_strips: whether the picture is read and worked on strip by strip, so that it takes hardly any memory.
        is_transparent: whether parts of it are hidden: it is read in strips, but not worked on so.

    Raises:
        BadSetting: the variable is not a positive number.
    """
    text = os.environ.get(LIMIT_VARIABLE, "").strip()
    if not text:
        most = MAX_MEGAPIXELS_IN_STRIPS if in_strips else MAX_MEGAPIXELS
        each = BYTES_PER_PIXEL_IN_STRIPS if in_strips and not is_transparent else BYTES_PER_PIXEL
        return max(1.0, min(most, (available_memory() - IDLE_BYTES - TILE_BYTES) // (each * 1e6)))
    try:
        limit = float(text)
    except ValueError:
        limit = math.nan
    if not 0 < limit < math.inf:
        raise BadSetting(f"{LIMIT_VARIABLE} is {text!r}.", hint="Set it to megapixels above 0, such as 300.")
    return limit


def available_memory() -> float:
    """Return the bytes of memory that this process may use; infinity if that is unknown.

    The least of what the machine has, what the containers around this process have, and what `ulimit` leaves it.
    """
    sizes = [math.inf, *_process_limits(), *_container_sizes().values()]
    with suppress(AttributeError, ValueError, OSError):  # Windows has no sysconf
        sizes.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return min(sizes)


def memory_in_use() -> float:
    """Return the bytes of memory that this program holds, in a container all that the container holds.

    What the system can drop when memory is short, such as files that are mapped, does not count. 0 if it is unknown.
    """
    least = available_memory()
    for group, size in _container_sizes().items():
        if size == least:
            with suppress(OSError, ValueError, KeyError):
                return _anonymous_bytes(group / "memory.stat")
    with suppress(OSError, ValueError, StopIteration):
        lines = _OWN_STATUS.read_text().splitlines()
        return 1024.0 * int(next(line.split()[1] for line in lines if line.startswith("RssAnon:")))
    return 0.0


def _anonymous_bytes(statistics: Path) -> float:
    """Return the bytes of a control group that lie in no file; version 1 has other names than version 2."""
    numbers = dict(line.split() for line in statistics.read_text().splitlines())
    names = ("anon", "shmem") if "anon" in numbers else ("total_rss", "total_shmem")
    return sum(float(numbers.get(name, 0)) for name in names)


def _container_sizes() -> dict[Path, float]:
    """Return the memory limits in bytes of the control groups around this process, by folder."""
    sizes = {}
    for group, name in product(own_groups("memory"), _CONTAINER_LIMITS):
        with suppress(OSError, ValueError):  # not in a container, or the limit is "max"
            sizes[group] = float((group / name).read_text())
    return sizes


def _process_limits() -> Iterator[float]:
    """Yield the sizes in bytes that `ulimit` has set for this process."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for name in _PROCESS_LIMITS:
        soft, _ = resource.getrlimit(getattr(resource, name))
        if soft != resource.RLIM_INFINITY:
            yield float(soft)


def check_size(width: int, height: int, max_megapixels: float) -> None:
    """Check the size that a header announces, in px.

    Raises:
        BadImage: the picture has no pixels.
        ImageTooLarge: it has more than `max_megapixels`, or one side has more than a million px.
    """
    if width < 1 or height < 1:
        raise BadImage(f"The picture is {width} x {height} px: it has no pixels.")
    if max(width, height) > _MAX_SIDE:
        message = f"The picture is {width} x {height} px; a side can have {_MAX_SIDE} px at most."
        raise ImageTooLarge(message, hint="Cut it into smaller pictures.")
    megapixels = width * height / 1e6
    if megapixels > max_megapixels:
        raise ImageTooLarge(
            f"The picture is {width} x {height} px, {megapixels:.0f} megapixels; the limit is {max_megapixels:g}.",
            hint=f"Scale it down, or set {LIMIT_VARIABLE} to a larger number.",
        )

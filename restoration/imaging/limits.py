"""How large a picture may be: checked in the header, before anything is decoded."""

import math
import os
from contextlib import suppress
from pathlib import Path

from restoration.errors import BadImage, BadSetting, ImageTooLarge

MAX_MEGAPIXELS = 200.0  # however much memory there is
LIMIT_VARIABLE = "RESTORATION_MAX_MEGAPIXELS"

_IDLE_BYTES = 450e6  # what the dashboard takes before it has a picture, PyTorch and the U-Net included
_BYTES_PER_PIXEL = 28  # what restoring an 8-bit picture takes at its peak; `make cost` measures 23 at 24 megapixels
_CONTAINER_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def megapixel_limit() -> float:
    """Return the default limit: `RESTORATION_MAX_MEGAPIXELS` if it is set, else what memory allows, at most 200.

    Raises:
        BadSetting: the variable is not a positive number.
    """
    text = os.environ.get(LIMIT_VARIABLE, "").strip()
    if not text:
        return max(1.0, min(MAX_MEGAPIXELS, (available_memory() - _IDLE_BYTES) // (_BYTES_PER_PIXEL * 1e6)))
    try:
        limit = float(text)
    except ValueError:
        limit = math.nan
    if not 0 < limit < math.inf:
        raise BadSetting(f"{LIMIT_VARIABLE} is {text!r}.", hint="Set it to megapixels above 0, such as 300.")
    return limit


def available_memory() -> float:
    """Return the bytes of memory that this machine or its container has; infinity if that is unknown."""
    sizes = [math.inf]
    with suppress(AttributeError, ValueError, OSError):  # Windows has no sysconf
        sizes.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    for path in _CONTAINER_LIMITS:
        with suppress(OSError, ValueError):  # not in a container, or the limit is "max"
            sizes.append(float(path.read_text()))
    return min(sizes)


def check_size(width: int, height: int, max_megapixels: float) -> None:
    """Check the size that a header announces, in px.

    Raises:
        BadImage: the picture has no pixels.
        ImageTooLarge: it has more than `max_megapixels`.
    """
    if width < 1 or height < 1:
        raise BadImage(f"The picture is {width} x {height} px: it has no pixels.")
    megapixels = width * height / 1e6
    if megapixels > max_megapixels:
        raise ImageTooLarge(
            f"The picture is {width} x {height} px, {megapixels:.0f} megapixels; the limit is {max_megapixels:g}.",
            hint=f"Scale it down, or set {LIMIT_VARIABLE} to a larger number.",
        )

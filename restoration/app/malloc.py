"""Memory that pictures took is given back when they are gone, so that a gigabyte is enough for large scans.

Each run of a page has a thread of its own, and glibc would keep for every one of them what it has freed.
"""

import ctypes
import ctypes.util
from contextlib import suppress

_ARENA_MAX = -8  # as <malloc.h> numbers it
_ARENAS = 2


def release_freed_memory() -> None:
    """Have the C library, where it is glibc, share its stores among threads and return what is free in them."""
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(ctypes.util.find_library("c"))
        libc.mallopt(_ARENA_MAX, _ARENAS)
        libc.malloc_trim(0)

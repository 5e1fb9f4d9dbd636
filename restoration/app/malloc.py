"""Return the memory of freed pictures to the system, so that one gigabyte is enough for large scans.

Each run of a page has its own thread, and glibc keeps freed memory for each thread.
"""

import ctypes
import ctypes.util
from contextlib import suppress

_M_ARENA_MAX = -8  # the number of this option in <malloc.h>
_ARENAS = 2  # shared by all threads


def release_freed_memory() -> None:
    """Make glibc share its arenas among threads and return free memory; with another C library, do nothing."""
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(ctypes.util.find_library("c"))
        libc.mallopt(_M_ARENA_MAX, _ARENAS)
        libc.malloc_trim(0)

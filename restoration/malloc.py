"""Return the memory of freed pictures to the system, so that one gigabyte is enough for large scans.

Each run of a page and each task has a thread of its own. By default glibc keeps freed memory for each thread, and cuts
arrays of up to 32 MB out of memory that small pieces then hold: eight visitors left 200 MB of it unused. A training
makes many such arrays, too.
"""

import ctypes
import ctypes.util
from contextlib import suppress
from functools import cache

# The numbers of these options in <malloc.h>, and their values.
_OPTIONS = {
    -8: 2,  # M_ARENA_MAX: arenas, which all threads share
    # M_MMAP_THRESHOLD: a larger array, in bytes, has memory of its own, which is returned when it is freed. With 8 MB
    # the U-Net takes 4 % more time, with 1 MB 40 % and no less memory.
    -3: 2**23,
    -1: 2**20,  # M_TRIM_THRESHOLD: bytes of free memory at the end that are kept
}


def release_freed_memory() -> None:
    """Set up glibc as described, and return the memory that is free now; with another C library, do nothing."""
    with suppress(OSError, AttributeError):
        _glibc().malloc_trim(0)


@cache
def _glibc() -> ctypes.CDLL:
    library = ctypes.CDLL(ctypes.util.find_library("c"))
    for option, value in _OPTIONS.items():
        library.mallopt(option, value)
    return library

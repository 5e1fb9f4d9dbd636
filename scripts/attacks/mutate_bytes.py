"""Mutations that know nothing of a file's format."""

import numpy as np

_LONG = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x7f\xff\xff\xff")
_TELLING = (b"\0", b"\xff", b"\x7f", b"\x80", *_LONG)
"""Bytes at the limits of numbers."""

_SMALL_NUMBERS = (0, 1, 2, 3, 7, 8, 15, 16, 17, 255, 256, 1000, 32767)
_NUMBERS = (*_SMALL_NUMBERS, 65500, 65535, 65536, 2**20, 2**28, 2**31 - 1, 2**31, 2**32 - 1)
"""Sizes, counts and places that a program may believe."""


def telling_number(rng: np.random.Generator, size: int) -> int:
    """Return a telling number of `size` bytes, or any."""
    limit = 256**size
    if rng.random() < 0.7:
        return int(rng.choice(_NUMBERS)) % limit
    return int.from_bytes(rng.bytes(size))


def _place(data: bytes, rng: np.random.Generator) -> int:
    """Return a place in the file; half of them lie in its first 300 bytes, which hold most headers."""
    end = len(data) if rng.random() < 0.5 else min(300, len(data))
    return int(rng.integers(end)) if end else 0


def flip_bits(data: bytes, rng: np.random.Generator) -> bytes:
    """Turn 1 to 8 bits over."""
    changed = bytearray(data)
    for _ in range(rng.integers(1, 9) if data else 0):
        changed[_place(data, rng)] ^= 1 << int(rng.integers(8))
    return bytes(changed)


def overwrite(data: bytes, rng: np.random.Generator) -> bytes:
    """Write random bytes over a run of 1 to 64."""
    start = _place(data, rng)
    run = rng.bytes(int(rng.integers(1, 65)))
    return (data[:start] + run + data[start + len(run) :])[: max(len(data), 1)]


def write_limit(data: bytes, rng: np.random.Generator) -> bytes:
    """Write a number at the limit of its type."""
    start = _place(data, rng)
    value = _TELLING[rng.integers(len(_TELLING))]
    return data[:start] + value + data[start + len(value) :]


def cut_end(data: bytes, rng: np.random.Generator) -> bytes:
    """Cut the end off."""
    return data[: rng.integers(len(data) + 1)]


def remove_block(data: bytes, rng: np.random.Generator) -> bytes:
    """Remove up to 256 bytes."""
    start = _place(data, rng)
    return data[:start] + data[start + int(rng.integers(1, 257)) :]


def repeat_block(data: bytes, rng: np.random.Generator) -> bytes:
    """Repeat up to 256 bytes 1 to 200 times."""
    start = _place(data, rng)
    end = start + int(rng.integers(1, 257))
    return data[:end] + data[start:end] * int(rng.integers(1, 201)) + data[end:]


def insert_block(data: bytes, rng: np.random.Generator) -> bytes:
    """Insert up to 64 random bytes."""
    start = _place(data, rng)
    return data[:start] + rng.bytes(int(rng.integers(1, 65))) + data[start:]


BLIND_MUTATIONS = (flip_bits, overwrite, write_limit, cut_end, remove_block, repeat_block, insert_block)

_NOTES = (
    b"<a>" * 20_000,
    b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><a xmlns:" + b"b='c' " * 5000,
    b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]><x>&c;&c;</x>",
    b"<x xmlns:" * 5000,
    b"\x1c\2\5\0\0" * 10_000,
    b"\x1c\2\5\xff\xff",
    b"\x1c\2\5\x80\4\xff\xff\xff\xff",
    b"8BIM\4\4\0\0\xff\xff\xff\xff",
    b"8BIM\0\0\0\0\0\0\0\0" * 4000,
    b"II*\0\x08\0\0\0\xff\xff",
    b"Exif\0\0MM\0*\0\0\0\x08",
    b"\xff\xfe" + b"\0\xd8" * 2000,
    b"",
)
"""Metadata that are hard to read."""


def spoil_note(note: bytes, rng: np.random.Generator) -> bytes:
    """Return changed metadata: bytes of them are changed, or others stand in their place or behind them."""
    if rng.random() < 0.7:
        return BLIND_MUTATIONS[rng.integers(len(BLIND_MUTATIONS))](note, rng)
    other = _NOTES[rng.integers(len(_NOTES))]
    kept = int(rng.choice([0, 4, 6, 14, 16, 29, len(note)]))  # bytes at the beginning: they often name its kind
    return note[:kept] + other

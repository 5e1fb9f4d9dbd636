"""Mutations that know nothing of a file's format."""

import numpy as np

_LONG = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x7f\xff\xff\xff")
_TELLING = (b"\0", b"\xff", b"\x7f", b"\x80", *_LONG)
"""Bytes at the limits of numbers."""


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

"""Chance that hangs on a name: the same for the same name, whatever else there is."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float32]
"""(H, W) float32."""

LINE_DEVIATION, FIELD_DEVIATION = (
    0.85,
    0.73,
)  # deviation that remains of lattice values of deviation 1 once interpolated


def value_noise_1d(count: int, reach: float, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """(count,) smooth noise along a line, mean 0 and deviation about 1, changing its course every `reach` steps."""
    lattice = rng.normal(size=int(count / reach) + 3)
    place = np.arange(count) / reach + rng.random()
    return np.asarray(_between(lattice, place) / LINE_DEVIATION, np.float64)


def value_noise(shape: tuple[int, int], reach: float, rng: np.random.Generator) -> Field:
    """(H, W) smooth noise over a picture, mean 0 and deviation about 1, its blots about `reach` px wide.

    Source:
        Value noise: D. S. Ebert et al., "Texturing and Modeling", 3rd edition, 2003, chapter 2.
    """
    height, width = shape
    down, across = rng.random(2)
    lattice = rng.normal(size=(int(height / reach) + 3, int(width / reach) + 3)).astype(np.float32)
    rows = _between(lattice.T, np.arange(width, dtype=np.float32) / np.float32(reach) + np.float32(across))
    field: Field = _between(rows.T, np.arange(height, dtype=np.float32) / np.float32(reach) + np.float32(down))
    return np.multiply(field, np.float32(1 / FIELD_DEVIATION), out=field)


def fractal_noise(shape: tuple[int, int], reach: float, rng: np.random.Generator, *, octaves: int = 4) -> Field:
    """(H, W) noise of deviation about 1 with detail at every size, from `reach` px down by halves.

    Source:
        Fractional Brownian motion: K. Musgrave in Ebert et al. (see `smooth_field`), chapter 14.
    """
    total = np.zeros(shape, np.float32)
    weights = [0.5**octave for octave in range(octaves) if reach / 2**octave >= 1]
    for octave, weight in enumerate(weights):
        total += np.float32(weight) * value_noise(shape, reach / 2**octave, rng)
    return np.multiply(total, np.float32(1 / np.sqrt(np.square(weights).sum())), out=total)


def _between(lattice: npt.NDArray[np.floating], place: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """The lattice's first axis read between its points, with level steps at each (smoothstep)."""
    before = place.astype(np.intp)
    part = place - before.astype(place.dtype)
    part = part * part * (3 - 2 * part)
    part = part.reshape(-1, *[1] * (lattice.ndim - 1))
    low = lattice[before]
    between: npt.NDArray[np.floating] = low + part * (lattice[before + 1] - low)
    return between


Value = TypeVar("Value", bound=np.generic)

TILE = 1024  # px; repeats farther apart than this are not noticed


def tile_texture(
    texture: Callable[[tuple[int, int]], npt.NDArray[Value]], shape: tuple[int, int]
) -> npt.NDArray[Value]:
    """(H, W) a texture, made once for a small shape and repeated as often as it takes."""
    tile = texture((min(shape[0], TILE), min(shape[1], TILE)))
    block = np.block([[tile, tile[:, ::-1]], [tile[::-1], tile[::-1, ::-1]]])
    times = [-(-want // have) for want, have in zip(shape, block.shape, strict=True)]
    return np.ascontiguousarray(np.tile(block, times)[: shape[0], : shape[1]])


FINEST_PITCH = 2.5  # px between threads; below, they would turn into moire
SWAY = 0.12  # of the distance between threads


def plain_weave(shape: tuple[int, int], pitch: float, rng: np.random.Generator) -> Field:
    """Height of a plain weave with `pitch` px between threads: (H, W) 0 in the gaps .. 1 on the tops."""
    pitch = max(pitch, FINEST_PITCH)
    height, width = shape
    rows, columns = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)
    warp_is, warp = _across(columns, pitch, value_noise(shape, 6 * pitch, rng), rng)
    weft_is, weft = _across(rows, pitch, value_noise(shape, 6 * pitch, rng), rng)
    is_warp_above = (warp_is + weft_is) & 1 == 0
    return np.where(is_warp_above, warp * (0.55 + 0.45 * weft), weft * (0.55 + 0.45 * warp))


def _across(place: Field, pitch: float, drift: Field, rng: np.random.Generator) -> tuple[npt.NDArray[np.int32], Field]:
    """Which thread lies at each pixel, and its height there: highest along its middle, less in thin threads."""
    course = np.float32(SWAY) * drift + place / np.float32(pitch)
    thread = np.floor(course).astype(np.int32)
    off = 2 * (course - thread) - 1
    thickness = rng.uniform(0.65, 1, 64).astype(np.float32)
    return thread, (1 - off * off) * thickness[thread & 63]


Points = npt.NDArray[np.float64]
"""(..., 2) x, y in px."""


def unit_vectors(angles: npt.ArrayLike) -> Points:
    """(..., 2) steps x, y of length 1 along `angles` (rad, from the right towards below)."""
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1).round(9)


def rotate(offsets: Points, angles: npt.ArrayLike) -> Points:
    """(..., 2) the offsets x, y, turned by `angles` (rad), which broadcast over all but the last axis."""
    step = unit_vectors(angles)
    x, y, cos, sin = offsets[..., 0], offsets[..., 1], step[..., 0], step[..., 1]
    return np.stack([x * cos - y * sin, x * sin + y * cos], axis=-1)


def entropy_from_name(name: str) -> list[int]:
    """Eight whole numbers for a `SeedSequence`; a file's name may hold bytes that are no letters."""
    digest = hashlib.sha256(name.encode(errors="surrogateescape")).digest()
    words: list[int] = np.frombuffer(digest, ">u4").tolist()
    return words

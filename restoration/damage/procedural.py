"""Procedural noise and textures: smooth and fractal noise, a woven canvas, tiles; and directions in the plane."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
import numpy.typing as npt

LINE_DEVIATION = 0.85  # standard deviation that remains of a normal lattice after interpolation along a line
FIELD_DEVIATION = 0.73  # the same after interpolation over a picture
TILE = 1024  # px; nobody notices that a texture repeats after this distance
FINEST_PITCH = 2.5  # px between threads; closer threads would turn into moire
SWAY = 0.12  # of the distance between threads: how far a thread strays from a straight line

Field = npt.NDArray[np.float32]
"""(H, W) float32."""

Points = npt.NDArray[np.float64]
"""(..., 2) x, y in px; 0 is the picture's edge, not the centre of a pixel."""

Value = TypeVar("Value", bound=np.generic)


def value_noise_1d(count: int, reach: float, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return (count,) smooth noise along a line, of mean 0 and deviation about 1, with a new value every `reach` steps.

    The one-dimensional form of `value_noise`.
    """
    lattice = rng.normal(size=int(count / reach) + 3)
    place = np.arange(count) / reach + rng.random()
    return np.asarray(_interpolate(lattice, place) / LINE_DEVIATION, np.float64)


def value_noise(shape: tuple[int, int], reach: float, rng: np.random.Generator) -> Field:
    """Return (H, W) smooth noise of mean 0 and deviation about 1, with blobs about `reach` px wide.

    Source:
        Value noise: D. S. Ebert et al., "Texturing and Modeling", 3rd edition, 2003, chapter 2.
    """
    height, width = shape
    down, across = rng.random(2)
    lattice = rng.normal(size=(int(height / reach) + 3, int(width / reach) + 3)).astype(np.float32)
    rows = _interpolate(lattice.T, np.arange(width, dtype=np.float32) / np.float32(reach) + np.float32(across))
    field: Field = _interpolate(rows.T, np.arange(height, dtype=np.float32) / np.float32(reach) + np.float32(down))
    return np.multiply(field, np.float32(1 / FIELD_DEVIATION), out=field)


def fractal_noise(
    shape: tuple[int, int], reach: float, rng: np.random.Generator, *, octaves: int = 4, roughness: float = 0.5
) -> Field:
    """Return (H, W) noise of deviation about 1 with detail at several sizes: `reach` px, half of it, a quarter...

    Each size counts `roughness` times as much as the next larger one.

    Source:
        Fractional Brownian motion: K. Musgrave in Ebert et al. (see `value_noise`), chapter 14.
    """
    total = np.zeros(shape, np.float32)
    weights = [roughness**octave for octave in range(octaves) if reach / 2**octave >= 1]
    for octave, weight in enumerate(weights):
        total += np.float32(weight) * value_noise(shape, reach / 2**octave, rng)
    return np.multiply(total, np.float32(1 / np.sqrt(np.square(weights).sum())), out=total)


def _interpolate(lattice: npt.NDArray[np.floating], place: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Return the lattice at places along its first axis, interpolated with a smoothstep."""
    before = place.astype(np.intp)
    part = place - before.astype(place.dtype)
    part = part * part * (3 - 2 * part)
    part = part.reshape(-1, *[1] * (lattice.ndim - 1))
    low = lattice[before]
    between: npt.NDArray[np.floating] = low + part * (lattice[before + 1] - low)
    return between


def plain_weave(shape: tuple[int, int], pitch: float, rng: np.random.Generator) -> Field:
    """Return the height of a plain weave with `pitch` px between threads: (H, W), 0 in the gaps to 1 on the tops."""
    pitch = max(pitch, FINEST_PITCH)
    height, width = shape
    rows, columns = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)
    warp_number, warp = _threads(columns, pitch, value_noise(shape, 6 * pitch, rng), rng)
    weft_number, weft = _threads(rows, pitch, value_noise(shape, 6 * pitch, rng), rng)
    is_warp_above = (warp_number + weft_number) & 1 == 0
    return np.where(is_warp_above, warp * (0.55 + 0.45 * weft), weft * (0.55 + 0.45 * warp))


def _threads(place: Field, pitch: float, drift: Field, rng: np.random.Generator) -> tuple[npt.NDArray[np.int32], Field]:
    """Return which thread lies at each pixel, and its height there: highest along its middle, lower if it is thin."""
    position = np.float32(SWAY) * drift + place / np.float32(pitch)
    thread = np.floor(position).astype(np.int32)
    off_middle = 2 * (position - thread) - 1
    thickness = rng.uniform(0.65, 1, 64).astype(np.float32)
    return thread, (1 - off_middle * off_middle) * thickness[thread & 63]


def tile_texture(make: Callable[[tuple[int, int]], npt.NDArray[Value]], shape: tuple[int, int]) -> npt.NDArray[Value]:
    """Return (H, W) a texture that `make` draws for a shape of at most `TILE` px, mirrored and repeated to fill."""
    tile = make((min(shape[0], TILE), min(shape[1], TILE)))
    block = np.block([[tile, tile[:, ::-1]], [tile[::-1], tile[::-1, ::-1]]])
    times = [-(-needed // side) for needed, side in zip(shape, block.shape, strict=True)]
    return np.ascontiguousarray(np.tile(block, times)[: shape[0], : shape[1]])


def unit_vectors(angles: npt.ArrayLike) -> Points:
    """Return (..., 2) steps x, y of length 1 in the direction of `angles` (rad, from the right towards below)."""
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1).round(9)


def rotate(offsets: Points, angles: npt.ArrayLike) -> Points:
    """Return offsets (..., 2) x, y rotated by `angles` (rad), which broadcast over all axes but the last."""
    step = unit_vectors(angles)
    x, y, cos, sin = offsets[..., 0], offsets[..., 1], step[..., 0], step[..., 1]
    return np.stack([x * cos - y * sin, x * sin + y * cos], axis=-1)

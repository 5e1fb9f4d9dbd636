"""The threads of a canvas: each passes over one neighbour and under the next, and none runs quite straight."""

import numpy as np
import numpy.typing as npt

from restoration.damage.noise import Field, smooth_field

FINEST = 2.5  # px between threads; below, they would turn into moire
SWAY = 0.12  # of the distance between threads


def plain_weave(shape: tuple[int, int], pitch: float, rng: np.random.Generator) -> Field:
    """Height of a plain weave with `pitch` px between threads: (H, W) 0 in the gaps .. 1 on the tops."""
    pitch = max(pitch, FINEST)
    height, width = shape
    rows, columns = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)
    warp_is, warp = _across(columns, pitch, smooth_field(shape, 6 * pitch, rng), rng)
    weft_is, weft = _across(rows, pitch, smooth_field(shape, 6 * pitch, rng), rng)
    is_warp_above = (warp_is + weft_is) & 1 == 0
    return np.where(is_warp_above, warp * (0.55 + 0.45 * weft), weft * (0.55 + 0.45 * warp))


def _across(place: Field, pitch: float, drift: Field, rng: np.random.Generator) -> tuple[npt.NDArray[np.int32], Field]:
    """Which thread lies at each pixel, and its height there: highest along its middle, less in thin threads."""
    course = np.float32(SWAY) * drift + place / np.float32(pitch)
    thread = np.floor(course).astype(np.int32)
    off = 2 * (course - thread) - 1
    thickness = rng.uniform(0.65, 1, 64).astype(np.float32)
    return thread, (1 - off * off) * thickness[thread & 63]

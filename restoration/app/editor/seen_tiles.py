"""Tiles of a picture as it is seen from a distance, computed when they are asked for."""

import math

import cv2
import numpy as np

from restoration.app.editor.difference_tiles import Place
from restoration.app.editor.session import EditorSession
from restoration.domain import Image, PixelWindow
from restoration.imaging.tile_pyramid import count_levels, level_shape, tile_window
from restoration.imaging.windows import grow_window, window_within
from restoration.retouching.viewing import eye_sigma, seen_from

LARGEST_SIGMA = 16.0  # px; a wider blur is computed from a smaller level, which holds all that it leaves
_LARGEST_BLUR = 256.0  # px, sigma at the smallest level, which has 512 px: nothing is left beyond that
_TRUNCATE = 3  # sigmas around a tile that it depends on
_FARTHEST = 100.0  # m; a picture that is all blur needs no larger blur


def seen_tile(session: EditorSession, name: str, strength: float, metres: float, place: Place) -> Image | None:
    """Return a tile as an eye sees it from that distance, (h, w, 3): tiles fit together without seams.

    Args:
        session: of the painting, whose scale is known.
        name: of the layer.
        strength: 0..1, opacity of a fill over the original.
        metres: from the eye to the painting.
        place: of the tile.

    Returns:
        None if there is no such layer or tile, or no scale.
    """
    scale, shape, level = session.job.scale, session.painting.image.shape, place[0]
    window = tile_window(shape, *place)
    if scale is None or window is None or session.layer(name) is None or not 0 < metres <= _FARTHEST:
        return None
    steps = _steps_down(eye_sigma(metres) * scale.px_per_mm / 2**level, count_levels(shape) - 1 - level)
    source = level + steps
    px_per_mm = min(scale.px_per_mm / 2**source, _LARGEST_BLUR / eye_sigma(metres))
    size = level_shape(shape, source)
    inner = grow_window(_shrunk(window, steps), 1, 1, size)
    reach = math.ceil(_TRUNCATE * eye_sigma(metres) * px_per_mm)
    outer = grow_window(inner, reach, reach, size)
    part = session.at_strength(name, strength, lambda tiles: tiles.part(source, outer))
    if part is None:
        return None
    seen = seen_from(part, px_per_mm, metres)[window_within(inner, outer)]
    return _enlarged(seen, inner, window, steps)


def _steps_down(sigma: float, most: int) -> int:
    """Return how many levels smaller a blur is computed."""
    return min(max(math.ceil(math.log2(sigma / LARGEST_SIGMA)), 0), most) if sigma > 0 else 0


def _shrunk(window: PixelWindow, steps: int) -> PixelWindow:
    """Return the window in px of a level that is `steps` smaller."""
    rows, columns = (slice(part.start >> steps, -(-part.stop >> steps)) for part in window)
    return rows, columns


def _enlarged(seen: Image, inner: PixelWindow, window: PixelWindow, steps: int) -> Image:
    """Return the window of its own level from a part of a smaller one."""
    large = seen
    if steps:
        size = seen.shape[1] << steps, seen.shape[0] << steps
        large = np.asarray(cv2.resize(seen, size, interpolation=cv2.INTER_LINEAR), seen.dtype)
    rows, columns = (
        slice(part.start - (start.start << steps), part.stop - (start.start << steps))
        for part, start in zip(window, inner, strict=True)
    )
    return large[rows, columns]

"""Tiles that show where two pictures of a job differ, computed when they are asked for."""

import numpy as np
import numpy.typing as npt

from restoration.app.editor.session import ORIGINAL, TRUTH, EditorSession
from restoration.domain import Image
from restoration.imaging.difference import difference_map
from restoration.imaging.overlay import blend_images

Place = tuple[int, int, int]
"""Level, column and row of a tile."""


def difference_tile(
    session: EditorSession, left: str, right: str, strength: float, place: Place
) -> npt.NDArray[np.uint8] | None:
    """Return a tile of the map of the differences, (h, w, 3) uint8: exact at level 0, else of the smaller pictures.

    Args:
        session: of the painting.
        left: the layer that the grey picture is taken from.
        right: the layer that is compared with it.
        strength: 0..1, opacity of a fill over the original.
        place: of the tile.

    Returns:
        None if there is no such layer or tile.
    """
    first, second = (_pixels(session, name, strength, place) for name in (left, right))
    return None if first is None or second is None else difference_map(first, second)


def _pixels(session: EditorSession, name: str, strength: float, place: Place) -> Image | None:
    """Return a tile of a layer; a fill is blended over the original."""
    layer, original = session.layer(name), session.layer(ORIGINAL)
    pixels = None if layer is None else layer.tiles.pixels(*place)
    if pixels is None or original is None or name in (ORIGINAL, TRUTH):
        return pixels
    before = original.tiles.pixels(*place)
    return None if before is None else blend_images(before, pixels, strength)

"""Tiles that show where two pictures of a job differ, computed when they are asked for."""

import numpy as np
import numpy.typing as npt

from restoration.app.editor.session import EditorSession
from restoration.imaging.difference import difference_map

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
    first, second = (session.at_strength(name, strength, lambda tiles: tiles.pixels(*place)) for name in (left, right))
    return None if first is None or second is None else difference_map(first, second)

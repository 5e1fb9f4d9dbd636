"""A small texture over a whole picture: mirrored at each repeat, so that no seam shows."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Value = TypeVar("Value", bound=np.generic)

TILE = 1024  # px; repeats farther apart than this are not noticed


def repeated(texture: Callable[[tuple[int, int]], npt.NDArray[Value]], shape: tuple[int, int]) -> npt.NDArray[Value]:
    """(H, W) a texture, made once for a small shape and repeated as often as it takes."""
    tile = texture((min(shape[0], TILE), min(shape[1], TILE)))
    block = np.block([[tile, tile[:, ::-1]], [tile[::-1], tile[::-1, ::-1]]])
    times = [-(-want // have) for want, have in zip(shape, block.shape, strict=True)]
    return np.ascontiguousarray(np.tile(block, times)[: shape[0], : shape[1]])

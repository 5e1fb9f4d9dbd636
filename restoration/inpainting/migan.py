"""MI-GAN: a small network that fills losses with the grain of the paint around them."""

from collections.abc import Iterator
from itertools import product
from typing import Self

import numpy as np
import numpy.typing as npt

from restoration import weights
from restoration.domain import Image, Mask
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.painting import match_depth
from restoration.inpainting.base import Needs
from restoration.inpainting.classical import NavierStokes
from restoration.networks.onnx_session import Session, load_session

TILE_SIDE = 512  # px, the input of the network: it would scale a larger picture down
OVERLAP = 128  # px that neighbouring tiles share; a tile leaves half of it to the next one, which sees more around it


class MiGan:
    """Fills with a precision of 8 bits, 16-bit pictures too; cuts a window larger than the network's input into tiles.

    The published file blurs the mask and so mixes in the damaged pixels: black cracks would stay dark. Therefore it
    gets a picture that Navier-Stokes has filled before.

    Source:
        A. Sargsyan et al., "MI-GAN: a simple baseline for image inpainting on mobile devices", ICCV 2023,
        doi:10.1109/ICCV51070.2023.00674; the weights: migan_pipeline_v2.onnx, MIT licence.
    """

    key = "migan"
    needs = Needs(context=64, region=384)  # together one tile, as in the training of the network

    def __init__(self, session: Session) -> None:
        """Take a session of the published file; several inpainters may share it."""
        self._session = session

    @classmethod
    def from_file(cls) -> Self:
        """Load the published weights, once in a process.

        Raises:
            NotReady: the file is missing.
            WrongWeights: the file is not the published one; it was not opened.
        """
        return cls(load_session(weights.MIGAN))

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        height, width = mask.shape
        padding = [(0, max(TILE_SIDE - height, 0)), (0, max(TILE_SIDE - width, 0))]
        filled = np.pad(NavierStokes().fill(as_8_bit(image), mask), [*padding, (0, 0)], mode="reflect")
        self._paint_over(filled, np.pad(mask, padding))
        return match_depth(filled[:height, :width], image)

    def _paint_over(self, filled: Image, missing: Mask) -> None:
        """Replace the first fill by that of the network, in place; each tile sees what the tiles before it painted."""
        for (rows, done_rows), (columns, done_columns) in product(*map(_plan_tiles, missing.shape)):
            own = missing[done_rows, done_columns]
            if own.any():
                painted = self._paint(filled[rows, columns], missing[rows, columns])
                final = painted[: own.shape[0], : own.shape[1]]
                np.copyto(filled[done_rows, done_columns], final, where=own[..., np.newaxis])
                own[:] = False

    def _paint(self, tile: Image, hole: Mask) -> npt.NDArray[np.uint8]:
        sound = np.where(hole, 0, 255).astype(np.uint8)
        inputs = {
            "image": np.ascontiguousarray(tile.transpose(2, 0, 1))[np.newaxis],  # (1, 3, TILE_SIDE, TILE_SIDE)
            "mask": sound[np.newaxis, np.newaxis],  # (1, 1, TILE_SIDE, TILE_SIDE)
        }
        (painted,) = self._session.run(["result"], inputs)
        return np.asarray(painted[0].transpose(1, 2, 0), np.uint8)


def _plan_tiles(length: int) -> Iterator[tuple[slice, slice]]:
    """Yield for each tile along a side the pixels that it sees, and those that are final after it."""
    for start in range(0, length - TILE_SIDE, TILE_SIDE - OVERLAP):
        yield slice(start, start + TILE_SIDE), slice(start, start + TILE_SIDE - OVERLAP // 2)
    yield slice(length - TILE_SIDE, length), slice(length - TILE_SIDE, length)

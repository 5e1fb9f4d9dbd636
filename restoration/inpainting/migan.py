"""MI-GAN: a small network that gives losses the grain of the paint around them."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import Self

import numpy as np
import numpy.typing as npt
import onnxruntime

from restoration import weights
from restoration.domain import Image, Mask
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.raster import match_depth
from restoration.inpainting.base import Needs
from restoration.inpainting.classical import NavierStokes
from restoration.weights import PublishedWeights

TILE_SIDE = 512  # px; what the network looks at: a larger picture it would see scaled down
OVERLAP = 128  # px that neighbouring tiles share; each leaves half of it to the next, which sees more around it


class MiGan:
    """Fills with 8 bits of precision, 16-bit pictures too; tile by tile where a window is larger than the network's.

    The published file blurs the mask and so mixes in what lay in the damage: black cracks stay dark. It is therefore
    given a picture that was filled before, by Navier-Stokes.

    Source:
        A. Sargsyan et al., "MI-GAN: a simple baseline for image inpainting on mobile devices", ICCV 2023,
        doi:10.1109/ICCV51070.2023.00674; the weights: migan_pipeline_v2.onnx, MIT licence.
    """

    key = "migan"
    needs = Needs(context=64, region=384)  # together one tile, as the network was taught

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        """With the published file, opened; several inpainters may share it."""
        self._session = session

    @classmethod
    def from_file(cls) -> Self:
        """With the published weights, which a process loads once.

        Raises:
            NotReady: their file is not there.
            ForeignWeights: it is not the published one; it was not opened.
        """
        return cls(_load_session(weights.MIGAN))

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        height, width = mask.shape
        room = [(0, max(TILE_SIDE - height, 0)), (0, max(TILE_SIDE - width, 0))]
        filled = np.pad(NavierStokes().fill(as_8_bit(image), mask), [*room, (0, 0)], mode="reflect")
        self._paint_over(filled, np.pad(mask, room))
        return match_depth(image, filled[:height, :width])

    def _paint_over(self, filled: Image, missing: Mask) -> None:
        """Replace the first fill by the network's, in place; each tile sees what was painted before it."""
        for (rows, done_rows), (columns, done_columns) in product(*map(_plan_tiles, missing.shape)):
            mine = missing[done_rows, done_columns]
            if mine.any():
                painted = self._paint(filled[rows, columns], missing[rows, columns])
                own = painted[: mine.shape[0], : mine.shape[1]]
                np.copyto(filled[done_rows, done_columns], own, where=mine[..., np.newaxis])
                mine[:] = False

    def _paint(self, tile: Image, hole: Mask) -> npt.NDArray[np.uint8]:
        sound = np.where(hole, 0, 255).astype(np.uint8)
        given = {
            "image": np.ascontiguousarray(tile.transpose(2, 0, 1))[np.newaxis],  # (1, 3, SIDE, SIDE)
            "mask": sound[np.newaxis, np.newaxis],  # (1, 1, SIDE, SIDE)
        }
        (painted,) = self._session.run(["result"], given)
        return np.asarray(painted[0].transpose(1, 2, 0), np.uint8)


def _plan_tiles(length: int) -> Iterator[tuple[slice, slice]]:
    """Along one side: what each tile sees, and up to where all is painted once it is done."""
    for start in range(0, length - TILE_SIDE, TILE_SIDE - OVERLAP):
        yield slice(start, start + TILE_SIDE), slice(start, start + TILE_SIDE - OVERLAP // 2)
    yield slice(length - TILE_SIDE, length), slice(length - TILE_SIDE, length)


@lru_cache(maxsize=1)
def _load_session(published: PublishedWeights) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.use_deterministic_compute = True
    options.enable_cpu_mem_arena = False  # 0.4 GB less memory, for a third more time
    return onnxruntime.InferenceSession(published.read(), options, providers=["CPUExecutionProvider"])

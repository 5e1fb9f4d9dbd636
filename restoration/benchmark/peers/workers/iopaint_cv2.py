"""IOPaint without a network: its cv2 model, with the default settings of its page."""

from importlib.metadata import version

import numpy as np
import numpy.typing as npt
from iopaint.model.opencv2 import OpenCV2  # type: ignore[import-not-found] # has a Python of its own
from iopaint.schema import InpaintRequest  # type: ignore[import-not-found]


class PeerWorker:
    """Fills as IOPaint does: small pictures whole, those over 800 px damage by damage with 128 px around it.

    Source:
        https://github.com/Sanster/IOPaint
    """

    version = f"IOPaint {version('iopaint')}"

    def __init__(self, option: str) -> None:
        self._model = OpenCV2("cpu")

    def fill(self, picture: npt.NDArray[np.uint8], hole: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
        """Return the picture, (H, W, 3) RGB, with its hole, (H, W), filled."""
        bgr = self._model(picture.copy(), hole.astype(np.uint8) * 255, InpaintRequest())
        return np.asarray(bgr[..., ::-1], np.uint8)

"""Frequency selective reconstruction, from OpenCV's contributed modules."""

import cv2
import numpy as np
import numpy.typing as npt

cv2.setNumThreads(1)


class PeerWorker:
    """Models each block as a sum of a few waves, fitted to the sound paint around it.

    Source:
        J. Seiler et al., "Resampling images to a regular grid from a non-regular subset of pixel positions using
        frequency selective reconstruction", IEEE TIP 24(11), 2015, arXiv:2204.12873; via `cv2.xphoto.inpaint`.
    """

    version = f"OpenCV {cv2.__version__}"

    def __init__(self, method: str) -> None:
        """Choose the method: the name of a constant of `cv2.xphoto`."""
        self._method: int = getattr(cv2.xphoto, method)  # type: ignore[attr-defined] # is in opencv-contrib only

    def fill(self, picture: npt.NDArray[np.uint8], hole: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
        """Return the picture, (H, W, 3) RGB, with its hole, (H, W), filled."""
        filled = np.zeros_like(picture)
        bgr, sound = np.ascontiguousarray(picture[..., ::-1]), np.where(hole, 0, 255).astype(np.uint8)
        cv2.xphoto.inpaint(bgr, sound, filled, self._method)  # type: ignore[attr-defined]
        return filled[..., ::-1]

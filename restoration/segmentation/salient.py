"""The figure of a painting and the ground behind it, distinguished by a network that finds what stands out."""

from typing import TYPE_CHECKING, Self

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage

from restoration import weights
from restoration.domain import Image, Likelihood, Mask
from restoration.imaging.masks import grow_mask
from restoration.imaging.overlay import downscale
from restoration.imaging.visible_paint import visible_paint
from restoration.segmentation.contours import GUIDE_SIDE, follow_contours
from restoration.weights import NotReady

if TYPE_CHECKING:
    from restoration.networks.onnx_session import Session

INPUT_SIDE = 320  # px, the input of the network: a square, whatever shape the picture has
THRESHOLD = 0.5  # likelihood from which on a pixel belongs to the figure
TOUCH = 3  # px; so near to the figure, a fill changes its contour

_INPUT, _OUTPUT = "input.1", "1959"  # of the published file; its other outputs are coarser steps to this one
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)  # of red, green and blue in 0..1
_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)
_CONTRAST, _TILES = 3.0, (8, 8)  # limit and tiles of the local contrast


class SubjectSegmenter:
    """Finds the figure: what a person would look at first, one or several persons or things.

    The network was trained on photographs. It sees the picture twice, the second time with its local contrast
    raised, and the larger likelihood counts: dark clothes before a dark ground would otherwise be ground.

    Source:
        X. Qin et al., "U²-Net: going deeper with nested U-structure for salient object detection", Pattern
        Recognition 106, 2020, doi:10.1016/j.patcog.2020.107404; the small version, U2-NetP, Apache-2.0. Size, mean
        and deviation of the input: `u2netp.py` and `base.py` of rembg, which publishes the file.
    """

    def __init__(self, session: "Session") -> None:
        """Take a session of the published file; several segmenters may share it."""
        self._session = session

    @classmethod
    def from_file(cls) -> Self:
        """Load the published weights, once in a process.

        Raises:
            NotReady: the file, or the library that runs it, is missing.
            WrongWeights: the file is not the published one; it was not opened.
        """
        if problem := cls.problem():
            raise problem
        from restoration.networks.onnx_session import load_session  # ONNX Runtime is loaded only when it is used

        return cls(load_session(weights.SUBJECT))

    @staticmethod
    def problem() -> NotReady | None:
        """Return what is missing to use it, or None."""
        return weights.SUBJECT.problem()

    def likelihood(self, image: Image, *, visible: Mask | None = None) -> Likelihood:
        """Return how likely each pixel belongs to the figure.

        Args:
            image: (H, W, 3) uint8 or uint16. Not changed.
            visible: (H, W) bool, where the picture is not wholly transparent. None: everywhere.

        Returns:
            (H, W) float32 in 0..1; 0 where nothing is visible.
        """
        paint = visible_paint(image, visible)
        likelihood = follow_contours(self._coarse_likelihood(paint), paint)
        if visible is not None:
            likelihood[~visible] = 0
        return likelihood

    def subject_mask(self, image: Image, threshold: float = THRESHOLD, *, visible: Mask | None = None) -> Mask:
        """Return the figure, (H, W) bool: the pixels that reach the threshold, 0..1; see `likelihood`."""
        return (self.likelihood(image, visible=visible) >= threshold) & (True if visible is None else visible)

    def _coarse_likelihood(self, image: Image) -> Likelihood:
        """Return (INPUT_SIDE, INPUT_SIDE), of the whole picture."""
        reduced = PillowImage.fromarray(downscale(image, GUIDE_SIDE))  # a first step, which is fast and smooths, too
        picture = np.asarray(reduced.resize((INPUT_SIDE, INPUT_SIDE), PillowImage.Resampling.LANCZOS))
        return np.maximum(self._run(picture), self._run(_raise_contrast(picture)))

    def _run(self, picture: npt.NDArray[np.uint8]) -> Likelihood:
        light = picture.astype(np.float32) / max(int(picture.max()), 1)
        planes = ((light - _MEAN) / _DEVIATION).transpose(2, 0, 1)
        (likelihood,) = self._session.run([_OUTPUT], {_INPUT: np.ascontiguousarray(planes[np.newaxis])})
        return np.asarray(likelihood[0, 0], np.float32)


def fill_touches_subject(mask: Mask, subject: Mask) -> float:
    """Return the part of the damage, 0..1, that lies in the figure or within `TOUCH` px of it.

    Args:
        mask: (H, W) bool, the damage.
        subject: (H, W) bool, the figure.
    """
    touching = mask & grow_mask(subject, TOUCH)
    return int(np.count_nonzero(touching)) / max(int(np.count_nonzero(mask)), 1)


def _raise_contrast(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return the (h, w, 3) picture with its local contrast of lightness raised.

    Source:
        K. Zuiderveld, "Contrast limited adaptive histogram equalization", Graphics Gems IV, 1994.
    """
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)
    lab[..., 0] = cv2.createCLAHE(_CONTRAST, _TILES).apply(lab[..., 0])
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), np.uint8)

"""The whitish clouds that stand around some cracks, where moisture or varnish has clouded the paint."""

import cv2
import numpy as np

from restoration.damage.layer import Alpha, Kind, Layer, palette
from restoration.damage.noise import smooth_field

HAZE = (0.55, 0.53, 0.48)  # linear light of the haze, R G B
REACH = 7  # px from a crack to where its cloud has thinned out
PATCH = 25.0  # mm; clouds come in patches
FAINTEST = 16  # alpha; what is fainter changes no pixel


def clouds(cracks: Alpha, strength: float, scale: float, rng: np.random.Generator) -> Layer:
    """A haze along the cracks, here and there.

    Args:
        cracks: (H, W), where they lie.
        strength: part of the paint that the haze hides at most, 0..1.
        scale: px/mm.
        rng: chance.

    Source:
        T. Ruzic et al., "Virtual restoration of the Ghent Altarpiece using crack detection and inpainting", ACIVS 2011.
    """
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (REACH, REACH))
    soft = cv2.GaussianBlur(cv2.dilate(cracks, disc), (0, 0), REACH / 2)
    patchy = np.clip(smooth_field((cracks.shape[0], cracks.shape[1]), PATCH * scale, rng) - np.float32(0.3), 0, 1)
    faint = (soft * (patchy * np.float32(strength))).astype(np.uint16)
    faint[faint < FAINTEST] = 0
    return Layer(Kind.RELIEF, faint, np.zeros(cracks.shape, np.uint8), palette(0.0, HAZE))

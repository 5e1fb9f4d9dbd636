"""A picture as it is seen from a distance: the eye no longer resolves what is finer than two minutes of arc."""

import math

import cv2
import numpy as np

from restoration.domain import Image
from restoration.errors import BadRequest
from restoration.linear_light import decode_srgb, encode_srgb
from restoration.retouching.recipe import METRES_PER_MM

_LEFT = 0.02  # of the contrast of a pattern that the eye just resolves no more; one in fifty is not seen
_STRIP_ROWS = 512  # rows that are computed at a time, which bounds the memory
_TRUNCATE = 3.0  # sigmas at which the Gaussian ends


def seen_from(image: Image, px_per_mm: float, metres: float) -> Image:
    """Return the picture as an eye sees it from a distance, at its own size.

    Light is spread by a Gaussian that leaves one fiftieth of the contrast of lines two minutes of arc apart [M].

    Args:
        image: (H, W, 3) uint8 or uint16 RGB.
        px_per_mm: its scale.
        metres: from the eye to the painting.

    Returns:
        (H, W, 3), of the image's type.

    Raises:
        BadRequest: the distance is not above 0.
    """
    check_distance(metres)
    return _blur(image, eye_sigma(metres) * px_per_mm)


def check_distance(metres: float) -> None:
    """Raise `BadRequest` if nobody can stand at that distance, m."""
    if not 0 < metres < math.inf:
        raise BadRequest(f"A distance of {metres:g} m is impossible.", hint="Give a number above 0.")


def eye_sigma(metres: float) -> float:
    """Return the sigma, mm on the painting, of what one point looks like from that distance."""
    period = metres / METRES_PER_MM
    return period * math.sqrt(-math.log(_LEFT) / 2) / math.pi


def _blur(image: Image, sigma: float) -> Image:
    blurred, radius = np.empty_like(image), math.ceil(_TRUNCATE * sigma)
    if radius == 0:
        return image.copy()
    for top in range(0, len(image), _STRIP_ROWS):
        first, last = max(top - radius, 0), min(top + _STRIP_ROWS + radius, len(image))
        light = decode_srgb(image[first:last])
        spread = cv2.GaussianBlur(light, (2 * radius + 1, 2 * radius + 1), sigma, borderType=cv2.BORDER_REPLICATE)
        rows = slice(top - first, top - first + min(_STRIP_ROWS, len(image) - top))
        blurred[top : top + _STRIP_ROWS] = encode_srgb(np.asarray(spread, np.float32)[rows], image.dtype)
    return blurred

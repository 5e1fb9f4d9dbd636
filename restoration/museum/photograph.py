"""Checks on a museum's photograph: whether it is complete, its size and scale; and a smaller copy of it."""

import math
from pathlib import Path

import cv2
from PIL import JpegImagePlugin

from restoration.domain import as_image
from restoration.errors import DamagedImage, ImageTooLarge
from restoration.imaging.reading import read_painting
from restoration.imaging.writing import encode_painting


def measure_photo(path: Path) -> tuple[int, int]:
    """Return width and height in px of a picture, after decoding it from the first byte to the last.

    Raises:
        BadImage: the file is damaged, cut short or no picture.
    """
    try:
        height, width = read_painting(path).image.shape[:2]
    except ImageTooLarge:  # too large to restore on this machine, but worth keeping
        return _measure_large_jpeg(path)
    return width, height


def _measure_large_jpeg(path: Path) -> tuple[int, int]:
    """Decode a JPEG at an eighth of its size: this reads every byte but needs only a 64th of the memory."""
    try:
        with path.open("rb") as file, JpegImagePlugin.JpegImageFile(file) as picture:
            width, height = picture.size
            picture.draft(None, (1, 1))
            picture.load()
    except (OSError, SyntaxError) as error:  # from Pillow, for an incomplete JPEG and for any other file
        raise DamagedImage("The picture is too large to read at once, and it is not a complete JPEG.") from error
    return width, height


def scale_down(path: Path, longest: int) -> bytes:
    """Return a copy with `longest` px along its longer side, as a JPEG of high quality with its colour profile.

    Each pixel is the mean of what it covers, as a coarser camera would see it: no bright rims beside dark cracks.

    Raises:
        BadImage: the picture is damaged, or too large to decode on this machine.
    """
    painting = read_painting(path)
    height, width = painting.image.shape[:2]
    scale = longest / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    copy = as_image(cv2.resize(painting.image, size, interpolation=cv2.INTER_AREA))
    return encode_painting(copy, painting, "jpeg")


def pixels_per_mm(width_px: int, height_px: int, width_cm: float | None, height_cm: float | None) -> float | None:
    """Return how many pixels show a millimetre of the painting.

    Returns:
        None if the painting was not measured, or if the photograph's shape is more than 5 % off the painting's:
        it then shows a frame, a colour bar or a detail, and its scale is unknown.
    """
    if not width_cm or not height_cm:
        return None
    across, down = width_px / (10 * width_cm), height_px / (10 * height_cm)
    if max(across, down) > 1.05 * min(across, down):
        return None
    return round(math.sqrt(across * down), 3)

"""A museum's photograph of a painting: whether it is whole, how large it is, and a smaller copy of it."""

import math
from pathlib import Path

import cv2
from PIL import JpegImagePlugin

from restoration.domain import as_image
from restoration.errors import DamagedImage, ImageTooLarge
from restoration.imaging.reading import read_painting
from restoration.imaging.writing import encode_painting


def measure_photo(path: Path) -> tuple[int, int]:
    """Width and height in px of a picture that was decoded from its first byte to its last.

    Raises:
        BadImage: it is damaged, cut short or no picture.
    """
    try:
        height, width = read_painting(path).image.shape[:2]
    except ImageTooLarge:  # for restoring here and now, but worth having
        return _glance(path)
    return width, height


def _glance(path: Path) -> tuple[int, int]:
    """As `measure`, of a JPEG decoded at an eighth of its size: every byte is read, a 64th of the memory is used."""
    try:
        with path.open("rb") as file, JpegImagePlugin.JpegImageFile(file) as picture:
            width, height = picture.size
            picture.draft(None, (1, 1))
            picture.load()
    except (OSError, SyntaxError) as error:  # Pillow's words for cut short and for not a JPEG
        raise DamagedImage("The picture is too large to be read at once, and it is no whole JPEG.") from error
    return width, height


def scale_down(path: Path, longest: int) -> bytes:
    """The picture with `longest` px along its longer side, as a JPEG of high quality with its colour profile.

    Each pixel is the mean of what it covers, as a coarser camera would have seen it: no bright rims beside dark cracks.

    Raises:
        BadImage: it is damaged, or too large to be decoded here.
    """
    painting = read_painting(path)
    height, width = painting.image.shape[:2]
    scale = longest / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    copy = as_image(cv2.resize(painting.image, size, interpolation=cv2.INTER_AREA))
    return encode_painting(copy, painting, "jpeg")


def pixels_per_mm(width_px: int, height_px: int, width_cm: float | None, height_cm: float | None) -> float | None:
    """How many pixels show a millimetre of the painting.

    Returns:
        None where the painting was not measured, or where the photograph's shape is more than 5 % off the
        painting's: then it shows a frame, a colour bar or a detail, and the scale is anybody's guess.
    """
    if not width_cm or not height_cm:
        return None
    across, down = width_px / (10 * width_cm), height_px / (10 * height_cm)
    if max(across, down) > 1.05 * min(across, down):
        return None
    return round(math.sqrt(across * down), 3)

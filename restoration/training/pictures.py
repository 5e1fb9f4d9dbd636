"""Reading of pictures for training, with Pillow alone."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from math import sqrt
from pathlib import Path

import numpy as np
from PIL import Image as PillowImage

from restoration.domain import Image, Mask
from restoration.errors import BadImage, BadRequest

MAX_PIXELS = 4e6  # of an undamaged picture, as all of them stay in memory; larger ones are scaled down
MAX_NAMES = 3  # files that an error names


def read_original(path: Path) -> Image:
    """Read an undamaged picture, scaled down to at most `MAX_PIXELS`.

    Returns:
        (H, W, 3) uint8 RGB.

    Raises:
        BadImage: the file cannot be read.
    """
    with open_picture(path) as picture:
        scale = min(1.0, sqrt(MAX_PIXELS / (picture.width * picture.height)))
        size = round(picture.width * scale), round(picture.height * scale)
        return np.array(picture.convert("RGB").resize(size, PillowImage.Resampling.LANCZOS))


def read_mask_resized(path: Path, shape: tuple[int, ...]) -> Mask:
    """Read a mask and scale it to a height and width, px; thin marks survive when it shrinks.

    Returns:
        (H, W) bool, True where any of the mask's pixels is not black.

    Raises:
        BadImage: the file cannot be read.
    """
    with open_picture(path) as mask:
        grey = mask.convert("L")
        if grey.size != (shape[1], shape[0]):
            grey = grey.resize((shape[1], shape[0]), PillowImage.Resampling.BILINEAR)
        return np.array(grey) > 0


def reject_small_pictures(paths: Iterable[Path], side: int) -> None:
    """Raise `BadRequest` if a picture is narrower or lower than a crop of `side` px; read only the headers."""
    small = [path for path in paths if min(read_size(path)) < side]
    if small:
        hint = "Leave them out, or choose a smaller --side."
        raise BadRequest(f"Smaller than a crop of {side} px: {list_names(small)}.", hint=hint)


def read_size(path: Path) -> tuple[int, int]:
    """Read the width and height of a picture, px, from its header; raise `BadImage` if it cannot be read."""
    with open_picture(path) as picture:
        return picture.size


def list_names(paths: list[Path]) -> str:
    """Return the names of the first `MAX_NAMES` files, and how many more there are."""
    names = ", ".join(path.name for path in paths[:MAX_NAMES])
    return names + (f" and {len(paths) - MAX_NAMES} more" if len(paths) > MAX_NAMES else "")


@contextmanager
def open_picture(path: Path) -> Iterator[PillowImage.Image]:
    """Open a picture and read its header; raise `BadImage` for everything that Pillow cannot read."""
    try:
        with PillowImage.open(path) as picture:
            yield picture
    except (OSError, ValueError, SyntaxError, PillowImage.DecompressionBombError) as error:
        raise BadImage(f"{path} cannot be read as a picture.", hint="Save it again as PNG or JPEG.") from error

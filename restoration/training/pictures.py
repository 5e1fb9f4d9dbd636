"""Pictures to learn from, read by Pillow alone."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from math import sqrt
from pathlib import Path

import numpy as np
from PIL import Image as PillowImage

from restoration.domain import Image, Mask
from restoration.errors import BadImage, BadRequest

MAX_PIXELS = 4e6  # pixels of an undamaged picture, all of which stay in memory; a larger one is scaled down
MAX_NAMES = 3  # how many of many files an error names


def read_original(path: Path) -> Image:
    """An undamaged picture of at most `ENOUGH` pixels: (H, W, 3) uint8 RGB; raises `BadImage` if it cannot be read."""
    with open_picture(path) as picture:
        scale = min(1.0, sqrt(MAX_PIXELS / (picture.width * picture.height)))
        size = round(picture.width * scale), round(picture.height * scale)
        return np.array(picture.convert("RGB").resize(size, PillowImage.Resampling.LANCZOS))


def read_mask_resized(path: Path, shape: tuple[int, ...]) -> Mask:
    """A mask in the height and width of its picture as it was read: (H, W) bool; thin marks stay when it shrinks."""
    with open_picture(path) as mask:
        marked = mask.convert("L")
        if marked.size != (shape[1], shape[0]):
            marked = marked.resize((shape[1], shape[0]), PillowImage.Resampling.BILINEAR)
        return np.array(marked) > 0


def reject_small_pictures(paths: Iterable[Path], side: int) -> None:
    """Raise `BadRequest` where a picture is narrower or lower than a crop of `side` px; only headers are read."""
    small = [path for path in paths if min(read_size(path)) < side]
    if small:
        hint = "Leave them out, or choose a smaller --side."
        raise BadRequest(f"Smaller than a crop of {side} px: {list_names(small)}.", hint=hint)


def read_size(path: Path) -> tuple[int, int]:
    """Width and height by its header, px; raises `BadImage` if it cannot be read."""
    with open_picture(path) as picture:
        return picture.size


def list_names(paths: list[Path]) -> str:
    """The first of them by name, and how many more there are."""
    told = ", ".join(path.name for path in paths[:MAX_NAMES])
    return told + (f" and {len(paths) - MAX_NAMES} more" if len(paths) > MAX_NAMES else "")


@contextmanager
def open_picture(path: Path) -> Iterator[PillowImage.Image]:
    """The picture, its header read; whatever Pillow cannot read of it becomes `BadImage`."""
    try:
        with PillowImage.open(path) as picture:
            yield picture
    except (OSError, ValueError, SyntaxError, PillowImage.DecompressionBombError) as error:
        raise BadImage(f"{path} cannot be read as a picture.", hint="Save it anew as PNG or JPEG.") from error

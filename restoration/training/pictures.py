"""Pictures to learn from, read by Pillow alone."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from math import sqrt
from pathlib import Path

import numpy as np
from PIL import Image as PillowImage

from restoration.domain import Image, Mask
from restoration.errors import BadImage, BadRequest

ENOUGH = 4e6  # pixels of an undamaged picture, all of which stay in memory; a larger one is scaled down
NAMED = 3  # how many of many files an error names


def read_original(path: Path) -> Image:
    """An undamaged picture of at most `ENOUGH` pixels: (H, W, 3) uint8 RGB; raises `BadImage` if it cannot be read."""
    with opened(path) as picture:
        scale = min(1.0, sqrt(ENOUGH / (picture.width * picture.height)))
        size = round(picture.width * scale), round(picture.height * scale)
        return np.array(picture.convert("RGB").resize(size, PillowImage.Resampling.LANCZOS))


def read_mask_as(path: Path, shape: tuple[int, ...]) -> Mask:
    """A mask in the height and width of its picture as it was read: (H, W) bool; thin marks stay when it shrinks."""
    with opened(path) as mask:
        marked = mask.convert("L")
        if marked.size != (shape[1], shape[0]):
            marked = marked.resize((shape[1], shape[0]), PillowImage.Resampling.BILINEAR)
        return np.array(marked) > 0


def refuse_small(paths: Iterable[Path], side: int) -> None:
    """Raise `BadRequest` where a picture is narrower or lower than a crop of `side` px; only headers are read."""
    small = [path for path in paths if min(size_of(path)) < side]
    if small:
        hint = "Leave them out, or choose a smaller --side."
        raise BadRequest(f"Smaller than a crop of {side} px: {names_of(small)}.", hint=hint)


def size_of(path: Path) -> tuple[int, int]:
    """Width and height by its header, px; raises `BadImage` if it cannot be read."""
    with opened(path) as picture:
        return picture.size


def names_of(paths: list[Path]) -> str:
    """The first of them by name, and how many more there are."""
    told = ", ".join(path.name for path in paths[:NAMED])
    return told + (f" and {len(paths) - NAMED} more" if len(paths) > NAMED else "")


@contextmanager
def opened(path: Path) -> Iterator[PillowImage.Image]:
    """The picture, its header read; whatever Pillow cannot read of it becomes `BadImage`."""
    try:
        with PillowImage.open(path) as picture:
            yield picture
    except (OSError, ValueError, SyntaxError, PillowImage.DecompressionBombError) as error:
        raise BadImage(f"{path} cannot be read as a picture.", hint="Save it anew as PNG or JPEG.") from error

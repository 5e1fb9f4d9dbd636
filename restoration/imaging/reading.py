"""Reading: a file or its bytes become a `Painting`, upright and RGB, in the depth of the file; or a mask."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Mask, as_mask
from restoration.errors import BadImage, BadMask, os_error_reason
from restoration.imaging.limits import SizeLimit, megapixel_limit
from restoration.imaging.painting import Painting, match_depth
from restoration.imaging.picture_decoding import HEAD_BYTES, DecodedPicture, decode_picture, recognise_format

SOUND, UNKNOWN, DAMAGED = 0, 128, 255
"""The values of a partial mask."""

_NEARLY = 0.06  # part of the range of values: so far may compression move black and white

Decoder: TypeAlias = Callable[[bytes, float, int | None], DecodedPicture]
"""Takes the bytes of a file, the megapixels that it may announce, and `longest`; see `decode_picture`."""


def decode_here(data: bytes, max_megapixels: float, longest: int | None = None) -> DecodedPicture:
    """Decode in this process."""
    return decode_picture(data, SizeLimit(max_megapixels), longest)


_decoder: Decoder = decode_here


def use_decoder(decoder: Decoder) -> None:
    """Let all pictures of this process be decoded by `decoder` from now on."""
    global _decoder
    _decoder = decoder


@contextmanager
def decoding_by(decoder: Decoder) -> Iterator[None]:
    """Let all pictures be decoded by `decoder` inside the context."""
    before = _decoder
    use_decoder(decoder)
    try:
        yield
    finally:
        use_decoder(before)


def read_painting(
    source: Path | bytes, *, name: str | None = None, max_megapixels: float | None = None, longest: int | None = None
) -> Painting:
    """Return the picture in a file, or in the bytes of one.

    Args:
        source: JPEG, PNG, WebP, TIFF, BMP or GIF, recognised by content, not by name.
        name: what to call it; by default the file's own name.
        max_megapixels: the largest picture to accept; by default `limits.megapixel_limit()`.
        longest: px that the longer side keeps at least, for a preview; see `picture_decoding.decode_picture`.

    Returns:
        The painting; its image is (H, W, 3) RGB, uint8 or uint16 as in the file.

    Raises:
        BadImage: the file does not exist, is not a picture, is damaged or incomplete, or is of a kind that cannot be
            read.
        ImageTooLarge: its header announces too many pixels; nothing was decoded.
    """
    limit = megapixel_limit() if max_megapixels is None else max_megapixels
    data = source if isinstance(source, bytes) else _read_file(source)
    decoded = _decoder(data, limit, longest)
    return Painting(
        image=decoded.image,
        name=name or (source.name if isinstance(source, Path) else "picture"),
        sha256=hashlib.sha256(data).hexdigest(),
        format=decoded.format,
        metadata=decoded.metadata,
        alpha=decoded.alpha,
        notes=decoded.notes,
        is_grey=decoded.is_grey,
    )


def read_mask(source: Path | bytes, image: Image, *, name: str | None = None) -> Mask:
    """Return a picture as the mask of `image`: True where it is at least half white and not transparent.

    If the whole picture has one colour, True where it is opaque: these are strokes drawn on an empty layer.

    Args:
        source: a file in any format of `read_painting`, or its bytes.
        image: (H, W, 3), the picture that the mask belongs to.
        name: what to call the mask's file; by default its own name.

    Returns:
        (H, W) bool.

    Raises:
        BadMask: it cannot be read, has another width or height than the image, or holds only the values 0 and 1.
    """
    drawn, grey = _read_drawn(source, name)
    half = np.iinfo(grey.dtype).max // 2 + 1
    if drawn.alpha is None:
        return as_mask(grey >= half, image)
    is_flat = grey.min() == grey.max()
    return as_mask((drawn.alpha >= half) & (is_flat | (grey >= half)), image)


def read_partial_mask(source: Path | bytes, image: Image) -> npt.NDArray[np.uint8]:
    """Return a picture as the partial mask of `image`, (H, W) uint8: 255 damage, 0 sound paint, 128 unknown.

    White is damage and black is sound; all greys between, and what is transparent, are unknown.

    Raises:
        BadMask: it cannot be read, has another width or height than the image, or holds only the values 0 and 1.
    """
    drawn, grey = _read_drawn(source)
    most = np.iinfo(grey.dtype).max
    partial = np.full(grey.shape, UNKNOWN, np.uint8)
    partial[grey < most * _NEARLY] = SOUND
    partial[grey > most * (1 - _NEARLY)] = DAMAGED
    if drawn.alpha is not None:
        partial[drawn.alpha == 0] = UNKNOWN
    as_mask(partial == DAMAGED, image)
    return partial


def _read_drawn(source: Path | bytes, name: str | None = None) -> tuple[Painting, npt.NDArray[np.uint8 | np.uint16]]:
    """Return a picture that somebody drew as a mask, and its grey values, (H, W)."""
    try:
        drawn = read_painting(source, name=name)
    except BadImage as error:
        raise BadMask(f"The mask cannot be used: {error}", hint=error.hint) from error
    grey: npt.NDArray[np.uint8 | np.uint16] = cv2.cvtColor(drawn.image, cv2.COLOR_RGB2GRAY)  # type: ignore[assignment]  # of the image's type
    if grey.max() == 1:
        raise BadMask("The mask holds nothing but 0 and 1, which is black.", hint="Save it with 255 for damage.")
    return drawn, grey


def as_reference(reference: Image, image: Image) -> Image:
    """Return a picture to measure `image` against, (H, W, 3) in the type of `image`.

    Raises:
        BadImage: the two differ in height or width.
    """
    if reference.shape != image.shape:
        (height, width), (reference_height, reference_width) = image.shape[:2], reference.shape[:2]
        message = f"The reference is {reference_width} x {reference_height} px, the picture {width} x {height} px."
        raise BadImage(message, hint="Choose the undamaged picture in exactly the same size.")
    return match_depth(reference, image)


def _read_file(path: Path) -> bytes:
    """Return the file's bytes; the first ones are checked before the rest is read, so that a video is never loaded."""
    try:
        if path.is_dir():
            raise BadImage(f"{path} is a folder, not a picture.", hint="Choose one picture in it.")
        if not path.exists():
            raise BadImage(f"There is no file {path}.", hint="Check its name and folder.")
        if not path.is_file():
            raise BadImage(f"{path} is not a file.")
        with path.open("rb") as file:
            recognise_format(file.read(HEAD_BYTES))
            file.seek(0)
            return file.read()
    except OSError as error:
        reason = os_error_reason(error)
        raise BadImage(f"{path} cannot be read ({reason}).", hint="Check that you may open it.") from error

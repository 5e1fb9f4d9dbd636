"""Reading: a file or its bytes become a `Painting`, upright and RGB, in the depth of the file."""

import hashlib
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from restoration.disk_arrays import copy_to_disk
from restoration.domain import Image
from restoration.errors import BadImage, ImageTooLarge, os_error_reason
from restoration.imaging.file_bytes import FileBytes, as_file
from restoration.imaging.limits import SizeLimit, megapixel_limit
from restoration.imaging.painting import Painting, match_depth
from restoration.imaging.picture_decoding import DecodedPicture, decode_picture, takes_strips
from restoration.imaging.recognising import HEAD_BYTES, recognise_format


class Decoder(Protocol):
    """Decodes the bytes of a file, as `decode_picture` does."""

    def __call__(
        self, data: FileBytes, limit: SizeLimit, longest: int | None = None, *, colour_managed: bool = True
    ) -> DecodedPicture:
        """Return the picture in the file; arguments and errors are those of `decode_picture`."""


_decoder: Decoder = decode_picture


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
    source: Path | bytes,
    *,
    name: str | None = None,
    max_megapixels: float | None = None,
    longest: int | None = None,
    colour_managed: bool = True,
    in_strips: bool = False,
) -> Painting:
    """Return the picture in a file, or in the bytes of one.

    Args:
        source: a picture in a format that `Painting.format` names, recognised by content, not by name.
        name: what to call it; by default the file's own name.
        max_megapixels: the largest picture to accept; by default `limits.megapixel_limit()`.
        longest: px that the longer side keeps at least, for a preview; see `picture_decoding.decode_picture`.
        colour_managed: False keeps the values of the file, as a mask needs them.
        in_strips: whether the picture is worked on in strips, so that a file which is read in strips may be larger.

    Returns:
        The painting; its image is (H, W, 3) RGB, uint8 or uint16 as in the file.

    Raises:
        BadImage: the file does not exist, is not a picture, is damaged or incomplete, or is of a kind that cannot be
            read.
        ImageTooLarge: its header announces too many pixels; nothing was decoded. Or it is read in strips, and parts of
            it prove to be transparent, which takes memory for all of it.
    """
    data = source if isinstance(source, bytes) else _map_picture_file(source)
    limit = _default_limit(data, in_strips) if max_megapixels is None else SizeLimit(max_megapixels)
    with ThreadPoolExecutor(1) as beside:  # a second for each 600 MB, while the picture is decoded
        digest = beside.submit(hashlib.sha256, data)
        decoded = _decoder(data, limit, longest, colour_managed=colour_managed)
    painting = Painting(
        image=decoded.image,
        name=name or (source.name if isinstance(source, Path) else "picture"),
        sha256=digest.result().hexdigest(),
        format=decoded.format,
        metadata=decoded.metadata,
        alpha=decoded.alpha,
        notes=decoded.notes,
        is_grey=decoded.is_grey,
        extra=decoded.extra,
    )
    if max_megapixels is None:
        _check_transparent(painting, in_strips)
    return painting


def _check_transparent(painting: Painting, in_strips: bool) -> None:
    height, width = painting.image.shape[:2]
    megapixels, limit = width * height / 1e6, megapixel_limit(in_strips=in_strips, is_transparent=True)
    if painting.visible is not None and megapixels > limit:
        raise ImageTooLarge(
            f"Parts of the picture are transparent: it may have {limit:g} megapixels then, and has {megapixels:.0f}.",
            hint="Save it without transparency.",
        )


def _default_limit(data: FileBytes, in_strips: bool) -> SizeLimit:
    most = megapixel_limit(in_strips=in_strips and takes_strips(as_file(data)))
    return SizeLimit(most, whole_megapixels=megapixel_limit())


def is_read_in_strips(source: Path | bytes) -> bool:
    """Return whether a file, or one of these bytes, is read strip by strip; False if it is none that can be read."""
    try:
        with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
            return takes_strips(file)
    except (BadImage, OSError):
        return False


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


def read_picture_file(path: Path) -> bytes:
    """Return the bytes of a picture's file.

    The first ones are checked before the rest is read, so that a video is never loaded.

    Raises:
        BadImage: there is no such file, it cannot be read, or it is not a picture.
    """
    with _open_picture_file(path) as file:
        return file.read()


def _map_picture_file(path: Path) -> FileBytes:
    """Return the same; the bytes of a large file lie in a copy on the disk. Raises what `read_picture_file` raises."""
    with _open_picture_file(path) as file:
        return copy_to_disk(file)


@contextmanager
def _open_picture_file(path: Path) -> Iterator[BinaryIO]:
    """Open a picture's file; raise what `read_picture_file` raises."""
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
            yield file
    except OSError as error:
        reason = os_error_reason(error)
        raise BadImage(f"{path} cannot be read ({reason}).", hint="Check that you may open it.") from error

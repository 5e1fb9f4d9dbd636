"""Writing: a picture becomes a file with the metadata of the original, and never loses depth without an error."""

import io
from collections.abc import Iterator

import numpy as np
from PIL import Image as PillowImage

from restoration.disk_arrays import zeros_on_disk
from restoration.domain import Image, Mask
from restoration.errors import UnsuitableFormat
from restoration.imaging.iptc import encode_for_jpeg
from restoration.imaging.jpeg2000_writing import encode_jpeg2000
from restoration.imaging.limits import LIMIT_VARIABLE, megapixel_limit
from restoration.imaging.metadata_limits import LABELS, MAX_JPEG_BYTES, fit_metadata
from restoration.imaging.painting import Alpha, Metadata, Painting, Samples, match_depth
from restoration.imaging.png import encode_png_pieces
from restoration.imaging.strips import has_equal_channels
from restoration.imaging.tiff_pyramid import encode_tiff_pyramid
from restoration.imaging.tiff_writing import encode_tiff

SUFFIXES = {"png": ".png", "tiff": ".tif", "jpeg": ".jpg", "webp": ".webp", "pyramid": ".tif", "jp2": ".jp2"}

_MAX_SIDE = {"jpeg": 65500, "webp": 16383}  # px, the limits of libjpeg and WebP
_ENCODED_WHOLE = ("jpeg", "webp", "jp2")  # in memory, by their libraries
_JPEG_QUALITY = 95  # above it files grow fast, and no difference is visible


def default_format(image: Image) -> str:
    """Return the lossless format that most programs open: "png" for 8 bits, "tiff" for 16."""
    return "png" if image.dtype == np.uint8 else "tiff"


def encode_pieces(image: Image, like: Painting, format: str) -> Iterator[bytes]:
    """Return the bytes of `encode_painting` piece by piece; those of PNG and TIFF need not be in memory together.

    Arguments and errors are those of `encode_painting`.
    """
    if format not in SUFFIXES:
        raise ValueError(f"format {format!r} is none of {', '.join(SUFFIXES)}")
    check_encodable(image, like, format)
    alpha, metadata = _matching_channel(image, like.alpha), fit_metadata(like.metadata, format)
    if format == "webp":
        return iter([_encode_webp(image, alpha, metadata)])
    samples = channels_to_write(image, like)
    if format == "png":
        return encode_png_pieces(samples, alpha, metadata)
    if format == "jpeg":
        return iter([_encode_jpeg(samples, metadata)])
    if format == "jp2":
        return iter([encode_jpeg2000(samples, alpha, metadata)])
    extra = _matching_channel(image, like.extra if alpha is None else None)
    encode = encode_tiff_pyramid if format == "pyramid" else encode_tiff
    return encode(samples, alpha, extra, metadata)


def encode_painting(image: Image, like: Painting, format: str) -> bytes:
    """Return a file of the image with the metadata and the transparency of the painting that it was made from.

    If the painting and the image are grey, the file has one channel, beside transparency, and the painting's own grey
    profile. WebP has no grey: it gets three equal channels, and an RGB profile that shows the same tones.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB, of the painting's height and width.
        like: the painting whose metadata and transparency are written, as far as the format holds them (see
            `metadata_limits`); into a TIFF or a pyramid also a fourth channel of unstated meaning.
        format: a key of `SUFFIXES`. All but "jpeg" are lossless.

    Returns:
        The file's bytes; the same input gives the same bytes.

    Raises:
        UnsuitableFormat: JPEG or WebP for 16 bits, JPEG for a transparent picture, the format cannot hold a picture
            of this size or metadata of this size, or it is encoded whole and the picture is beyond
            `limits.megapixel_limit()`.
        ValueError: there is no such format, or the image has another size than a transparent painting.
    """
    return b"".join(encode_pieces(image, like, format))


def channels_to_write(image: Image, like: Painting) -> Samples:
    """Return (H, W) of an (H, W, 3) image if it and the painting that it was made from are grey, else the image."""
    return image[..., 0] if like.is_grey and has_equal_channels(image) else image


def check_encodable(image: Image, like: Painting, format: str) -> None:
    """Raise the `UnsuitableFormat` that `encode_painting` would raise, so that it is known before the long work.

    Args:
        image: (H, W, 3), any picture of the type and size of the later result.
        like: the painting that the result is made from.
        format: a key of `SUFFIXES`.
    """
    if format in _ENCODED_WHOLE:
        _check_fits_memory(image, LABELS[format])
    if format not in _MAX_SIDE:  # the others hold everything
        return
    label, longest = LABELS[format], _MAX_SIDE[format]
    if image.dtype != np.uint8:
        raise UnsuitableFormat(f"{label} holds 8 bits per channel, and the picture has 16.")
    if max(image.shape[:2]) > longest:
        raise UnsuitableFormat(f"{label} holds at most {longest} px a side, and the picture has more.")
    if format == "jpeg":
        _check_encodable_as_jpeg(like)


def _check_fits_memory(image: Image, label: str) -> None:
    megapixels, limit = image.shape[0] * image.shape[1] / 1e6, megapixel_limit()
    if megapixels > limit:
        raise UnsuitableFormat(
            f"{label} is encoded whole, in memory: it may have {limit:g} megapixels, and the picture {megapixels:.0f}.",
            hint=f"Choose TIFF or PNG, which are written in strips, or set {LIMIT_VARIABLE} to a larger number.",
        )


def _check_encodable_as_jpeg(like: Painting) -> None:
    if like.alpha is not None and (like.alpha < np.iinfo(like.alpha.dtype).max).any():
        raise UnsuitableFormat("JPEG cannot hold transparency, and the picture has some.")
    metadata = fit_metadata(like.metadata, "jpeg")
    blocks = {"EXIF": metadata.exif, "XMP": metadata.xmp, "IPTC data": metadata.iptc}
    for name, most in MAX_JPEG_BYTES.items():
        if len(blocks[name] or b"") > most:
            raise UnsuitableFormat(f"JPEG holds at most {most} bytes of {name}, and the picture has more.")


def encode_mask(mask: Mask) -> bytes:
    """Return a one-channel 8-bit PNG of the (H, W) mask: 255 where damaged, 0 elsewhere."""
    return b"".join(encode_mask_pieces(mask))


def encode_mask_pieces(mask: Mask) -> Iterator[bytes]:
    """Yield the bytes of `encode_mask` piece by piece."""
    white = zeros_on_disk(mask.shape, np.uint8)
    yield from encode_png_pieces(np.multiply(mask.view(np.uint8), np.uint8(255), out=white))


def _matching_channel(image: Image, channel: Samples | None) -> Samples | None:
    """Return the painting's transparency, or another channel of it, in the depth of the image."""
    matching = None if channel is None else match_depth(channel, image)
    if matching is not None and matching.shape != image.shape[:2]:
        raise ValueError(f"an image of {image.shape[:2]} cannot take a transparency of {matching.shape}")
    return matching


def _encode_webp(image: Image, alpha: Alpha | None, metadata: Metadata) -> bytes:
    file = io.BytesIO()
    _pillow_picture(image, alpha).save(
        file,
        "WEBP",
        lossless=True,
        quality=20,  # of the compression: 80, the usual value, takes six times as long and saves one byte in a thousand
        exact=True,  # colours under full transparency are kept too
        icc_profile=metadata.icc or b"",
        exif=metadata.exif or b"",
        xmp=metadata.xmp or b"",
    )
    return file.getvalue()


def _encode_jpeg(samples: Samples, metadata: Metadata) -> bytes:
    file = io.BytesIO()
    _pillow_picture(samples, None).save(
        file,
        "JPEG",
        quality=_JPEG_QUALITY,
        subsampling="4:4:4",
        icc_profile=metadata.profile_of(samples),
        exif=b"Exif\0\0" + metadata.exif if metadata.exif else b"",
        xmp=metadata.xmp or b"",
        extra=encode_for_jpeg(metadata.iptc) if metadata.iptc else b"",
        comment=b"".join(text.encode() for _, text in metadata.texts),
        dpi=metadata.dpi or (0, 0),
    )
    return file.getvalue()


def _pillow_picture(samples: Samples, alpha: Alpha | None) -> PillowImage.Image:
    pixels = np.ascontiguousarray(samples if alpha is None else np.dstack([samples, alpha]))
    mode = ("L" if samples.ndim == 2 else "RGB") + ("" if alpha is None else "A")
    return PillowImage.frombuffer(mode, (pixels.shape[1], pixels.shape[0]), pixels, "raw", mode, 0, 1)

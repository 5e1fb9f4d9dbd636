"""The layers of a restoration: what was computed lies over the original, and is empty elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from restoration.domain import Image, Mask, Restoration
from restoration.imaging.overlay import DAMAGE_RED
from restoration.imaging.painting import Alpha, Painting, match_depth
from restoration.imaging.png import encode_png_pieces
from restoration.imaging.scale import MM_PER_INCH
from restoration.imaging.writing import channels_to_write

SMALLEST_IN_PNG = 0.001  # px per mm: PNG counts whole pixels per metre


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Layer:
    """One layer of the stack, as large as the whole picture."""

    name: str
    image: Image
    alpha: Alpha | None = None  # of the image's type; None where the layer is opaque
    within: Mask | None = None  # outside this mask the layer is empty; None for no limit
    is_visible: bool = True


def restoration_layers(painting: Painting, restoration: Restoration) -> list[Layer]:
    """Return the layers from top to bottom, in the picture's own depth.

    They are the reintegration, if there is one, the fill alone, the mask in red (hidden), and the original.
    """
    before, after, mask = restoration.before, restoration.after, restoration.damage.mask
    changed = restoration.changed
    alpha = _opacity(painting, before)
    red = (np.array(DAMAGE_RED) * (np.iinfo(before.dtype).max // 255)).astype(before.dtype)
    laid_down = restoration.reintegration
    return [
        *([] if laid_down is None else [Layer("Reintegration", after, alpha, within=changed)]),
        Layer("Fill", after if laid_down is None else laid_down.fill, alpha, within=changed),
        Layer("Mask", np.broadcast_to(red, before.shape), alpha, within=mask, is_visible=False),
        Layer("Original", before, painting.alpha),
    ]


def merged_layer(painting: Painting, restoration: Restoration) -> Layer:
    """Return the picture that the visible layers show together."""
    return Layer("Restored", restoration.after, painting.alpha)


def encode_reintegration_png(painting: Painting, after: Image, mask: Mask, px_per_mm: float | None = None) -> bytes:
    """Return the bytes of `encode_reintegration_pieces`."""
    return b"".join(encode_reintegration_pieces(painting, after, mask, px_per_mm))


def encode_reintegration_pieces(
    painting: Painting, after: Image, mask: Mask, px_per_mm: float | None = None
) -> Iterator[bytes]:
    """Return the masked pixels as a PNG that is transparent elsewhere, to be laid over another photograph or printed.

    The bytes come piece by piece, and need not be in memory together.

    Args:
        painting: its colour profile, XMP, transparency and, without a scale, its resolution are written.
        after: (H, W, 3) the restored picture, uint8 or uint16.
        mask: (H, W) bool.
        px_per_mm: scale of the picture; a print at 100 % is then as large as the painting. PNG counts whole pixels
            per metre: at 10 px per mm a metre is at most 0.05 mm off. None if the scale is not known.
    """
    dpi = painting.metadata.dpi if px_per_mm is None else _png_resolution(px_per_mm)
    metadata = replace(painting.metadata.colours(), xmp=painting.metadata.xmp, dpi=dpi)
    samples = channels_to_write(after, painting)
    return encode_png_pieces(samples, _opacity(painting, after), metadata, within=mask)


def _png_resolution(px_per_mm: float) -> tuple[float, float] | None:
    """Return the dpi of the true size; None for a scale that rounds to no pixel in a metre."""
    return (px_per_mm * MM_PER_INCH,) * 2 if px_per_mm >= SMALLEST_IN_PNG else None


def _opacity(painting: Painting, image: Image) -> Alpha:
    """Return the painting's transparency in the depth of the image, opaque if it has none; (H, W)."""
    if painting.alpha is not None:
        return match_depth(painting.alpha, image)
    return np.broadcast_to(np.array(np.iinfo(image.dtype).max, image.dtype), image.shape[:2])

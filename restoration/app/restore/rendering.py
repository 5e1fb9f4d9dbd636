"""Pictures for the screen: what a viewport shows, encoded with the painting's colour profile."""

import io
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage

from restoration.domain import Image, KindMap
from restoration.editing.viewport import Viewport
from restoration.imaging.overlay import as_8_bit, downscale, downscale_kinds, outline_kinds, overlay_kinds

JPEG_QUALITY = 92  # for looking only: downloads are lossless
OVERVIEW_SIDE = 180  # px, longest side of the overview


@dataclass(frozen=True, slots=True)
class MaskStyle:
    """How the mask is shown over the painting."""

    opacity: float  # 0..1
    only_rims: bool


def render_viewport(image: Image, viewport: Viewport) -> npt.NDArray[np.uint8]:
    """(h, w, 3) uint8: the viewport as it is shown; enlarged, every pixel of the painting stays a square."""
    return _scale(as_8_bit(image[viewport.window]), viewport)


def render_with_mask(image: Image, kinds: KindMap, viewport: Viewport, tint: MaskStyle) -> npt.NDArray[np.uint8]:
    """(h, w, 3) uint8: the same with the mask over it."""
    shown = kinds[viewport.window]
    shown = downscale_kinds(shown, *viewport.shown) if viewport.scale < 1 else _scale(shown, viewport)
    return overlay_kinds(
        render_viewport(image, viewport), outline_kinds(shown) if tint.only_rims else shown, opacity=tint.opacity
    )


def encode_overview(image: Image, icc: bytes | None) -> bytes:
    """JPEG of the whole painting, as large as the map of where one is."""
    return encode_jpeg(downscale(image, OVERVIEW_SIDE), icc)


def encode_jpeg(shown: npt.NDArray[np.uint8], icc: bytes | None) -> bytes:
    """A JPEG of what is shown."""
    file = io.BytesIO()
    PillowImage.fromarray(shown).save(file, "JPEG", quality=JPEG_QUALITY, subsampling=0, icc_profile=icc)
    return file.getvalue()


def _scale(shown: npt.NDArray[np.uint8], viewport: Viewport) -> npt.NDArray[np.uint8]:
    if viewport.scale == 1:
        return shown
    way = cv2.INTER_AREA if viewport.scale < 1 else cv2.INTER_NEAREST
    return np.asarray(cv2.resize(shown, viewport.shown, interpolation=way), np.uint8)

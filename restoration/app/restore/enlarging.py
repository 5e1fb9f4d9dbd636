"""A result enlarged by computation: a second picture, which belongs to the result as it was shown."""

from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from restoration.app.restore.rendering import place_around
from restoration.catalog import ENLARGERS
from restoration.domain import Image, Mask, PixelWindow, Progress, Restoration
from restoration.enlarging.pictures import Enlargement, enlarge_painting, scale_window
from restoration.imaging.limits import BYTES_PER_PIXEL, TILE_BYTES
from restoration.imaging.overlay import blend_images
from restoration.imaging.painting import Painting
from restoration.imaging.strips import has_equal_channels
from restoration.output.damage_map import TitleBlock

INTERPOLATION = "lanczos"  # key of the enlarger that others are compared with

DETAIL_SIDE = 640  # px of the enlarged picture: two such details stand side by side on the page

_PART_BYTES = {"realesrgan": 800e6}  # of memory for a part of a picture and the network; measured: 750 MB


@dataclass(frozen=True, slots=True)
class EnlargingRequest:
    """All that an enlargement depends on. The restoration is compared by identity: it is never changed."""

    restoration: Restoration  # at full strength; its fill is laid down as it was shown
    strength: float  # 0..1, opacity of its fill
    method: str  # a key of `ENLARGERS`
    by: int  # one of `FACTORS`

    def is_of(self, restoration: Restoration, strength: float) -> bool:
        """Return whether the enlargement shows this restoration at this strength."""
        return self.restoration is restoration and self.strength == strength

    def restored(self, window: PixelWindow = (slice(None), slice(None))) -> Image:
        """Return the part of the restored picture in a window, (h, w, 3), at its strength."""
        return blend_images(self.restoration.before[window], self.restoration.after[window], self.strength)


@dataclass(frozen=True, slots=True, eq=False)
class EnlargedResult:
    """A restored picture that was enlarged; its pixels lie on the disk."""

    request: EnlargingRequest
    enlargement: Enlargement  # its painting has the name and the words of the photograph
    filled_at: tuple[int, int]  # x and y in the restored picture, px: where most around is filled
    digests: dict[tuple[str, TitleBlock], str] = field(default_factory=dict)
    """SHA-256 of encoded files by format and words, so that the record need not encode them again."""


def enlarge_result(request: EnlargingRequest, painting: Painting, progress: Progress) -> EnlargedResult:
    """Enlarge a restored picture with the transparency of its painting.

    Raises:
        RestorationError: the method cannot be built, or the picture is too large; see `enlarge_painting`.
    """
    image = request.restored()
    is_grey = painting.is_grey and has_equal_channels(image)  # a fill may be laid down in colours
    restored = replace(painting, image=image, is_grey=is_grey)
    enlargement = enlarge_painting(restored, ENLARGERS.build(request.method), request.by, progress)
    named = replace(enlargement, painting=replace(enlargement.painting, name=painting.name))
    mask = request.restoration.damage.mask
    return EnlargedResult(request, named, _fullest_place(mask, DETAIL_SIDE // request.by))


def enlarging_memory(painting: Painting, request: EnlargingRequest) -> float:
    """Return the bytes that an enlarging takes at its peak; a grey result needs one more channel of itself."""
    pixels = painting.image[..., 0].size
    channel = request.by**2 * painting.image.itemsize * pixels
    return _PART_BYTES.get(request.method, TILE_BYTES) + BYTES_PER_PIXEL * pixels + channel


def compare_detail(enlarged: EnlargedResult, centre: tuple[float, float]) -> tuple[Image, Image]:
    """Return a detail of at most `DETAIL_SIDE` px a side in two ways: enlarged without a network, and as it is.

    Args:
        enlarged: the result; what only was interpolated is compared with its pixels as squares.
        centre: x and y in the restored picture, px; the detail lies around it.
    """
    request, image = enlarged.request, enlarged.enlargement.painting.image
    side, (height, width) = DETAIL_SIDE // request.by, request.restoration.after.shape[:2]
    window = place_around(centre[1], side, height), place_around(centre[0], side, width)
    part = np.ascontiguousarray(request.restored(window))
    if request.method == INTERPOLATION:
        plain: Image = part.repeat(request.by, axis=0).repeat(request.by, axis=1)
    else:
        plain = ENLARGERS.build(INTERPOLATION).enlarge(part, request.by)
    return plain, image[scale_window(window, request.by)]


def _fullest_place(mask: Mask, side: int) -> tuple[int, int]:
    """Return x and y of the square, `side` px wide, with the most of the (H, W) mask; the middle if it is empty."""
    if not mask.any():
        return mask.shape[1] // 2, mask.shape[0] // 2
    covered = cv2.boxFilter(
        mask.view(np.uint8), cv2.CV_32F, (side, side), normalize=False, borderType=cv2.BORDER_CONSTANT
    )
    x, y = cv2.minMaxLoc(covered)[3]
    return x, y

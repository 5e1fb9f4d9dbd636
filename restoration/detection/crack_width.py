"""How wide the cracks of a picture are: chosen from the picture itself, or by a person.

Detectors find cracks of up to `NATIVE_WIDTH`. Wider ones, as on a scan of high resolution, are found in a reduced
picture.
"""

from dataclasses import dataclass

import numpy as np

from restoration.detection.base import Detection, Detector
from restoration.detection.evidence import LIKELIHOODS
from restoration.detection.pyramid import LEVELS, DetectionPyramid, LevelDetection, detect_pyramid, enlarge, reduce
from restoration.domain import DAMAGE_KINDS, DamageKind, Image, Progress, no_progress
from restoration.errors import BadRequest

NATIVE_WIDTH = 4  # px: the widest cracks that detectors find at full size; docs/decisions/0011 has the measurement
MAX_WIDTH = 64  # px: the largest width that can be asked for
CRACK_WIDTHS = tuple(NATIVE_WIDTH << level for level in range(LEVELS))
"""The widths in px that the levels of a pyramid look for."""

# A reduced picture is chosen only where it shows clearly more cracks than the picture itself: from afar, contours and
# hair look like cracks. docs/decisions/0017 has the measurement.
MIN_CRACK_SHARES = (0.0, 0.005, 0.008, 0.02)  # of the picture at each level: further away, more contours look so
MIN_CRACK_AREA = 300  # px of it
MIN_GAIN = 2.0  # times the score of the picture itself
WIDTH_GAIN = 1.4  # the weight of a length of cracks from one level to the next: nearer, wide cracks look like two rims

_CRACK = DAMAGE_KINDS.index(DamageKind.CRACK)
_CLEAR = int(np.searchsorted(LIKELIHOODS, 0.5, side="right"))  # the first code above one half
_DOUBTFUL = int(np.searchsorted(LIKELIHOODS, 0.1, side="right"))


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class WidthDetection:
    """What was found, and the width that was looked for."""

    detection: Detection  # of the full size
    widest: int  # px
    is_automatic: bool


def detect_cracks(
    detector: Detector, image: Image, widest: int | None = None, progress: Progress = no_progress
) -> WidthDetection:
    """Find the damage in a picture whose cracks have any width.

    Args:
        detector: any detector.
        image: (H, W, 3) uint8 or uint16 RGB.
        widest: width of the widest cracks, px; None chooses it from the picture, which takes a third more time. With
            a width, the picture is reduced until such cracks are `NATIVE_WIDTH` px wide: memory and time fall with the
            square of the reduction, and finer cracks may be lost.
        progress: called as (done, total).

    Returns:
        A detection of the full size, (H, W), and the width.

    Raises:
        ValueError: `widest` is more than `MAX_WIDTH`.
    """
    if widest is None:
        pyramid = detect_pyramid(detector, image, progress)
        level = choose_level(pyramid)
        return WidthDetection(
            pyramid.levels[level].full_size(pyramid.shape).unpacked(), CRACK_WIDTHS[level], is_automatic=True
        )
    if widest > MAX_WIDTH:
        raise ValueError(f"cracks of {widest} px are wider than {MAX_WIDTH} px")
    height, width = image.shape[:2]
    sides = (max(side * NATIVE_WIDTH // max(widest, NATIVE_WIDTH), 1) for side in (width, height))
    found = detector.detect(reduce(image, *sides), progress)
    return WidthDetection(enlarge(found, (height, width)), widest, is_automatic=False)


def level_of_width(widest: int) -> int:
    """Return the level of a pyramid that looks for cracks of up to `widest` px; raise `BadRequest` if none does."""
    if widest not in CRACK_WIDTHS:
        widths = ", ".join(map(str, CRACK_WIDTHS))
        raise BadRequest(f"What is taught knows no width of {widest} px.", hint=f"Choose auto or one of: {widths}.")
    return CRACK_WIDTHS.index(widest)


def level_for(pyramid: DetectionPyramid, widest: int | None) -> int:
    """Return the level that looks for cracks of up to `widest` px; None: the one that `choose_level` returns.

    Raises:
        BadRequest: no level looks for that width.
    """
    return choose_level(pyramid) if widest is None else level_of_width(widest)


def choose_level(pyramid: DetectionPyramid) -> int:
    """Return the level that shows the cracks of a picture best.

    The length of clear cracks decides, and how few doubtful ones there are beside them: at the right size a network
    says yes or no. The full size is kept unless another level is clearly better.
    """
    scores = [_crack_score(found, level) for level, found in enumerate(pyramid.levels)]
    scores[0] *= MIN_GAIN
    return int(np.argmax(scores))


def _crack_score(found: LevelDetection, level: int) -> float:
    evidence = found.evidence[_CRACK]
    clear, not_sound = (sum(int(np.count_nonzero(row >= code)) for row in evidence) for code in (_CLEAR, _DOUBTFUL))
    if level and clear < max(MIN_CRACK_AREA, MIN_CRACK_SHARES[level] * found.kinds.size):
        return 0.0
    return clear * (2 * WIDTH_GAIN) ** level / (1 + (not_sound - clear) / max(clear, 1))

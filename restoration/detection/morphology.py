"""The classical detector: thin connected lines that stand out from the paint around, and islands of lost paint."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.detection.base import Detection
from restoration.detection.hysteresis import LogStrength, hysteresis
from restoration.detection.paint_losses import half_size, raise_to_losses
from restoration.detection.ridges import NEIGHBOURS, REACH, Lightness, line_strength
from restoration.disk_arrays import zeros_on_disk
from restoration.domain import DamageKind, Image, KindMap, Likelihood, Mask, Progress, kind_number, no_progress
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.tiling import RowStrip, plan_strips, process_strips

CALIBRATED_STRENGTH = 0.75  # strength at sensitivity 0.5: marks under 2 % of undamaged validation paintings
SLOPE = 1.75  # natural logarithm of the strength between sensitivity 1 and 0: .42 to 2.4 times the calibrated one
DROP = 0.55  # part of the strength to which a line may fall between clear stretches
BRIGHT_LINE_WEIGHT = 0.6  # a bright line is more often paint (highlights, hair) than a crack
MIN_LENGTH = 25.0  # px; about ten times the width of a crack: shorter marks are touches of the brush
FLOORS = 16  # how often connections are computed between sensitivity 1 and 0: the slider has as many distinct steps
STRIP_PIXELS = 400_000  # px that are processed at a time

CRACK_NUMBER, LOSS_NUMBER = kind_number(DamageKind.CRACK), kind_number(DamageKind.LOSS)

MIN_STRENGTH = CALIBRATED_STRENGTH * np.exp(-SLOPE / 2) * DROP  # strength of level 1
MAX_LEVEL = 254  # levels from the weakest to the strongest strength that makes a difference
LEVEL_STEP = (SLOPE - np.log(DROP)) / (MAX_LEVEL - 1)  # natural logarithm of the strength between two levels


class Morphology:
    """Finds cracks and scratches up to about 6 px wide, and a few small losses, by shape alone."""

    key = "opencv"

    def detect(self, image: Image, progress: Progress = no_progress) -> Detection:
        """See `Detector.detect`. Lines count as cracks, scratches too.

        The same picture always gives the same answer, and its 16-bit version gives that answer up to rounding.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB. Not changed.
            progress: called as (done, total) after every strip and every floor of the hysteresis.

        Returns:
            A likelihood in steps of about .006, 0 where there is no line or island; kinds are crack and loss.
        """
        height, width = image.shape[:2]
        rows = max(STRIP_PIXELS // width // 2, 2 * REACH) * 2  # even, so that a strip can be halved
        strips = plan_strips(height, rows=rows, margin=REACH)
        total = len(strips) + FLOORS
        levels, bodies = (zeros_on_disk((height, width), np.uint8) for _ in range(2))
        half = zeros_on_disk(((height + 1) // 2, (width + 1) // 2, 3), np.uint8)

        def measure(strip: RowStrip) -> None:
            pixels = np.ascontiguousarray(as_8_bit(image[strip.read]))
            half[strip.top // 2 : (strip.bottom + 1) // 2] = half_size(pixels[strip.inner])
            strength, body = line_strength(_lightness(pixels), BRIGHT_LINE_WEIGHT)
            levels[strip.rows] = _log_strength(strength[strip.inner])
            bodies[strip.rows] = body[strip.inner]

        process_strips(strips, measure, progress, total)
        drop = round(-np.log(DROP) / LEVEL_STEP)
        floors = np.rint(np.linspace(1, MAX_LEVEL - drop, FLOORS, endpoint=False)).astype(int).tolist()
        kept = hysteresis(levels, floors, drop, MIN_LENGTH, lambda done, _: progress(len(strips) + done, total))
        likelihood: Likelihood = zeros_on_disk((height, width), np.float32)
        for strip in plan_strips(height, rows=rows, margin=1):
            wide = np.asarray(cv2.dilate(kept[strip.read], NEIGHBOURS), np.uint8)  # bodies are wider than centre lines
            likelihood[strip.rows] = _as_likelihood(wide[strip.inner] * bodies[strip.rows], drop)
        return Detection(likelihood, _as_kinds(raise_to_losses(likelihood, half)))


def _as_kinds(lost: Mask) -> KindMap:
    """Return losses where they are more likely than lines, else cracks."""
    kinds: KindMap = zeros_on_disk(lost.shape, np.uint8)
    kinds.fill(CRACK_NUMBER)
    kinds[lost] = LOSS_NUMBER
    return kinds


def _lightness(image: npt.NDArray[np.uint8]) -> Lightness:
    """Return CIE L*, 0..100 stored as 0..255."""
    return np.ascontiguousarray(cv2.cvtColor(image, cv2.COLOR_RGB2LAB)[..., 0], np.uint8)


def _log_strength(strength: npt.NDArray[np.float32]) -> LogStrength:
    """Return strengths as levels on a logarithmic scale; 0 where no sensitivity marks them."""
    relative = np.log(np.maximum(strength, 1e-6) / np.float32(MIN_STRENGTH)) / np.float32(LEVEL_STEP)
    return np.rint(np.clip(relative + 1, 0, MAX_LEVEL)).astype(np.uint8)


def _as_likelihood(levels: LogStrength, drop: int) -> Likelihood:
    """Return levels as likelihoods: the threshold that a line just reaches at sensitivity s becomes 1 - s."""
    table: Likelihood = np.clip((np.arange(256.0) - 1 - drop) * LEVEL_STEP / SLOPE, 0, 1).astype(np.float32)
    return table[levels]

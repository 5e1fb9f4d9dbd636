"""The classical detector: thin lines that stand out of their paint and hold together, and islands of lost paint."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.detection.base import Detection
from restoration.detection.components import LogStrength, hysteresis
from restoration.detection.paint_losses import half_size, loss_likelihood, raise_in_place
from restoration.detection.ridges import REACH, Lightness, line_strength
from restoration.domain import DamageKind, Image, KindMap, Likelihood, Mask, Progress, kind_number, no_progress
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.tiling import RowStrip, plan_strips, process_strips

CALIBRATED_STRENGTH = 0.75  # strength at sensitivity 0.5: marks under 2 % of undamaged validation paintings
SLOPE = 1.75  # natural logarithm of the strength between sensitivity 1 and 0: .42 to 2.4 times the calibrated one
DROP = 0.55  # part of the strength to which a line may fall between clear stretches
LIGHT_LINE_WEIGHT = 0.6  # light lines are oftener painted (highlights, hair) than cracked
MIN_LENGTH = 25.0  # px; about ten times the width of a crack: shorter marks are touches of the brush
FLOORS = 16  # how often connections are looked up between sensitivity 1 and 0: the slider has as many clear steps
STRIP_PIXELS = 400_000  # px worked on at a time

CRACK_NUMBER, LOSS_NUMBER = kind_number(DamageKind.CRACK), kind_number(DamageKind.LOSS)

MIN_STRENGTH = CALIBRATED_STRENGTH * np.exp(-SLOPE / 2) * DROP  # strength of rung 1
MAX_LEVEL = 254  # from the weakest to the strongest strength that makes a difference
LEVEL_STEP = (SLOPE - np.log(DROP)) / (MAX_LEVEL - 1)  # natural logarithm of the strength between two rungs


class Morphology:
    """Finds cracks and scratches up to about 6 px wide, and few small losses, by shape; knows nothing of the motif."""

    key = "opencv"

    def likelihood(self, image: Image, progress: Progress = no_progress) -> Likelihood:
        """How surely each pixel lies in a crack, a scratch or a loss; takes and returns what `examine` does."""
        return self.examine(image, progress).likelihood

    def examine(self, image: Image, progress: Progress = no_progress) -> Detection:
        """How surely each pixel lies in a crack, a scratch or a loss; lines are called cracks, scratches too.

        The same picture always gives the same answer, and so does its 16-bit version up to rounding.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB. Not changed.
            progress: called as (done, total) after every strip and every renewal of the hysteresis.

        Returns:
            A likelihood in steps of about .006, 0 where nothing is a line or an island; and which of the two it is.
        """
        height, width = image.shape[:2]
        strips = plan_strips(
            height, rows=max(STRIP_PIXELS // width // 2, 2 * REACH) * 2, margin=REACH
        )  # even, to be halved
        total = len(strips) + FLOORS
        rungs, bodies = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)
        small = np.zeros(((height + 1) // 2, (width + 1) // 2, 3), np.uint8)

        def measure(strip: RowStrip) -> None:
            seen = np.ascontiguousarray(as_8_bit(image[strip.read]))
            small[strip.top // 2 : (strip.bottom + 1) // 2] = half_size(seen[strip.inner])
            strength, body = line_strength(_lightness(seen), LIGHT_LINE_WEIGHT)
            rungs[strip.rows] = _log_strength(strength[strip.inner])
            bodies[strip.rows] = body[strip.inner]

        process_strips(strips, measure, progress, total)
        drop = round(-np.log(DROP) / LEVEL_STEP)
        floors = np.rint(np.linspace(1, MAX_LEVEL - drop, FLOORS, endpoint=False)).astype(int).tolist()
        heights = hysteresis(rungs, floors, drop, MIN_LENGTH, lambda done, _: progress(len(strips) + done, total))
        wide = np.asarray(cv2.dilate(heights, np.ones((3, 3), np.uint8)), np.uint8)  # a body reaches past its centre
        likelihood = _as_likelihood(wide * bodies, drop)
        return Detection(likelihood, _kind_map(raise_in_place(likelihood, loss_likelihood(small))))


def _kind_map(lost: Mask) -> KindMap:
    """Losses where they are surer than lines."""
    return np.where(lost, np.uint8(LOSS_NUMBER), np.uint8(CRACK_NUMBER))


def _lightness(image: npt.NDArray[np.uint8]) -> Lightness:
    """CIE L*, 0..100 stored as 0..255."""
    return np.ascontiguousarray(cv2.cvtColor(image, cv2.COLOR_RGB2LAB)[..., 0], np.uint8)


def _log_strength(strength: npt.NDArray[np.float32]) -> LogStrength:
    """Strengths on a logarithmic scale; 0 for all that no sensitivity marks."""
    relative = np.log(np.maximum(strength, 1e-6) / np.float32(MIN_STRENGTH)) / np.float32(LEVEL_STEP)
    return np.rint(np.clip(relative + 1, 0, MAX_LEVEL)).astype(np.uint8)


def _as_likelihood(heights: LogStrength, drop: int) -> Likelihood:
    """Heights as likelihoods: the threshold that a line just reaches at sensitivity s becomes 1 - s."""
    table: Likelihood = np.clip((np.arange(256.0) - 1 - drop) * LEVEL_STEP / SLOPE, 0, 1).astype(np.float32)
    return table[heights]

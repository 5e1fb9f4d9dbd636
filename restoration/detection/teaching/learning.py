"""Learning from strokes: what they show, what the detector is sure of, and what lies beside them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.detection.evidence import logistic
from restoration.detection.pyramid import DetectionPyramid
from restoration.detection.teaching.examples import Example, OwnedExamples, Window, covered_pixels, settle
from restoration.detection.teaching.features import (
    COUNT,
    Floats,
    Pixels,
    Scale,
    features_at,
    kinds_odds,
    surrounding_colours,
)
from restoration.detection.teaching.minimal_change import Target, Vector, design, smallest_change
from restoration.detection.teaching.taught_model import (
    FAMILY_KINDS,
    SOUND_STROKES,
    Family,
    OddsChange,
    TaughtModel,
    TeachingFacts,
)
from restoration.domain import DamageKind, Image, Mask, Progress, no_progress
from restoration.errors import BadRequest
from restoration.imaging.windows import grow_window

SAMPLES = 30_000  # px of the picture that are looked at
SURE_DAMAGE, SURE_SOUND = 0.8, 0.05  # likelihoods from which on a detector is sure
MOST_SURE = {1: 3000, -1: 6000}  # px on each side of one half
SURE_WEIGHT = 15.0  # of the sure pixels on each side, together
SURE_MARGIN = 1.0  # log-odds that sure pixels keep

MARGIN = 0.75  # log-odds beyond one half to which an example should come
FAINTEST = 0.25  # part of a line's pixels, its faintest, that need not be reached: hands shake
CORE = np.ones((5, 5), np.uint8)  # the line under a stroke is its likeliest pixel in such a square
BESIDE = (4.0, 10.0)  # px from a stroke: whoever drew it saw this paint, and left it as it is
BESIDE_WEIGHT = 3.0
MOST_PIXELS = 400  # of one example
MOST_IN_ALL = 40_000  # px of all examples: hundreds of strokes are learnt in seconds, too
MOST_EXAMPLES = 3000
_ROWS = 128  # of a stroke that are looked at together
FOLDS = 5  # of the cross-validation
DECIMALS = 6  # of a change: beyond, it may depend on the number of threads

COLOUR_COST = 0.25
WEIGHT_COSTS = [1.0] * (COUNT - 3) + [COLOUR_COST] * 3
"""What it costs to let each feature decide: a colour may, where it sets gold lines or a ribbon apart."""

LIMITS = {Family.LINES: 2.0, Family.AREAS: 4.0}
"""Log-odds to which a detector's certainty is cut: so far a stroke must move it where it is quite sure."""

EXAMPLE_WEIGHTS = {DamageKind.CRACK: 2.0, DamageKind.SCRATCH: 2.0, DamageKind.LOSS: 1.0, DamageKind.ABRASION: 12.0}
SOUND_WEIGHT = {Family.LINES: 2.0, Family.AREAS: 8.0}
"""Of one example, divided by the root of their number: many say much the same. Networks know worn paint least."""


class NothingShown(BadRequest):
    """There is no stroke to learn from."""

    hint = "Mark damage that was missed, or erase marks on sound paint: two strokes of each are a good start."


def learn(
    image: Image,
    pyramid: DetectionPyramid,
    level: int,
    examples: Sequence[Example],
    *,
    detector: str,
    weights_version: str,
    progress: Progress = no_progress,
) -> TaughtModel:
    """Return what examples teach a detector about a picture.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB.
        pyramid: what the detector sees in it.
        level: of the pyramid that shows its cracks best.
        examples: strokes in the order in which they were drawn.
        detector: the key of the detector.
        weights_version: of that detector.
        progress: called as (done, total).

    Raises:
        NothingShown: there is no example, or none covers a pixel.
        BadRequest: there are more than `MOST_EXAMPLES`.
    """
    owned = settle(examples, pyramid.shape)
    if not owned.examples:
        raise NothingShown("There are no strokes to learn from.")
    if len(owned.examples) > MOST_EXAMPLES:
        raise BadRequest(f"These are {len(owned.examples):,} strokes.", hint=f"Show at most {MOST_EXAMPLES:,}.")
    training = _TrainingSet(image, pyramid, level, owned)
    count = len(owned.examples)
    folds = min(FOLDS, count) if count > 1 else 0
    changes = training.changes(range(count))
    progress(1, 1 + folds)
    agreements = []
    for fold in range(folds):
        others = [number for number in range(count) if number % folds != fold]
        held_out = [number for number in range(count) if number % folds == fold]
        agreements.append(training.agreement(held_out, training.changes(others)))
        progress(2 + fold, 1 + folds)
    return TaughtModel(
        detector,
        weights_version,
        training.scale,
        _odds_change(changes[Family.LINES]),
        _odds_change(changes[Family.AREAS]),
        _commonest_area(owned),
        training.passages(),
        TeachingFacts(
            _count_strokes(owned),
            owned.overruled,
            round(training.agreement(range(count), None), 4),
            round(float(np.mean(agreements)), 4) if agreements else None,
        ),
    )


def _commonest_area(owned: OwnedExamples) -> DamageKind:
    counts = Counter(example.kind for example in owned.examples if example.kind and not example.is_line)
    return counts.most_common(1)[0][0] if counts else DamageKind.LOSS


def _count_strokes(owned: OwnedExamples) -> tuple[tuple[str, int], ...]:
    counts = Counter(example.kind.value if example.kind else SOUND_STROKES for example in owned.examples)
    return tuple(sorted(counts.items()))


def _odds_change(change: Vector) -> OddsChange:
    bias, *weights = np.round(change, DECIMALS).tolist()
    return OddsChange(bias, tuple(weights))


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    """Pixels of one example, with their features and log-odds of one family."""

    features: Floats
    odds: Floats


class _TrainingSet:
    """The targets of all examples, made once and combined for each fold."""

    def __init__(self, image: Image, pyramid: DetectionPyramid, level: int, owned: OwnedExamples) -> None:
        self._image, self._pyramid, self._found = image, pyramid, pyramid.levels[level]
        self._owned = owned
        self._covered = covered_pixels(owned.examples, pyramid.shape)
        self._most = max(min(MOST_PIXELS, MOST_IN_ALL // len(owned.examples)), 1)
        everywhere = _random_pixels(pyramid.shape)
        raw = features_at(everywhere, image, pyramid)
        self.scale = Scale.of(raw)
        self._sure = {family: self._sure_targets(family, everywhere, self.scale.apply(raw)) for family in Family}
        self._shown = [{family: self._shown_pixels(family, example) for family in Family} for example in owned.examples]
        beside = map(self._pixels_beside, owned.examples)
        self._beside = [{family: self._beside_target(family, pixels) for family in Family} for pixels in beside]

    def changes(self, numbers: Sequence[int]) -> dict[Family, Vector]:
        """Return the change of each family that some of the examples ask for."""
        return {family: smallest_change(self._targets(family, numbers), WEIGHT_COSTS) for family in Family}

    def agreement(self, numbers: Sequence[int], changes: dict[Family, Vector] | None) -> float:
        """Return the share of the pixels of some examples that a change brings to the right side; None: no change."""
        return float(np.mean([self._agreement(number, changes) for number in numbers]))

    def _agreement(self, number: int, changes: dict[Family, Vector] | None) -> float:
        """Return the share for one example: of the family that it shows, or of the likelier one on sound paint."""
        shown = {family: pixels for family, pixels in self._shown[number].items() if pixels is not None}
        family = max(shown, key=lambda family: float(shown[family].odds.mean()))
        change = 0.0 if changes is None else design(shown[family].features) @ changes[family]
        side = _side(self._owned.examples[number], family)
        return float((side * (shown[family].odds + change) > 0).mean())

    def passages(self) -> tuple[tuple[float, float, float], ...]:
        """Return the mean colours around the examples, each once."""
        around = surrounding_colours(self._image)
        colours = set()
        for example in self._owned.examples:
            pixels = self._some_pixels(example.window, example.covered)
            rows, columns = (
                _nearest(places, own, full)
                for places, own, full in zip(
                    (pixels.rows, pixels.columns), around.shape, self._pyramid.shape, strict=False
                )
            )
            lightness, red, yellow = np.rint(around[rows, columns].mean(axis=0)).tolist()
            colours.add((lightness, red, yellow))
        return tuple(sorted(colours))

    def _targets(self, family: Family, numbers: Sequence[int]) -> Iterator[Target]:
        is_asked = False
        for number in numbers:
            example, shown = self._owned.examples[number], self._shown[number][family]
            if shown is not None:
                is_asked = True
                weight = SOUND_WEIGHT[family] if example.kind is None else EXAMPLE_WEIGHTS[example.kind]
                yield _target(shown, _side(example, family), MARGIN, weight / np.sqrt(len(numbers)))
            beside = self._beside[number][family]
            if beside is not None:
                yield beside
        if is_asked:
            yield from self._sure[family]

    def _sure_targets(self, family: Family, pixels: Pixels, features: Floats) -> list[Target]:
        """Return that the detector stays on its side wherever it is sure."""
        odds = self._odds_at(family, pixels)
        likelihoods = logistic(odds)
        odds = _cut(odds, family)
        targets = []
        for side, is_sure in ((1, likelihoods > SURE_DAMAGE), (-1, likelihoods < SURE_SOUND)):
            chosen = np.flatnonzero(is_sure & ~self._covered[pixels.rows, pixels.columns])[: MOST_SURE[side]]
            targets.append(_target(_Shown(features[chosen], odds[chosen]), side, SURE_MARGIN, SURE_WEIGHT))
        return targets

    def _shown_pixels(self, family: Family, example: Example) -> _Shown | None:
        """Return the pixels of an example that say something about a family; None where it says nothing."""
        if not _side(example, family):
            return None
        covered = example.covered
        if example.kind is None or example.is_line:
            covered = self._likeliest(family, example, covered)
        pixels = self._some_pixels(example.window, covered)
        return _Shown(self._features(pixels), _cut(self._odds_at(family, pixels), family))

    def _likeliest(self, family: Family, example: Example, covered: Mask) -> Mask:
        """Return the likeliest pixels under a stroke, and for a line all of these but the faintest."""
        under = np.full(covered.shape, np.float32(-99))
        for top in range(0, len(covered), _ROWS):
            rows = slice(top, top + _ROWS)
            places = _pixels_in(example.window, covered[rows])
            under[rows][covered[rows]] = self._odds_at(family, Pixels(places.rows + top, places.columns))
        core = covered & (under >= np.asarray(cv2.dilate(under, CORE)) - 1e-6)
        return core if example.kind is None else core & (under >= np.quantile(under[core], FAINTEST))

    def _pixels_beside(self, example: Example) -> Pixels | None:
        """Return pixels beside a stroke; None where there are none, and for areas, which often go on there."""
        if example.kind is not None and not example.is_line:
            return None
        reach = int(BESIDE[1]) + 1
        rows, columns = grow_window(example.window, reach, reach, self._pyramid.shape)
        distance = _distance(example, rows, columns)
        ring = (distance >= BESIDE[0]) & (distance <= BESIDE[1]) & ~self._covered[rows, columns]
        return self._some_pixels((rows, columns), ring) if ring.any() else None

    def _beside_target(self, family: Family, pixels: Pixels | None) -> Target | None:
        """Return that the paint beside a stroke stays as it is."""
        if pixels is None:
            return None
        odds = _cut(self._odds_at(family, pixels), family)
        side = np.where(odds > 0, 1, -1).astype(np.float32)
        margin = np.minimum(np.abs(odds), np.float32(SURE_MARGIN))
        return Target(self._features(pixels), odds, side, margin, BESIDE_WEIGHT)

    def _some_pixels(self, window: Window, covered: Mask) -> Pixels:
        places = np.flatnonzero(covered)
        chosen = places[np.linspace(0, len(places) - 1, min(len(places), self._most)).astype(np.intp)]
        rows, columns = np.divmod(chosen, covered.shape[1])
        return Pixels(rows + window[0].start, columns + window[1].start)

    def _features(self, pixels: Pixels) -> Floats:
        return self.scale.apply(features_at(pixels, self._image, self._pyramid))

    def _odds_at(self, family: Family, pixels: Pixels) -> Floats:
        (height, width), (own_height, own_width) = self._pyramid.shape, self._found.kinds.shape
        rows, columns = _nearest(pixels.rows, own_height, height), _nearest(pixels.columns, own_width, width)
        return kinds_odds(self._found.evidence[:, rows, columns], FAMILY_KINDS[family])


def _side(example: Example, family: Family) -> int:
    """Return 1 if an example shows damage of a family, -1 if it shows sound paint, and 0 if another damage."""
    return -1 if example.kind is None else int(example.is_line == (family is Family.LINES))


def _pixels_in(window: Window, covered: Mask) -> Pixels:
    """Return the pixels of the picture that are covered in a window."""
    rows, columns = np.nonzero(covered)
    return Pixels(rows + window[0].start, columns + window[1].start)


def _random_pixels(shape: tuple[int, int]) -> Pixels:
    """Return pixels from everywhere in a picture of that shape, always the same ones."""
    height, width = shape
    places = np.random.default_rng(0).integers(0, height * width, SAMPLES)
    return Pixels(*np.divmod(places, width))


def _nearest(indices: npt.NDArray[np.intp], own: int, full: int) -> npt.NDArray[np.intp]:
    """Return the row (or column) of a reduced picture in which each row of the picture lies."""
    return np.minimum(indices * own // full, own - 1)


def _distance(example: Example, rows: slice, columns: slice) -> Floats:
    """Return how far each pixel of a window lies from an example, px."""
    outside = np.ones((rows.stop - rows.start, columns.stop - columns.start), np.uint8)
    top, left = example.window[0].start - rows.start, example.window[1].start - columns.start
    covered = example.covered
    height, width = covered.shape
    outside[top : top + height, left : left + width] = ~covered
    return np.asarray(cv2.distanceTransform(outside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE), np.float32)


def _cut(odds: Floats, family: Family) -> Floats:
    return np.clip(odds, -LIMITS[family], LIMITS[family])


def _target(shown: _Shown, side: int, margin: float, weight: float) -> Target:
    count = len(shown.odds)
    return Target(
        shown.features, shown.odds, np.full(count, side, np.float32), np.full(count, margin, np.float32), weight
    )

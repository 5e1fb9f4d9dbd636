"""A simulation of teaching: strokes by a fixed rule where damage is known, and what they change far from them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from restoration.benchmark.measuring import DEFAULT_SENSITIVITY
from restoration.benchmark.pixel_classifier import PixelClassifier
from restoration.benchmark.precision_recall import PrecisionRecall, share_within
from restoration.benchmark.protocol import BenchmarkProtocol
from restoration.benchmark.real_damage import marked_share
from restoration.benchmark.results import ResultRow
from restoration.benchmark.stroke_rule import TOLERANCE, distance_to
from restoration.benchmark.strokes_only import REACH, pixel_features
from restoration.benchmark.teaching_places import KnownPicture, KnownPlace, list_known_pictures
from restoration.detection.base import Detector
from restoration.detection.crack_width import choose_level
from restoration.detection.pyramid import detect_pyramid
from restoration.detection.teaching.applying import apply_taught
from restoration.detection.teaching.examples import Example, Window, covered_pixels
from restoration.detection.teaching.learning import learn
from restoration.domain import Image, Mask, Progress, no_progress
from restoration.imaging.windows import grow_window, window_within
from restoration.registry import Entry

TASK = "teach"
TAUGHT = "-taught"  # added to the key of a detector
STROKES_ONLY = "strokes-only"
SOUND_SHARE = "taught_marked_sound"  # key of the metric

COUNTS = (0, 1, 2, 3, 5, 10)  # strokes of each sort
FAR = 12.0  # px from every stroke; nearer pixels do not count
BESIDE = 4.0  # px from a stroke on damage, or more: the sound paint that the classifier of strokes only is given, too
BESIDE_SHARE = 10  # times the pixels of these strokes; with fewer it is worse


class SeenPicture:
    """A picture, and what a detector sees in it."""

    def __init__(self, image: Image, entry: Entry[Detector]) -> None:
        """Look at a picture (H, W, 3) from all distances."""
        self.image, self._entry = image, entry
        self._pyramid = detect_pyramid(entry.build(), image)
        self._level = choose_level(self._pyramid)
        found = self._pyramid.levels[self._level].full_size(self._pyramid.shape).stepped()
        self.marked: Mask = found.at(DEFAULT_SENSITIVITY) > 0

    def mark_taught(self, strokes: Sequence[Example]) -> Mask:
        """Return the mask of the detector, (H, W) bool, after some strokes."""
        taught = learn(self.image, self._pyramid, self._level, strokes, detector=self._entry.key, weights_version="")
        found = apply_taught(taught, self.image, self._pyramid, self._level)
        marked: Mask = found.at(DEFAULT_SENSITIVITY) > 0
        return marked


def measure_teaching(
    real: Path | None,
    paintings: Sequence[Path],
    protocol: BenchmarkProtocol,
    entry: Entry[Detector],
    progress: Progress = no_progress,
) -> list[ResultRow]:
    """Measure what strokes change: on real cracks, and on losses and worn paint drawn on paintings.

    The strokes correct the detector as it is: its worst mistakes first. At each number of strokes all methods are
    measured on the same pixels, those far from every stroke. The number stands in the column for the severity, the
    place in that for the style.

    Args:
        real: folder of close-ups with annotations.json, and of the mapped net; None for none.
        paintings: undamaged pictures; see `list_known_pictures`.
        protocol: fixes the detail of each painting and its damage.
        entry: the detector to teach.
        progress: called as (done, total) after each file.
    """
    files = list_known_pictures(real, paintings, protocol)
    rows: list[ResultRow] = []
    for done, read_pictures in enumerate(files, start=1):
        for known in read_pictures():
            seen = SeenPicture(known.image, entry)
            for place in known.places:
                rows += _place_rows(known, place, seen, entry.key)
        progress(done, len(files))
    return rows


def _place_rows(known: KnownPicture, place: KnownPlace, seen: SeenPicture, key: str) -> Iterator[ResultRow]:
    for number in COUNTS:
        strokes = [_moved(stroke, place.window) for stroke in place.draw_strokes(seen.marked[place.window], number)]
        far = distance_to(covered_pixels(strokes, seen.marked.shape))[place.window] >= FAR
        if not (place.damage & far).any():
            continue
        for method, marked in _masks(known, place, seen, strokes, key):
            labels = TASK, method, known.name, f"{number:02}", place.name
            marks = place.counted(marked[place.window])
            yield ResultRow(*labels, place.metric, score_far(marks, place.damage, far).f1)
            if known.sound:
                share = np.mean([marked_share(marked, box) for box in known.sound])
                yield ResultRow(*labels, SOUND_SHARE, float(share))


def score_far(marks: Mask, damage: Mask, far: Mask) -> PrecisionRecall:
    """Return how well marks and damage agree within `TOLERANCE` px, on the far pixels only.

    Args:
        marks: (H, W) bool.
        damage: (H, W) bool.
        far: (H, W) bool, the pixels that count; what they are compared with may lie outside.
    """
    return PrecisionRecall(share_within(marks & far, damage, TOLERANCE), share_within(damage & far, marks, TOLERANCE))


def _masks(
    known: KnownPicture, place: KnownPlace, seen: SeenPicture, strokes: Sequence[Example], key: str
) -> Iterator[tuple[str, Mask]]:
    """Yield the key and the mask, (H, W), of each method; that of the strokes only is right where it is measured."""
    yield key, seen.marked
    yield key + TAUGHT, seen.mark_taught(strokes) if strokes else seen.marked
    if any(stroke.kind for stroke in strokes):
        windows = [place.window, *(box.window for box in known.sound)]
        yield STROKES_ONLY, _mark_by_strokes_only(known.image, place, strokes, windows)


def _mark_by_strokes_only(
    image: Image, place: KnownPlace, strokes: Sequence[Example], windows: Sequence[Window]
) -> Mask:
    """Return the mask of the strokes-only classifier, (H, W), in some windows.

    Who starts from nothing must also show what sound paint is, so it gets much of it, the nearest first.
    """
    shape = image.shape[:2]
    damaged = covered_pixels([stroke for stroke in strokes if stroke.kind], shape)[place.window]
    sound = covered_pixels([stroke for stroke in strokes if not stroke.kind], shape)[place.window]
    away, distance = distance_to(place.damage), distance_to(damaged)
    damaged &= away <= 1  # a thin brush: beside a line of 1 px its crack, no more
    beside = (distance >= BESIDE) & (away >= BESIDE)
    order = np.argsort(np.where(beside, distance, np.inf), axis=None, kind="stable")
    sound.flat[order[: min(BESIDE_SHARE * int(damaged.sum()), int(beside.sum()))]] = True
    features = _window_features(image, place.window)
    classifier = PixelClassifier(features[damaged], features[sound])
    marked = np.zeros(shape, np.bool_)
    for window in windows:
        marked[window] = classifier.mark(_window_features(image, window))
    return marked


def _window_features(image: Image, window: Window) -> npt.NDArray[np.float32]:
    """Return the features of the pixels in a window, (h, w, K); they know the paint around it."""
    outer = grow_window(window, REACH, REACH, image.shape)
    return pixel_features(image[outer])[window_within(window, outer)]


def _moved(stroke: Example, window: Window) -> Example:
    """Return a stroke in a window as one of the picture."""
    rows, columns = (
        slice(own.start + part.start, own.stop + part.start) for own, part in zip(stroke.window, window, strict=True)
    )
    return Example((rows, columns), stroke.packed, stroke.kind)


def method_records(entry: Entry[Detector]) -> list[dict[str, str]]:
    """Return the record of each method: its task, key and texts for people, and which weights it has."""
    records = (
        (entry.key, entry.label, entry.summary, entry.source),
        (entry.key + TAUGHT, f"{entry.label}, taught", "The same detector after a few strokes.", ""),
        (
            STROKES_ONLY,
            "Strokes only",
            "A pixel classifier that knows the strokes and nothing else.",
            "doi:10.1038/s41592-019-0582-9",
        ),
    )
    named = [dict(zip(("method", "label", "summary", "source"), record, strict=True)) for record in records]
    return [{"task": TASK, **record, "edition": entry.weights_version()} for record in named]

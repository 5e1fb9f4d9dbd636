"""Real damage first: detectors on cracks drawn by hand, on a mapped net of cracks, and on sound painted lines."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from restoration.benchmark.centrelines import centre_lines
from restoration.benchmark.measuring import DEFAULT_SENSITIVITY
from restoration.benchmark.methods import Competitors
from restoration.benchmark.precision_recall import PrecisionRecall, share_within
from restoration.benchmark.results import ResultRow
from restoration.detection.base import mask_at
from restoration.domain import Mask, Progress, no_progress
from restoration.errors import BadRequest, os_error_reason
from restoration.imaging.reading import read_mask, read_painting

LINE_TOLERANCE = 3.0  # px; the annotator drew by eye and promises no better

Polyline = npt.NDArray[np.float64]
"""(N, 2) x, y in pixels of the whole picture; an integer is a pixel's centre."""


@dataclass(frozen=True, slots=True)
class PixelBox:
    """A rectangle of one picture: left and top belong to it, right and bottom do not."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def window(self) -> tuple[slice, slice]:
        """The box as an index into a (H, W) array."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


@dataclass(frozen=True, slots=True, eq=False)
class AnnotatedCrop:
    """A box in which every visible crack is drawn as a centre line."""

    name: str
    file: str  # relative to the annotations' folder
    box: PixelBox
    polylines: tuple[Polyline, ...]
    tone: str  # dark or light


@dataclass(frozen=True, slots=True)
class LabelledBox:
    """A box that is cracked, or sound with painted lines, or sound and plain."""

    file: str
    box: PixelBox
    label: str  # cracked, sound-lines or sound-plain
    weak: bool  # the annotator had doubts
    share: float | None  # estimated damaged part, 0..1; None where sound


@dataclass(frozen=True, slots=True)
class Annotations:
    """All that one folder of close-ups says about its pictures."""

    folder: Path
    lines: tuple[AnnotatedCrop, ...]
    boxes: tuple[LabelledBox, ...]

    def files(self) -> Iterator[str]:
        """Every annotated picture once, in a fixed order."""
        yield from sorted({crop.file for crop in self.lines} | {box.file for box in self.boxes})


def load_annotations(folder: Path) -> Annotations:
    """Read `annotations.json` of a folder; the pictures themselves are not opened.

    Raises:
        BadRequest: there is none, or it cannot be understood.
    """
    path = folder / "annotations.json"
    try:
        record = json.loads(path.read_bytes())
        return Annotations(folder, tuple(map(_parse_crop, record["lines"])), tuple(map(_parse_box, record["boxes"])))
    except OSError as error:
        hint = "Name a folder of close-ups that holds it."
        raise BadRequest(f"{path} cannot be read ({os_error_reason(error)}).", hint=hint) from error
    except (ValueError, LookupError, TypeError) as error:
        raise BadRequest(f"{path} holds no annotations of close-ups.", hint="Check the file.") from error


def _parse_crop(line: dict[str, Any]) -> AnnotatedCrop:
    polylines = tuple(map(np.array, line["polylines"]))
    return AnnotatedCrop(line["name"], line["file"], PixelBox(*line["box"]), polylines, line["tone"])


def _parse_box(box: dict[str, Any]) -> LabelledBox:
    share = box["share"] / 100 if "share" in box else None
    return LabelledBox(box["file"], PixelBox(*box["box"]), box["label"], box.get("weak", False), share)


def score_crop(mask: Mask, crop: AnnotatedCrop, tolerance: float = LINE_TOLERANCE) -> PrecisionRecall:
    """How well the centre lines of a mask meet the drawn ones, inside the crop; see `centre_line_agreement`.

    Args:
        mask: (H, W) bool of the whole picture.
        crop: what was drawn there.
        tolerance: px, Euclidean.
    """
    return score_centre_lines(mask[crop.box.window], draw_annotated_lines(crop), tolerance)


def score_centre_lines(mask: Mask, lines: Mask, tolerance: float = LINE_TOLERANCE) -> PrecisionRecall:
    """How well the centre lines of a mask meet known ones, 1 px wide.

    Precision is the share of the mask's skeleton within `tolerance` (px) of a line, recall the share of the lines
    within `tolerance` of the skeleton. Both are taken from the skeleton, so a mask gains nothing by being wide. An
    empty skeleton has precision 0.
    """
    found = centre_lines(mask)
    return PrecisionRecall(share_within(found, lines, tolerance), share_within(lines, found, tolerance))


def marked_share(mask: Mask, box: PixelBox) -> float:
    """Marked part of a box, 0..1."""
    return float(mask[box.window].mean())


def draw_annotated_lines(crop: AnnotatedCrop, margin: int = 0) -> Mask:
    """The polylines as 1-px lines, (H, W) bool of the crop's box and `margin` px around it."""
    box = crop.box
    canvas = np.zeros((box.bottom - box.top + 2 * margin, box.right - box.left + 2 * margin), np.uint8)
    corners = [np.rint(line - (box.left - margin, box.top - margin)).astype(np.int32) for line in crop.polylines]
    cv2.polylines(canvas, corners, isClosed=False, color=1)
    return canvas > 0


TASK = "real"
CRAQUELURE_PAIR = "craquelure_pair"  # a folder of one photograph of craquelure and its mapped centre-lines


def measure_real_damage(folder: Path, contest: Competitors, progress: Progress = no_progress) -> list[ResultRow]:
    """Every detector on real damage; a score for each crop, each labelled box, and the mapped net.

    Args:
        folder: with `annotations.json`, the pictures it names, and the mapped net.
        contest: whose detectors are measured.
        progress: called after each picture.
    """
    annotations = load_annotations(folder)
    files = list(annotations.files())
    cells: list[ResultRow] = []
    for done, file in enumerate(files, start=1):
        for method, mask in _masks(folder / file, contest):
            cells += _crop_rows(mask, file, annotations, method)
            cells += _box_rows(mask, file, annotations, method)
        progress(done, len(files) + 1)
    cells += _craquelure_pair_rows(folder / CRAQUELURE_PAIR, contest)
    progress(len(files) + 1, len(files) + 1)
    return cells


def _masks(path: Path, contest: Competitors) -> Iterator[tuple[str, Mask]]:
    """What each detector marks in a picture."""
    image = read_painting(path).image
    for entry in contest.finders:
        yield entry.key, mask_at(entry.build().likelihood(image), DEFAULT_SENSITIVITY)


def _crop_rows(mask: Mask, file: str, annotations: Annotations, method: str) -> Iterator[ResultRow]:
    """Each crop of a picture where cracks were drawn."""
    for crop in annotations.lines:
        if crop.file == file:
            yield from _line_rows(method, Path(file).stem, crop.name, score_crop(mask, crop))


def _box_rows(mask: Mask, file: str, annotations: Annotations, method: str) -> Iterator[ResultRow]:
    """The marked share of each labelled box of a picture."""
    for number, box in enumerate(annotations.boxes):
        if box.file == file:
            metric = f"marked_{box.label.replace('-', '_')}"
            share = marked_share(mask, box.box)
            yield ResultRow(TASK, method, Path(file).stem, "", f"box {number}", metric, share)


def _craquelure_pair_rows(folder: Path, contest: Competitors) -> Iterator[ResultRow]:
    """The mapped net."""
    picture, lines = folder / "ge230_image.png", folder / "ge230_mask.png"
    known = read_mask(lines, read_painting(picture).image)
    for method, mask in _masks(picture, contest):
        yield from _line_rows(method, CRAQUELURE_PAIR, "whole", score_centre_lines(mask, known))


def _line_rows(method: str, picture: str, place: str, agreement: PrecisionRecall) -> Iterator[ResultRow]:
    """Precision, recall and F1 at 3 px; the place in the picture stands where a made picture has its style."""
    for metric in ("precision", "recall", "f1"):
        yield ResultRow(TASK, method, picture, "", place, f"line_{metric}", getattr(agreement, metric))

"""Real damage first: detectors on cracks drawn by hand, on a mapped net of cracks, and on sound painted lines."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from restoration.benchmark.agreement import Agreement, share_near
from restoration.benchmark.centrelines import centre_lines
from restoration.benchmark.measuring import DEFAULT
from restoration.benchmark.methods import Contest
from restoration.benchmark.results import Cell
from restoration.detection.base import mask_at
from restoration.domain import Mask, Progress, silent
from restoration.errors import BadRequest, reason
from restoration.imaging.reading import read_mask, read_painting

TOLERANCE = 3.0  # px; the annotator drew by eye and promises no better

Polyline = npt.NDArray[np.float64]
"""(N, 2) x, y in pixels of the whole picture; an integer is a pixel's centre."""


@dataclass(frozen=True, slots=True)
class Box:
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
class LineCrop:
    """A box in which every visible crack is drawn as a centre line."""

    name: str
    file: str  # relative to the annotations' folder
    box: Box
    polylines: tuple[Polyline, ...]
    tone: str  # dark or light


@dataclass(frozen=True, slots=True)
class LabelledBox:
    """A box that is cracked, or sound with painted lines, or sound and plain."""

    file: str
    box: Box
    label: str  # cracked, sound-lines or sound-plain
    weak: bool  # the annotator had doubts
    share: float | None  # estimated damaged part, 0..1; None where sound


@dataclass(frozen=True, slots=True)
class Annotations:
    """All that one folder of close-ups says about its pictures."""

    folder: Path
    lines: tuple[LineCrop, ...]
    boxes: tuple[LabelledBox, ...]

    def files(self) -> Iterator[str]:
        """Every annotated picture once, in a fixed order."""
        yield from sorted({crop.file for crop in self.lines} | {box.file for box in self.boxes})


def load(folder: Path) -> Annotations:
    """Read `annotations.json` of a folder; the pictures themselves are not opened.

    Raises:
        BadRequest: there is none, or it cannot be understood.
    """
    path = folder / "annotations.json"
    try:
        record = json.loads(path.read_bytes())
        return Annotations(folder, tuple(map(_line, record["lines"])), tuple(map(_box, record["boxes"])))
    except OSError as error:
        hint = "Name a folder of close-ups that holds it."
        raise BadRequest(f"{path} cannot be read ({reason(error)}).", hint=hint) from error
    except (ValueError, LookupError, TypeError) as error:
        raise BadRequest(f"{path} holds no annotations of close-ups.", hint="Check the file.") from error


def _line(line: dict[str, Any]) -> LineCrop:
    polylines = tuple(map(np.array, line["polylines"]))
    return LineCrop(line["name"], line["file"], Box(*line["box"]), polylines, line["tone"])


def _box(box: dict[str, Any]) -> LabelledBox:
    share = box["share"] / 100 if "share" in box else None
    return LabelledBox(box["file"], Box(*box["box"]), box["label"], box.get("weak", False), share)


def line_agreement(mask: Mask, crop: LineCrop, tolerance: float = TOLERANCE) -> Agreement:
    """How well the centre lines of a mask meet the drawn ones, inside the crop; see `centre_line_agreement`.

    Args:
        mask: (H, W) bool of the whole picture.
        crop: what was drawn there.
        tolerance: px, Euclidean.
    """
    return centre_line_agreement(mask[crop.box.window], drawn_lines(crop), tolerance)


def centre_line_agreement(mask: Mask, lines: Mask, tolerance: float = TOLERANCE) -> Agreement:
    """How well the centre lines of a mask meet known ones, 1 px wide.

    Precision is the share of the mask's skeleton within `tolerance` (px) of a line, recall the share of the lines
    within `tolerance` of the skeleton. Both are taken from the skeleton, so a mask gains nothing by being wide. An
    empty skeleton has precision 0.
    """
    found = centre_lines(mask)
    return Agreement(share_near(found, lines, tolerance), share_near(lines, found, tolerance))


def marked_share(mask: Mask, box: Box) -> float:
    """Marked part of a box, 0..1."""
    return float(mask[box.window].mean())


def drawn_lines(crop: LineCrop, margin: int = 0) -> Mask:
    """The polylines as 1-px lines, (H, W) bool of the crop's box and `margin` px around it."""
    box = crop.box
    canvas = np.zeros((box.bottom - box.top + 2 * margin, box.right - box.left + 2 * margin), np.uint8)
    corners = [np.rint(line - (box.left - margin, box.top - margin)).astype(np.int32) for line in crop.polylines]
    cv2.polylines(canvas, corners, isClosed=False, color=1)
    return canvas > 0


TASK = "real"
NET = "craquelure_pair"  # a folder of one photograph of craquelure and its mapped centre-lines


def measure_real(folder: Path, contest: Contest, progress: Progress = silent) -> list[Cell]:
    """Every detector on real damage; a score for each crop, each labelled box, and the mapped net.

    Args:
        folder: with `annotations.json`, the pictures it names, and the mapped net.
        contest: whose detectors are measured.
        progress: called after each picture.
    """
    annotations = load(folder)
    files = list(annotations.files())
    cells: list[Cell] = []
    for done, file in enumerate(files, start=1):
        for method, mask in _masks(folder / file, contest):
            cells += _lines(mask, file, annotations, method)
            cells += _boxes(mask, file, annotations, method)
        progress(done, len(files) + 1)
    cells += _net(folder / NET, contest)
    progress(len(files) + 1, len(files) + 1)
    return cells


def _masks(path: Path, contest: Contest) -> Iterator[tuple[str, Mask]]:
    """What each detector marks in a picture."""
    image = read_painting(path).image
    for entry in contest.finders:
        yield entry.key, mask_at(entry.build().likelihood(image), DEFAULT)


def _lines(mask: Mask, file: str, annotations: Annotations, method: str) -> Iterator[Cell]:
    """Each crop of a picture where cracks were drawn."""
    for crop in annotations.lines:
        if crop.file == file:
            yield from _line_scores(method, Path(file).stem, crop.name, line_agreement(mask, crop))


def _boxes(mask: Mask, file: str, annotations: Annotations, method: str) -> Iterator[Cell]:
    """The marked share of each labelled box of a picture."""
    for number, box in enumerate(annotations.boxes):
        if box.file == file:
            metric = f"marked_{box.label.replace('-', '_')}"
            share = marked_share(mask, box.box)
            yield Cell(TASK, method, Path(file).stem, "", f"box {number}", metric, share)


def _net(folder: Path, contest: Contest) -> Iterator[Cell]:
    """The mapped net."""
    picture, lines = folder / "ge230_image.png", folder / "ge230_mask.png"
    known = read_mask(lines, read_painting(picture).image)
    for method, mask in _masks(picture, contest):
        yield from _line_scores(method, NET, "whole", centre_line_agreement(mask, known))


def _line_scores(method: str, picture: str, place: str, agreement: Agreement) -> Iterator[Cell]:
    """Precision, recall and F1 at 3 px; the place in the picture stands where a made picture has its style."""
    for metric in ("precision", "recall", "f1"):
        yield Cell(TASK, method, picture, "", place, f"line_{metric}", getattr(agreement, metric))

"""Detectors on real damage: cracks drawn by hand, a mapped pattern of craquelure, and sound painted lines."""

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
from restoration.decoding import MAX_BYTES, parse_json
from restoration.detection.base import mask_at
from restoration.domain import Image, Mask, Progress, no_progress
from restoration.errors import BadRequest, os_error_reason
from restoration.files import read_bytes
from restoration.imaging.mask_reading import read_saved_mask
from restoration.imaging.reading import read_painting

LINE_TOLERANCE = 3.0  # px; the annotator drew by eye and promises no better
TASK = "real"
CRAQUELURE_PAIR = "craquelure_pair"  # a folder: one photograph of craquelure and its mapped centre-lines

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
    """A box in which the annotator drew the centre-line of every visible crack."""

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
    """All annotations of one folder of close-ups."""

    folder: Path
    lines: tuple[AnnotatedCrop, ...]
    boxes: tuple[LabelledBox, ...]

    def files(self) -> Iterator[str]:
        """Yield every annotated picture once, sorted."""
        yield from sorted({crop.file for crop in self.lines} | {box.file for box in self.boxes})


def load_annotations(folder: Path) -> Annotations:
    """Read `annotations.json` of a folder, without opening the pictures.

    The file is an object with two lists, `lines` and `boxes`, and other keys are ignored. In both lists, `file` is the
    path of a picture in the folder, and `box` is [left, top, right, bottom], px, as in `PixelBox`.

    - Each of `lines` is a crop in which every visible crack was drawn: `name`, `file`, `box`, `polylines` (lists of
      [x, y] along the cracks' centres, px of the whole picture) and `tone` of the cracks, "dark" or "light".
    - Each of `boxes` is a labelled place: `file`, `box`, `label` ("cracked", "sound-lines" or "sound-plain"), `share`
      (damaged part in percent; only where cracked) and `weak` (true where the annotator had doubts; optional).

    Raises:
        BadRequest: there is no such file, or it does not hold annotations.
    """
    path = folder / "annotations.json"
    try:
        record = parse_json(read_bytes(path, MAX_BYTES), name="annotations")
        return Annotations(folder, tuple(map(_parse_crop, record["lines"])), tuple(map(_parse_box, record["boxes"])))
    except OSError as error:
        hint = "Name a folder of close-ups that holds it."
        raise BadRequest(f"{path} cannot be read ({os_error_reason(error)}).", hint=hint) from error
    except (BadRequest, ValueError, LookupError, TypeError, OverflowError) as error:
        raise BadRequest(f"{path} holds no annotations of close-ups.", hint="Check the file.") from error


def _parse_crop(record: dict[str, Any]) -> AnnotatedCrop:
    polylines = tuple(map(np.array, record["polylines"]))
    return AnnotatedCrop(record["name"], record["file"], PixelBox(*record["box"]), polylines, record["tone"])


def _parse_box(record: dict[str, Any]) -> LabelledBox:
    share = record["share"] / 100 if "share" in record else None
    box = PixelBox(*record["box"])
    return LabelledBox(record["file"], box, record["label"], record.get("weak", False), share)


def score_crop(mask: Mask, crop: AnnotatedCrop, tolerance: float = LINE_TOLERANCE) -> PrecisionRecall:
    """Return how well the centre-lines of a mask agree with the drawn ones; see `score_centre_lines`.

    Args:
        mask: (H, W) bool, of the whole picture; only the crop counts.
        crop: what the annotator drew.
        tolerance: px, Euclidean.
    """
    return score_centre_lines(mask[crop.box.window], draw_annotated_lines(crop), tolerance)


def score_centre_lines(mask: Mask, lines: Mask, tolerance: float = LINE_TOLERANCE) -> PrecisionRecall:
    """Return how well the centre-lines of a mask agree with known lines.

    Precision is the share of the mask's centre-lines within the tolerance of a known line, recall the share of the
    known lines within the tolerance of a centre-line. So a mask gains nothing by being wide. An empty mask has
    precision 0.

    Args:
        mask: (H, W) bool.
        lines: (H, W) bool, 1 px wide.
        tolerance: px, Euclidean.
    """
    marked_lines = centre_lines(mask)
    return PrecisionRecall(
        precision=share_within(marked_lines, lines, tolerance),
        recall=share_within(lines, marked_lines, tolerance),
    )


def marked_share(mask: Mask, box: PixelBox) -> float:
    """Return the marked part of a box, 0..1; the mask, (H, W), is of the whole picture."""
    return float(mask[box.window].mean())


def draw_annotated_lines(crop: AnnotatedCrop, margin: int = 0) -> Mask:
    """Return the drawn lines, 1 px wide: (H, W) bool, of the crop's box and `margin` px around it."""
    box = crop.box
    canvas = np.zeros((box.bottom - box.top + 2 * margin, box.right - box.left + 2 * margin), np.uint8)
    corners = [np.rint(line - (box.left - margin, box.top - margin)).astype(np.int32) for line in crop.polylines]
    cv2.polylines(canvas, corners, isClosed=False, color=1)
    return canvas > 0


def measure_real_damage(folder: Path, competitors: Competitors, progress: Progress = no_progress) -> list[ResultRow]:
    """Measure every detector on real damage: on each crop, each labelled box, and the mapped craquelure.

    Args:
        folder: with `annotations.json`, the pictures it names, and the mapped craquelure.
        competitors: their detectors are measured.
        progress: called after each picture.
    """
    annotations = load_annotations(folder)
    files = list(annotations.files())
    rows: list[ResultRow] = []
    for done, file in enumerate(files, start=1):
        for method, mask in _masks(read_painting(folder / file).image, competitors):
            rows += _crop_rows(mask, file, annotations, method)
            rows += _box_rows(mask, file, annotations, method)
        progress(done, len(files) + 1)
    rows += _craquelure_pair_rows(folder / CRAQUELURE_PAIR, competitors)
    progress(len(files) + 1, len(files) + 1)
    return rows


def read_craquelure_pair(folder: Path) -> tuple[Image, Mask]:
    """Return the photograph of craquelure, (H, W, 3), and its mapped centre-lines, (H, W) bool."""
    image = read_painting(folder / "ge230_image.png").image
    return image, read_saved_mask(folder / "ge230_mask.png", image)


def _masks(image: Image, competitors: Competitors) -> Iterator[tuple[str, Mask]]:
    """Yield the key and the mask of each detector for a picture."""
    for entry in competitors.detectors:
        yield entry.key, mask_at(entry.build().detect(image).likelihood, DEFAULT_SENSITIVITY)


def _crop_rows(mask: Mask, file: str, annotations: Annotations, method: str) -> Iterator[ResultRow]:
    """Yield the scores of each annotated crop of a picture."""
    for crop in annotations.lines:
        if crop.file == file:
            yield from _line_rows(method, Path(file).stem, crop.name, score_crop(mask, crop))


def _box_rows(mask: Mask, file: str, annotations: Annotations, method: str) -> Iterator[ResultRow]:
    """Yield the marked share of each labelled box of a picture."""
    for number, box in enumerate(annotations.boxes):
        if box.file == file:
            metric = f"marked_{box.label.replace('-', '_')}"
            share = marked_share(mask, box.box)
            yield ResultRow(TASK, method, Path(file).stem, "", f"box {number}", metric, share)


def _craquelure_pair_rows(folder: Path, competitors: Competitors) -> Iterator[ResultRow]:
    """Yield the scores on the mapped craquelure."""
    image, known_lines = read_craquelure_pair(folder)
    for method, mask in _masks(image, competitors):
        yield from _line_rows(method, CRAQUELURE_PAIR, "whole", score_centre_lines(mask, known_lines))


def _line_rows(method: str, picture: str, place: str, score: PrecisionRecall) -> Iterator[ResultRow]:
    """Yield precision, recall and F1; the place in the picture stands in the column for the style of cracks."""
    for metric in ("precision", "recall", "f1"):
        yield ResultRow(TASK, method, picture, "", place, f"line_{metric}", getattr(score, metric))

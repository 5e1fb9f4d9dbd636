"""How well a mask meets cracks that a person drew on real close-ups, and what it leaves alone beside them."""

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
from restoration.domain import Mask
from restoration.errors import BadRequest, reason

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

"""Real damage first: detectors on cracks drawn by hand, on a mapped net of cracks, and on sound painted lines."""

from collections.abc import Iterator
from pathlib import Path

from restoration.benchmark import real_damage
from restoration.benchmark.agreement import Agreement
from restoration.benchmark.contest import Contest
from restoration.benchmark.measuring import DEFAULT
from restoration.benchmark.real_damage import Annotations
from restoration.benchmark.results import Cell
from restoration.detection.base import mask_at
from restoration.domain import Mask, Progress, silent
from restoration.imaging.reading import read_mask, read_painting

TASK = "real"
NET = "craquelure_pair"  # a folder of one photograph of craquelure and its mapped centre-lines


def measure_real(folder: Path, contest: Contest, progress: Progress = silent) -> list[Cell]:
    """Every detector on real damage; a score for each crop, each labelled box, and the mapped net.

    Args:
        folder: with `annotations.json`, the pictures it names, and the mapped net.
        contest: whose detectors are measured.
        progress: called after each picture.
    """
    annotations = real_damage.load(folder)
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
            yield from _line_scores(method, Path(file).stem, crop.name, real_damage.line_agreement(mask, crop))


def _boxes(mask: Mask, file: str, annotations: Annotations, method: str) -> Iterator[Cell]:
    """The marked share of each labelled box of a picture."""
    for number, box in enumerate(annotations.boxes):
        if box.file == file:
            metric = f"marked_{box.label.replace('-', '_')}"
            share = real_damage.marked_share(mask, box.box)
            yield Cell(TASK, method, Path(file).stem, "", f"box {number}", metric, share)


def _net(folder: Path, contest: Contest) -> Iterator[Cell]:
    """The mapped net."""
    picture, lines = folder / "ge230_image.png", folder / "ge230_mask.png"
    known = read_mask(lines, read_painting(picture).image)
    for method, mask in _masks(picture, contest):
        yield from _line_scores(method, NET, "whole", real_damage.centre_line_agreement(mask, known))


def _line_scores(method: str, picture: str, place: str, agreement: Agreement) -> Iterator[Cell]:
    """Precision, recall and F1 at 3 px; the place in the picture stands where a made picture has its style."""
    for metric in ("precision", "recall", "f1"):
        yield Cell(TASK, method, picture, "", place, f"line_{metric}", getattr(agreement, metric))

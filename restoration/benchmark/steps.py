"""The steps of a run on one picture: each method at each task, over all its damage."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from restoration.benchmark.measuring import Measured, measure_both, measure_filler, measure_finder, measure_sound
from restoration.benchmark.methods import Contest
from restoration.benchmark.partial_results import Figures
from restoration.benchmark.protocol import Case, Protocol, damaged, detail
from restoration.benchmark.results import Cell
from restoration.damage.pair import Pair
from restoration.detection.base import Detector
from restoration.domain import Image
from restoration.errors import BadImage
from restoration.files import sha256_of
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.reading import read_painting
from restoration.inpainting.base import Inpainter
from restoration.metrics.similarity import SMALLEST
from restoration.registry import Entry

Step = Callable[[], Figures]


@dataclass(frozen=True)
class Subject:
    """One picture, opened and damaged when that is first needed."""

    path: Path
    cases: tuple[Case, ...]  # all of this picture
    protocol: Protocol

    @cached_property
    def sha256(self) -> str:
        """Of the picture's file."""
        return sha256_of(self.path)

    @cached_property
    def window(self) -> Image:
        """(H, W, 3) uint8: the sound detail.

        Raises:
            BadImage: the picture cannot be read, or is too small to be scored.
        """
        image = read_painting(self.path).image
        if min(image.shape[:2]) < SMALLEST:
            raise BadImage(f"It is less than {SMALLEST} px to a side, too small to be scored.", hint="Leave it out.")
        return detail(as_8_bit(image), self.path.stem, self.protocol)

    @cached_property
    def pairs(self) -> list[tuple[Case, Pair]]:
        """The detail under each case of damage."""
        return [(case, damaged(self.window, case, self.protocol)) for case in self.cases]

    def close(self) -> None:
        """Let go of all pixels, which are some 20 MB; they are made again if need be."""
        for pixels in ("window", "pairs"):
            vars(self).pop(pixels, None)


def steps(subject: Subject, contest: Contest) -> Iterator[tuple[str, Step]]:
    """Each step's name, and how it is done."""
    for filler in contest.fillers:
        yield _name("fill", filler.key, filler), partial(_fill, subject, filler)
    for finder in contest.finders:
        yield _name("detect", finder.key, finder), partial(_detect, subject, finder)
        yield _name("sound", finder.key, finder), partial(_leave, subject, finder)
    for key, found, filled in contest.pairings():
        yield _name("restore", key, found, filled), partial(_restore, subject, key, found, filled)


def _name(task: str, method: str, *entries: Entry[Any] | None) -> str:
    """What a step is kept under; a network that was taught anew has another name."""
    return " ".join((task, method, *(edition for entry in entries if entry and (edition := entry.edition()))))


def _fill(subject: Subject, entry: Entry[Inpainter]) -> Figures:
    filler = entry.build()
    return _figures("fill", entry.key, ((case, measure_filler(pair, filler)) for case, pair in subject.pairs))


def _detect(subject: Subject, entry: Entry[Detector]) -> Figures:
    finder = entry.build()
    return _figures("detect", entry.key, ((case, measure_finder(pair, finder)) for case, pair in subject.pairs))


def _leave(subject: Subject, entry: Entry[Detector]) -> Figures:
    sound = Case(subject.path.stem, severity="", style="")
    return _figures("sound", entry.key, [(sound, measure_sound(subject.window, entry.build()))])


def _restore(subject: Subject, key: str, found: Entry[Detector] | None, filled: Entry[Inpainter]) -> Figures:
    finder, filler = found.build() if found else None, filled.build()
    return _figures("restore", key, ((case, measure_both(pair, finder, filler)) for case, pair in subject.pairs))


def _figures(task: str, method: str, measured: Iterable[tuple[Case, Measured]]) -> Figures:
    scores: list[Cell] = []
    cost: list[Cell] = []
    for case, one in measured:
        for cells, figures in ((scores, one.scores), (cost, one.cost)):
            place = (task, method, case.picture, case.severity, case.style)
            cells += [Cell(*place, metric, value) for metric, value in figures.items()]
    return scores, cost

"""The steps of a run on one picture: each method at each task, over all its damage."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from restoration.benchmark.measuring import (
    Measurement,
    measure_detector,
    measure_inpainter,
    measure_restoration,
    measure_undamaged,
)
from restoration.benchmark.methods import Competitors
from restoration.benchmark.partial_results import ScoresAndCost
from restoration.benchmark.protocol import BenchmarkProtocol, DamageCase, crop_detail, damage_detail
from restoration.benchmark.results import ResultRow
from restoration.damage.pair import DamagedPair
from restoration.detection.base import Detector
from restoration.domain import Image
from restoration.errors import BadImage
from restoration.files import sha256_of_file
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.reading import read_painting
from restoration.inpainting.base import Inpainter
from restoration.metrics.similarity import SMALLEST_SIDE
from restoration.registry import Entry

Step = Callable[[], ScoresAndCost]


@dataclass(frozen=True)
class BenchmarkPicture:
    """One picture, opened and damaged when that is first needed."""

    path: Path
    cases: tuple[DamageCase, ...]  # all of this picture
    protocol: BenchmarkProtocol

    @cached_property
    def sha256(self) -> str:
        """Of the picture's file."""
        return sha256_of_file(self.path)

    @cached_property
    def window(self) -> Image:
        """(H, W, 3) uint8: the sound detail.

        Raises:
            BadImage: the picture cannot be read, or is too small to be scored.
        """
        image = read_painting(self.path).image
        if min(image.shape[:2]) < SMALLEST_SIDE:
            raise BadImage(
                f"It is less than {SMALLEST_SIDE} px to a side, too small to be scored.", hint="Leave it out."
            )
        return crop_detail(as_8_bit(image), self.path.stem, self.protocol)

    @cached_property
    def pairs(self) -> list[tuple[DamageCase, DamagedPair]]:
        """The detail under each case of damage."""
        return [(case, damage_detail(self.window, case, self.protocol)) for case in self.cases]

    def close(self) -> None:
        """Let go of all pixels, which are some 20 MB; they are made again if need be."""
        for pixels in ("window", "pairs"):
            vars(self).pop(pixels, None)


def list_steps(subject: BenchmarkPicture, contest: Competitors) -> Iterator[tuple[str, Step]]:
    """Each step's name, and how it is done."""
    for filler in contest.fillers:
        yield _step_key("fill", filler.key, filler), partial(_measure_fill, subject, filler)
    for finder in contest.finders:
        yield _step_key("detect", finder.key, finder), partial(_measure_detection, subject, finder)
        yield _step_key("sound", finder.key, finder), partial(_measure_undamaged, subject, finder)
    for key, found, filled in contest.pairings():
        yield _step_key("restore", key, found, filled), partial(_measure_restoration, subject, key, found, filled)


def _step_key(task: str, method: str, *entries: Entry[Any] | None) -> str:
    """What a step is kept under; a network that was taught anew has another name."""
    return " ".join((task, method, *(edition for entry in entries if entry and (edition := entry.edition()))))


def _measure_fill(subject: BenchmarkPicture, entry: Entry[Inpainter]) -> ScoresAndCost:
    filler = entry.build()
    return _result_rows("fill", entry.key, ((case, measure_inpainter(pair, filler)) for case, pair in subject.pairs))


def _measure_detection(subject: BenchmarkPicture, entry: Entry[Detector]) -> ScoresAndCost:
    finder = entry.build()
    return _result_rows("detect", entry.key, ((case, measure_detector(pair, finder)) for case, pair in subject.pairs))


def _measure_undamaged(subject: BenchmarkPicture, entry: Entry[Detector]) -> ScoresAndCost:
    sound = DamageCase(subject.path.stem, severity="", style="")
    return _result_rows("sound", entry.key, [(sound, measure_undamaged(subject.window, entry.build()))])


def _measure_restoration(
    subject: BenchmarkPicture, key: str, found: Entry[Detector] | None, filled: Entry[Inpainter]
) -> ScoresAndCost:
    finder, filler = found.build() if found else None, filled.build()
    return _result_rows(
        "restore", key, ((case, measure_restoration(pair, finder, filler)) for case, pair in subject.pairs)
    )


def _result_rows(task: str, method: str, measured: Iterable[tuple[DamageCase, Measurement]]) -> ScoresAndCost:
    scores: list[ResultRow] = []
    cost: list[ResultRow] = []
    for case, one in measured:
        for cells, figures in ((scores, one.scores), (cost, one.cost)):
            place = (task, method, case.picture, case.severity, case.style)
            cells += [ResultRow(*place, metric, value) for metric, value in figures.items()]
    return scores, cost

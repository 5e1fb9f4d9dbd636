"""The steps of a run on one picture: each method at each task, over all damage of the picture."""

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
    visible_damage,
)
from restoration.benchmark.methods import Competitors
from restoration.benchmark.opaque_cracks import TASK as OPAQUE
from restoration.benchmark.opaque_cracks import DetailWithCracks, draw_opaque_cracks
from restoration.benchmark.partial_results import ScoresAndCost
from restoration.benchmark.protocol import BenchmarkProtocol, DamageCase, crop_detail, damage_detail
from restoration.benchmark.results import ResultRow
from restoration.benchmark.wide_losses import TASK as LOSSES
from restoration.benchmark.wide_losses import DetailWithLosses, draw_wide_losses
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


@dataclass(frozen=True)  # no slots: cached properties hold the pixels
class BenchmarkPicture:
    """One picture of a run; it is read and damaged when a step first needs it."""

    path: Path
    cases: tuple[DamageCase, ...]  # all of this picture
    protocol: BenchmarkProtocol

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the picture's file."""
        return sha256_of_file(self.path)

    @cached_property
    def detail(self) -> Image:
        """The undamaged detail, (H, W, 3) uint8.

        Raises:
            BadImage: the picture cannot be read, or is too small to be scored.
        """
        image = read_painting(self.path).image
        if min(image.shape[:2]) < SMALLEST_SIDE:
            message = f"It is less than {SMALLEST_SIDE} px to a side, too small to be scored."
            raise BadImage(message, hint="Leave it out.")
        return crop_detail(as_8_bit(image), self.path.stem, self.protocol)

    @cached_property
    def pairs(self) -> list[tuple[DamageCase, DamagedPair]]:
        """The detail with the damage of each case."""
        return [(case, damage_detail(self.detail, case, self.protocol)) for case in self.cases]

    @cached_property
    def with_losses(self) -> list[DetailWithLosses]:
        """The detail with losses of each size class."""
        return list(draw_wide_losses(self.detail, self.path.stem, self.protocol))

    @cached_property
    def with_cracks(self) -> list[DetailWithCracks]:
        """The detail with opaque cracks of each severity."""
        return list(draw_opaque_cracks(self.detail, self.path.stem, self.protocol))

    def close(self) -> None:
        """Free all pixels, about 25 MB; they are made again when needed."""
        for pixels in ("detail", "pairs", "with_losses", "with_cracks"):
            vars(self).pop(pixels, None)


def list_steps(picture: BenchmarkPicture, competitors: Competitors) -> Iterator[tuple[str, Step]]:
    """Yield the key of each step, and the function that does it."""
    for inpainter in competitors.inpainters:
        yield _step_key("fill", inpainter.key, inpainter), partial(_measure_fill, picture, inpainter)
    for detector in competitors.detectors:
        yield _step_key("detect", detector.key, detector), partial(_measure_detection, picture, detector)
        yield _step_key("sound", detector.key, detector), partial(_measure_undamaged, picture, detector)
    for key, finder, filler in competitors.pairs:
        step = partial(_measure_restoration, picture, key, finder, filler)
        yield _step_key("restore", key, finder, filler), step
    for inpainter in competitors.loss_inpainters:
        yield _step_key(LOSSES, inpainter.key, inpainter), partial(_measure_losses, picture, inpainter)
    for inpainter in competitors.opaque_inpainters:
        yield _step_key(OPAQUE, inpainter.key, inpainter), partial(_measure_opaque, picture, inpainter)


def _step_key(task: str, method: str, *entries: Entry[Any] | None) -> str:
    """Return the key of a step; it names the weights of a network, so that new weights are measured again."""
    return " ".join((task, method, *(version for entry in entries if entry and (version := entry.weights_version()))))


def _measure_fill(picture: BenchmarkPicture, entry: Entry[Inpainter]) -> ScoresAndCost:
    inpainter = entry.build()
    measurements = (
        (case, measure_inpainter(pair.damaged, pair.clean, visible_damage(pair), inpainter))
        for case, pair in picture.pairs
    )
    return _result_rows("fill", entry.key, measurements)


def _measure_losses(picture: BenchmarkPicture, entry: Entry[Inpainter]) -> ScoresAndCost:
    return _measure_details(LOSSES, picture, entry, [(each.size, each.material, each) for each in picture.with_losses])


def _measure_opaque(picture: BenchmarkPicture, entry: Entry[Inpainter]) -> ScoresAndCost:
    return _measure_details(
        OPAQUE, picture, entry, [(each.severity, each.colour, each) for each in picture.with_cracks]
    )


def _measure_details(
    task: str,
    picture: BenchmarkPicture,
    entry: Entry[Inpainter],
    details: Iterable[tuple[str, str, DetailWithLosses | DetailWithCracks]],
) -> ScoresAndCost:
    """Measure an inpainter on damaged details of a picture, each after what stands for its severity and its style."""
    inpainter = entry.build()
    measurements = (
        (
            DamageCase(picture.path.stem, severity, style),
            measure_inpainter(each.damaged, picture.detail, each.mask, inpainter),
        )
        for severity, style, each in details
    )
    return _result_rows(task, entry.key, measurements)


def _measure_detection(picture: BenchmarkPicture, entry: Entry[Detector]) -> ScoresAndCost:
    detector = entry.build()
    measurements = ((case, measure_detector(pair, detector)) for case, pair in picture.pairs)
    return _result_rows("detect", entry.key, measurements)


def _measure_undamaged(picture: BenchmarkPicture, entry: Entry[Detector]) -> ScoresAndCost:
    no_damage = DamageCase(picture.path.stem, severity="", style="")
    return _result_rows("sound", entry.key, [(no_damage, measure_undamaged(picture.detail, entry.build()))])


def _measure_restoration(
    picture: BenchmarkPicture, key: str, finder: Entry[Detector] | None, filler: Entry[Inpainter]
) -> ScoresAndCost:
    detector, inpainter = finder.build() if finder else None, filler.build()
    measurements = ((case, measure_restoration(pair, detector, inpainter)) for case, pair in picture.pairs)
    return _result_rows("restore", key, measurements)


def _result_rows(task: str, method: str, measurements: Iterable[tuple[DamageCase, Measurement]]) -> ScoresAndCost:
    scores: list[ResultRow] = []
    cost: list[ResultRow] = []
    for case, measurement in measurements:
        for rows, values in ((scores, measurement.scores), (cost, measurement.cost)):
            labels = (task, method, case.picture, case.severity, case.style)
            rows += [ResultRow(*labels, metric, value) for metric, value in values.items()]
    return scores, cost

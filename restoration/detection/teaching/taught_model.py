"""What strokes taught: a few numbers that change a detector's answer, and where they come from."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from restoration.detection.teaching.examples import LINE_KINDS
from restoration.detection.teaching.features import FEATURES, Scale
from restoration.domain import DamageKind
from restoration.errors import BadRequest


class Family(StrEnum):
    """Kinds of damage that differ from sound paint by the same signs, and are learnt together."""

    LINES = "lines"
    AREAS = "areas"


FAMILY_KINDS = {
    Family.LINES: LINE_KINDS,
    Family.AREAS: (DamageKind.LOSS,),
}
"""The kinds whose likelihood is changed. Worn paint is an area too; detectors do not count it until it is taught."""


@dataclass(frozen=True, slots=True)
class OddsChange:
    """A linear change of the log-odds: bias plus the mean of weight times scaled feature."""

    bias: float
    weights: tuple[float, ...]  # one for each feature


@dataclass(frozen=True, slots=True)
class TeachingFacts:
    """Where a taught model comes from, for the record and the page."""

    strokes: tuple[tuple[str, int], ...]  # each kind of damage and how many; `SOUND_STROKES` on sound paint
    overruled: int  # strokes that later ones contradicted
    agreement_before: float  # share of the examples' pixels on which the detector was right, 0..1
    agreement: float | None  # the same after learning from the other examples only (cross-validation); None for one

    @property
    def count(self) -> int:
        """The number of strokes."""
        return sum(count for _, count in self.strokes)


SOUND_STROKES = "sound"
"""The name of strokes on sound paint among those of kinds of damage."""


class WrongTaughtModel(BadRequest):
    """A taught model was learnt with another detector, or with other weights of it."""

    hint = "Teach it again with your strokes."


@dataclass(frozen=True, slots=True)
class TaughtModel:
    """All that is needed to repeat the taught answer on the same picture, or to use it on another scan."""

    detector: str  # its key; the features come from it
    weights_version: str  # of that detector: other weights give other features
    scale: Scale
    lines: OddsChange
    areas: OddsChange
    area_kind: DamageKind  # what the taught areas are
    passages: tuple[tuple[float, float, float], ...]  # colours around the strokes, as `features.lab` stores them
    facts: TeachingFacts

    def change(self, family: Family) -> OddsChange:
        """Return the change of the log-odds of one family."""
        return self.lines if family is Family.LINES else self.areas

    def check_detector(self, key: str) -> None:
        """Raise `WrongTaughtModel` unless the taught model was learnt with the detector of this key."""
        if key != self.detector:
            raise WrongTaughtModel(
                f"What was taught belongs to the detector {self.detector}, not to {key}.",
                hint=f"Choose {self.detector}, or teach {key} with your strokes.",
            )

    def check_weights(self, version: str) -> None:
        """Raise `WrongTaughtModel` unless the taught model was learnt with these weights of its detector."""
        if version != self.weights_version:
            raise WrongTaughtModel(f"What was taught belongs to other weights of {self.detector}.")

    def as_record(self) -> dict[str, Any]:
        """Return the entry of a record: how many strokes, how well they were learnt, from which features."""
        return {**asdict(self.facts), "strokes": dict(self.facts.strokes), "features": list(FEATURES)}

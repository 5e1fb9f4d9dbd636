"""The steps by which a person corrects a mask, in order, with undo and redo."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from restoration.detection.teaching.taught_model import TaughtModel
from restoration.domain import DamageKind
from restoration.editing.operations import MaskOperation
from restoration.editing.pixel_mask import PixelMask
from restoration.editing.regions.decision import RegionDecision

Point = tuple[float, float]
"""x and y in px of the picture; (0, 0) is the upper left corner of its first pixel, (0.5, 0.5) that pixel's centre."""

DECIMALS = 3  # of coordinates and widths, px


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line as wide as the brush, or an area within an outline."""

    points: tuple[Point, ...]  # at least one
    width: float  # px of the picture; without effect on an area
    kind: DamageKind | None  # the kind of damage that it marks; None erases
    is_area: bool = False
    protected: tuple[DamageKind, ...] = ()  # kinds of damage that stay as they are under it

    @classmethod
    def rounded(
        cls, points: tuple[Point, ...], width: float, kind: DamageKind | None, *, is_area: bool = False
    ) -> Self:
        """Make a stroke with numbers rounded to `DECIMALS`, so that JSON stores them briefly and exactly."""
        return cls(
            tuple((round(x, DECIMALS), round(y, DECIMALS)) for x, y in points), round(width, DECIMALS), kind, is_area
        )


@dataclass(frozen=True, slots=True)
class MarkedArea:
    """Pixels that were marked at once: by the magic wand, or by filling what marks enclose."""

    pixels: PixelMask
    kind: DamageKind | None  # None erases
    protected: tuple[DamageKind, ...] = ()  # kinds of damage that stay as they are under it


@dataclass(frozen=True, slots=True)
class TeachingStep:
    """From here on the detector's answer is the taught one; None goes back to its own."""

    taught: TaughtModel | None


class AreaUse(StrEnum):
    """What a part of the picture is set aside for, whatever damage lies in it."""

    NOT_TO_FILL = "not_to_fill"  # nothing is filled there
    SOURCE = "source"  # a fill takes paint only from there


@dataclass(frozen=True, slots=True)
class AreaStep:
    """A change of a part of the picture that is set aside; the mask stays as it is."""

    use: AreaUse
    drawn: Stroke | MarkedArea | None  # of any kind: it is added; of none: it is taken away. None clears the area


Step = Stroke | MarkedArea | RegionDecision | MaskOperation | TeachingStep | AreaStep


def taught_in_effect(steps: tuple[Step, ...], detector: str) -> TaughtModel | None:
    """Return what a detector, named by its key, was taught last; None where nothing was, or where a step went back."""
    for step in reversed(steps):
        if isinstance(step, TeachingStep) and (step.taught is None or step.taught.detector == detector):
            return step.taught
    return None


def count_corrections(steps: tuple[Step, ...]) -> int:
    """Return the number of steps by which a person changed the mask; learning from them is none."""
    return sum(
        step.changes_mask if isinstance(step, RegionDecision) else not isinstance(step, TeachingStep | AreaStep)
        for step in steps
    )


def region_decisions(steps: tuple[Step, ...]) -> tuple[RegionDecision, ...]:
    """Return the decisions on regions among the steps."""
    return tuple(step for step in steps if isinstance(step, RegionDecision))


def area_steps(steps: tuple[Step, ...]) -> tuple[AreaStep, ...]:
    """Return the changes among the steps of what is set aside."""
    return tuple(step for step in steps if isinstance(step, AreaStep))


def common_length(steps: tuple[Step, ...], others: tuple[Step, ...]) -> int:
    """Return how many steps both begin with."""
    pairs = zip(steps, others, strict=False)
    return next((number for number, (step, other) in enumerate(pairs) if step != other), min(len(steps), len(others)))


@dataclass(frozen=True, slots=True)
class History:
    """The steps that are in effect, and the steps that were undone."""

    steps: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()  # the last one is redone first

    def after(self, *steps: Step) -> "History":
        """Add steps; what was undone before can no longer be redone."""
        return History((*self.steps, *steps)) if steps else self

    def undo(self) -> "History":
        """Undo the last step."""
        return History(self.steps[:-1], (*self.undone, *self.steps[-1:]))

    def with_undone(self, *steps: Step) -> "History":
        """Add steps as if they had been done and undone."""
        return History(self.steps, tuple(reversed(steps))) if steps else self

    def redo(self) -> "History":
        """Redo the step that was undone last."""
        return History((*self.steps, *self.undone[-1:]), self.undone[:-1])

    def undo_all(self) -> "History":
        """Undo all steps; each can be redone."""
        return History((), (*self.undone, *reversed(self.steps)))

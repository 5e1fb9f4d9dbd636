"""What was done to a mask by hand, in order, and what was taken back of it."""

from dataclasses import dataclass

from restoration.domain import DamageKind
from restoration.editing.operations import MaskOperation

Point = tuple[float, float]
"""x and y in px of the picture; (0, 0) is the upper left corner of its first pixel, (0.5, 0.5) that pixel's centre."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line as wide as the brush, or an area within an outline."""

    points: tuple[Point, ...]  # at least one
    width: float  # px of the picture; of no account to an area
    kind: DamageKind | None  # of damage that it marks; None takes marks away
    is_area: bool = False


Step = Stroke | MaskOperation


@dataclass(frozen=True, slots=True)
class History:
    """The steps that count, and those that were undone, the last undone last."""

    steps: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()

    def after(self, *steps: Step) -> "History":
        """With more steps; what was undone cannot be done again then."""
        return History((*self.steps, *steps)) if steps else self

    def undo(self) -> "History":
        """Without the last step."""
        return History(self.steps[:-1], (*self.undone, *self.steps[-1:]))

    def taken_back(self, *steps: Step) -> "History":
        """As if these had been done and undone."""
        return History(self.steps, tuple(reversed(steps))) if steps else self

    def redo(self) -> "History":
        """With the step that was undone last."""
        return History((*self.steps, *self.undone[-1:]), self.undone[:-1])

    def undo_all(self) -> "History":
        """Without any step; each can be done again."""
        return History((), (*self.undone, *reversed(self.steps)))

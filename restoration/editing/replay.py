"""The corrected mask: a detector's mask with a person's steps applied to it."""

from restoration.domain import KindMap
from restoration.editing.history import Step, Stroke
from restoration.editing.operations import apply_operation
from restoration.editing.rasterize import draw_stroke


def apply_steps(found: KindMap, steps: tuple[Step, ...]) -> KindMap:
    """Return a new kind map, (H, W) uint8, with the steps applied in order."""
    kinds = found.copy()
    for step in steps:
        if isinstance(step, Stroke):
            draw_stroke(step, kinds)
        else:
            kinds = apply_operation(kinds, step)
    return kinds


class MaskReplay:
    """The corrected mask of one painting, kept between calls, so that a new step costs only that step."""

    def __init__(self, found: KindMap) -> None:
        """Start from a detector's mask, (H, W) uint8."""
        self._found = found
        self._steps: tuple[Step, ...] = ()
        self._kinds = found

    def kinds(self, found: KindMap, steps: tuple[Step, ...]) -> KindMap:
        """Return what `apply_steps` returns; maps returned before are not changed.

        Args:
            found: a detector's mask, (H, W) uint8; another array object means another mask.
            steps: all steps, from the first.
        """
        done = len(self._steps)
        if found is not self._found or steps[:done] != self._steps:
            self._kinds, done = found, 0
        if steps[done:]:
            self._kinds = apply_steps(self._kinds, steps[done:])
        self._found, self._steps = found, steps
        return self._kinds

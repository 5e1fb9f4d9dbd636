"""A detector's mask with a person's steps over it: made anew when either changes, gone on with when a step is added."""

from restoration.domain import KindMap
from restoration.editing.history import Step, Stroke
from restoration.editing.operations import apply_operation
from restoration.editing.rasterize import draw_stroke


def apply_steps(found: KindMap, steps: tuple[Step, ...]) -> KindMap:
    """(H, W) uint8: what was found, with the steps done to it one after the other; `found` is left alone."""
    kinds = found.copy()
    for step in steps:
        if isinstance(step, Stroke):
            draw_stroke(step, kinds)
        else:
            kinds = apply_operation(kinds, step)
    return kinds


class MaskReplay:
    """The corrected mask of one painting; another step costs only that step."""

    def __init__(self, found: KindMap) -> None:
        self._found = found
        self._steps: tuple[Step, ...] = ()
        self._kinds = found

    def kinds(self, found: KindMap, steps: tuple[Step, ...]) -> KindMap:
        """(H, W) uint8: as `replayed` says. What it returned before stays as it was.

        Args:
            found: a detector's mask; another one only if it is another object.
            steps: all of them, from the first.
        """
        done = len(self._steps)
        if found is not self._found or steps[:done] != self._steps:
            self._kinds, done = found, 0
        if steps[done:]:
            self._kinds = apply_steps(self._kinds, steps[done:])
        self._found, self._steps = found, steps
        return self._kinds

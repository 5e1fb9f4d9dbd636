"""The parts of a picture that are set aside: where nothing is filled, and where alone paint is taken from."""

from restoration.disk_arrays import read_only, zeros_on_disk
from restoration.domain import KindMap, Mask
from restoration.editing.corrected_mask import CorrectedMask
from restoration.editing.history import AreaUse, MarkedArea, Step, Stroke, area_steps


class EditedArea:
    """The part of one picture that is set aside for one use, kept between calls."""

    def __init__(self, use: AreaUse, shape: tuple[int, ...], visible: Mask | None = None) -> None:
        """Take the use, and the height and width of the picture; where `visible`, (H, W) bool, is False lies none."""
        self._use = use
        self._nothing: KindMap = read_only(zeros_on_disk(shape[:2], "uint8"))
        self._drawn = CorrectedMask(self._nothing, visible)

    def pixels(self, steps: tuple[Step, ...]) -> KindMap | None:
        """Return (H, W) uint8, not 0 in the area; the same object while it stays the same. None: there is none.

        Args:
            steps: all steps, from the first; those for another use change nothing.
        """
        drawn = drawn_for(self._use, steps)
        pixels = self._drawn.kinds(self._nothing, drawn)
        return pixels if drawn and pixels.any() else None


def drawn_for(use: AreaUse, steps: tuple[Step, ...]) -> tuple[Stroke | MarkedArea, ...]:
    """Return what was drawn for a use since its area was cleared last."""
    drawn: list[Stroke | MarkedArea] = []
    for step in area_steps(steps):
        if step.use is use and step.drawn is None:
            drawn.clear()
        elif step.use is use and step.drawn is not None:
            drawn.append(step.drawn)
    return tuple(drawn)

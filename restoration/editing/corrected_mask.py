"""The corrected mask of one painting, kept between calls: a step that is added, undone or redone costs only itself."""

from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.disk_arrays import keep_on_disk
from restoration.domain import Box, KindMap, Mask, PixelWindow
from restoration.editing.history import AreaStep, MarkedArea, Step, Stroke, TeachingStep, common_length
from restoration.editing.regions.decision import RegionDecision, decision_window
from restoration.editing.replay import apply_step, stroke_window
from restoration.imaging.visible_paint import clear_hidden

MAX_PATCHES = 500  # steps that can be undone without drawing all others again
MAX_PATCHED_PIXELS = 8_000_000  # of all of them together; each takes 9 bytes
MAX_CHANGES = 1000  # that are remembered, each with its box


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class _Patch:
    """What a step has changed in a window of the kind map."""

    window: PixelWindow
    pixels: npt.NDArray[np.intp]  # (N,): indices in the flattened window
    before: npt.NDArray[np.uint8]  # (N,): their kinds before the step

    def restore(self, kinds: KindMap) -> None:
        part = kinds[self.window]
        rows, columns = np.divmod(self.pixels, part.shape[1])
        part[rows, columns] = self.before


class CorrectedMask:
    """A detector's mask with the corrections of a person."""

    def __init__(self, found: KindMap, visible: Mask | None = None) -> None:
        """Start from a detector's mask, (H, W) uint8.

        Where `visible`, (H, W) bool, is False, corrections mark nothing; None: all pixels are visible.
        """
        self._visible = visible
        self.version = 0
        """Rises with every change."""
        self._found, self._kinds = found, found
        self._steps: tuple[Step, ...] = ()
        self._patches: deque[_Patch | None] = deque(maxlen=MAX_PATCHES)  # of the last steps; None: not patched
        self._changes: deque[Box | None] = deque(maxlen=MAX_CHANGES)  # of the last versions; None: the whole picture

    def kinds(self, found: KindMap, steps: tuple[Step, ...]) -> KindMap:
        """Return what `apply_steps` returns, as far as it is visible; maps returned before are not changed.

        Args:
            found: a detector's mask, (H, W) uint8; another array object means another mask.
            steps: all steps, from the first.
        """
        kept = common_length(self._steps, steps)
        if found is not self._found or not self._can_undo(len(self._steps) - kept):
            self._start_again(found, steps)
        else:
            self._undo(len(self._steps) - kept)
            self._add(steps[kept:])
        self._steps = steps
        return self._kinds

    def changed_since(self, version: int) -> list[Box] | None:
        """Return boxes around all pixels that have changed since a version, px; None: any pixel may have."""
        count = self.version - version
        if not 0 <= count <= len(self._changes):
            return None
        boxes = list(self._changes)[len(self._changes) - count :]
        return None if None in boxes else [box for box in boxes if box is not None and box[2]]

    def _start_again(self, found: KindMap, steps: tuple[Step, ...]) -> None:
        self._found = found
        kinds = found.copy() if steps else found
        for step in steps:
            kinds = self._apply(step, kinds)
        self._kinds = keep_on_disk(kinds) if steps else found
        self._patches.clear()
        self._patches.extend([None] * min(len(steps), MAX_PATCHES))
        self._changed(None)

    def _add(self, steps: tuple[Step, ...]) -> None:
        if not steps:
            return
        kinds = self._kinds.copy()
        for step in steps:
            kinds = self._add_step(step, kinds)
        self._kinds = keep_on_disk(kinds)

    def _add_step(self, step: Step, kinds: KindMap) -> KindMap:
        window = _window_of(step, kinds.shape)
        before = None if window is None else kinds[window].copy()
        after = self._apply(step, kinds)
        if window is None or before is None:
            self._patches.append(None)
            self._changed(None)
        else:
            pixels = np.flatnonzero(after[window] != before)
            self._patches.append(_Patch(window, pixels, before.reshape(-1)[pixels]))
            self._changed(_box(window))
            self._drop_large_patches()
        return after

    def _apply(self, step: Step, kinds: KindMap) -> KindMap:
        after, window = apply_step(step, kinds), _window_of(step, kinds.shape)
        if self._visible is None:
            return after
        if window is None:
            return clear_hidden(after, self._visible)
        after[window] *= self._visible[window]
        return after

    def _can_undo(self, count: int) -> bool:
        return count <= len(self._patches) and None not in list(self._patches)[len(self._patches) - count :]

    def _undo(self, count: int) -> None:
        if not count:
            return
        kinds = self._kinds.copy()
        for _ in range(count):
            patch = self._patches.pop()
            if patch is not None:
                patch.restore(kinds)
                self._changed(_box(patch.window))
        self._kinds = keep_on_disk(kinds)

    def _changed(self, box: Box | None) -> None:
        self.version += 1
        self._changes.append(box)

    def _drop_large_patches(self) -> None:
        """Forget the oldest patches until those that are left are small enough together."""
        sizes = [0 if patch is None else patch.pixels.size for patch in self._patches]
        while sum(sizes) > MAX_PATCHED_PIXELS and len(sizes) > 1:
            del sizes[0]
            self._patches.popleft()


def _window_of(step: Step, shape: tuple[int, ...]) -> PixelWindow | None:
    """Return the window that a step may change; None: any pixel."""
    match step:
        case Stroke():
            return stroke_window(step, shape) or (slice(0, 0), slice(0, 0))
        case MarkedArea():
            return step.pixels.window
        case RegionDecision():
            return decision_window(step, shape)
        case TeachingStep():
            return slice(0, 0), slice(0, 0)
        case AreaStep():  # it changes no mark there, but what is shown over them
            return (slice(0, shape[0]), slice(0, shape[1])) if step.drawn is None else _window_of(step.drawn, shape)
        case _:
            return None


def _box(window: PixelWindow) -> Box:
    rows, columns = window
    return columns.start, rows.start, columns.stop - columns.start, rows.stop - rows.start

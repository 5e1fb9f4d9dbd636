"""The corrected mask of one painting, kept between calls: a step that is added, undone or redone costs only itself."""

from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.disk_arrays import compute_on_disk, copy_on_write, keep_on_disk
from restoration.domain import Box, KindMap, Mask, PixelWindow
from restoration.editing.history import AreaStep, MarkedArea, Step, Stroke, TeachingStep, common_length
from restoration.editing.regions.decision import RegionDecision, decision_window
from restoration.editing.replay import apply_step, stroke_window
from restoration.imaging.visible_paint import clear_hidden

MAX_PATCHES = 500  # steps that can be undone without drawing all others again
MAX_PATCHED_PIXELS = 8_000_000  # of all of them together; each takes 9 bytes
MAX_CHANGES = 1000  # that are remembered, each with its box
MAX_PRIVATE = 2**25  # bytes of a mask that lie in memory, before a new base is written
_PAGE = 4096  # bytes that the system copies at least


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
        self._base = found  # the mask is a copy of it that takes memory only for what steps have changed
        self._differing: dict[Box, PixelWindow] = {}  # windows in which the two may differ
        self._is_replaced = False  # whether a step has just changed more than a window
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
        self._found = self._kinds = self._base = found
        self._differing.clear()
        if steps:
            kinds = self._copy()
            for step in steps:
                kinds = self._apply(step, kinds)
            self._keep(kinds)
        self._patches.clear()
        self._patches.extend([None] * min(len(steps), MAX_PATCHES))
        self._changed(None)

    def _add(self, steps: tuple[Step, ...]) -> None:
        if not steps:
            return
        kinds = self._copy()
        for step in steps:
            kinds = self._add_step(step, kinds)
        self._keep(kinds)

    def _copy(self) -> KindMap:
        """Return a copy of the mask that can be changed."""
        if sum(map(_private_bytes, self._differing.values())) > MAX_PRIVATE:
            self._base = self._kinds = compute_on_disk(np.asarray, self._kinds, dtype=np.uint8)
            self._differing.clear()
        kinds = copy_on_write(self._base)
        for window in self._differing.values():
            kinds[window] = self._kinds[window]
        return kinds

    def _keep(self, kinds: KindMap) -> None:
        """Take a changed copy as the mask; if a step has changed more than a window, it is the new base."""
        self._kinds = keep_on_disk(kinds)
        if self._is_replaced:
            self._base, self._is_replaced = self._kinds, False
            self._differing.clear()

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
        if not isinstance(step, AreaStep):  # which changes no mark
            self._note_difference(window)
        if self._visible is None:
            return after
        if window is None:
            return clear_hidden(after, self._visible)
        after[window] *= self._visible[window]
        return after

    def _note_difference(self, window: PixelWindow | None) -> None:
        if window is None:
            self._is_replaced = True
        else:
            self._differing[_box(window)] = window

    def _can_undo(self, count: int) -> bool:
        return count <= len(self._patches) and None not in list(self._patches)[len(self._patches) - count :]

    def _undo(self, count: int) -> None:
        if not count:
            return
        kinds = self._copy()
        for _ in range(count):
            patch = self._patches.pop()
            if patch is not None:
                patch.restore(kinds)
                self._note_difference(patch.window)
                self._changed(_box(patch.window))
        self._keep(kinds)

    def _changed(self, box: Box | None) -> None:
        self.version += 1
        self._changes.append(box)

    def _drop_large_patches(self) -> None:
        """Forget the oldest patches until those that are left are small enough together."""
        sizes = [0 if patch is None else patch.pixels.size for patch in self._patches]
        while sum(sizes) > MAX_PATCHED_PIXELS and len(sizes) > 1:
            del sizes[0]
            self._patches.popleft()


def _private_bytes(window: PixelWindow) -> int:
    """Return the bytes that a changed window of a mapped mask takes in memory: the system copies whole pages."""
    rows, columns = window
    pages = (columns.stop - columns.start) // _PAGE + 2
    return int((rows.stop - rows.start) * pages * _PAGE)


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

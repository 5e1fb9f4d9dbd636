"""Which decision belongs to which region of the present mask, and which rejected regions are still to be listed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

import numpy as np
import numpy.typing as npt

from restoration.disk_arrays import zeros_on_disk
from restoration.editing.pixel_mask import PixelMask
from restoration.editing.regions.decision import TOLERANCE, RegionDecision, pixels_in_window, reach_window
from restoration.editing.regions.measuring import Measures
from restoration.editing.regions.neighbours import Labels
from restoration.editing.regions.region import RegionStatus
from restoration.imaging.masks import grow_mask

BATCH_PIXELS = 2**20  # of decided regions that are looked at together

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class DecidedRegions:
    """The regions of all decisions, in the order in which they were made."""

    masks: tuple[PixelMask, ...]
    decision_of: tuple[RegionDecision, ...]  # of each mask
    place_of: tuple[int, ...]  # of each mask in its decision

    @classmethod
    def of(cls, decisions: Sequence[RegionDecision]) -> "DecidedRegions":
        """Take the decisions apart."""
        items = [(mask, one, place) for one in decisions for place, mask in enumerate(one.pixels)]
        return cls(*(zip(*items, strict=True) if items else ((), (), ())))

    def has_status(self) -> npt.NDArray[np.bool_]:
        """Return (N,): whether each was decided with a status."""
        return np.array([one.status is not None for one in self.decision_of], np.bool_)

    def is_rejected(self) -> npt.NDArray[np.bool_]:
        """Return (N,): whether each was rejected."""
        return np.array([one.status is RegionStatus.REJECTED for one in self.decision_of], np.bool_)

    def batches(self, width: int) -> Iterator[tuple[Integers, Integers]]:
        """Yield (N,) numbers of masks and (N,) indices of their pixels in the flattened picture, in order.

        Args:
            width: of the picture, px.
        """
        ends = list(accumulate(mask.area for mask in self.masks))
        first, done = 0, 0
        while first < len(self.masks):
            last = max(int(np.searchsorted(ends, done + BATCH_PIXELS, "right")), first + 1)
            owners, pixels = _pixels_of(self.masks[first:last], width)
            yield owners + first, pixels
            first, done = last, ends[last - 1]


def _pixels_of(masks: Sequence[PixelMask], width: int) -> tuple[Integers, Integers]:
    counts = np.array([len(mask.runs) for mask in masks])
    runs = np.fromiter(chain.from_iterable(mask.runs for mask in masks), np.int64)
    owners, firsts = np.repeat(np.arange(len(masks)), counts), np.cumsum(counts) - counts
    starts = np.cumsum(runs) - runs
    starts -= starts[firsts][owners]  # now from the beginning of its own box
    is_marked = (np.arange(runs.size) - firsts[owners]) % 2 == 1
    starts, lengths, owners = starts[is_marked], runs[is_marked], owners[is_marked]
    within = np.repeat(starts - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
    owners = np.repeat(owners, lengths)
    left, top, box_width, _ = np.array([mask.box for mask in masks]).T
    down, right = np.divmod(within, box_width[owners])
    return owners, (top[owners] + down) * width + left[owners] + right


def add_rejected(decided: DecidedRegions, labels: Labels, count: int) -> list[int]:
    """Give the rejected regions labels after `count`, in place, and return the numbers of their masks.

    A rejected region is listed with those of its pixels that are not marked again and that no later decision is about,
    if they are at least half of it.
    """
    is_rejected, flat, width = decided.is_rejected(), labels.reshape(-1), labels.shape[1]
    if not is_rejected.any():
        return []
    latest = _latest_decision(decided, labels)
    free = np.zeros(len(decided.masks), np.int64)
    for owners, pixels in decided.batches(width):
        free += np.bincount(owners[(latest[pixels] == owners + 1) & (flat[pixels] == 0)], minlength=free.size)
    listed = np.flatnonzero(is_rejected & (free > 0) & (2 * free >= [mask.area for mask in decided.masks]))
    label_of = np.zeros(len(decided.masks), np.int32)
    label_of[listed] = count + 1 + np.arange(listed.size)
    for owners, pixels in decided.batches(width):
        is_free = (label_of[owners] > 0) & (latest[pixels] == owners + 1) & (flat[pixels] == 0)
        flat[pixels[is_free]] = label_of[owners[is_free]]
    return [int(number) for number in listed]


def _latest_decision(decided: DecidedRegions, labels: Labels) -> Labels:
    """Return (H * W,): 1 + the number of the last mask that gives each pixel a status; 0 for none."""
    latest, has_status = zeros_on_disk((labels.size,), np.int32), decided.has_status()
    for owners, pixels in decided.batches(labels.shape[1]):
        counts = has_status[owners]
        latest[pixels[counts]] = owners[counts] + 1  # of several values for one pixel the last one stays
    return latest


def match_regions(decided: DecidedRegions, labels: Labels, measures: Measures) -> Iterator[tuple[int, int]]:
    """Yield each number of a mask with the label that its decision applies to, in the order of the decisions.

    The rule is that of `RegionDecision`.
    """
    count = len(measures.area)
    for owners, pixels in decided.batches(labels.shape[1]):
        pairs, shared = np.unique(owners * count + labels.reshape(-1)[pixels], return_counts=True)
        masks, labels_of = np.divmod(pairs, count)
        applies = 2 * shared >= measures.area[labels_of]
        _apply_tolerance(applies, masks, labels_of, decided, labels, measures)
        for mask, label in zip(masks[applies].tolist(), labels_of[applies].tolist(), strict=True):
            if label and _is_within_reach(decided.masks[mask], measures.boxes[label], labels.shape):
                yield mask, label


def _apply_tolerance(
    applies: npt.NDArray[np.bool_],
    masks: Integers,
    labels_of: Integers,
    decided: DecidedRegions,
    labels: Labels,
    measures: Measures,
) -> None:
    """Set `applies`, in place, where half of a region lies in a mask that is grown by the tolerance."""
    for mask in np.unique(masks[~applies & (labels_of > 0)]):
        pixels, ours = decided.masks[mask], masks == mask
        window = reach_window(pixels, labels.shape)
        grown = grow_mask(pixels_in_window(pixels, window), TOLERANCE)
        inside = np.sort(labels[window][grown])
        within = np.searchsorted(inside, labels_of[ours], "right") - np.searchsorted(inside, labels_of[ours])
        applies[ours] = 2 * within >= measures.area[labels_of[ours]]


def _is_within_reach(pixels: PixelMask, box: Integers, shape: tuple[int, ...]) -> bool:
    rows, columns = reach_window(pixels, shape)
    left, top, width, height = box.tolist()
    return bool(
        columns.start <= left and left + width <= columns.stop and rows.start <= top and top + height <= rows.stop
    )

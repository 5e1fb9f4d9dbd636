"""Connected marks of a kind map, numbered."""

import cv2
import numpy as np

from restoration.disk_arrays import zeros_on_disk
from restoration.domain import DAMAGE_KINDS, KindMap
from restoration.editing.regions.neighbours import Labels, strips


def label_marks(kinds: KindMap) -> tuple[Labels, KindMap]:
    """Return the connected marks of a kind map; each kind is connected by itself, diagonal neighbours included.

    Args:
        kinds: (H, W) uint8 kind map.

    Returns:
        (H, W) int32 labels on the disk, numbered from 1 in no particular order, and (marks + 1,) uint8: the kind number
        of each label; 0 for label 0.
    """
    labels = zeros_on_disk(kinds.shape, np.int32)
    scratch, of_label = None, [np.zeros(1, np.uint8)]
    for kind in range(1, len(DAMAGE_KINDS) + 1):
        marked = (kinds == kind).view(np.uint8)
        if not cv2.countNonZero(marked):
            continue
        is_first = len(of_label) == 1
        scratch = zeros_on_disk(kinds.shape, np.int32) if scratch is None and not is_first else scratch
        target = labels if scratch is None else scratch
        count = cv2.connectedComponents(marked, target, connectivity=8, ltype=cv2.CV_32S)[0]
        if scratch is not None:
            _add(scratch, sum(map(len, of_label)) - 1, labels)
        of_label.append(np.full(count - 1, kind, np.uint8))
    return labels, np.concatenate(of_label)


def _add(more: Labels, offset: int, labels: Labels) -> None:
    """Put the labels of another kind into `labels`, in place, numbered on from `offset`."""
    for rows in strips(labels.shape):
        part = more[rows]
        np.add(labels[rows], part + np.int32(offset), out=labels[rows], where=part > 0)

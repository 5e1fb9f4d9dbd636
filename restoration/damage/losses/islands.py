"""Islands: the pieces of sound paint between cracks, which flake away whole."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage.coverage import Window
from restoration.damage.heading import Points
from restoration.damage.layer import FULL, Alpha
from restoration.domain import Mask

RIM = 2  # px; with an island goes the nearer side of the cracks around it


@dataclass(frozen=True, slots=True, eq=False)
class Islands:
    """Every island of a crack net, by number."""

    labels: npt.NDArray[np.int32]  # (H, W); 0 in cracks
    boxes: npt.NDArray[np.int32]  # (N, 4) left, top, width, height
    areas: npt.NDArray[np.int32]  # (N,) px
    centres: Points  # (N, 2)

    def patch(self, island: int) -> tuple[Window, Alpha]:
        """The window that an island fills with its rim, and how far the rim covers each pixel."""
        left, top, width, height = (int(side) for side in self.boxes[island])
        margin = RIM + 1
        rows = slice(max(top - margin, 0), top + height + margin)
        columns = slice(max(left - margin, 0), left + width + margin)
        piece = (self.labels[rows, columns] == island + 1).astype(np.uint8)
        grown = cv2.dilate(piece, np.ones((2 * RIM + 1, 2 * RIM + 1), np.uint8))
        ninths = cv2.boxFilter(grown, cv2.CV_16U, (3, 3), normalize=False, borderType=cv2.BORDER_REPLICATE)
        return (rows, columns), (ninths.astype(np.uint32) * FULL // 9).astype(np.uint16)


def islands(is_torn: Mask) -> Islands:
    """The islands between cracks, where `is_torn` is True."""
    _, labels, stats, centres = cv2.connectedComponentsWithStats(
        (~is_torn).view(np.uint8), connectivity=4, ltype=cv2.CV_32S
    )
    return Islands(
        np.asarray(labels, np.int32),
        stats[1:, : cv2.CC_STAT_AREA].astype(np.int32),
        stats[1:, cv2.CC_STAT_AREA].astype(np.int32),
        np.asarray(centres[1:], np.float64),
    )

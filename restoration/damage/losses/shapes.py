"""Islands: the pieces of sound paint between cracks, which flake away whole."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage.coverage import Slices
from restoration.damage.layer import FULL_ALPHA, Alpha, DamageLayer, make_palette
from restoration.damage.procedural import Points, rotate, unit_vectors
from restoration.domain import DamageKind, Mask

SHADE, GLINT = 0, 1  # rows of the palette


def draw_loss_rims(lost: Alpha, depth: float) -> DamageLayer:
    """Shadow at the upper left rims and light at the lower right ones, about as wide as the loss is deep (px)."""
    reach = max(round(depth), 1)
    shade = _behind(lost, reach) // 2 + _behind(lost, 2 * reach) // 2
    glint = _behind(lost[::-1, ::-1], 1)[::-1, ::-1]
    is_shade = shade >= glint
    alpha = np.where(is_shade, shade, glint)
    look = make_palette([[0.42], [1.22]], [[0.0], [0.03]])
    return DamageLayer(DamageKind.RELIEF, alpha, np.where(is_shade, SHADE, GLINT).astype(np.uint8), look)


def _behind(lost: Alpha, reach: int) -> Alpha:
    """How far each pixel of a loss lies within `reach` px of its upper left rim."""
    moved = np.full_like(lost, FULL_ALPHA)
    moved[reach:, reach:] = lost[:-reach, :-reach]
    return np.minimum(lost, FULL_ALPHA - moved)


CORNERS = 6
ROUNDS = 3  # of halving the edges; each adds raggedness half as coarse
RAGGED = 0.13  # of an edge's length; how far its middle is moved at most


def flake_outlines(centres: Points, sizes: npt.NDArray[np.float64], rng: np.random.Generator) -> Points:
    """The outlines of as many flakes as centres.

    Args:
        centres: (N, 2) x, y in px.
        sizes: (N,) px, diameter of a disc of about the same area.
        rng: chance.

    Returns:
        (N, 48, 2) corners x, y in px.
    """
    count = len(centres)
    places = np.arange(CORNERS) + rng.uniform(-0.38, 0.38, (count, CORNERS))
    radii = rng.uniform(0.65, 1.4, (count, CORNERS)) * (sizes / 2)[:, None]
    stretch = rng.uniform(1.0, 1.6, (count, 1))
    round_ones = unit_vectors(2 * np.pi / CORNERS * places) * radii[..., None]
    outline = np.stack([round_ones[..., 0] * stretch, round_ones[..., 1] / stretch], axis=-1)
    outline = rotate(outline, rng.uniform(0, 2 * np.pi, (count, 1)))
    for _ in range(ROUNDS):
        outline = _halved(outline, rng)
    return centres[:, None] + outline


def flake_sizes(count: int, smallest: float, largest: float, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """(count,) diameters of flakes, from many small ones to few large ones; same unit as the two limits.

    Fragments follow a power law: the number larger than d falls as 1 / d.
    """
    return smallest / rng.uniform(smallest / largest, 1, count)


def _halved(outline: Points, rng: np.random.Generator) -> Points:
    """Twice as many corners: the middle of each edge, moved sideways."""
    edges = np.roll(outline, -1, axis=1) - outline
    sideways = np.stack([-edges[..., 1], edges[..., 0]], axis=-1)
    middles = outline + edges / 2 + sideways * rng.uniform(-RAGGED, RAGGED, (*edges.shape[:2], 1))
    return np.stack([outline, middles], axis=2).reshape(len(outline), -1, 2)


RIM = 2  # px; with an island goes the nearer side of the cracks around it


@dataclass(frozen=True, slots=True, eq=False)
class Islands:
    """Every island of a crack net, by number."""

    labels: npt.NDArray[np.int32]  # (H, W); 0 in cracks
    boxes: npt.NDArray[np.int32]  # (N, 4) left, top, width, height
    areas: npt.NDArray[np.int32]  # (N,) px
    centres: Points  # (N, 2)

    def patch(self, island: int) -> tuple[Slices, Alpha]:
        """The window that an island fills with its rim, and how far the rim covers each pixel."""
        left, top, width, height = (int(side) for side in self.boxes[island])
        margin = RIM + 1
        rows = slice(max(top - margin, 0), top + height + margin)
        columns = slice(max(left - margin, 0), left + width + margin)
        piece = (self.labels[rows, columns] == island + 1).astype(np.uint8)
        grown = cv2.dilate(piece, np.ones((2 * RIM + 1, 2 * RIM + 1), np.uint8))
        ninths = cv2.boxFilter(grown, cv2.CV_16U, (3, 3), normalize=False, borderType=cv2.BORDER_REPLICATE)
        return (rows, columns), (ninths.astype(np.uint32) * FULL_ALPHA // 9).astype(np.uint16)


def find_islands(is_torn: Mask) -> Islands:
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

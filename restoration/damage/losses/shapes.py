"""The shapes of losses: outlines of flakes, islands of paint between cracks, and the light on the rims of a loss."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage.coverage import Slices
from restoration.damage.layer import FULL_ALPHA, Alpha, DamageLayer, make_palette
from restoration.damage.procedural import Points, rotate, unit_vectors
from restoration.domain import DamageKind, Mask

CORNERS = 6  # of a flake before its edges are halved
HALVINGS = 3  # of a flake's edges; each adds raggedness half as coarse
RAGGEDNESS = 0.13  # of an edge's length; how far its middle is moved at most
ISLAND_RIM = 2  # px; an island takes the nearer side of the cracks around it along
SHADE, GLINT = 0, 1  # rows of the palette of rims


def flake_sizes(count: int, smallest: float, largest: float, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return (count,) diameters of flakes, many small ones and few large ones, in the unit of the two limits.

    Fragments follow a power law: the number of those larger than d falls as 1 / d.
    """
    return smallest / rng.uniform(smallest / largest, 1, count)


def flake_outlines(
    centres: Points, sizes: npt.NDArray[np.float64], rng: np.random.Generator, *, halvings: int = HALVINGS
) -> Points:
    """Return the outline of a flake around each centre.

    Args:
        centres: (N, 2) x, y in px.
        sizes: (N,) px, diameter of a disc of about the same area.
        rng: source of randomness.
        halvings: of the edges; with fewer an outline has fewer and sharper corners.

    Returns:
        (N, 48, 2) corners x, y in px; with fewer halvings, fewer corners.
    """
    count = len(centres)
    places = np.arange(CORNERS) + rng.uniform(-0.38, 0.38, (count, CORNERS))
    radii = rng.uniform(0.65, 1.4, (count, CORNERS)) * (sizes / 2)[:, None]
    stretch = rng.uniform(1.0, 1.6, (count, 1))
    round_outline = unit_vectors(2 * np.pi / CORNERS * places) * radii[..., None]
    outline = np.stack([round_outline[..., 0] * stretch, round_outline[..., 1] / stretch], axis=-1)
    outline = rotate(outline, rng.uniform(0, 2 * np.pi, (count, 1)))
    for _ in range(halvings):
        outline = _halve_edges(outline, rng)
    return centres[:, None] + outline


def _halve_edges(outline: Points, rng: np.random.Generator) -> Points:
    """Return (N, 2 K, 2) outlines with a new corner in the middle of each of K edges, moved sideways."""
    edges = np.roll(outline, -1, axis=1) - outline
    sideways = np.stack([-edges[..., 1], edges[..., 0]], axis=-1)
    middles = outline + edges / 2 + sideways * rng.uniform(-RAGGEDNESS, RAGGEDNESS, (*edges.shape[:2], 1))
    return np.stack([outline, middles], axis=2).reshape(len(outline), -1, 2)


@dataclass(frozen=True, slots=True, eq=False)
class Islands:
    """The islands of a crack net: pieces of sound paint between cracks, which flake off whole."""

    labels: npt.NDArray[np.int32]  # (H, W); 0 in cracks, else the number of the island, from 1
    boxes: npt.NDArray[np.int32]  # (N, 4) left, top, width, height
    areas: npt.NDArray[np.int32]  # (N,) px
    centres: Points  # (N, 2)

    def patch(self, island: int) -> tuple[Slices, Alpha]:
        """Return the window of an island (from 0) with its rim, and how far it covers each pixel there, (h, w)."""
        left, top, width, height = (int(side) for side in self.boxes[island])
        margin = ISLAND_RIM + 1
        rows = slice(max(top - margin, 0), top + height + margin)
        columns = slice(max(left - margin, 0), left + width + margin)
        piece = (self.labels[rows, columns] == island + 1).astype(np.uint8)
        grown = cv2.dilate(piece, np.ones((2 * ISLAND_RIM + 1, 2 * ISLAND_RIM + 1), np.uint8))
        ninths = cv2.boxFilter(grown, cv2.CV_16U, (3, 3), normalize=False, borderType=cv2.BORDER_REPLICATE)
        return (rows, columns), (ninths.astype(np.uint32) * FULL_ALPHA // 9).astype(np.uint16)


def find_islands(is_cracked: Mask) -> Islands:
    """Return the islands between cracks, which lie where `is_cracked` (H, W) is True."""
    _, labels, stats, centres = cv2.connectedComponentsWithStats(
        (~is_cracked).view(np.uint8), connectivity=4, ltype=cv2.CV_32S
    )
    return Islands(
        np.asarray(labels, np.int32),
        stats[1:, : cv2.CC_STAT_AREA].astype(np.int32),
        stats[1:, cv2.CC_STAT_AREA].astype(np.int32),
        np.asarray(centres[1:], np.float64),
    )


def draw_loss_rims(lost: Alpha, depth: float) -> DamageLayer:
    """Return a layer of shadow at the upper left rims of losses and light at the lower right rims.

    Args:
        lost: (H, W) alpha of the losses.
        depth: px; the rims are about as wide as the loss is deep.
    """
    reach = max(round(depth), 1)
    shade = _upper_left_rim(lost, reach) // 2 + _upper_left_rim(lost, 2 * reach) // 2
    glint = _upper_left_rim(lost[::-1, ::-1], 1)[::-1, ::-1]
    is_shade = shade >= glint
    alpha = np.where(is_shade, shade, glint)
    palette = make_palette([[0.42], [1.22]], [[0.0], [0.03]])
    return DamageLayer(DamageKind.RELIEF, alpha, np.where(is_shade, SHADE, GLINT).astype(np.uint8), palette)


def _upper_left_rim(lost: Alpha, reach: int) -> Alpha:
    """Return (H, W) how far each pixel of a loss lies within `reach` px of its upper left rim."""
    moved = np.full_like(lost, FULL_ALPHA)
    moved[reach:, reach:] = lost[:-reach, :-reach]
    return np.minimum(lost, FULL_ALPHA - moved)

"""Opaque cracks on the detail of a painting, drawn unlike the damage that our networks learn from.

The generator of `restoration.damage` tears cracks that darken the paint, so that much of it shows through. Here they
are edges of a Voronoi diagram, bent by midpoint displacement, in one colour under which nothing shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from scipy.spatial import Voronoi

from restoration.benchmark.protocol import BenchmarkProtocol, seed_of
from restoration.damage.severity import SEVERITIES, Severity
from restoration.domain import Image, Mask

TASK = "opaque"

COLOURS = {"black": (18, 15, 13), "white": (238, 234, 225), "brown": (112, 84, 58)}
"""What shows in the cracks: R, G, B by the key in the column for the style; each case strays a little from it."""

THINNEST, WIDEST = 1.0, 5.0  # px, of a crack

_STRAY = 10  # levels by which the colour of a case differs at most
_SUBPIXELS = 4  # a pixel's side has so many: its cover is counted in sixteenths, which is the antialiased rim
_FRACTION_BITS = 4  # of coordinates that OpenCV draws
_LARGEST_ISLAND = 90.0  # px, about a side; slight damage is a part of such a network
_DENSITY = 0.75  # set by trial: dense damage then takes nearly all of a network, and reaches all of the picture
_DISPLACEMENT = 0.16  # of an edge's length: how far its middle strays, at most
_LOSS_RADIUS = (3.0, 12.0)  # px, of losses at junctions
_LOSS_CORNERS = 14
_MOST_LOSSES = 5000  # many more than a picture takes, but junctions of a tiny one may all lie outside it
_WITH_LOSSES = ("heavy", "severe")  # milder damage has cracks alone

Points = npt.NDArray[np.float64]
"""(N, 2) x and y in px."""


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class DetailWithCracks:
    """A detail, (H, W, 3), with opaque cracks."""

    severity: str
    colour: str  # a key of `COLOURS`
    damaged: Image
    mask: Mask  # (H, W): every pixel that a crack or a loss covers at all


@dataclass(frozen=True, slots=True, eq=False)
class CrackNetwork:
    """A network of possible cracks."""

    places: Points  # of the junctions
    widths: npt.NDArray[np.float64]  # (N,) px, of the cracks at each junction
    edges: list[tuple[int, int]]  # pairs of junctions; each continues from an earlier one, if it can


def draw_opaque_cracks(detail: Image, picture: str, protocol: BenchmarkProtocol) -> Iterator[DetailWithCracks]:
    """Yield a detail with opaque cracks of each severity of the protocol; one that no crack hits is left out.

    Args:
        detail: (H, W, 3) uint8 RGB. Not changed.
        picture: its name, which fixes the cracks together with the protocol's seed.
        protocol: of the run.
    """
    colours = list(COLOURS)
    first = int(np.random.default_rng(seed_of(picture, "opaque", protocol)).integers(len(colours)))
    for level, key in enumerate(protocol.severities):  # colours rotate, so that each meets every severity
        rng = np.random.default_rng(seed_of(picture, f"opaque {key}", protocol))
        colour = colours[(first + level) % len(colours)]
        cover = _draw_cover((detail.shape[0], detail.shape[1]), SEVERITIES[key], rng)
        tone = np.array(COLOURS[colour]) + rng.integers(-_STRAY, _STRAY + 1)
        if cover.any():
            yield DetailWithCracks(key, colour, _paint(detail, cover, tone), cover > 0)


def _paint(detail: Image, cover: npt.NDArray[np.uint8], tone: npt.NDArray[np.int64]) -> Image:
    """Return the detail under a colour, (3,), that covers each pixel by so many sixteenths, (H, W)."""
    whole, part = _SUBPIXELS**2, cover[..., np.newaxis].astype(np.int64)
    mixed = (detail * (whole - part) + tone * part + whole // 2) // whole
    return np.asarray(mixed, np.uint8)


def _draw_cover(shape: tuple[int, int], severity: Severity, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Return (H, W) by how many sixteenths cracks and losses cover each pixel."""
    height, width = shape
    canvas = np.zeros((height * _SUBPIXELS, width * _SUBPIXELS), np.uint8)
    has_losses = severity.key in _WITH_LOSSES
    share_of_cracks = severity.cracks if has_losses else severity.cracks + severity.losses
    network = draw_network(shape, share_of_cracks, rng)
    covered = 0
    drawn: list[int] = []  # junctions
    for edge in network.edges:
        if covered >= share_of_cracks * canvas.size:
            break
        covered += _draw_crack(canvas, network, edge, rng)
        drawn += edge
    for _ in range(_MOST_LOSSES if has_losses and drawn else 0):
        if covered >= (severity.cracks + severity.losses) * canvas.size:
            break
        covered += _draw_loss(canvas, network.places[rng.choice(drawn)], rng)
    counted = cv2.boxFilter(canvas, cv2.CV_8U, (_SUBPIXELS, _SUBPIXELS), anchor=(0, 0), normalize=False)
    return np.asarray(counted[::_SUBPIXELS, ::_SUBPIXELS], np.uint8)


def draw_network(shape: tuple[int, int], share: float, rng: np.random.Generator) -> CrackNetwork:
    """Return the edges of a Voronoi diagram of random points, in the order in which a crack would spread.

    Args:
        shape: height and width of the picture, px.
        share: of the picture that the cracks will cover, 0..1; the more, the smaller the islands.
        rng: for places, widths and order.

    Source:
        F. Aurenhammer, "Voronoi diagrams", ACM Computing Surveys 23(3), 1991, doi:10.1145/116873.116880.
    """
    height, width = shape
    typical_width = rng.uniform(1.2, 2.8)  # px
    island = min(2 * typical_width / (_DENSITY * share), _LARGEST_ISLAND)  # each side is shared by two islands
    stretch = np.exp(rng.uniform(-0.4, 0.4))  # islands longer in one direction, as along the grain of a panel
    across, down = width / (island * stretch), height * stretch / island
    points = rng.uniform(-0.15, 1.15, (int(1.3**2 * across * down) + 12, 2)) * (width, height)
    diagram = Voronoi(points * (1, stretch**2))
    places = diagram.vertices / (1, stretch**2)
    widths = np.clip(typical_width * np.exp(rng.normal(0, 0.4, len(places))), THINNEST, WIDEST)
    inside = ((places > -0.1 * np.array([width, height])) & (places < 1.1 * np.array([width, height]))).all(axis=1)
    ridges = [(a, b) for a, b in diagram.ridge_vertices if a >= 0 and inside[a] and inside[b]]
    return CrackNetwork(places, widths, _in_order_of_growth(ridges, rng))


def _in_order_of_growth(ridges: list[tuple[int, int]], rng: np.random.Generator) -> list[tuple[int, int]]:
    """Return all edges; each continues from a random place that is cracked already."""
    neighbours: dict[int, list[int]] = {}
    for a, b in ridges:
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)
    left = set(map(frozenset[int], ridges))
    edges: list[tuple[int, int]] = []
    for start in rng.permutation(sorted(neighbours)).tolist():
        tips = [start]
        while tips:
            at = tips[int(rng.integers(len(tips)))]
            to = next((other for other in neighbours[at] if frozenset((at, other)) in left), None)
            if to is None:
                tips.remove(at)
                continue
            left.remove(frozenset((at, to)))
            edges.append((at, to))
            tips.append(to)
    return edges


def _draw_crack(
    canvas: npt.NDArray[np.uint8], network: CrackNetwork, edge: tuple[int, int], rng: np.random.Generator
) -> int:
    """Draw a crack between two junctions in place, and return how many sub-pixels it newly covers."""
    ends, widths = network.places[list(edge)], network.widths[list(edge)]
    line = displace_midpoints(ends, rng)
    thickness = np.interp(np.linspace(0, 1, len(line) - 1), [0, 1], widths) * _SUBPIXELS
    margin = WIDEST
    window = _window(canvas, line.min(axis=0) - margin, line.max(axis=0) + margin)
    before = np.count_nonzero(canvas[window])
    corners = np.rint(line * (_SUBPIXELS << _FRACTION_BITS)).astype(np.int64)
    for start, end, wide in zip(corners[:-1].tolist(), corners[1:].tolist(), thickness, strict=True):
        cv2.line(canvas, start, end, 1, max(round(float(wide)), _SUBPIXELS), cv2.LINE_8, _FRACTION_BITS)
    return int(np.count_nonzero(canvas[window]) - before)


def displace_midpoints(ends: Points, rng: np.random.Generator) -> Points:
    """Return (N, 2) a bent line between two ends, (2, 2): the middle of each part strays sideways, again and again.

    Source:
        A. Fournier, D. Fussell, L. Carpenter, "Computer rendering of stochastic models", Comm. ACM 25(6), 1982,
        doi:10.1145/358523.358553.
    """
    line = ends
    while np.hypot(*(line[1] - line[0])) > 4:  # px; shorter parts look straight
        steps = np.diff(line, axis=0)
        aside = steps[:, ::-1] * (1, -1) * rng.uniform(-_DISPLACEMENT, _DISPLACEMENT, (len(steps), 1))
        middles = line[:-1] + steps / 2 + aside
        line = np.insert(line, np.arange(1, len(line)), middles, axis=0)
    return line


def _draw_loss(canvas: npt.NDArray[np.uint8], place: Points, rng: np.random.Generator) -> int:
    """Draw a jagged loss around a junction in place, and return how many sub-pixels it newly covers."""
    radius = np.exp(rng.uniform(*np.log(_LOSS_RADIUS)))
    radii = radius * rng.uniform(0.55, 1.25, _LOSS_CORNERS)
    angles = (np.arange(_LOSS_CORNERS) + rng.uniform(0, 0.7, _LOSS_CORNERS)) * (2 * np.pi / _LOSS_CORNERS)
    outline = place + radii[:, np.newaxis] * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    window = _window(canvas, outline.min(axis=0) - 1, outline.max(axis=0) + 1)
    before = np.count_nonzero(canvas[window])
    corners = np.rint(outline * (_SUBPIXELS << _FRACTION_BITS)).astype(np.int32)
    cv2.fillPoly(canvas, [corners], 1, cv2.LINE_8, _FRACTION_BITS)
    return int(np.count_nonzero(canvas[window]) - before)


def _window(canvas: npt.NDArray[np.uint8], first: Points, last: Points) -> tuple[slice, slice]:
    """Return the rows and columns of sub-pixels between two corners, (2,) x and y in px."""
    left, top = np.maximum(np.floor(first * _SUBPIXELS), 0).astype(int).tolist()
    right, below = np.maximum(np.ceil(last * _SUBPIXELS), 0).astype(int).tolist()
    return slice(top, below), slice(left, right)

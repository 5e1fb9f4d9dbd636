"""The nearest-neighbour field: for each patch that reaches into the damage, the most similar patch of sound paint."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

from restoration.domain import Mask
from restoration.inpainting.patch_based.exemplars import Corners, Descriptions, Exemplars, sound_patches

REACHES = 4, 2, 1  # patches away, from which a patch takes over what its neighbours found
DIRECTIONS = (0, 1), (0, -1), (1, 0), (-1, 0)

Links: TypeAlias = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]
"""(n,), (n,): numbers of patches, and those of their neighbours in one direction."""


@dataclass(slots=True, eq=False)
class Field:
    """For each target, a patch that reaches into the damage, the best source found so far."""

    targets: Corners
    sources: Corners
    distances: npt.NDArray[np.float32]  # (N,), between the descriptions of target and source


def find_targets(missing: Mask, step: int) -> Corners:
    """Return the patches that reach into an (H, W) mask, on a grid of `step` px that covers every pixel."""
    reaches = ~sound_patches(missing)
    on_grid = np.zeros_like(reaches)
    rows, columns = (np.append(np.arange(0, side - 1, step), side - 1) for side in reaches.shape)
    on_grid[np.ix_(rows, columns)] = True
    return np.array(np.nonzero(reaches & on_grid))


def start_field(targets: Corners, exemplars: Exemplars) -> Field:
    """Return the field in which each target takes the nearest source, as if target and source had one picture."""
    return Field(targets, _nearest_usable(targets, exemplars), np.zeros(targets.shape[1], np.float32))


def refine_field(coarse: Field, targets: Corners, exemplars: Exemplars) -> Field:
    """Return the field at twice the scale: each target moves as far as the coarse patch under it, times two."""
    _, under = KDTree(coarse.targets.T).query(targets.T / 2)
    sources = targets + 2 * (coarse.sources - coarse.targets)[:, under]
    return Field(targets, _nearest_usable(sources, exemplars), np.zeros(targets.shape[1], np.float32))


def _nearest_usable(corners: Corners, exemplars: Exemplars) -> Corners:
    """Return the corners, moved to the nearest usable patch where they are none."""
    rows, columns = _clip(corners, exemplars)
    lost = ~exemplars.usable[rows, columns]
    if lost.any():
        usable = np.array(np.nonzero(exemplars.usable))
        _, nearest = KDTree(usable.T).query(np.column_stack([rows, columns])[lost])
        rows[lost], columns[lost] = usable[:, nearest]
    return np.array([rows, columns])


def link_neighbours(targets: Corners, step: int) -> list[Links]:
    """Return for each reach and direction which targets have a neighbour there."""
    height, width = targets.max(axis=1) + 1
    margin = max(REACHES) * step
    numbers = np.full((height + 2 * margin, width + 2 * margin), -1, np.intp)
    numbers[tuple(targets + margin)] = np.arange(targets.shape[1])
    links = []
    for reach in REACHES:
        for direction in DIRECTIONS:
            rows, columns = targets + margin + reach * step * np.array(direction)[:, np.newaxis]
            neighbours = numbers[rows, columns]
            linked = np.flatnonzero(neighbours >= 0)
            links.append((linked, neighbours[linked]))
    return links


def improve_field(
    field: Field, exemplars: Exemplars, wanted: Descriptions, links: list[Links], rng: np.random.Generator
) -> None:
    """Find better sources, in place: those beside the neighbours' sources, then random ones, nearer and nearer.

    Args:
        field: to be improved; its distances must be those to what is wanted.
        exemplars: the sources.
        wanted: (N, D), the descriptions of the targets.
        links: between neighbours, by `link_neighbours`.
        rng: of the random search.

    Source:
        C. Barnes, E. Shechtman, A. Finkelstein, D. B. Goldman, "PatchMatch: a randomized correspondence algorithm for
        structural image editing", ACM Transactions on Graphics 28(3), 2009, doi:10.1145/1531326.1531330; here all
        targets take a step at the same time.
    """
    for here, there in links:
        beside = field.sources[:, there] + field.targets[:, here] - field.targets[:, there]
        _take_better(field, exemplars, wanted, here, beside)
    everywhere = np.arange(field.targets.shape[1])
    radius = max(exemplars.usable.shape) // 2
    while radius:
        jumps = rng.integers(-radius, radius + 1, field.sources.shape)
        _take_better(field, exemplars, wanted, everywhere, field.sources + jumps)
        radius //= 2


def _take_better(
    field: Field, exemplars: Exemplars, wanted: Descriptions, numbers: npt.NDArray[np.intp], candidates: Corners
) -> None:
    """Give the targets of these numbers the candidates that are better than their sources, in place."""
    candidates = _clip(candidates, exemplars)
    distances = exemplars.distances(candidates, wanted[numbers])
    better = np.flatnonzero(distances < field.distances[numbers])
    winners = numbers[better]
    field.distances[winners] = distances[better]
    field.sources[:, winners] = candidates[:, better]


def _clip(corners: Corners, exemplars: Exemplars) -> Corners:
    """Return the corners, moved into the picture of the exemplars where they lie beyond it."""
    height, width = exemplars.usable.shape
    return np.clip(corners, 0, [[height - 1], [width - 1]])

"""One picture composed of several fills: each region of damage takes the result that was chosen for it.

The pixels of a region are its own and those up to `RIM` px around it, for fills reach a little beyond the damage and
masks change. A pixel between regions belongs to the nearest one, in steps to any of the eight neighbours, and to the
one with the lowest number where several are equally near; so no choice reaches into another region. Of these pixels a
region takes those that the chosen result has filled; the others stay as the default result has them.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from restoration.disk_arrays import read_only, zeros_on_disk
from restoration.domain import FillShare, Image, Mask, PixelWindow, Restoration
from restoration.editing.regions import Region, RegionMap
from restoration.editing.regions.neighbours import Labels, strips
from restoration.editing.regions.region_map import UNFILLED
from restoration.imaging.windows import grow_window, window_within

RIM = 2  # px around a region that a choice for it may reach: as far as a decision finds its region again
TILE = 512  # px, side of the squares in which pixels are exchanged

_NONE = np.uint32(2**32 - 1)  # in place of a number: no region


def compose(results: Mapping[str, Restoration], default: str, regions: RegionMap) -> Restoration:
    """Return the default result with each region as the result that was chosen for it has it.

    A choice counts if its result is among those given and if the region may be filled. Apart from copying the picture,
    the work follows the boxes of the chosen regions; picture and masks lie on the disk.

    Args:
        results: of one picture, by key.
        default: the key of the result that all other pixels are taken from.
        regions: of the damage, with what was chosen for them.

    Returns:
        The default result itself if nothing was chosen. Else a result whose mask is that of the default one and
        whatever was taken beyond it, and whose shares say how many pixels each result gave, the default one first.
    """
    chosen = list(chosen_regions(results, regions))
    if not chosen:
        return results[default]
    choices = {one.number: key for one, key in chosen if key != default}
    keys = [default, *sorted(set(choices.values()))]
    used = [results[key] for key in keys]
    layers = _copy_layers(used) if choices else _layers_of(used[0])
    counts = _exchange(layers, used, {number: keys.index(key) for number, key in choices.items()}, regions)
    after, mask, *kinds = map(read_only, layers)
    relief = used[0].relief
    counts[0] = np.count_nonzero(mask) - counts.sum()
    return replace(
        used[0],
        after=after,
        damage=replace(used[0].damage, mask=mask, kinds=kinds[0] if kinds else None),
        seconds=sum(each.seconds for each in used),
        generation=next((each.generation for each in used if each.generation), None),
        relief=None if relief is None else replace(relief, affected=relief.affected & ~mask),
        source=next((each.source for each in used if each.source), None),
        shares=tuple(FillShare((key,), int(count)) for key, count in zip(keys, counts, strict=True) if count),
    )


def chosen_regions(results: Collection[str], regions: RegionMap) -> Iterator[tuple[Region, str]]:
    """Yield the regions that take one of these results, with its key; one that may not be filled takes none."""
    for region in regions.regions:
        if region.fill is not None and region.fill in results and region.status not in UNFILLED:
            yield region, region.fill


def filled_by(results: Mapping[str, Restoration], regions: RegionMap, number: int) -> tuple[str, ...]:
    """Return the keys of the results that have filled pixels of a region."""
    pixels = regions.pixels(number)
    inside = pixels.mask()
    return tuple(key for key, result in results.items() if (result.damage.mask[pixels.window] & inside).any())


def regions_with_alternatives(results: Mapping[str, Restoration], regions: RegionMap) -> tuple[Region, ...]:
    """Return the regions that may be filled and that two results have filled differently, the widest first."""
    differs = np.zeros(len(regions.regions) + 1, np.bool_)
    for rows in strips(regions.shape):
        numbers = regions.labels[rows].reshape(-1)
        places = np.flatnonzero(numbers)
        fills = [
            (each.after[rows].reshape(-1, 3)[places], each.damage.mask[rows].reshape(-1)[places])
            for each in results.values()
        ]
        differs[numbers[places[_differ(fills, len(places))]]] = True
    found = [one for one in regions.regions if differs[one.number] and one.status not in UNFILLED]
    return tuple(sorted(found, key=lambda one: (-one.width, one.number)))  # fills of hairlines hardly differ


def _differ(fills: list[tuple[Image, Mask]], count: int) -> Mask:
    """Return (N,) bool: whether two fills of a pixel differ.

    Args:
        fills: the pixels (N, 3) of each, and (N,) whether it has filled them.
        count: the number of pixels.
    """
    differs, known = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    first: Image | None = None
    for pixels, filled in fills:
        first = pixels.copy() if first is None else first
        differs |= filled & known & (pixels != first).any(axis=1)
        first[filled & ~known] = pixels[filled & ~known]
        known |= filled
    return differs


Layers = list[npt.NDArray[Any]]
"""The picture (H, W, 3), the mask and, where they are known, the kinds of a result."""


def _layers_of(result: Restoration) -> Layers:
    damage = result.damage
    return [result.after, damage.mask, *([] if damage.kinds is None else [damage.kinds])]


def _copy_layers(used: list[Restoration]) -> Layers:
    """Return copies of the layers of the first result, on the disk; with kinds if all results know them."""
    least = min(len(_layers_of(each)) for each in used)
    layers = _layers_of(used[0])[:least]
    copies: Layers = [zeros_on_disk(layer.shape, layer.dtype) for layer in layers]
    for rows in strips(layers[1].shape):
        for layer, copy in zip(layers, copies, strict=True):
            copy[rows] = layer[rows]
    return copies


def _exchange(
    layers: Layers, used: list[Restoration], choices: dict[int, int], regions: RegionMap
) -> npt.NDArray[np.int64]:
    """Put the chosen pixels into the layers, in place, and return how many each of the used results gave.

    Args:
        layers: of the first result that is used.
        used: the results.
        choices: the place in `used` of what was chosen, by the numbers of the regions.
        regions: of the damage.
    """
    counts, source_of = np.zeros(len(used), np.int64), np.zeros(len(regions.regions) + 1, np.uint8)
    source_of[list(choices)] = list(choices.values())
    for window in _windows([regions.region(number) for number in choices], regions.shape):
        source = source_of[_territory(regions.labels, window)]
        for place in range(1, len(used)):
            counts[place] += _take(layers, _layers_of(used[place]), window, source == place)
    return counts


def _take(layers: Layers, others: Layers, window: PixelWindow, wanted: Mask) -> int:
    """Copy the wanted pixels of a window, (h, w), as far as the other result has filled them; return their number."""
    taken: Mask = wanted & others[1][window]
    for layer, other in zip(layers, others, strict=False):
        layer[window][taken] = other[window][taken]
    return int(np.count_nonzero(taken))


def _windows(chosen: list[Region], shape: tuple[int, int]) -> Iterator[PixelWindow]:
    """Yield squares of the picture, each once, that together cover the regions with their rims."""
    squares: set[tuple[int, int]] = set()
    for region in chosen:
        left, top, width, height = region.box
        rows = range(max(top - RIM, 0) // TILE, (min(top + height + RIM, shape[0]) - 1) // TILE + 1)
        columns = range(max(left - RIM, 0) // TILE, (min(left + width + RIM, shape[1]) - 1) // TILE + 1)
        squares.update((row, column) for row in rows for column in columns)
    for row, column in sorted(squares):
        yield (
            slice(row * TILE, min((row + 1) * TILE, shape[0])),
            slice(column * TILE, min((column + 1) * TILE, shape[1])),
        )


def _territory(labels: Labels, window: PixelWindow) -> Labels:
    """Return (h, w): the number of the region that each pixel of a window belongs to, 0 for none."""
    around = grow_window(window, RIM, RIM, labels.shape)
    numbers = labels[around].astype(np.uint32) - np.uint32(1)  # 0 becomes `_NONE`, the highest number
    for _ in range(RIM):
        np.copyto(numbers, _lowest_around(numbers), where=numbers == _NONE)
    return (numbers[window_within(window, around)] + np.uint32(1)).astype(np.int32)


def _lowest_around(numbers: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return the lowest number among each pixel and its eight neighbours."""
    lowest = numbers
    for axis in (0, 1):
        before, lowest = np.moveaxis(lowest, axis, 0), lowest.copy()
        along = np.moveaxis(lowest, axis, 0)
        np.minimum(along[1:], before[:-1], out=along[1:])
        np.minimum(along[:-1], before[1:], out=along[:-1])
    return lowest

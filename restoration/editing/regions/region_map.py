"""All regions of a painting: a list, and the number of each pixel's region."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from restoration.domain import DamageKind, KindMap, Mask, PixelWindow, kind_number
from restoration.editing.pixel_mask import PixelMask
from restoration.editing.regions.decision import RegionDecision
from restoration.editing.regions.neighbours import Labels, strips
from restoration.editing.regions.outline import Polygon, trace_outline
from restoration.editing.regions.region import Region, RegionStatus
from restoration.errors import BadRequest

UNFILLED = (RegionStatus.REJECTED, RegionStatus.NOT_TO_FILL)


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class RegionMap:
    """The regions of a painting, from top to bottom; region n is `regions[n - 1]`."""

    labels: Labels  # on the disk, read-only
    regions: tuple[Region, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the picture, px."""
        height, width = self.labels.shape
        return height, width

    def region(self, number: int) -> Region:
        """Return a region; raise `BadRequest` if there is none with this number."""
        if not 1 <= number <= len(self.regions):
            raise BadRequest(f"There is no region {number}.", hint="Look at the list of regions again.")
        return self.regions[number - 1]

    def at(self, x: float, y: float) -> Region | None:
        """Return the region at a point, px of the picture; None where there is none."""
        height, width = self.shape
        if not (0 <= x < width and 0 <= y < height):
            return None
        number = int(self.labels[int(y), int(x)])
        return self.regions[number - 1] if number else None

    def near(self, x: float, y: float, reach: float) -> Region | None:
        """Return the region at a point, px, or the nearest one within `reach` px; None where there is none."""
        top, left = (max(int(centre - reach), 0) for centre in (y, x))
        part = self.labels[top : max(int(y + reach) + 1, 0), left : max(int(x + reach) + 1, 0)]
        down, right = np.nonzero(part)
        squares = (down + top + 0.5 - y) ** 2 + (right + left + 0.5 - x) ** 2
        within = np.flatnonzero(squares <= max(reach, 1) ** 2)
        if not within.size:
            return None
        nearest = within[np.argmin(squares[within])]
        return self.regions[int(part[down[nearest], right[nearest]]) - 1]

    def pixels(self, number: int) -> PixelMask:
        """Return the pixels of a region; raises what `region` raises."""
        window = self._window(number)
        pixels = PixelMask.of(window, self.labels[window] == number)
        if pixels is None:
            raise ValueError(f"region {number} has no pixels")
        return pixels

    def outline(self, number: int) -> list[Polygon]:
        """Return the outline of a region along the edges of its pixels, px; see `trace_outline`."""
        rows, columns = window = self._window(number)
        return trace_outline(self.labels[window] == number, columns.start, rows.start)

    def kinds(self) -> KindMap:
        """Return (H, W) uint8: the kind map of all regions but the rejected ones."""
        return self._map(0 if one.status is RegionStatus.REJECTED else kind_number(one.kind) for one in self.regions)

    def not_to_fill_mask(self) -> Mask:
        """Return (H, W) bool: damage that stays visible."""
        return self._map(one.status is RegionStatus.NOT_TO_FILL for one in self.regions).view(np.bool_)

    def reintegration_masks(self) -> dict[str, Mask]:
        """Return (H, W) bool, the pixels of the regions for which a mode was chosen, by mode or "invisible"."""
        modes = {one.reintegration for one in self.regions if one.reintegration and one.status not in UNFILLED}
        return {
            mode: self._map(one.reintegration == mode and one.status not in UNFILLED for one in self.regions).view(
                np.bool_
            )
            for mode in sorted(modes)
        }

    def with_evidence(self, level: int, level_of: Mapping[str, int]) -> "RegionMap":
        """Return the regions after a fill.

        Args:
            level: how what was filled in is known, 1..4 after the London Charter: 1 paint shows through, 2 interpolated
                from the rim, 3 texture, 4 generated. What was not filled gets 0, untouched.
            level_of: the level of each result that a region may take instead, by key.
        """
        regions = (
            replace(one, evidence=0 if one.status in UNFILLED else level_of.get(one.fill or "", level))
            for one in self.regions
        )
        return RegionMap(self.labels, tuple(regions))

    def decide(
        self,
        numbers: Iterable[int],
        status: RegionStatus | None = None,
        kind: DamageKind | None = None,
        note: str | None = None,
        *,
        fill: str | None = None,
        reintegration: str | None = None,
        seen: tuple[str, ...] = (),
    ) -> RegionDecision:
        """Return the step of the history that decides on regions; None leaves what was.

        A rejected region that gets another status comes back.

        Args:
            numbers: of the regions.
            status: of all of them.
            kind: of all of them.
            note: on all of them.
            fill: key of the result that they take, "" for the default one.
            reintegration: key of a mode, or "invisible"; "" for the default one.
            seen: keys of the results that could be seen when the fill was chosen.

        Raises:
            BadRequest: there is no region with such a number, or no number is given.
        """
        regions = [self.region(number) for number in dict.fromkeys(numbers)]
        if not regions:
            raise BadRequest("No region is chosen.", hint="Click on one.")
        pixels = tuple(self.pixels(region.number) for region in regions)
        former = tuple(region.kind if _needs_kind(region, status) else None for region in regions)
        former = former if any(former) else ()
        return RegionDecision(pixels, status, kind, note, former, fill, reintegration, seen)

    def _map(self, values: Iterable[int]) -> KindMap:
        """Return (H, W) uint8: the value of each pixel's region, 0 outside of them."""
        table, picture = np.array([0, *values], np.uint8), np.zeros(self.shape, np.uint8)
        if table.any():
            for rows in strips(self.shape):
                picture[rows] = table[self.labels[rows]]
        return picture

    def _window(self, number: int) -> PixelWindow:
        left, top, width, height = self.region(number).box
        return slice(top, top + height), slice(left, left + width)


def _needs_kind(region: Region, status: RegionStatus | None) -> bool:
    """Return whether a decision must say which kind the region's pixels had, or get back."""
    return status is not None and RegionStatus.REJECTED in (status, region.status)

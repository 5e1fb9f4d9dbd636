"""The description of a picture on an image server (`info.json`), and which requests give a region of it.

Source:
    IIIF Image API 3.0 and 2.1.1: 4 (image requests), 4.7 (canonical URI syntax), 5 (image information).
    IIIF Image API 3.0 implementation notes, 3 (tile region parameter calculation).
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from restoration.domain import Box
from restoration.errors import BadRequest
from restoration.museum.iiif.client import NoIiif
from restoration.museum.iiif.json_values import number_of, objects_in, text_in

PART = 1024  # px; the side of a request where the server sets no smaller limit
_MAX_PARTS = 20_000  # requests for one region


@dataclass(frozen=True, slots=True)
class TileGrid:
    """Tiles that a server has ready, in one size and at one scale."""

    width: int  # px of a tile as it is sent
    height: int
    scale: int  # px of the full picture in a px of the tile


@dataclass(frozen=True, slots=True)
class Part:
    """A request: a box of the full picture, and the width and height in which it is sent, px."""

    box: Box
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """The requests that together show a region."""

    region: Box  # of the full picture, px; at a scale above 1 it begins and ends at whole px of what is sent
    scale: int  # px of the full picture in a px that is sent
    parts: tuple[Part, ...]  # they may reach beyond the region

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the region as it is sent, px."""
        return _scaled(self.region[2], self.scale), _scaled(self.region[3], self.scale)


@dataclass(frozen=True, slots=True)
class ImageService:
    """A picture on an image server."""

    address: str  # without `/info.json`
    version: int  # of the Image API, 2 or 3
    width: int  # of the full picture, px
    height: int
    level: int  # of compliance, 0..2
    grids: tuple[TileGrid, ...] = ()
    largest: tuple[float, float] = (math.inf, math.inf)  # width and height of what is sent, px
    largest_area: float = math.inf  # px
    sizes: tuple[tuple[int, int], ...] = ()  # width and height in which the whole picture is ready, px
    can_cut: bool = True  # whether any region can be asked for
    rights: str = ""
    attribution: str = ""

    def plan(self, region: Box, longest: float = math.inf) -> Plan | None:
        """Return the requests for a region at the largest scale that the server offers.

        Args:
            region: of the full picture, px.
            longest: side of the picture that is wanted at most, px, where the server has tiles of several scales only.

        Returns:
            None if only the whole picture can be asked for.

        Raises:
            BadRequest: the region needs too many requests.
        """
        if not self.can_cut and not self.grids:
            return None
        grid = self._own_grid() if self.can_cut else self._ready_grid(max(region[2:]) / longest)
        snapped = _snap(region, grid.scale, self.width, self.height)
        if math.prod(len(places) for places in _places(snapped, grid)) > _MAX_PARTS:
            raise BadRequest("This region needs too many requests.", hint="Choose a smaller region.")
        return Plan(snapped, grid.scale, tuple(self._parts(snapped, grid)))

    def request(self, part: Part, syntax: int = 0) -> str:
        """Return the URL of a part; servers that hold files only know one of the `syntaxes` of its size."""
        is_full = part.box == (0, 0, self.width, self.height)
        region = "full" if is_full else ",".join(map(str, part.box))
        return f"{self.address}/{region}/{self.syntaxes(part)[syntax]}/0/default.jpg"

    def syntaxes(self, part: Part) -> tuple[str, ...]:
        """Return how the size of a part can be written, the canonical way first."""
        width, height = part.size
        exact, own = (f"{width},{height}", f"{width},") if self.version == 3 else (f"{width},", f"{width},{height}")
        largest = "max" if self.version == 3 else "full"
        if part.size != part.box[2:]:
            return exact, own
        is_full = part.box == (0, 0, self.width, self.height)
        return (largest, exact, own) if is_full else (exact, own, largest)

    def whole(self) -> str:
        """Return the URL of the whole picture, as large as the server sends it in one piece."""
        return f"{self.address}/full/{'max' if self.version == 3 else 'full'}/0/default.jpg"

    def small(self, longest: int) -> str | None:
        """Return the URL of the whole picture with about `longest` px along its longer side; None if there is none."""
        scale = min(1.0, longest / max(self.width, self.height))
        size = max(1, round(self.width * scale)), max(1, round(self.height * scale))
        if not self.can_cut:
            ready = sorted(self.sizes, key=max)
            size = next((one for one in ready if max(one) >= longest), ready[-1] if ready else (0, 0))
        return f"{self.address}/full/{self._canonical(size)}/0/default.jpg" if all(size) else None

    def _canonical(self, size: tuple[int, int]) -> str:
        return f"{size[0]},{size[1]}" if self.version == 3 else f"{size[0]},"

    def _ready_grid(self, scale: float) -> TileGrid:
        """Return the grid of tiles at the smallest scale from `scale` on, or at the largest that there is."""
        by_scale = sorted(self.grids, key=lambda grid: (grid.scale, -grid.width))
        return next((grid for grid in by_scale if grid.scale >= scale), by_scale[-1])

    def _own_grid(self) -> TileGrid:
        """Return a grid of requests: whole tiles, where the server has some, within its limits."""
        tile = next((grid for grid in self.grids if grid.scale == 1), TileGrid(PART, PART, 1))
        widest, highest = (int(min(PART, most)) for most in self.largest)
        side = int(min(math.isqrt(int(self.largest_area)), PART)) if self.largest_area < math.inf else PART
        return TileGrid(_whole_tiles(min(widest, side), tile.width), _whole_tiles(min(highest, side), tile.height), 1)

    def _parts(self, region: Box, grid: TileGrid) -> Iterator[Part]:
        x, y, width, height = region if self.can_cut else (0, 0, self.width, self.height)
        columns, rows = _places(region, grid)
        for row in rows:
            for column in columns:
                left, top = max(column * grid.width * grid.scale, x), max(row * grid.height * grid.scale, y)
                right = min((column + 1) * grid.width * grid.scale, x + width)
                bottom = min((row + 1) * grid.height * grid.scale, y + height)
                box = left, top, right - left, bottom - top
                yield Part(box, (_scaled(box[2], grid.scale), _scaled(box[3], grid.scale)))


def read_image_service(info: dict[str, Any], address: str) -> ImageService:
    """Return what an `info.json` says.

    Args:
        info: of version 2 or 3.
        address: from which it came. It is used, not the one in the description, which proxies and copies make wrong.

    Raises:
        NoIiif: it is of another version, or lacks a size.
    """
    version = _version(info)
    width, height = number_of(info, "width"), number_of(info, "height")
    if width is None or height is None:
        raise NoIiif("The description of the picture has no width and height.", hint="Tell the museum.")
    level, features = _profile(info)
    limits = {**features, **info} if version == 3 else features
    most_across = number_of(limits, "maxWidth")
    most_down = number_of(limits, "maxHeight") or most_across
    supports = {str(name) for key in ("supports", "extraFeatures") for name in _list(limits.get(key))}
    return ImageService(
        address.removesuffix("/info.json").rstrip("/"),
        version,
        width,
        height,
        level,
        tuple(_grids(info)),
        (most_across or math.inf, most_down or math.inf),
        number_of(limits, "maxArea") or math.inf,
        sizes=tuple(_sizes(info)),
        can_cut=level > 0 or "regionByPx" in supports,
        rights=text_in(info, "rights", "license"),
        attribution=text_in(info, "attribution"),
    )


def _version(info: dict[str, Any]) -> int:
    words = " ".join(map(str, [info.get("@context"), info.get("type"), info.get("profile")]))
    if re.search(r"image/3|ImageService3", words):
        return 3
    if re.search(r"image/2|ImageService2", words) or info.get("protocol") == "http://iiif.io/api/image":
        return 2
    raise NoIiif("This is no description of a picture in version 2 or 3 of the IIIF Image API.")


def _profile(info: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Return the level of compliance, and the features that version 2 adds to it."""
    entries = _list(info.get("profile"))
    found = [re.search(r"level([012])", entry) for entry in entries if isinstance(entry, str)]
    levels = [int(match[1]) for match in found if match]
    features: dict[str, Any] = {}
    for entry in objects_in(entries):
        features |= entry
    return max(levels, default=0), features


def _grids(info: dict[str, Any]) -> Iterator[TileGrid]:
    for tiles in objects_in(info.get("tiles")):
        width = number_of(tiles, "width")
        height = number_of(tiles, "height") or width
        for scale in _list(tiles.get("scaleFactors")):
            if width and height and isinstance(scale, int) and scale > 0:
                yield TileGrid(width, height, scale)


def _sizes(info: dict[str, Any]) -> Iterator[tuple[int, int]]:
    for size in objects_in(info.get("sizes")):
        width, height = number_of(size, "width"), number_of(size, "height")
        if width and height:
            yield width, height


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _scaled(length: int, scale: int) -> int:
    return -(-length // scale)


def _whole_tiles(most: int, tile: int) -> int:
    return max(most, 1) if tile > most else most // tile * tile


def _snap(region: Box, scale: int, width: int, height: int) -> Box:
    x, y, across, down = region
    left, top = x // scale * scale, y // scale * scale
    right, bottom = _scaled(x + across, scale) * scale, _scaled(y + down, scale) * scale
    return left, top, min(right, width) - left, min(bottom, height) - top


def _places(region: Box, grid: TileGrid) -> tuple[range, range]:
    """Return the columns and rows of tiles in which a region lies."""
    x, y, width, height = region
    across, down = grid.width * grid.scale, grid.height * grid.scale
    return range(x // across, _scaled(x + width, across)), range(y // down, _scaled(y + height, down))

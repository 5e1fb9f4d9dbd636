"""Where a picture from an IIIF server lies on its canvas: kept in the picture's XMP, and so in every file made from it.

Source:
    IIIF Image API 3.0, 4.1 (region); IIIF Presentation API 3.0, 5.3 (canvas) and 5.6 (annotations).
"""

import json
from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any

import msgspec

from restoration.decoding import decode_json
from restoration.domain import Box
from restoration.errors import BadRequest
from restoration.imaging.extending import box_fits
from restoration.imaging.painting import Painting
from restoration.imaging.xmp_packet import property_texts
from restoration.imaging.xmp_writing import InDefaultLanguage, Value, with_properties

_PROPERTY = "restoration:source"

UNSTATED_RIGHTS = "not stated, so ask the museum before you publish it"
"""What people read where a server says nothing about rights."""

Length = Annotated[int, msgspec.Meta(ge=1, lt=2**31)]
"""Width or height, px or units of a canvas."""

Text = Annotated[str, msgspec.Meta(max_length=20_000)]

Coordinate = Annotated[float, msgspec.Meta(gt=-(2**31), lt=2**31)]

Place = tuple[Coordinate, Coordinate, Coordinate, Coordinate]
"""x, y, width, height on a canvas, in its units."""


@dataclass(frozen=True, slots=True)
class CanvasPlace:
    """How px of a picture become units of what annotations point at: a canvas, or the full picture on the server."""

    target: str  # address
    is_canvas: bool
    width: float  # of the target
    height: float
    x: float  # of the picture's upper left corner, in units of the target
    y: float
    across: float  # units of the target in a px of the picture
    down: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the picture, px, lies on the target, to a hundredth of a unit."""
        return round(self.x + x * self.across, 2), round(self.y + y * self.down, 2)


@dataclass(frozen=True, slots=True)
class IiifSource:
    """Which part of which picture of an IIIF server the pixels show."""

    image: Text  # address of the image service, or of the picture where there is no service
    region: Box  # px of the full picture
    full_size: tuple[Length, Length]  # width and height of the full picture, px
    size: tuple[
        Length, Length
    ]  # of the region as it was fetched, px; smaller than the region where the server limits it
    canvas: Text = ""  # its id; empty if the picture was not opened from a manifest
    canvas_size: tuple[Length, Length] | None = None  # its own units
    placed: Place | None = None  # of the full picture on the canvas; None: it covers the canvas
    manifest: Text = ""
    label: Text = ""
    rights: Text = ""  # the address of a licence or a statement, as the server gives it
    attribution: Text = ""  # what must be shown, in the server's words

    @property
    def stated_rights(self) -> str:
        """See `join_rights`."""
        return join_rights(self.rights, self.attribution)

    @property
    def scale(self) -> float:
        """Px of the full picture in a px of the fetched one, across; 1 where it was fetched at full size."""
        return self.region[2] / self.size[0]

    def place(self) -> CanvasPlace:
        """Return where the fetched picture lies on the canvas, or on the full picture if there is no canvas."""
        x, y, width, height = self.region
        target, (target_width, target_height) = self.canvas or self.image, self.canvas_size or self.full_size
        left, top, placed_width, placed_height = self.placed or (0.0, 0.0, target_width, target_height)
        across, down = placed_width / self.full_size[0], placed_height / self.full_size[1]
        return CanvasPlace(
            target,
            bool(self.canvas),
            target_width,
            target_height,
            left + x * across,
            top + y * down,
            width / self.size[0] * across,
            height / self.size[1] * down,
        )


def join_rights(rights: str, attribution: str) -> str:
    """Return what may be done with a picture, as its server says it; empty if it does not."""
    return "; ".join(filter(None, [rights, attribution]))


def with_source(painting: Painting, source: IiifSource) -> Painting:
    """Return the painting with its source in its XMP: for this program, and as rights and source for all others."""
    properties: dict[str, Value] = {_PROPERTY: json.dumps(asdict(source)), "dc:source": source.image}
    if source.rights:
        properties["xmpRights:WebStatement"] = source.rights
    if source.attribution:
        properties["dc:rights"] = InDefaultLanguage(source.attribution)
    return replace(
        painting, metadata=replace(painting.metadata, xmp=with_properties(painting.metadata.xmp, properties))
    )


def source_of(painting: Painting) -> IiifSource | None:
    """Return the source in the painting's XMP; None if there is none, or if another program has cut or scaled it.

    A picture that was enlarged 2 or 4 times still shows all of the region.
    """
    text = property_texts(painting.metadata.xmp, [_PROPERTY]).get(_PROPERTY)
    if not text:
        return None
    try:
        source = decode_json(text.encode(errors="replace"), IiifSource, name="source of the picture")
    except BadRequest:
        return None
    return source if _is_whole(source, _photograph(painting)) else None


def place_of(painting: Painting) -> CanvasPlace | None:
    """Return where the painting lies on its canvas; None if its source is not known."""
    source = source_of(painting)
    if source is None:
        return None
    place, (x, y, width, height) = source.place(), _photograph(painting)
    across, down = place.across * source.size[0] / width, place.down * source.size[1] / height
    return replace(place, x=place.x - x * across, y=place.y - y * down, across=across, down=down)


def source_entry(painting: Painting) -> dict[str, Any]:
    """Return the source as records state it, ready for JSON; empty if it is not known."""
    source = source_of(painting)
    if source is None:
        return {}
    stated = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(source).items()}
    return {"iiif": {name: value for name, value in stated.items() if value}}


def _photograph(painting: Painting) -> Box:
    """Return the box of the photograph, which is the whole picture unless that was extended."""
    height, width = painting.image.shape[:2]
    return painting.original or (0, 0, width, height)


def _is_whole(source: IiifSource, photograph: Box) -> bool:
    if not box_fits(source.region, source.full_size[::-1]):
        return False
    if source.placed is not None and min(source.placed[2:]) <= 0:
        return False
    return any(photograph[2:] == (source.size[0] * by, source.size[1] * by) for by in (1, 2, 4))

"""What every export says about the picture, and the figures of a region in px and in mm."""

import math
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from restoration.editing.regions import Region
from restoration.errors import BadRequest
from restoration.imaging.iiif_source import CanvasPlace

PROGRAM = "Painting Restoration"


@dataclass(frozen=True, slots=True)
class AnnotationContext:
    """The picture that regions belong to, and who described them; raises `BadRequest` for an impossible scale."""

    title: str
    px_per_mm: float | None = None
    person: str = ""
    date: str = ""  # ISO 8601
    place: CanvasPlace | None = None  # of the picture on its IIIF canvas, where there is one

    def __post_init__(self) -> None:
        if self.px_per_mm is not None and not 0 < self.px_per_mm < math.inf:
            raise BadRequest(f"A scale of {self.px_per_mm:g} px per mm is impossible.", hint="Give a number above 0.")

    def identifier(self, name: str) -> UUID:
        """Return an identifier that is the same whenever the same thing of the same picture is exported."""
        return uuid5(NAMESPACE_URL, f"{self._whole}#{name}")

    @property
    def _whole(self) -> str:
        """What names the picture: its place on a canvas, where it has one, for a canvas may have several pictures."""
        return self.title if self.place is None else f"{self.place.target} {self.place.x:g},{self.place.y:g}"


def region_figures(region: Region, px_per_mm: float | None) -> dict[str, float]:
    """Return the measures of a region by name and unit; those in mm only where the scale is known."""
    figures = {"area px2": region.area, "length px": round(region.length, 1), "width px": round(region.width, 2)}
    if px_per_mm is not None:
        figures["area mm2"] = _significant(region.area / px_per_mm**2)
        figures["length mm"] = _significant(region.length / px_per_mm)
        figures["width mm"] = _significant(region.width / px_per_mm)
    if region.likelihood is not None:
        figures["likelihood"] = round(region.likelihood, 3)
    if region.evidence is not None:
        figures["evidence"] = region.evidence
    return figures


def _significant(value: float) -> float:
    return float(f"{value:.4g}")

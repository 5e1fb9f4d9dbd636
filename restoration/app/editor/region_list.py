"""The regions of damage for the editor: columns of numbers, for a list of thousands, and outlines one by one."""

from typing import Any

from restoration.app.restore.regions import NumberedRegions
from restoration.domain import DAMAGE_KINDS
from restoration.editing.regions import Region, RegionMap, RegionStatus

STATUSES = tuple(RegionStatus)
DECIMALS = 2  # of lengths, widths and likelihoods


def regions_as_columns(numbered: NumberedRegions) -> dict[str, Any]:
    """Return all regions, ready for JSON: a list for each property."""
    regions = numbered.regions.regions
    boxes = {name: [region.box[place] for region in regions] for place, name in enumerate("xywh")}
    columns = {
        "number": [region.number for region in regions],
        "kind": [DAMAGE_KINDS.index(region.kind) for region in regions],
        **boxes,
        "area": [region.area for region in regions],
        "length": [round(region.length, DECIMALS) for region in regions],
        "width": [round(region.width, DECIMALS) for region in regions],
        "likelihood": [None if region.likelihood is None else round(region.likelihood, DECIMALS) for region in regions],
        "evidence": [region.evidence for region in regions],
        "status": [STATUSES.index(region.status) for region in regions],
        "note": [region.note for region in regions],
    }
    return {"version": numbered.version, "total": len(regions), "columns": columns}


def region_outline(regions: RegionMap, region: Region | None) -> dict[str, Any]:
    """Return the number of a region and its outline, ready for JSON: closed rings along the edges of its pixels, px."""
    if region is None:
        return {"number": None, "outline": []}
    return {
        "number": region.number,
        "outline": [ring for polygon in regions.outline(region.number) for ring in polygon],
    }

"""Regions as GeoJSON that QuPath and QGIS open.

The properties are those of QuPath 0.4 and later: an annotation with a class, measurements, and metadata in words; an
unknown measurement is left out, for QuPath reads no null. Kind and status stand in columns of their own, too, for QGIS
to filter and colour by. Coordinates are px of the picture with y downwards, as in QuPath; QGIS, where y points up,
shows the picture upside down.
"""

import json
from dataclasses import asdict
from typing import Any

from restoration.editing.regions import Region, RegionMap
from restoration.editing.regions.outline import Polygon, Ring
from restoration.imaging.overlay import KIND_COLOURS
from restoration.output.annotations.context import PROGRAM, AnnotationContext, region_figures
from restoration.vocabulary import KIND_TERMS


def encode_geojson(regions: RegionMap, context: AnnotationContext) -> bytes:
    """Return a feature collection; the regions that were rejected are in it too, with their status."""
    features = [_feature(region, regions.outline(region.number), context) for region in regions.regions]
    collection = {"type": "FeatureCollection", "picture": _picture(regions, context), "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(errors="replace")


def _picture(regions: RegionMap, context: AnnotationContext) -> dict[str, Any]:
    height, width = regions.shape
    return {
        "title": context.title,
        "width": width,
        "height": height,
        "unit": "pixel",
        "origin": "upper left corner of the picture",
        "y axis": "down",
        "px per mm": context.px_per_mm,
        "person": context.person,
        "date": context.date,
        "program": PROGRAM,
        **({} if context.place is None else {"place on canvas": asdict(context.place)}),
    }


def _feature(region: Region, outline: list[Polygon], context: AnnotationContext) -> dict[str, Any]:
    term = KIND_TERMS[region.kind]
    return {
        "type": "Feature",
        "id": str(context.identifier(f"region {region.number}")),
        "geometry": _geometry(outline),
        "properties": {
            "objectType": "annotation",
            "name": f"{region.kind.value} {region.number}",
            "classification": {"name": region.kind.value, "color": list(KIND_COLOURS[region.kind])},
            "kind": region.kind.value,
            "status": region.status.value,
            "measurements": region_figures(region, context.px_per_mm),
            "metadata": {
                "status": region.status.value,
                **({"note": region.note} if region.note else {}),
                **({"aat": term.uri} if term.uri else {}),
            },
        },
    }


def _geometry(outline: list[Polygon]) -> dict[str, Any]:
    polygons = [[_closed(ring) for ring in polygon] for polygon in outline]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _closed(ring: Ring) -> Ring:
    return [*ring, ring[0]]

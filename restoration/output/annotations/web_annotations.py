"""Regions as W3C Web Annotations in an AnnotationPage of IIIF Presentation 3: Mirador and others show them.

Each has an SvgSelector, and bodies with its kind, its figures in px of the picture, its AAT term and its note. The
selectors are in the coordinates of the canvas that the picture has on an IIIF server, or of the full picture there
where it was not opened from a manifest; for any other picture in px of a canvas of its own size.
"""

import json
from typing import Any

from restoration.editing.regions import Region, RegionMap
from restoration.editing.regions.outline import Polygon
from restoration.imaging.iiif_source import CanvasPlace
from restoration.output.annotations.context import PROGRAM, AnnotationContext, region_figures
from restoration.vocabulary import KIND_TERMS

CONTEXT = "http://iiif.io/api/presentation/3/context.json"


def encode_web_annotations(regions: RegionMap, context: AnnotationContext) -> bytes:
    """Return an annotation page; it belongs to what the context names, or to a name made from the title."""
    height, width = regions.shape
    own = CanvasPlace(context.identifier("canvas").urn, True, width, height, 0, 0, 1, 1)
    place = context.place or own
    page = {
        "@context": CONTEXT,
        "id": context.identifier("annotations").urn,
        "type": "AnnotationPage",
        "label": {"none": [context.title]},
        "partOf": [_target(place)],
        "items": [_annotation(region, regions.outline(region.number), place, context) for region in regions.regions],
    }
    return json.dumps(page, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(errors="replace")


def _target(place: CanvasPlace) -> dict[str, Any]:
    kind = "Canvas" if place.is_canvas else "Image"
    return {"id": place.target, "type": kind, "width": place.width, "height": place.height}


def _annotation(
    region: Region, outline: list[Polygon], place: CanvasPlace, context: AnnotationContext
) -> dict[str, Any]:
    return {
        "id": context.identifier(f"region {region.number}").urn,
        "type": "Annotation",
        "motivation": "classifying",
        "generator": {"type": "Software", "name": PROGRAM},
        **({"creator": {"type": "Person", "name": context.person}} if context.person else {}),
        **({"created": context.date} if context.date else {}),
        "body": _bodies(region, context),
        "target": {
            "type": "SpecificResource",
            "source": place.target,
            "selector": {"type": "SvgSelector", "value": svg_of(outline, place)},
        },
    }


def _bodies(region: Region, context: AnnotationContext) -> list[dict[str, Any]]:
    term = KIND_TERMS[region.kind]
    figures = region_figures(region, context.px_per_mm)
    text = ", ".join([region.status.value, *(f"{name}: {value:g}" for name, value in figures.items())])
    bodies: list[dict[str, Any]] = [_text(region.kind.value, "tagging"), _text(text, "describing")]
    if term.uri:
        bodies.append({"type": "SpecificResource", "source": term.uri, "purpose": "classifying"})
    if region.note:
        bodies.append(_text(region.note, "commenting", language=None))
    return bodies


def _text(value: str, purpose: str, language: str | None = "en") -> dict[str, str]:
    body = {"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value}
    return body | ({"language": language} if language else {})


def svg_of(outline: list[Polygon], place: CanvasPlace) -> str:
    """Return an SVG picture of one path, in units of what it is placed on; holes are holes by the even-odd rule."""
    rings = [[place.point(*point) for point in ring] for polygon in outline for ring in polygon]
    path = "".join(f"M{'L'.join(f'{x:.12g},{y:.12g}' for x, y in ring)}Z" for ring in rings)
    return f'<svg xmlns="http://www.w3.org/2000/svg"><path fill-rule="evenodd" d="{path}"/></svg>'

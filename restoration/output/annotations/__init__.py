"""Regions of damage in the formats of other programs, and back: GeoJSON, web annotations, CSV, masks with kinds."""

from restoration.output.annotations.context import AnnotationContext
from restoration.output.annotations.exports import EXPORTS, encode_export
from restoration.output.annotations.geojson_reading import ImportedKinds, read_geojson
from restoration.output.annotations.kind_masks import kinds_as_steps, read_kinds

__all__ = [
    "EXPORTS",
    "AnnotationContext",
    "ImportedKinds",
    "encode_export",
    "kinds_as_steps",
    "read_geojson",
    "read_kinds",
]

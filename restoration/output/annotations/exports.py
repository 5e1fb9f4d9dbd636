"""All exports by key, each as files with the end of their name."""

from collections.abc import Callable, Iterator

from restoration.domain import DAMAGE_KINDS, kind_number
from restoration.editing.regions import RegionMap
from restoration.imaging.writing import encode_mask
from restoration.output.annotations.context import AnnotationContext
from restoration.output.annotations.csv_table import encode_csv
from restoration.output.annotations.geojson_writing import encode_geojson
from restoration.output.annotations.kind_masks import encode_kinds
from restoration.output.annotations.web_annotations import encode_web_annotations

Files = Iterator[tuple[str, bytes]]
"""What follows the stem of the picture's name, and the bytes of the file."""


def _masks(regions: RegionMap, _: AnnotationContext) -> Files:
    kinds = regions.kinds()
    yield "_kinds.png", encode_kinds(kinds)
    for kind in DAMAGE_KINDS:
        mask = kinds == kind_number(kind)
        if mask.any():
            yield f"_mask_{kind.value}.png", encode_mask(mask)


EXPORTS: dict[str, Callable[[RegionMap, AnnotationContext], Files]] = {
    "geojson": lambda regions, context: iter([("_regions.geojson", encode_geojson(regions, context))]),
    "w3c": lambda regions, context: iter([("_regions.w3c.json", encode_web_annotations(regions, context))]),
    "csv": lambda regions, context: iter([("_regions.csv", encode_csv(regions, context))]),
    "masks": _masks,
}


def encode_export(key: str, regions: RegionMap, context: AnnotationContext) -> Files:
    """Yield the files of an export, a key of `EXPORTS`."""
    return EXPORTS[key](regions, context)

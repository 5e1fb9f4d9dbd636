"""Regions as a table in CSV: UTF-8, commas, CRLF (RFC 4180)."""

import csv
import io

from restoration.editing.regions import Region, RegionMap
from restoration.output.annotations.context import AnnotationContext, region_figures
from restoration.vocabulary import KIND_TERMS

FIGURES = ("area px2", "length px", "width px", "area mm2", "length mm", "width mm", "likelihood", "evidence")
COLUMNS = ("number", "kind", "aat", "status", "x px", "y px", "box width px", "box height px", *FIGURES, "note")

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute a cell that begins with one of them


def encode_csv(regions: RegionMap, context: AnnotationContext) -> bytes:
    """Return a row for each region, the rejected ones included; an unknown figure is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(_row(region, context) for region in regions.regions)
    return text.getvalue().encode(errors="replace")


def _row(region: Region, context: AnnotationContext) -> list[object]:
    figures = region_figures(region, context.px_per_mm)
    term = KIND_TERMS[region.kind]
    note = f"'{region.note}" if region.note.startswith(_FORMULA) else region.note
    words = [region.number, region.kind.value, term.uri or "", region.status.value]
    return [*words, *region.box, *(figures.get(name, "") for name in FIGURES), note]

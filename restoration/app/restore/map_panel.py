"""The damage map on the page, and the damage as regions for other programs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from restoration.app import widgets
from restoration.app.restore.offered_file import OfferedFile, offer_file
from restoration.app.restore.regions import job_regions
from restoration.app.restore.state import MAX_WORDS, Job
from restoration.files import pack_zip
from restoration.imaging.iiif_source import place_of
from restoration.imaging.painting import Painting
from restoration.output.annotations import AnnotationContext, encode_export
from restoration.output.damage_map import MapOptions, TitleBlock, draw_damage_map
from restoration.output.drawing import Drawing, encode_pdf, encode_svg
from restoration.output.results import result_name

_PAPER, _LOOK = "map paper", "map picture"
_LOOK_LABELS = {"grey": "Grey", "colour": "Colour"}
_FIELDS = {
    "title": ("Title", "As you want it on the map; else the name of the file."),
    "inventory": ("Inventory number", None),
    "operator": ("Examined by", "Your name. It is kept with this work, and stands in map, record and report."),
    "date": ("Date", "Of the examination; else the map has today's date."),
    "credit": ("Credit line", "Whom to name as the source. It goes into the restored picture, not onto the map."),
}  # label and help, by the name in `TitleBlock`


def show_map(job: Job, painting: Painting) -> None:
    """Show the menu of the damage map: the words of its title block, its look, and its files."""
    with st.popover("Damage map", icon=":material/map:", key="map panel"):
        for name, (label, help_text) in _FIELDS.items():
            _show_field(job, name, label, help_text)
        with st.container(horizontal=True):
            st.segmented_control(
                "Paper",
                ["A4", "A3"],
                key=widgets.key_with_default(_PAPER, "A4"),
                required=True,
                persist_state="session",
            )
            st.segmented_control(
                "Photograph",
                list(_LOOK_LABELS),
                format_func=lambda look: _LOOK_LABELS[look],
                key=widgets.key_with_default(_LOOK, "grey"),
                required=True,
                persist_state="session",
            )
        with st.container(horizontal=True):
            for file in map_files(job, painting, chosen_look()):
                offer_file(file, painting)


def _show_field(job: Job, name: str, label: str, help_text: str | None) -> None:
    key = f"map {name}"
    st.session_state[key] = getattr(job.title_block, name)  # another painting has other words
    placeholder = date.today().isoformat() if name == "date" else None
    st.text_input(
        label,
        key=key,
        help=help_text,
        max_chars=MAX_WORDS,
        placeholder=placeholder,
        on_change=_keep_field,
        args=(job, name, key),
    )


def _keep_field(job: Job, name: str, key: str) -> None:
    words: dict[str, Any] = {name: st.session_state[key].strip()}
    job.title_block = replace(job.title_block, **words)


def chosen_look() -> MapOptions:
    """Return the look of the map that the user chose."""
    return MapOptions(st.session_state.get(_PAPER) or "A4", st.session_state.get(_LOOK) or "grey")


def map_files(job: Job, painting: Painting, look: MapOptions) -> Iterator[OfferedFile]:
    """Yield the damage map as PDF and as SVG."""

    def draw() -> Drawing:
        return draw_damage_map(painting, job_regions(job), _words(job), job.scale, look)

    yield OfferedFile("Map, PDF", "_map.pdf", lambda: encode_pdf(draw()), "A page to print.")
    yield OfferedFile("Map, SVG", "_map.svg", lambda: encode_svg(draw()), "A drawing for Inkscape or Illustrator.")


def _words(job: Job) -> TitleBlock:
    block = job.title_block
    return replace(block, title=block.title or job.title, date=block.date or date.today().isoformat())


def show_region_exports(job: Job, painting: Painting) -> None:
    """Show the menu with the regions of damage in the formats of other programs."""
    with st.popover("Regions", icon=":material/category:", key="regions panel"):
        for file in region_files(job, painting):
            offer_file(file, painting)


def region_files(job: Job, painting: Painting) -> Iterator[OfferedFile]:
    """Yield the regions as GeoJSON, web annotations, a table, and masks with kinds."""

    def export(key: str) -> Iterator[tuple[str, bytes]]:
        return encode_export(key, job_regions(job), annotation_context(job))

    def single(key: str) -> bytes:
        return next(export(key))[1]

    def masks() -> bytes:
        return pack_zip((result_name(painting, suffix), [data]) for suffix, data in export("masks"))

    yield OfferedFile(
        "GeoJSON", "_regions.geojson", partial(single, "geojson"), "Outlines, for QuPath and QGIS; y counts downwards."
    )
    yield OfferedFile(
        "W3C annotations", "_regions.w3c.json", partial(single, "w3c"), "For Mirador and other IIIF viewers."
    )
    yield OfferedFile("CSV", "_regions.csv", partial(single, "csv"), "A table with a row for each region.")
    yield OfferedFile("Masks by kind", "_masks.zip", masks, "One picture with all kinds, and one for each kind.")


def annotation_context(job: Job) -> AnnotationContext:
    """Return what the exports say about the painting and the person."""
    words, scale = job.title_block, job.scale
    return AnnotationContext(
        words.title or job.title,
        scale.px_per_mm if scale else None,
        words.operator,
        words.date,
        place_of(job.painting) if job.painting else None,
    )

"""The scale of the photograph on the page: how it is known, and four ways to set it."""

from collections.abc import Callable
from typing import Annotated

import msgspec
import streamlit as st

from restoration.app import messages, widgets
from restoration.app.restore.state import Job
from restoration.app.text import escape_sentence
from restoration.decoding import convert_json
from restoration.imaging.painting import Painting
from restoration.imaging.scale import (
    Point,
    Scale,
    UnknownScale,
    scale_by_hand,
    scale_from_metadata,
    scale_from_ruler,
    scale_from_size,
    size_misfit,
    three_digits,
)

RULER, SIZE, FILE, HAND = "Ruler", "Size", "File", "By hand"
_WAY, _LENGTH, _HEIGHT, _WIDTH, _PX_PER_MM = "way to the scale", "ruler mm", "height cm", "width cm", "px per mm"

_Coordinate = Annotated[float, msgspec.Meta(ge=-1e6, le=1e6)]  # px; the bounds also refuse NaN and infinity


class _RulerEntry(msgspec.Struct):
    """The ends of a line, as the editor names them."""

    start: tuple[_Coordinate, _Coordinate] = msgspec.field(name="from")
    end: tuple[_Coordinate, _Coordinate] = msgspec.field(name="to")


def read_ruler(said: object) -> tuple[Point, Point]:
    """Return the ends of the line that the editor says was drawn along a ruler, px; raise `BadRequest` for nonsense."""
    entry = convert_json(said, _RulerEntry, name="line along the ruler")
    return entry.start, entry.end


def show_scale(job: Job, painting: Painting) -> None:
    """Show the scale as the label of a menu in which it can be set."""
    label = f"Scale: {three_digits(job.scale.px_per_mm)} px/mm" if job.scale else "Scale: not known"
    with st.popover(label, icon=":material/straighten:", key="scale panel"):
        if job.scale:
            _show_known(job, job.scale, painting)
        way = st.segmented_control(
            "Set it by",
            [RULER, SIZE, FILE, HAND],
            key=widgets.key_with_default(_WAY, RULER),
            required=True,
            persist_state="session",
        )
        _WAYS[way or RULER](job, painting)


def _show_known(job: Job, scale: Scale, painting: Painting) -> None:
    height, width = (three_digits(scale.mm(px) / 10) for px in painting.image.shape[:2])
    st.caption(
        f"{three_digits(scale.px_per_mm)} px per mm, {escape_sentence(scale.source_text)}. "
        f"The photograph shows {height} × {width} cm, height × width."
    )
    st.button("Forget the scale", icon=":material/close:", on_click=_set_scale, args=(job, lambda: None))


def _set_scale(job: Job, find: Callable[[], Scale | None]) -> None:
    with messages.kept_errors("scale"):
        job.scale = find()


def _offer(job: Job, label: str, find: Callable[[], Scale | None], *, disabled: bool = False) -> None:
    st.button(label, on_click=_set_scale, args=(job, find), disabled=disabled)


def _show_ruler(job: Job, _: Painting) -> None:
    if job.ruler is None:
        st.caption("Choose the ruler among the tools of the mask, and draw a line along a ruler in the photograph.")
    start, end = job.ruler or ((0.0, 0.0), (0.0, 0.0))
    if job.ruler is not None:
        st.caption(f"The line runs from {start[0]:.0f}, {start[1]:.0f} px to {end[0]:.0f}, {end[1]:.0f} px.")
    length = st.number_input("Length of that line, mm", min_value=0.0, step=10.0, value=None, key=_LENGTH)
    ready = job.ruler is not None and bool(length)
    _offer(job, "Set the scale", lambda: scale_from_ruler(start, end, length or 0), disabled=not ready)


def _show_size(job: Job, painting: Painting) -> None:
    st.caption("For a photograph that shows the whole painting and nothing else.")
    with st.container(horizontal=True):
        height = st.number_input("Height, cm", min_value=0.0, step=1.0, value=None, key=_HEIGHT)
        width = st.number_input("Width, cm", min_value=0.0, step=1.0, value=None, key=_WIDTH)
    if not height or not width:
        _offer(job, "Set the scale", lambda: None, disabled=True)
        return
    if misfit := size_misfit(height, width, painting.image.shape):
        st.warning(escape_sentence(misfit))
    _offer(job, "Set the scale", lambda: scale_from_size(height, width, painting.image.shape))


def _show_file(job: Job, painting: Painting) -> None:
    try:
        scale = scale_from_metadata(painting)
    except UnknownScale as reason:
        st.caption(escape_sentence(str(reason)))
        return
    st.caption(
        f"{escape_sentence(scale.note)}: {three_digits(scale.px_per_mm)} px per mm. True for a scan of the painting "
        "itself, not for a photograph of it."
    )
    _offer(job, "Use it", lambda: scale)


def _show_by_hand(job: Job, _: Painting) -> None:
    value = st.number_input("Pixels per mm of the painting", min_value=0.0, step=0.1, value=None, key=_PX_PER_MM)
    _offer(job, "Set the scale", lambda: scale_by_hand(value or 0), disabled=not value)


_WAYS: dict[str, Callable[[Job, Painting], None]] = {
    RULER: _show_ruler,
    SIZE: _show_size,
    FILE: _show_file,
    HAND: _show_by_hand,
}

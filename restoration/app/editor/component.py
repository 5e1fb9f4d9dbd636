"""The mask editor on the page: it gets an address for its requests, and says when something was drawn."""

from typing import Any

from restoration.app.components import define_component
from restoration.app.editor import routes
from restoration.app.editor.session import ORIGINAL, EditorSession
from restoration.app.restore.area_panel import AREA_COLOURS, AREA_LABELS, offered_areas
from restoration.app.restore.regions import decides_against_filling
from restoration.app.restore.rendering import CHANGE_COLOURS
from restoration.domain import DAMAGE_KINDS
from restoration.editing.history import AreaUse
from restoration.imaging.overlay import KIND_COLOURS

_editor = define_component("editor", "tiles")


def is_available() -> bool:
    """Return whether this server answers the editor: one that only runs the script does not."""
    return routes.is_served


def show_editor(
    session: EditorSession,
    *,
    title: str,
    shows_change: bool,
    px_per_mm: float | None = None,
    has_alternatives: bool = False,
    key: str,
) -> Any:  # noqa: ANN401
    """Show the editor of a painting; `key` is the component's key on the page, the others are those of `editor_data`.

    Returns:
        What it says in this run: `edited` after a correction; `ruler`, the ends of a line, px; `alternatives`, the
        region of which the user wants to see them; each else None.
    """
    data = editor_data(
        session, title=title, shows_change=shows_change, px_per_mm=px_per_mm, has_alternatives=has_alternatives
    )
    return _editor(
        key=key,
        data=data,
        on_edited_change=lambda: None,
        on_ruler_change=lambda: None,
        on_alternatives_change=lambda: None,
    )


def editor_data(
    session: EditorSession,
    *,
    title: str,
    shows_change: bool,
    px_per_mm: float | None = None,
    has_alternatives: bool = False,
) -> dict[str, Any]:
    """Return what the editor in the browser must know, ready for JSON.

    Args:
        session: of the painting.
        title: of the painting, for people who do not see it.
        shows_change: whether to show what teaching changed.
        px_per_mm: scale of the photograph; None if it is not known.
        has_alternatives: whether several results are kept that regions can choose from.
    """
    state, height, width = session.state("", None), *session.painting.image.shape[:2]
    return {
        "secret": session.secret,
        "work": session.work,
        "size": [width, height],
        "version": state.version,
        "steps": state.steps,
        "can_undo": state.can_undo,
        "can_redo": state.can_redo,
        "kinds": [
            {"key": kind.value, "label": kind.value.capitalize(), "colour": list(KIND_COLOURS[kind])}
            for kind in DAMAGE_KINDS
        ],
        "areas": [_area_entry(session, use) for use in offered_areas(session.job)],
        "alt": title,
        "px_per_mm": px_per_mm,
        "has_alternatives": has_alternatives,
        "layer": ORIGINAL,
        "has_unfilled": decides_against_filling(session.job),
        "change": {"version": session.change_version(), "colours": CHANGE_COLOURS} if shows_change else None,
    }


def _area_entry(session: EditorSession, use: AreaUse) -> dict[str, Any]:
    return {
        "key": use.value,
        "label": AREA_LABELS[use],
        "colour": list(AREA_COLOURS[use]),
        "is_hatched": use is AreaUse.NOT_TO_FILL,
        "is_drawn": session.job.area(use) is not None,
    }

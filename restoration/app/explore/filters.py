"""Search text and filters; each filter is shown only where there is a choice."""

import streamlit as st

from restoration.app import hosting
from restoration.app.explore.facts import SPLIT_MEANING
from restoration.app.text import escape_markdown
from restoration.collection.manifest import ManifestRow
from restoration.collection.search import Collection, FilterChoices, OriginalFilter
from restoration.damage.severity import SEVERITIES, UNDAMAGED


def choose_folder() -> str:
    """Return the folder as the user typed it; empty for the collection's own folder."""
    return st.text_input(
        "Folder of pictures",
        placeholder="data/originals",
        key="explore-folder",
        persist_state="session",
        help=f"{_folder_help()} Titles and artists are read from a table paintings.csv in it.",
    )


def _folder_help() -> str:
    if not hosting.is_hosted():
        return "A folder on the computer that runs this dashboard, such as ~/Pictures."
    names = ", ".join(folder.name for folder in hosting.visible_folders())
    return f"One of the folders that this server shows, or a folder in it: {escape_markdown(names)}."


def choose_original_filter(choices: FilterChoices) -> OriginalFilter:
    """Let the user choose search text and filters for originals."""
    words = st.text_input(
        "Search",
        placeholder="Title, artist, date, medium",
        key="explore-words",
        persist_state="session",
        help="Words in any order; capital letters and accents do not matter.",
    )
    return OriginalFilter(
        words,
        artist=_choose_one("Artist", choices.artists),
        years=_choose_years(choices.years),
        medium=_choose_one("Medium", choices.media),
        side=_choose_side(choices.side),
        split=_choose_split(choices.splits, key="explore-split"),
    )


def choose_pairs(collection: Collection) -> list[ManifestRow]:
    """Let the user choose filters for pairs, and return the pairs that pass them."""
    present = {pair.severity for pair in collection.pairs}
    severity = _choose_one("Severity", [key for key in (UNDAMAGED, *SEVERITIES) if key in present])
    style = _choose_one("Craquelure", sorted({pair.style for pair in collection.pairs}))
    split = _choose_split(sorted({pair.split for pair in collection.pairs}), key="explore-pair-split")
    return collection.select(severity=severity, style=style, split=split)


def _choose_one(label: str, names: list[str]) -> str | None:
    if len(names) < 2:
        return None
    return st.selectbox(
        label,
        names,
        index=None,
        placeholder="Any",
        key=f"explore-{label.lower()}",
        persist_state="session",
    )


def _choose_split(splits: list[str], key: str) -> str | None:
    if len(splits) < 2:
        return None
    return st.segmented_control(
        "Split", splits, format_func=escape_markdown, key=key, help=SPLIT_MEANING, persist_state="session"
    )


def _choose_years(span: tuple[int, int] | None) -> tuple[int, int] | None:
    if span is None or span[0] == span[1]:
        return None
    return _choose_range("Years", span)


def _choose_side(span: tuple[float, float] | None) -> tuple[float, float] | None:
    """Return a range in whole centimetres; the ends of the slider include the smallest and the largest painting."""
    if span is None or span[0] == span[1]:
        return None
    return _choose_range("Longer side (cm)", (int(span[0]), int(span[1]) + 1))


def _choose_range(label: str, limits: tuple[int, int]) -> tuple[int, int] | None:
    """Return a part of the range, None for all of it; the key has the limits, because another folder has others."""
    chosen = st.slider(label, *limits, value=limits, key=f"explore {label} {limits}", persist_state="session")
    return None if chosen == limits else chosen

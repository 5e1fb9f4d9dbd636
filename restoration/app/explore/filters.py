"""Search text and filters; each filter is shown only where there is a choice."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from restoration.app import hosting
from restoration.app.explore.facts import SPLIT_MEANING
from restoration.app.text import escape_markdown
from restoration.collection.manifest import ManifestRow
from restoration.collection.search import Collection, FilterChoices, OriginalFilter
from restoration.damage.severity import SEVERITIES, UNDAMAGED

_YEARS, _SIDE = "Years", "Longer side (cm)"


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


def choose_words(row: DeltaGenerator) -> str:
    """Let the user type words that originals must have, in any order; capital letters and accents do not matter."""
    return row.text_input(
        "Search",
        type="search",
        icon=":material/search:",
        placeholder="Title, artist, date, medium",
        key="explore-words",
        persist_state="session",
        label_visibility="collapsed",
        width=232,  # px; beside it there is room for the filters on a telephone
    )


def choose_original_filter(choices: FilterChoices, words: str) -> OriginalFilter:
    """Let the user choose filters for originals, and return them with the words."""
    return OriginalFilter(
        words,
        artist=_choose_one("Artist", choices.artists),
        years=_choose_range(_YEARS, choices.years),
        medium=_choose_one("Medium", choices.media),
        side=_choose_range(_SIDE, _whole_cm(choices.side)),
        split=_choose_split(choices.splits, key="explore-split"),
    )


def clear_original_filters(choices: FilterChoices) -> None:
    """Let all originals pass; call it from a widget's callback."""
    st.session_state["explore-words"] = ""
    _clear("explore-artist", "explore-medium", "explore-split")
    for label, limits in ((_YEARS, choices.years), (_SIDE, _whole_cm(choices.side))):
        if limits:
            st.session_state[_range_key(label, limits)] = limits


def choose_pairs(collection: Collection) -> list[ManifestRow]:
    """Let the user choose filters for pairs, and return the pairs that pass them."""
    present = {pair.severity for pair in collection.pairs}
    severity = _choose_one("Severity", [key for key in (UNDAMAGED, *SEVERITIES) if key in present])
    style = _choose_one("Craquelure", sorted({pair.style for pair in collection.pairs}))
    split = _choose_split(sorted({pair.split for pair in collection.pairs}), key="explore-pair-split")
    return collection.select(severity=severity, style=style, split=split)


def clear_pair_filters() -> None:
    """Let all pairs pass; call it from a widget's callback."""
    _clear("explore-severity", "explore-craquelure", "explore-pair-split")


def _clear(*keys: str) -> None:
    st.session_state.update(dict.fromkeys(keys))


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


def _whole_cm(span: tuple[float, float] | None) -> tuple[int, int] | None:
    """Return a range in whole centimetres that includes the smallest and the largest painting."""
    return (int(span[0]), int(span[1]) + 1) if span and span[0] < span[1] else None


def _choose_range(label: str, limits: tuple[int, int] | None) -> tuple[int, int] | None:
    """Return a part of the range, None for all of it."""
    if limits is None or limits[0] == limits[1]:
        return None
    key = _range_key(label, limits)
    st.session_state.setdefault(key, limits)  # no default of the widget: `clear_original_filters` sets it too
    st.slider(label, *limits, key=key, persist_state="session")
    chosen: tuple[int, int] = st.session_state[key]
    return None if chosen == limits else chosen


def _range_key(label: str, limits: tuple[int, int]) -> str:
    """Return the key of a slider; it has the limits, because another folder has others."""
    return f"explore {label} {limits}"

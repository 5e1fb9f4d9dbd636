"""What is looked for: words and filters, each shown only where there is something to choose."""

import streamlit as st

from restoration.app.explore.facts import SPLIT_MEANING
from restoration.app.text import escape_markdown
from restoration.collection.manifest import ManifestRow
from restoration.collection.search import Collection, FilterChoices, OriginalFilter
from restoration.damage.severity import SEVERITIES, UNDAMAGED


def choose_folder() -> str:
    """A folder as typed; empty for the collection's own."""
    return st.text_input(
        "Folder of pictures",
        placeholder="data/originals",
        key="explore-folder",
        persist_state="session",
        help="A folder on the machine that this dashboard runs on, such as ~/Pictures. "
        "Titles and artists are taken from a table paintings.csv in it.",
    )


def choose_original_filter(choices: FilterChoices) -> OriginalFilter:
    """Words and filters for originals."""
    words = st.text_input(
        "Search",
        placeholder="Title, artist, date, medium",
        key="explore-words",
        persist_state="session",
        help="Words in any order; capitals and accents make no difference.",
    )
    return OriginalFilter(
        words,
        artist=_choose_one("Artist", choices.artists),
        years=_choose_years(choices.years),
        medium=_choose_one("Medium", choices.media),
        side=_choose_side(choices.side),
        split=_choose_split(choices.splits, key="explore-split"),
    )


def choose_pairs(catalogue: Collection) -> list[ManifestRow]:
    """Filters for pairs, and the pairs that pass them."""
    present = {pair.severity for pair in catalogue.pairs}
    severity = _choose_one("Severity", [key for key in (UNDAMAGED, *SEVERITIES) if key in present])
    style = _choose_one("Craquelure", sorted({pair.style for pair in catalogue.pairs}))
    split = _choose_split(sorted({pair.split for pair in catalogue.pairs}), key="explore-pair-split")
    return catalogue.select(severity=severity, style=style, split=split)


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
    return _choose_between("Years", span)


def _choose_side(span: tuple[float, float] | None) -> tuple[float, float] | None:
    """Whole centimetres, so that the ends of the slider take in the smallest and the largest."""
    if span is None or span[0] == span[1]:
        return None
    return _choose_between("Longer side (cm)", (int(span[0]), int(span[1]) + 1))


def _choose_between(label: str, ends: tuple[int, int]) -> tuple[int, int] | None:
    """A part of the span; of another folder's span it would be none, so each span is chosen from by itself."""
    chosen = st.slider(label, *ends, value=ends, key=f"explore {label} {ends}", persist_state="session")
    return None if chosen == ends else chosen

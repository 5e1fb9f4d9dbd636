"""What is known of an original or a pair, as names and values."""

from collections.abc import Iterable

import streamlit as st

from restoration.app.text import as_html
from restoration.collection.originals import Original
from restoration.collection.passport import Coverage

Fact = tuple[str, str, str]
"""Name, value, and a sentence on what that means, empty where the name says it."""

SPLITS = "train: networks learn from it. val: it chooses their checkpoints, and the benchmark takes it. test: neither."


def show(facts: Iterable[Fact]) -> None:
    """The facts as a list; those without a value are left out."""
    rows = (_row(*fact) for fact in facts if fact[1])
    st.html(f'<div class="told"><dl class="facts">{"".join(rows)}</dl></div>')


def facts_of(original: Original) -> list[Fact]:
    """What its table tells of an original."""
    scale = f"{original.px_per_mm:.1f} px/mm" if original.px_per_mm else ""
    return [
        ("Artist", original.artist, ""),
        ("Date", original.date, ""),
        ("Medium", original.medium, ""),
        ("Size", _size(original), "Height and width of the painting without its frame."),
        ("Scale", scale, "Pixels that show one millimetre; a hairline crack is about 0.1 mm wide."),
        ("Museum", original.museum, ""),
        ("Credit", original.credit_line, ""),
        ("Rights", original.rights, ""),
        ("Split", original.split, SPLITS),
        ("File", original.path.name, ""),
    ]


def facts_on(coverage: Coverage) -> list[Fact]:
    """How much of a picture each kind of damage covers."""
    return [
        ("Cracks", _share(coverage.crack), ""),
        ("Scratches", _share(coverage.scratch), ""),
        ("Losses", _share(coverage.loss), "Places where the paint has fallen off."),
        ("Abrasion", _share(coverage.abrasion), "Places where the paint is rubbed thin."),
        ("Damaged", _share(coverage.damaged), "Pixels covered at least half by damage of any kind: the mask."),
        ("Touched", _share(coverage.touched), "Pixels that damage altered at all, soft rims included."),
    ]


def _row(name: str, value: str, meaning: str) -> str:
    title = f' title="{as_html(meaning)}"' if meaning else ""
    return f"<dt{title}>{as_html(name)}</dt><dd>{as_html(value)}</dd>"


def _size(original: Original) -> str:
    if not original.height_cm or not original.width_cm:
        return ""
    return f"{original.height_cm:g} × {original.width_cm:g} cm"


def _share(part: float) -> str:
    return f"{part:.2%}" if part else "none"

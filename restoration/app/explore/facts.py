"""What is known of an original or a pair, as names and values."""

from collections.abc import Iterable
from typing import Any

import streamlit as st

from restoration.app.text import escape_html
from restoration.collection.originals import Original
from restoration.collection.pair_record import PairCoverage, PairOrigin
from restoration.damage.craquelure.styles import CRACK_STYLES
from restoration.damage.recipe import SIMPLE_STYLE
from restoration.damage.severity import SEVERITIES, UNDAMAGED

Fact = tuple[str, str, str]
"""Name, value, and a sentence on what that means, empty where the name says it."""

SPLIT_MEANING = (
    "train: networks learn from it. val: it chooses their checkpoints, and the benchmark takes it. test: neither."
)


def show_facts(facts: Iterable[Fact]) -> None:
    """The facts as a list; those without a value are left out."""
    rows = (_row(*fact) for fact in facts if fact[1])
    st.html(f'<div class="told"><dl class="facts">{"".join(rows)}</dl></div>')


def original_facts(original: Original) -> list[Fact]:
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
        ("Split", original.split, SPLIT_MEANING),
        ("File", original.path.name, ""),
    ]


def coverage_facts(coverage: PairCoverage) -> list[Fact]:
    """How much of a picture each kind of damage covers."""
    return [
        ("Cracks", _percentage(coverage.crack), ""),
        ("Scratches", _percentage(coverage.scratch), ""),
        ("Losses", _percentage(coverage.loss), "Places where the paint has fallen off."),
        ("Abrasion", _percentage(coverage.abrasion), "Places where the paint is rubbed thin."),
        ("Damaged", _percentage(coverage.damaged), "Pixels covered at least half by damage of any kind: the mask."),
        ("Touched", _percentage(coverage.touched), "Pixels that damage altered at all, soft rims included."),
    ]


def _row(name: str, value: str, meaning: str) -> str:
    title = f' title="{escape_html(meaning)}"' if meaning else ""
    return f"<dt{title}>{escape_html(name)}</dt><dd>{escape_html(value)}</dd>"


def _size(original: Original) -> str:
    if not original.height_cm or not original.width_cm:
        return ""
    return f"{original.height_cm:g} × {original.width_cm:g} cm"


def _percentage(part: float) -> str:
    return f"{part:.2%}" if part else "none"


LOOK_LABELS = {
    "faint": "hardly open",
    "open": "gaping and dark",
    "filled": "filled with dirt",
    "pale": "filled with dust or chalk",
}
SIMPLE_LABEL = "Simple shapes: discs, black segments and blots, as earlier work used"


def style_label(key: str) -> str:
    """A style of craquelure for people; the key itself where it is none of ours."""
    return SIMPLE_LABEL if key == SIMPLE_STYLE else CRACK_STYLES[key].label if key in CRACK_STYLES else key


def severity_label(key: str) -> str:
    """How far the damage goes, with the share it aims at."""
    if key == UNDAMAGED:
        return "none: left undamaged"
    aim = SEVERITIES.get(key)
    if aim is None:
        return key
    losses = f", {aim.losses:.1%} losses" if aim.losses else ""
    return f"{key}: about {aim.cracks:.1%} cracks{losses}"


def recipe_facts(origin: PairOrigin) -> list[Fact]:
    """Severity, style, look, scale and seed."""
    recipe = origin.recipe
    return [
        ("Severity", severity_label(recipe["severity"]), "How much damage was aimed at."),
        ("Craquelure", style_label(recipe["style"]), "The pattern of cracks, which goes with support and ground."),
        ("Look", _look_labels(recipe), "What shows in the cracks."),
        ("Scale", f"{recipe['scale']} px/mm", "How large a millimetre of damage was drawn."),
        ("Seed", f"{origin.seed}, no. {origin.number}", "The same seed and number give the same damage."),
        ("Split", origin.split, SPLIT_MEANING),
    ]


def _look_labels(recipe: dict[str, Any]) -> str:
    looks = [layer["look"] for layer in recipe.get("layers", []) if "look" in layer]
    return ", ".join(LOOK_LABELS.get(look, look) for look in looks)

"""Facts about an original or a pair, as names and values with explanations."""

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
"""Name, value, and an explanation, empty where the name is enough."""

SPLIT_MEANING = (
    "train: networks learn from it. val: it decides which weights are kept, and the benchmark uses it. test: a "
    "third of val, measured once per release and used for nothing else."
)
SIMPLE_LABEL = "Simple shapes: discs, black segments and blots, as in earlier work"
LOOK_LABELS = {
    "faint": "hardly open",
    "open": "open and dark",
    "filled": "filled with dirt",
    "pale": "filled with dust or chalk",
}


def show_facts(facts: Iterable[Fact]) -> None:
    """Show the facts as a list; a fact without a value is left out."""
    rows = (_row(*fact) for fact in facts if fact[1])
    st.html(f'<div class="facts-box"><dl class="facts">{"".join(rows)}</dl></div>')


def _row(name: str, value: str, explanation: str) -> str:
    title = f' title="{escape_html(explanation)}"' if explanation else ""
    return f"<dt{title}>{escape_html(name)}</dt><dd>{escape_html(value)}</dd>"


def original_facts(original: Original) -> list[Fact]:
    """Return what the table of its folder says about an original."""
    scale = f"{original.px_per_mm:.1f} px/mm" if original.px_per_mm else ""
    return [
        ("Artist", original.artist, ""),
        ("Date", original.date, ""),
        ("Medium", original.medium, ""),
        ("Size", _size(original), "Height and width of the painting without its frame."),
        ("Scale", scale, "Pixels per millimetre; a hairline crack is about 0.1 mm wide."),
        ("Museum", original.museum, ""),
        ("Credit", original.credit_line, ""),
        ("Rights", original.rights, ""),
        ("Split", original.split, SPLIT_MEANING),
        ("File", original.path.name, ""),
    ]


def _size(original: Original) -> str:
    if not original.height_cm or not original.width_cm:
        return ""
    return f"{original.height_cm:g} × {original.width_cm:g} cm"


def coverage_facts(coverage: PairCoverage) -> list[Fact]:
    """Return how much of a picture each kind of damage covers."""
    return [
        ("Cracks", _percentage(coverage.crack), ""),
        ("Scratches", _percentage(coverage.scratch), ""),
        ("Losses", _percentage(coverage.loss), "Places where the paint has fallen off."),
        ("Abrasion", _percentage(coverage.abrasion), "Places where the paint is rubbed thin."),
        ("Damaged", _percentage(coverage.damaged), "Pixels at least half covered by damage of any kind: the mask."),
        ("Touched", _percentage(coverage.touched), "All pixels that the damage changed, with its soft rims."),
    ]


def _percentage(share: float) -> str:
    return f"{share:.2%}" if share else "none"


def recipe_facts(origin: PairOrigin) -> list[Fact]:
    """Return severity, style, look, scale and seed of the damage in a pair."""
    recipe = origin.recipe
    return [
        ("Severity", severity_label(recipe["severity"]), "How much damage the generator aimed at."),
        (
            "Craquelure",
            style_label(recipe.get("style", "")),
            "The pattern of cracks, by support and ground.",
        ),
        ("Look", _look_labels(recipe), "What is visible inside the cracks."),
        ("Scale", _scale_text(recipe), "The pixels that one millimetre of damage was drawn with."),
        ("Seed", f"{origin.seed}, no. {origin.number}", "The same seed and number give the same damage."),
        ("Split", origin.split, SPLIT_MEANING),
    ]


def _scale_text(recipe: dict[str, Any]) -> str:
    return f"{recipe['scale']} px/mm" if recipe.get("scale") else ""


def style_label(key: str) -> str:
    """Return a style of craquelure in words; an unknown key is returned unchanged."""
    return SIMPLE_LABEL if key == SIMPLE_STYLE else CRACK_STYLES[key].label if key in CRACK_STYLES else key


def severity_label(key: str) -> str:
    """Return a severity in words, with the share of damage it aims at; an unknown key is returned unchanged."""
    if key == UNDAMAGED:
        return "none: undamaged"
    severity = SEVERITIES.get(key)
    if severity is None:
        return key
    losses = f", {severity.losses:.1%} losses" if severity.losses else ""
    return f"{key}: about {severity.cracks:.1%} cracks{losses}"


def _look_labels(recipe: dict[str, Any]) -> str:
    looks = [layer["look"] for layer in recipe.get("layers", []) if "look" in layer]
    return ", ".join(LOOK_LABELS.get(look, look) for look in looks)

"""What is known of an original or a pair, as names and values."""

from collections.abc import Iterable
from typing import Any

import streamlit as st

from restoration.app.text import as_html
from restoration.collection.originals import Original
from restoration.collection.pair_record import Coverage, Origin
from restoration.damage.craquelure.styles import STYLES
from restoration.damage.recipe import SIMPLE
from restoration.damage.severity import SEVERITIES, UNDAMAGED

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


LOOKS = {
    "faint": "hardly open",
    "open": "gaping and dark",
    "filled": "filled with dirt",
    "pale": "filled with dust or chalk",
}
SIMPLE_WORDS = "Simple shapes: discs, black segments and blots, as earlier work used"


def style_words(key: str) -> str:
    """A style of craquelure for people; the key itself where it is none of ours."""
    return SIMPLE_WORDS if key == SIMPLE else STYLES[key].label if key in STYLES else key


def severity_words(key: str) -> str:
    """How far the damage goes, with the share it aims at."""
    if key == UNDAMAGED:
        return "none: left undamaged"
    aim = SEVERITIES.get(key)
    if aim is None:
        return key
    losses = f", {aim.losses:.1%} losses" if aim.losses else ""
    return f"{key}: about {aim.cracks:.1%} cracks{losses}"


def facts_on_recipe(origin: Origin) -> list[Fact]:
    """Severity, style, look, scale and seed."""
    recipe = origin.recipe
    return [
        ("Severity", severity_words(recipe["severity"]), "How much damage was aimed at."),
        ("Craquelure", style_words(recipe["style"]), "The pattern of cracks, which goes with support and ground."),
        ("Look", _look_words(recipe), "What shows in the cracks."),
        ("Scale", f"{recipe['scale']} px/mm", "How large a millimetre of damage was drawn."),
        ("Seed", f"{origin.seed}, no. {origin.number}", "The same seed and number give the same damage."),
        ("Split", origin.split, SPLITS),
    ]


def _look_words(recipe: dict[str, Any]) -> str:
    looks = [layer["look"] for layer in recipe.get("layers", []) if "look" in layer]
    return ", ".join(LOOKS.get(look, look) for look in looks)

"""A recipe of damage in words."""

from typing import Any

from restoration.app.explore.facts import SPLITS, Fact
from restoration.collection.passport import Origin
from restoration.damage.craquelure.styles import STYLES
from restoration.damage.recipe import SIMPLE
from restoration.damage.severity import SEVERITIES, UNDAMAGED

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

"""What the options of training say in a list of words or numbers."""

import math

from restoration.damage.craquelure import STYLES
from restoration.damage.recipe import SIMPLE
from restoration.errors import BadRequest


def styles_of(text: str) -> tuple[str, ...]:
    """Keys of styles of damage; raises `BadRequest` for one that there is not."""
    styles = tuple(text.split(","))
    if unknown := set(styles) - {*STYLES, SIMPLE}:
        known = ", ".join((*STYLES, SIMPLE))
        raise BadRequest(f"There is no style {min(unknown)!r}.", hint=f"Choose among: {known}.")
    return styles


def widths_of(text: str) -> tuple[int, ...]:
    """Channels of a network; raises `BadRequest` where these are none."""
    widths = text.split(",")
    if not all(width.isdecimal() and int(width) for width in widths):
        raise BadRequest(f"--widths {text} is no list of channels.", hint="Write it as in 16,32,64.")
    return tuple(map(int, widths))


def reach(option: str, text: str) -> tuple[float, float]:
    """The least and the most of something; raises `BadRequest` where these are none."""
    try:
        least, most = map(float, text.split(","))
    except ValueError:
        least = most = 0.0
    if not 0 < least <= most < math.inf:
        raise BadRequest(f"{option} {text} does not go from less to more.", hint="Write it as in 0.5,1.5.")
    return least, most

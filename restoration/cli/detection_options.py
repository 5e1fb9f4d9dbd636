"""The options of every command that runs a detector."""

from typing import Annotated

import typer

from restoration.catalog import DETECTORS
from restoration.detection.crack_width import MAX_WIDTH, NATIVE_WIDTH

_AUTOMATIC = "auto"


def _parse_width(text: str) -> int | None:
    """Return a width in px, or None for "auto"."""
    if text == _AUTOMATIC:
        return None
    if not text.isdecimal() or not NATIVE_WIDTH <= int(text[:9]) <= MAX_WIDTH:
        raise typer.BadParameter(f"{text!r} is neither auto nor a number from {NATIVE_WIDTH} to {MAX_WIDTH}.")
    return int(text)


DetectorKey = Annotated[str, typer.Option("--detector", metavar="KEY", help=f"One of: {', '.join(DETECTORS.keys)}.")]
Widest = Annotated[
    int | None,
    typer.Option(
        parser=_parse_width,
        metavar="auto|PX",
        help=f"Width of the widest cracks in this scan, {NATIVE_WIDTH} to {MAX_WIDTH}; auto: chosen from each picture.",
        show_default=_AUTOMATIC,
    ),
]

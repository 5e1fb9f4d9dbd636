"""The options that several commands have about masks."""

from typing import Annotated

import typer

InvertMask = Annotated[bool, typer.Option("--invert-mask", help="Black is damage in the mask, and white is sound.")]

"""The options that name a painting: what is given goes into the files that are made of it."""

from typing import Annotated

import typer

from restoration.errors import BadRequest
from restoration.output.damage_map import TitleBlock

Title = Annotated[str, typer.Option("--title", help="Title of the painting.")]
Inventory = Annotated[str, typer.Option("--inventory", help="Inventory number.")]
Credit = Annotated[str, typer.Option("--credit", help="Whom to name as the source, such as a museum's credit line.")]


def refuse_for_several(words: TitleBlock, pictures: int) -> None:
    """Raise `BadRequest` if words that name one painting are given for several."""
    if pictures > 1 and (words.title or words.inventory):
        message = f"A title or an inventory number belongs to one picture, and the folder has {pictures}."
        raise BadRequest(message, hint="Give a single picture, or leave --title and --inventory out.")

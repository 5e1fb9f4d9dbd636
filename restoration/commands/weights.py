"""`weights`: which networks' weights are there, verified; and where new ones come from."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from restoration import terminal, weights
from restoration.errors import RestorationError

RELEASE = "https://github.com/painting-restoration/painting-restoration/releases/latest/download/damage_mask_unet.pth"

Folder = Annotated[Path, typer.Option("--dest", metavar="DIR", help="Folder; made if need be.")]
Url = Annotated[str, typer.Option(metavar="URL", help="Of the weights; their card lies beside them, as .json.")]


def weights_command() -> None:
    """Say which weights of networks are there and are what they should be, and how to get the others."""
    for file in weights.FILES:
        terminal.out.print(_state(file))


def download_unet_command(folder: Folder = Path("models/unet"), url: Url = RELEASE) -> None:
    """Download the newest weights of the U-Net that finds damage.

    They are checked against their card before they replace those that are there. An interrupted download goes on where
    it stopped.

    Example: `python scripts/download_unet_weights.py --dest models/unet`
    """
    from restoration.downloading.release import bring  # the network's library is loaded only where it is needed
    from restoration.downloading.visitor import Visitor

    logging.getLogger("urllib3").setLevel(logging.ERROR)  # it would tell of every retry
    wanted = replace(weights.UNET, path=folder.absolute() / weights.UNET.path.name)
    bring(Visitor(pause=0), url, wanted)
    terminal.out.print(_state(wanted))


def _state(file: weights.TrainedWeights | weights.WeightFile) -> str:
    try:
        file.read()
    except RestorationError as error:
        return error.sentence
    return f"{file.name} is verified."

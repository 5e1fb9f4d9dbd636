"""`weights`: which networks' weights are there, verified; and where new ones come from."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from restoration import terminal, weights
from restoration.errors import BadRequest, RestorationError

ADDRESS = "RESTORATION_UNET_URL"  # the environment variable that tells where releases are

Folder = Annotated[Path, typer.Option("--dest", metavar="DIR", help="Folder; made if need be.")]
Url = Annotated[
    str | None,
    typer.Option(metavar="URL", envvar=ADDRESS, help="Of the weights; their card, .json, lies beside."),
]


def weights_command() -> None:
    """Say which weights of networks are there and are what they should be, and how to get the others."""
    for file in weights.FILES:
        terminal.out.print(_state(file))


def download_unet_command(folder: Folder = Path("models/unet"), url: Url = None) -> None:
    """Download newer weights of the U-Net that finds damage; those of this version came with the program.

    They are checked against their card before they replace those that are there. An interrupted download goes on where
    it stopped.

    Example: `python scripts/download_unet_weights.py --dest models/unet --url https://example.org/damage_mask_unet.pth`
    """
    if not url:
        raise BadRequest(
            "Nothing says where newer weights are.",
            hint=f"Tell it with --url, or in {ADDRESS}; `git checkout models/unet` brings this version's back.",
        )
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

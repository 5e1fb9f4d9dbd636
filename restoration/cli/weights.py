"""`weights`: which networks' weights are there, verified; and where new ones come from."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from restoration import weights
from restoration.cli import terminal
from restoration.cli.terminal import progress_bar
from restoration.errors import BadRequest, RestorationError

BYTES_PER_MB = 10**6

Folder = Annotated[Path, typer.Option("--dest", metavar="DIR", help="Folder; made if need be.")]
FileUrl = Annotated[str, typer.Option(metavar="URL", help="Another place of the same file.")]


def download_lama_command(folder: Folder = Path("models/lama"), url: FileUrl = weights.LAMA.source) -> None:
    """Download the weights of LaMa, a network that fills wide losses (206 MB).

    They are checked before they take their place. An interrupted download goes on where it stopped.

    Example: `python scripts/download_lama_weights.py --dest models/lama`
    """
    _download_published(weights.LAMA, folder, url)


def download_migan_command(folder: Folder = Path("models/migan"), url: FileUrl = weights.MIGAN.source) -> None:
    """Download the weights of MI-GAN, a small network that fills losses (28 MB).

    They are checked before they take their place. An interrupted download goes on where it stopped.

    Example: `python scripts/download_migan_weights.py --dest models/migan`
    """
    _download_published(weights.MIGAN, folder, url)


def _download_published(published: weights.PublishedWeights, folder: Path, url: str) -> None:
    from restoration.downloading.client import Client
    from restoration.downloading.weight_files import download_published

    logging.getLogger("urllib3").setLevel(logging.ERROR)  # it would tell of every retry
    wanted = replace(published, path=folder.absolute() / published.path.name)
    with progress_bar(f"{wanted.path.name}, MB") as watch:
        download_published(
            Client(pause=0), url, wanted, lambda done, total: watch(done // BYTES_PER_MB, total // BYTES_PER_MB)
        )
    terminal.out.print(f"{wanted.name} is verified.")


URL_VARIABLE = "RESTORATION_UNET_URL"  # the environment variable that tells where releases are

ReleaseUrl = Annotated[
    str | None,
    typer.Option(metavar="URL", envvar=URL_VARIABLE, help="Of the weights; their card, .json, lies beside."),
]


def weights_command() -> None:
    """Say which weights of networks are there and are what they should be, and how to get the others."""
    for file in weights.ALL_WEIGHTS:
        terminal.out.print(_describe(file))


def download_unet_command(folder: Folder = Path("models/unet"), url: ReleaseUrl = None) -> None:
    """Download newer weights of the U-Net that finds damage; those of this version came with the program.

    They are checked against their card before they replace those that are there. An interrupted download goes on where
    it stopped.

    Example: `python scripts/download_unet_weights.py --dest models/unet --url https://example.org/damage_mask_unet.pth`
    """
    if not url:
        raise BadRequest(
            "Nothing says where newer weights are.",
            hint=f"Tell it with --url, or in {URL_VARIABLE}; `git checkout models/unet` brings this version's back.",
        )
    from restoration.downloading.client import Client
    from restoration.downloading.weight_files import (
        download_release,  # the network's library is loaded only where it is needed
    )

    logging.getLogger("urllib3").setLevel(logging.ERROR)  # it would tell of every retry
    wanted = replace(weights.DETECTION_UNET, path=folder.absolute() / weights.DETECTION_UNET.path.name)
    download_release(Client(pause=0), url, wanted)
    terminal.out.print(_describe(wanted))


def _describe(file: weights.TrainedWeights | weights.PublishedWeights) -> str:
    try:
        file.read()
    except RestorationError as error:
        return error.sentence
    return f"{file.name} is verified."

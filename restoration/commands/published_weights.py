"""Bringing weights that others published; each network's script is one of these commands."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from restoration import terminal, weights
from restoration.commands.bar import bar

MEGA = 10**6

Folder = Annotated[Path, typer.Option("--dest", metavar="DIR", help="Folder; made if need be.")]
Url = Annotated[str, typer.Option(metavar="URL", help="Another place of the same file.")]


def download_lama_command(folder: Folder = Path("models/lama"), url: Url = weights.LAMA.source) -> None:
    """Download the weights of LaMa, a network that fills wide losses (206 MB).

    They are checked before they take their place. An interrupted download goes on where it stopped.

    Example: `python scripts/download_lama_weights.py --dest models/lama`
    """
    _bring(weights.LAMA, folder, url)


def download_migan_command(folder: Folder = Path("models/migan"), url: Url = weights.MIGAN.source) -> None:
    """Download the weights of MI-GAN, a small network that fills losses (28 MB).

    They are checked before they take their place. An interrupted download goes on where it stopped.

    Example: `python scripts/download_migan_weights.py --dest models/migan`
    """
    _bring(weights.MIGAN, folder, url)


def _bring(published: weights.WeightFile, folder: Path, url: str) -> None:
    from restoration.downloading.published import bring_published  # the network's library is loaded only where needed
    from restoration.downloading.visitor import Visitor

    logging.getLogger("urllib3").setLevel(logging.ERROR)  # it would tell of every retry
    wanted = replace(published, path=folder.absolute() / published.path.name)
    with bar(f"{wanted.path.name}, MB") as watch:
        bring_published(Visitor(pause=0), url, wanted, lambda done, total: watch(done // MEGA, total // MEGA))
    terminal.out.print(f"{wanted.name} is verified.")

"""The script that downloads CIFAR-10 for the tutorial."""

from pathlib import Path
from typing import Annotated

import typer

from restoration.cli import terminal
from restoration.cli.weights import quiet_client, show_megabytes
from restoration.paths import DATA
from restoration.training import cifar10
from restoration.weights import PublishedFile


def download_cifar10_command(
    folder: Annotated[Path, typer.Option("--dest", metavar="DIR", help="Folder; it is made if missing.")] = DATA
    / "cifar10",
    url: Annotated[str, typer.Option(metavar="URL", help="Another address of the same file.")] = cifar10.URL,
) -> None:
    """Download CIFAR-10, 60 000 small photographs that the tutorial trains on (170 MB).

    The file is verified before it takes its place. An interrupted download continues where it stopped.

    Example: `python scripts/download_cifar10.py`
    """
    from restoration.downloading.weight_files import download_checked

    file = PublishedFile(cifar10.NAME, cifar10.SIZE_BYTES, cifar10.SHA256)
    with show_megabytes(file.name) as watch:
        download_checked(quiet_client(), url, folder / file.name, file, watch)
    terminal.out.print(f"{folder / file.name} is verified.")

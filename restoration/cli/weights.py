"""`weights` and the scripts that download weights: which networks' weights are there, and where to get the others."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from restoration import weights
from restoration.cli import terminal
from restoration.cli.terminal import progress_bar
from restoration.domain import Progress
from restoration.errors import BadRequest, RestorationError

if TYPE_CHECKING:
    from restoration.downloading.client import Client

BYTES_PER_MB = 10**6
URL_VARIABLE = "RESTORATION_UNET_URL"  # the environment variable for the address of newer U-Net weights
SEGMENTER_SOURCE = weights.SEGMENTER_ENCODER.source.rpartition("/")[0]  # the folder of both files

Folder = Annotated[Path, typer.Option("--dest", metavar="DIR", help="Folder; it is made if missing.")]
FileUrl = Annotated[str, typer.Option(metavar="URL", help="Another address of the same file.")]
FolderUrl = Annotated[str, typer.Option(metavar="URL", help="Another address of a folder with the same files.")]
ReleaseUrl = Annotated[
    str | None,
    typer.Option(
        metavar="URL", envvar=URL_VARIABLE, help="Address of the weights; their card, .json, must be beside them."
    ),
]


def weights_command() -> None:
    """Check the weights of every network, and say how to get those that are missing or wrong."""
    for file in (*weights.ALL_WEIGHTS, weights.DIFFUSION):
        terminal.out.print(_state_of(file))


def download_lama_command(folder: Folder = Path("models/lama"), url: FileUrl = weights.LAMA.source) -> None:
    """Download the weights of LaMa, a network that fills wide losses (206 MB).

    The file is verified before it takes its place. An interrupted download continues where it stopped.

    Example: `python scripts/download_lama_weights.py --dest models/lama`
    """
    _download_published(weights.LAMA, folder, url)


def download_migan_command(folder: Folder = Path("models/migan"), url: FileUrl = weights.MIGAN.source) -> None:
    """Download the weights of MI-GAN, a small network that fills losses (28 MB).

    The file is verified before it takes its place. An interrupted download continues where it stopped.

    Example: `python scripts/download_migan_weights.py --dest models/migan`
    """
    _download_published(weights.MIGAN, folder, url)


def download_realesrgan_command(
    folder: Folder = Path("models/realesrgan"), url: FileUrl = weights.REALESRGAN.source
) -> None:
    """Download the weights of Real-ESRGAN, a large network that enlarges pictures four times (67 MB).

    The file is verified before it takes its place. An interrupted download continues where it stopped.

    Example: `python scripts/download_realesrgan_weights.py --dest models/realesrgan`
    """
    _download_published(weights.REALESRGAN, folder, url)


def download_diffusion_command(
    folder: Folder = Path("models") / weights.DIFFUSION.path, url: FileUrl = weights.DIFFUSION.source
) -> None:
    """Download a diffusion model that generates paint from words: Stable Diffusion 1.5 for inpainting (2.1 GB).

    It has a licence that forbids some uses: read it before. Only safetensors are downloaded, of a fixed version. Each
    file is verified before it takes its place, and an interrupted download continues where it stopped.

    Example: `python scripts/download_diffusion_weights.py`
    """
    from restoration.downloading.weight_files import download_pipeline

    wanted = replace(weights.DIFFUSION, path=folder.absolute())
    terminal.out.print(f"{wanted.repository}, version {wanted.revision}, {wanted.size / 1e9:.1f} GB.")
    terminal.out.print(f"Its licence, {wanted.licence}, forbids some uses: {wanted.licence_url}")
    with show_megabytes(wanted.repository) as watch:
        download_pipeline(quiet_client(), url, wanted, watch)
    terminal.out.print(_state_of(wanted))


def download_segmenter_command(folder: Folder = Path("models/segmenter"), url: FolderUrl = SEGMENTER_SOURCE) -> None:
    """Download the weights of MobileSAM, a network that outlines objects: two files (45 MB).

    The files are verified before they take their places. An interrupted download continues where it stopped.

    Example: `python scripts/download_segmenter_weights.py --dest models/segmenter`
    """
    for published in (weights.SEGMENTER_ENCODER, weights.SEGMENTER_DECODER):
        _download_published(published, folder, f"{url.rstrip('/')}/{published.path.name}")


def download_subject_command(folder: Folder = Path("models/subject"), url: FileUrl = weights.SUBJECT.source) -> None:
    """Download the weights of U2-NetP, a small network that tells the figure from the ground (5 MB).

    The file is verified before it takes its place. An interrupted download continues where it stopped.

    Example: `python scripts/download_subject_weights.py --dest models/subject`
    """
    _download_published(weights.SUBJECT, folder, url)


def download_unet_command(folder: Folder = Path("models/unet"), url: ReleaseUrl = None) -> None:
    """Download other weights of the U-Net that detects damage, such as your own; this version's come with the program.

    There is no usual address, so --url is needed. The file is verified against its card before it replaces the old one.
    An interrupted download continues where it stopped.

    Example: `python scripts/download_unet_weights.py --dest models/unet --url https://example.org/damage_mask_unet.pth`
    """
    if not url:
        raise BadRequest(
            "There is no usual address: the weights come with the program, in models/unet, and no newer ones are "
            "published.",
            hint=f"Give the address of your own with --url or in {URL_VARIABLE}; "
            "`git checkout models/unet` brings lost ones back.",
        )
    from restoration.downloading.weight_files import download_release

    wanted = replace(weights.DETECTION_UNET, path=folder.absolute() / weights.DETECTION_UNET.path.name)
    download_release(quiet_client(), url, wanted)
    terminal.out.print(_state_of(wanted))


def _download_published(published: weights.PublishedWeights, folder: Path, url: str) -> None:
    from restoration.downloading.weight_files import download_published

    wanted = replace(published, path=folder.absolute() / published.path.name)
    with show_megabytes(wanted.path.name) as watch:
        download_published(quiet_client(), url, wanted, watch)
    terminal.out.print(_state_of(wanted))


@contextmanager
def show_megabytes(name: str) -> Iterator[Progress]:
    """Show the progress of a download, which counts in bytes."""
    with progress_bar(f"{name}, MB") as progress:
        yield lambda done, total: progress(done // BYTES_PER_MB, total // BYTES_PER_MB)


def quiet_client() -> "Client":
    from restoration.downloading.client import Client  # it loads requests, so it is imported only here

    logging.getLogger("urllib3").setLevel(logging.ERROR)  # it would report every retry
    return Client(pause=0)


def _state_of(file: weights.TrainedWeights | weights.PublishedWeights | weights.PublishedPipeline) -> str:
    try:
        if isinstance(file, weights.PublishedPipeline):
            file.verify()
        else:
            file.read()
    except RestorationError as error:
        return error.sentence
    return f"{file.name} is verified."

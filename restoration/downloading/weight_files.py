"""Downloads of weights and other published files, checked before they replace older ones."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from restoration.domain import Progress, no_progress
from restoration.downloading.client import Client, DownloadFailed
from restoration.downloading.download import download_file, replace_file
from restoration.files import ensure_folder, read_bytes, sha256_of_file
from restoration.weights import (
    MAX_CARD_BYTES,
    PublishedFile,
    PublishedPipeline,
    PublishedWeights,
    TrainedWeights,
    sha256_in_card,
)


def download_published(client: Client, url: str, weights: PublishedWeights, watch: Progress = no_progress) -> None:
    """Download a published weights file to its place, unless it is there already.

    Args:
        client: makes the calls.
        url: of the file.
        weights: what the file must be, and where it belongs.
        watch: called with the bytes that have arrived and the total.

    Raises:
        DownloadFailed: the file did not arrive (what has arrived is kept for the next attempt), or it is another file
            (which is removed).
        CannotWrite: the disk is full or the folder cannot be written to; an older file stays.
    """

    def is_published(path: Path) -> bool:
        return weights.is_published(sha256_of_file(path))

    _download(client, url, weights.file, weights.file.name, is_published, watch)


def download_pipeline(client: Client, url: str, pipeline: PublishedPipeline, watch: Progress = no_progress) -> None:
    """Download the files of a published pipeline to their folder, but for those that are there already.

    Args:
        client: makes the calls.
        url: of the folder in which the files lie.
        pipeline: what the files must be, and where they belong.
        watch: called with the bytes of all files that have arrived, and their total.

    Raises:
        DownloadFailed: a file did not arrive (what has arrived is kept for the next attempt), or it is another file
            (which is removed).
        CannotWrite: the disk is full or the folder cannot be written to; an older file stays.
    """
    before = 0
    for file in pipeline.files:
        download_checked(
            client,
            f"{url.rstrip('/')}/{file.name}",
            pipeline.folder / file.name,
            file,
            partial(_watch_from, watch, before, pipeline.size),
        )
        before += file.size


def _watch_from(watch: Progress, before: int, total: int, done: int, _: int) -> None:
    watch(before + done, total)


def download_checked(client: Client, url: str, path: Path, file: PublishedFile, watch: Progress = no_progress) -> None:
    """Download a published file to `path`, unless it is there already.

    Args:
        client: makes the calls.
        url: of the file.
        path: where it belongs.
        file: what it must be.
        watch: called with the bytes that have arrived and the total.

    Raises:
        DownloadFailed: the file did not arrive (what has arrived is kept for the next attempt), or it is another file
            (which is removed).
        CannotWrite: the disk is full or the folder cannot be written to; an older file stays.
    """

    def is_published(found: Path) -> bool:
        return file.is_published(found.stat().st_size, sha256_of_file(found))

    _download(client, url, path, file.name, is_published, watch)


def _download(
    client: Client, url: str, path: Path, name: str, is_published: Callable[[Path], bool], watch: Progress
) -> None:
    """Download a file to `path`, unless one is there that `is_published` accepts, as it must accept the new one."""
    if path.is_file() and is_published(path):
        return
    ensure_folder(path.parent)
    part = path.with_name(path.name + ".part")
    download_file(client, url, part, watch)
    if not is_published(part):
        part.unlink()
        hint = "Run it again to download it again, or give another address with --url."
        raise DownloadFailed(f"The file from {url} is not the published {name}.", hint=hint)
    replace_file(part, path)


def download_release(client: Client, url: str, weights: TrainedWeights) -> None:
    """Download trained weights and their card to their place.

    Args:
        client: makes the calls.
        url: of the weights; their card is beside them, as `.json`.
        weights: where they belong.

    Raises:
        DownloadFailed: a file did not arrive, or the weights do not match their card; older files stay.
        CannotWrite: the disk is full or the folder cannot be written to; older files stay.
    """
    ensure_folder(weights.file.parent)
    card, file = (path.with_name(path.name + ".part") for path in (weights.card, weights.file))
    download_file(client, _card_url(url), card)
    expected = _sha256_in_card(card, url)
    download_file(client, url, file)
    if sha256_of_file(file) != expected:
        card.unlink()
        file.unlink()
        raise DownloadFailed(
            f"The weights from {url} do not match their card.", hint="Run it again to download them again."
        )
    replace_file(file, weights.file)
    replace_file(card, weights.card)


def _sha256_in_card(card: Path, url: str) -> str:
    try:
        return sha256_in_card(read_bytes(card, MAX_CARD_BYTES))
    except (OSError, ValueError) as error:
        card.unlink()
        hint = "Give the address of a file that has its card beside it."
        raise DownloadFailed(f"{_card_url(url)} is no card of weights.", hint=hint) from error


def _card_url(url: str) -> str:
    return url.removesuffix(".pth") + ".json"

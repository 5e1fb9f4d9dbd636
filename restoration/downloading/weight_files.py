"""A release of trained weights: brought from the web with its card, and checked against it before it replaces any."""

from pathlib import Path

from restoration.domain import Progress, no_progress
from restoration.downloading.client import Client, DownloadFailed
from restoration.downloading.download import download_file, replace_file
from restoration.files import ensure_folder, sha256_of_file
from restoration.weights import PublishedWeights, TrainedWeights, sha256_in_card


def download_published(visitor: Client, url: str, weights: PublishedWeights, watch: Progress = no_progress) -> None:
    """Put the published file where it belongs, unless it is there already.

    Args:
        visitor: who asks for it.
        url: where it is.
        weights: what it must be, and where to put it.
        watch: called with the bytes that are there and that there will be.

    Raises:
        NoAnswer: it did not come, and what has arrived is kept to go on from; or it is another file, and was not kept.
        CannotWrite: the disk is full or the folder not ours to write to; what was there stays.
    """
    if weights.is_there() and weights.is_published(sha256_of_file(weights.file)):
        return
    ensure_folder(weights.file.parent)
    part = weights.file.with_name(weights.file.name + ".part")
    download_file(visitor, url, part, watch)
    if not weights.is_published(sha256_of_file(part)):
        part.unlink()
        hint = "Run it again to fetch it anew, or give another address with --url."
        raise DownloadFailed(f"What came from {url} is not the published {weights.file.name}.", hint=hint)
    replace_file(part, weights.file)


def download_release(visitor: Client, url: str, weights: TrainedWeights) -> None:
    """Put the released weights and their card where those weights lie.

    Args:
        visitor: who asks for them.
        url: of the weights; their card is beside them, as `.json`.
        weights: where to put them.

    Raises:
        NoAnswer: something did not come, or is not what the card promises; what was there stays.
        CannotWrite: the disk is full or the folder not ours to write to; what was there stays.
    """
    ensure_folder(weights.file.parent)
    card, file = (path.with_name(path.name + ".part") for path in (weights.card, weights.file))
    download_file(visitor, _beside(url), card)
    promised = _promised(card, url)
    download_file(visitor, url, file)
    if sha256_of_file(file) != promised:
        card.unlink()
        file.unlink()
        raise DownloadFailed(
            f"What came from {url} is not what its card promises.", hint="Run it again to fetch it anew."
        )
    replace_file(file, weights.file)
    replace_file(card, weights.card)


def _promised(card: Path, url: str) -> str:
    try:
        return sha256_in_card(card.read_bytes())
    except ValueError as error:
        card.unlink()
        hint = "Give the address of a file that has its card beside it."
        raise DownloadFailed(f"{_beside(url)} is no card of weights.", hint=hint) from error


def _beside(url: str) -> str:
    """The address of the card."""
    return url.removesuffix(".pth") + ".json"

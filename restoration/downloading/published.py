"""A file of weights that others published: brought from the web, and checked before it takes its place."""

from restoration.domain import Progress, silent
from restoration.downloading.download import download, move_in
from restoration.downloading.visitor import NoAnswer, Visitor
from restoration.imaging.atomic import ensure_folder
from restoration.imaging.digest import sha256_of
from restoration.weights import WeightFile


def bring_published(visitor: Visitor, url: str, weights: WeightFile, watch: Progress = silent) -> None:
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
    if weights.is_there() and weights.is_published(sha256_of(weights.file)):
        return
    ensure_folder(weights.file.parent)
    part = weights.file.with_name(weights.file.name + ".part")
    download(visitor, url, part, watch)
    if not weights.is_published(sha256_of(part)):
        part.unlink()
        hint = "Run it again to fetch it anew, or give another address with --url."
        raise NoAnswer(f"What came from {url} is not the published {weights.file.name}.", hint=hint)
    move_in(part, weights.file)

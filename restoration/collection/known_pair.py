"""A pair read back from its files: the damaged picture, the picture before, and the truth about the difference."""

from dataclasses import dataclass
from pathlib import Path

from restoration.collection.manifest import PairEntry
from restoration.collection.pair_record import Passport, pair_name, read_passport
from restoration.domain import Image, Mask
from restoration.errors import BadImage, BadRequest
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_mask, read_painting


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class KnownPair:
    """A damaged painting whose damage is known."""

    damaged: Painting
    before: Image | None  # None where the original is not at hand any more, or has been changed
    mask: Mask  # what damage covers at least by half
    passport: Passport


def open_pair(folder: Path, entry: PairEntry, original: Path | None) -> KnownPair:
    """Read the pictures of a pair.

    Args:
        folder: of the collection, which the entry's paths are relative to.
        entry: its row in the manifest.
        original: the picture that it may have been made of; what it was made of, its sha256 tells.

    Raises:
        BadRequest: its files are not all there, or not as they were written.
        BadImage: the damaged picture cannot be read.
        BadMask: the mask cannot be read.
    """
    name = pair_name(entry.painting, entry.severity, entry.number)
    passport = read_passport(folder, name)
    if passport is None:
        hint = "Run `python -m restoration damage` once more: it makes anew what is missing."
        raise BadRequest(f"The pair {name} is not whole any more.", hint=hint)
    damaged = read_painting(folder / entry.damaged)
    before = _before(folder / entry.clean if entry.clean else original, entry)
    return KnownPair(damaged, before, read_mask(folder / entry.mask, damaged.image), passport)


def _before(picture: Path | None, entry: PairEntry) -> Image | None:
    if picture is None:
        return None
    try:
        painting = read_painting(picture)
    except BadImage:
        return None
    is_it = bool(entry.clean) or painting.sha256 == entry.original_sha256
    return painting.image if is_it else None

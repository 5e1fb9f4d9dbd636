"""Whether the files of a collection are still those that its manifest names: all are compared by their SHA-256."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from restoration.anywhere import sha256_of_file
from restoration.collection.manifest import MANIFEST_NAME, ManifestRow, read_manifest
from restoration.collection.pair_record import REQUIRED_PARTS, pair_name, part_path, read_pair_record
from restoration.domain import Progress, no_progress
from restoration.errors import BadImage, BadRequest
from restoration.storage import NotThere, Place


@dataclass(frozen=True, slots=True)
class Verification:
    """What was compared, and what was found."""

    pairs: int
    faults: tuple[str, ...]  # a sentence for each


def verify_collection(folder: Place, originals: Iterable[Place], progress: Progress = no_progress) -> Verification:
    """Compare every pair of a manifest with its files, and its original with the one it was made of.

    Args:
        folder: the collection's folder.
        originals: found by their names; a pair whose original is not among them is compared without it.
        progress: called after each pair.

    Raises:
        BadRequest: there is no manifest, or it cannot be read.
        StorageError: a folder elsewhere cannot be read.
    """
    rows = read_manifest(folder)
    if not rows:
        hint = "Run the command without --verify: it makes the pairs and the manifest."
        raise BadRequest(f"No pairs are named in {folder / MANIFEST_NAME}.", hint=hint)
    faults: list[str] = []
    found, digests = {path.name: path for path in originals}, {}
    for done, row in enumerate(rows, start=1):
        if row.original in found and row.original not in digests:
            digests[row.original] = sha256_of_file(found[row.original])
        faults += _faults(folder, row, digests)
        progress(done, len(rows))
    return Verification(len(rows), tuple(faults))


def _faults(folder: Place, row: ManifestRow, originals: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with a pair; `originals` are the hashes of originals, by the names of their files."""
    name = pair_name(row.painting, row.severity, row.number)
    record = read_pair_record(folder, name)
    if record is None:
        yield f"{name}: a file is missing, or is not as long as it was."
        return
    if originals.get(row.original, row.original_sha256) != row.original_sha256:
        yield f"{name}: it was made of another {row.original} than the one that is there now."
    if any(record.sha256[part] != getattr(row, f"{part}_sha256") for part in REQUIRED_PARTS):
        yield f"{name}: its record and the manifest differ."
    for part, digest in record.sha256.items():
        if not _holds(folder / part_path(part, name), digest):
            yield f"{part_path(part, name)}: its content was changed."


def _holds(place: Place, digest: str) -> bool:
    try:
        return sha256_of_file(place) == digest
    except (BadImage, NotThere):  # it cannot be read
        return False

"""A whole collection of synthetic pairs: every painting in turn, then the manifest."""

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np
import tifffile

from restoration import processes
from restoration.batch import Outcome
from restoration.collection.manifest import write_manifest
from restoration.collection.originals import get_split, read_table_rows
from restoration.collection.pair_record import (
    DAMAGED_FOLDER,
    MASKS_FOLDER,
    PairCoverage,
    PairOrigin,
    PairRecord,
    encode_pair_record,
    part_path,
    read_pair_record,
)
from restoration.collection.pair_request import PairRequest, recipe_for
from restoration.damage.layer import Alpha
from restoration.damage.pair import DamagedPair, apply_damage
from restoration.damage.serialization import recipe_from_json, recipe_to_json
from restoration.damage.truth import GroundTruth, touch_mask
from restoration.domain import DAMAGE_KINDS, DamageKind
from restoration.errors import CannotWrite, RestorationError, os_error_reason
from restoration.files import ensure_folder, sha256_of_file, write_bytes
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_painting
from restoration.imaging.writing import encode_mask, encode_painting

_PAGE_NAME = 285  # the TIFF tag that layers and pages are named by


def encode_alphas(alphas: Mapping[DamageKind, Alpha]) -> bytes:
    """A little-endian 16-bit TIFF, deflated without loss; its pages are named and ordered as in `DAMAGE`."""
    file = io.BytesIO()
    with tifffile.TiffWriter(file, byteorder="<") as tiff:
        for kind in DAMAGE_KINDS:
            tiff.write(
                alphas[kind],
                photometric="minisblack",
                compression="adobe_deflate",
                compressionargs={"level": 1},  # mostly zeros: higher levels take longer and save little
                predictor=True,
                metadata=None,
                software=False,
                extratags=[(_PAGE_NAME, "s", 0, kind.value, True)],
            )
    return file.getvalue()


class InconsistentPair(RestorationError):
    """The drawn damage and its mask contradict each other."""

    hint = "This is a fault of the program: please report it with the painting's name and the seed."


def make_pairs(path: Path, order: PairRequest, folder: Path, split: str) -> str:
    """Make the pairs of one painting that are not there yet, and say in a few words what was done.

    Args:
        path: the original.
        order: what is wanted.
        folder: of the collection; it exists.
        split: which part of the data the painting belongs to: "train", "val"...

    Raises:
        BadImage: the original cannot be read.
        CannotWrite: a file could not be written; none is left half-written.
        UntruePair: a pair came out that its masks do not describe; it was not written.
    """
    sha256 = sha256_of_file(path)
    origins = [_origin(path, number, order, split, sha256) for number in range(order.per_image)]
    missing = [origin for origin in origins if not _is_made(origin, folder)]
    if missing:
        painting = read_painting(path)
        for origin in missing:
            pair = apply_damage(
                painting.image, recipe_from_json(origin.recipe)
            )  # not from memory: so a passport can draw it again
            _save(pair, painting, origin, folder)
    counts = {"made": len(missing), "there already": len(origins) - len(missing)}
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)


def _origin(path: Path, number: int, order: PairRequest, split: str, sha256: str) -> PairOrigin:
    recipe = json.loads(json.dumps(recipe_to_json(recipe_for(path.stem, number, order))))  # as a passport gives it back
    return PairOrigin(path.stem, path.name, sha256, split, order.seed, number, recipe)


def _is_made(origin: PairOrigin, folder: Path) -> bool:
    passport = read_pair_record(folder, origin.pair)
    return passport is not None and passport.origin == origin


def _save(pair: DamagedPair, original: Painting, origin: PairOrigin, folder: Path) -> None:
    """Write all parts, the passport last; parts of an older pair of that name that would not be replaced go first."""
    if (touch_mask(pair.before, pair.after) & ~pair.truth.touch).any():
        raise InconsistentPair(f"The damage of {origin.pair} reaches beyond its mask.")
    _remove(folder / part_path("passport", origin.pair))
    _remove(folder / part_path("clean", origin.pair))
    sizes, hashes = {}, {}
    for part, data in _parts(pair, original):
        write_bytes(folder / part_path(part, origin.pair), data)
        sizes[part], hashes[part] = len(data), hashlib.sha256(data).hexdigest()
    height, width = pair.truth.touch.shape
    passport = PairRecord(origin, width, height, _coverage(pair.truth), sizes, hashes)
    write_bytes(folder / part_path("passport", origin.pair), encode_pair_record(passport))


def _parts(pair: DamagedPair, original: Painting) -> Iterator[tuple[str, bytes]]:
    yield "damaged", encode_painting(pair.after, original, "png")
    if not np.array_equal(pair.before, original.image):
        yield "clean", encode_painting(pair.before, original, "png")
    yield "mask", encode_mask(pair.truth.hard)
    yield "touch", encode_mask(pair.truth.touch)
    yield "alpha", encode_alphas(pair.truth.alphas)


def _coverage(truth: GroundTruth) -> PairCoverage:
    shares = {kind.value: truth.share(kind) for kind in DAMAGE_KINDS}
    shares |= {"damaged": float(truth.hard.mean()), "touched": float(truth.touch.mean())}
    return PairCoverage(**{name: round(share, 6) for name, share in shares.items()})


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(f"{path} cannot be replaced ({os_error_reason(error)}).") from error


MANIFEST_EVERY = 100  # paintings, so that a manifest is at hand long before thousands are done


def generate_pairs(
    paintings: list[Path], order: PairRequest, folder: Path, *, workers: int, tell: Callable[[Outcome], None]
) -> int:
    """Make the ordered pairs of all paintings; what is there from an earlier run is kept.

    The same paintings and order give the same files, byte for byte, whatever was interrupted and however many worked.

    Args:
        paintings: the originals; no two share a stem.
        order: what is wanted.
        folder: of the collection; made if need be. Only one run at a time may work there.
        workers: how many processes.
        tell: called with what became of each painting.

    Returns:
        How many finished pairs the folder holds, those of other runs included.

    Raises:
        CannotWrite: the folder or its manifest cannot be written.
        BadRequest: the table of the originals cannot be read.
        WorkerLost: a process was killed.
    """
    rows = read_table_rows(paintings)
    for room in (folder, folder / DAMAGED_FOLDER, folder / MASKS_FOLDER):
        _clear_parts(ensure_folder(room))
    jobs = {path: partial(make_pairs, path, order, folder, get_split(path, row)) for path, row in rows.items()}
    try:
        with closing(processes.run_jobs(jobs, workers)) as outcomes:
            for done, outcome in enumerate(outcomes, start=1):
                tell(outcome)
                if done % MANIFEST_EVERY == 0:
                    write_manifest(folder)
    finally:
        count = write_manifest(folder)
    return count


def _clear_parts(folder: Path) -> None:
    """Remove what a killed run left half-written."""
    for part in folder.glob(".*.part"):
        part.unlink(missing_ok=True)

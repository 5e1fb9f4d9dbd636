"""The generation of synthetic pairs: one painting, or a whole collection with its manifest; finished pairs are kept."""

import io
import json
from collections.abc import Callable, Collection, Generator, Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np
import tifffile

from restoration.anywhere import as_path, on_this_machine, prepare_folder, remove_file, sha256_of_file, write_bytes
from restoration.batch import Outcome
from restoration.collection.manifest import write_manifest
from restoration.collection.originals import find_splits
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
from restoration.errors import RestorationError
from restoration.files import sha256_of_bytes
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_painting
from restoration.imaging.writing import encode_mask, encode_painting
from restoration.processes import PaintingJob
from restoration.storage import Place

RunJobs = Callable[[Mapping[Path, PaintingJob]], Generator[Outcome]]
"""Runs the job of each painting, and yields its outcome as soon as it is there."""

MANIFEST_EVERY = 100  # paintings, so that a run over thousands has a manifest long before its end
_PAGE_NAME = 285  # the TIFF tag with the name of a page


class InconsistentPair(RestorationError):
    """The drawn damage and its mask contradict each other."""

    hint = "This is a fault of the program: please report it with the painting's name and the seed."


def generate_pairs(
    paintings: Collection[Place],
    request: PairRequest,
    folder: Place,
    *,
    run: RunJobs,
    report: Callable[[Outcome], None],
) -> int:
    """Make the requested pairs of all paintings; pairs from an earlier run are kept.

    The same paintings and request give the same files, byte for byte, whoever makes them, after any interruption. What
    lies elsewhere is copied here one painting at a time; a folder elsewhere gets its manifest at the end.

    Args:
        paintings: the originals; no two may share a stem.
        request: the pairs to make of each painting.
        folder: the collection's folder; created if it is missing. Only one run at a time may work there.
        run: runs the jobs, such as `processes.run_jobs` with a number of workers.
        report: called with the outcome of each painting.

    Returns:
        The number of finished pairs in the folder, including those of other runs.

    Raises:
        CannotWrite: the folder or its manifest cannot be written.
        StorageError: the same, of a folder elsewhere.
        BadRequest: the table of the originals cannot be read.
        RestorationError: what `run` raises.
    """
    splits = find_splits(paintings)
    for subfolder in (folder, folder / DAMAGED_FOLDER, folder / MASKS_FOLDER):
        prepare_folder(subfolder)
    jobs = {as_path(place): partial(make_pairs, place, request, folder, split) for place, split in splits.items()}
    try:
        with closing(run(jobs)) as outcomes:
            for done, outcome in enumerate(outcomes, start=1):
                report(outcome)
                if done % MANIFEST_EVERY == 0 and isinstance(folder, Path):
                    write_manifest(folder)
    finally:
        count = write_manifest(folder)
    return count


def make_pairs(original: Place, request: PairRequest, folder: Place, split: str) -> str:
    """Make the missing pairs of one painting and return a short summary, such as "1 made, 2 there already".

    Args:
        original: the picture.
        request: the pairs to make.
        folder: the collection's folder; it must exist.
        split: the part of the data that the painting belongs to: "train", "val", "test"...

    Raises:
        BadImage: the original cannot be read.
        CannotWrite: a file cannot be written; none is left half-written.
        StorageError: what lies elsewhere cannot be read or written.
        InconsistentPair: the masks of a pair do not describe its damage; the pair is not written.
    """
    with on_this_machine(original) as path:
        sha256 = sha256_of_file(path)
        origins = [_pair_origin(path, number, request, split, sha256) for number in range(request.per_image)]
        missing = [origin for origin in origins if not _is_made(origin, folder)]
        if missing:
            painting = read_painting(path)
            for origin in missing:
                recipe = recipe_from_json(origin.recipe)  # from its JSON, so that the record can draw the pair again
                _save(apply_damage(painting.image, recipe), painting, origin, folder)
    counts = {"made": len(missing), "there already": len(origins) - len(missing)}
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)


def _pair_origin(path: Path, number: int, request: PairRequest, split: str, sha256: str) -> PairOrigin:
    recipe = recipe_to_json(recipe_for(path.stem, number, request))
    as_stored = json.loads(json.dumps(recipe))  # with lists for tuples, as a record gives it back
    return PairOrigin(path.stem, path.name, sha256, split, request.seed, number, as_stored)


def _is_made(origin: PairOrigin, folder: Place) -> bool:
    record = read_pair_record(folder, origin.pair)
    return record is not None and record.origin == origin


def _save(pair: DamagedPair, original: Painting, origin: PairOrigin, folder: Place) -> None:
    """Write all files of a pair, the record last. First remove those of an older pair that could survive it."""
    if (touch_mask(pair.clean, pair.damaged) & ~pair.truth.touch).any():
        raise InconsistentPair(f"The damage of {origin.pair} reaches beyond its mask.")
    remove_file(folder / part_path("record", origin.pair))
    remove_file(folder / part_path("clean", origin.pair))
    sizes, hashes = {}, {}
    for part, data in _encode_parts(pair, original):
        write_bytes(folder / part_path(part, origin.pair), data)
        sizes[part], hashes[part] = len(data), sha256_of_bytes(data)
    height, width = pair.truth.touch.shape
    record = PairRecord(origin, width, height, _coverage(pair.truth), sizes, hashes)
    write_bytes(folder / part_path("record", origin.pair), encode_pair_record(record))


def _encode_parts(pair: DamagedPair, original: Painting) -> Iterator[tuple[str, bytes]]:
    yield "damaged", encode_painting(pair.damaged, original, "png")
    if not np.array_equal(pair.clean, original.image):
        yield "clean", encode_painting(pair.clean, original, "png")
    yield "mask", encode_mask(pair.truth.hard)
    yield "touch", encode_mask(pair.truth.touch)
    yield "alpha", encode_alphas(pair.truth.alphas)


def encode_alphas(alphas: Mapping[DamageKind, Alpha]) -> bytes:
    """Return alphas, (H, W) uint16 each, as a little-endian 16-bit TIFF, compressed without loss.

    It has one page for each of `DAMAGE_KINDS`, in that order, named after the kind.
    """
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


def _coverage(truth: GroundTruth) -> PairCoverage:
    shares = {kind.value: truth.share(kind) for kind in DAMAGE_KINDS}
    shares |= {"damaged": float(truth.hard.mean()), "touched": float(truth.touch.mean())}
    return PairCoverage(**{name: round(share, 6) for name, share in shares.items()})

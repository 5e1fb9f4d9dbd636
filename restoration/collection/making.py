"""The pairs of one painting, made and written; what is there already is kept."""

import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import tifffile

from restoration.collection.pair_record import Coverage, Origin, Passport, encode_passport, place, read_passport
from restoration.collection.planning import Order, recipe_for
from restoration.damage.layer import Alpha
from restoration.damage.pair import Pair, damage
from restoration.damage.serialization import from_json, to_json
from restoration.damage.truth import Truth, touched
from restoration.domain import DAMAGE, Kind
from restoration.errors import CannotWrite, RestorationError, reason
from restoration.files import sha256_of, write_bytes
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_painting
from restoration.imaging.writing import encode_mask, encode_painting

_PAGE_NAME = 285  # the TIFF tag that layers and pages are named by


def encode_alphas(alphas: Mapping[Kind, Alpha]) -> bytes:
    """A little-endian 16-bit TIFF, deflated without loss; its pages are named and ordered as in `DAMAGE`."""
    file = io.BytesIO()
    with tifffile.TiffWriter(file, byteorder="<") as tiff:
        for kind in DAMAGE:
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


class UntruePair(RestorationError):
    """The drawn damage and its mask contradict each other."""

    hint = "This is a fault of the program: please report it with the painting's name and the seed."


def make_pairs(path: Path, order: Order, folder: Path, split: str) -> str:
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
    sha256 = sha256_of(path)
    origins = [_origin(path, number, order, split, sha256) for number in range(order.per_image)]
    missing = [origin for origin in origins if not _is_made(origin, folder)]
    if missing:
        painting = read_painting(path)
        for origin in missing:
            pair = damage(painting.image, from_json(origin.recipe))  # not from memory: so a passport can draw it again
            _save(pair, painting, origin, folder)
    counts = {"made": len(missing), "there already": len(origins) - len(missing)}
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)


def _origin(path: Path, number: int, order: Order, split: str, sha256: str) -> Origin:
    recipe = json.loads(json.dumps(to_json(recipe_for(path.stem, number, order))))  # as a passport gives it back
    return Origin(path.stem, path.name, sha256, split, order.seed, number, recipe)


def _is_made(origin: Origin, folder: Path) -> bool:
    passport = read_passport(folder, origin.pair)
    return passport is not None and passport.origin == origin


def _save(pair: Pair, original: Painting, origin: Origin, folder: Path) -> None:
    """Write all parts, the passport last; parts of an older pair of that name that would not be replaced go first."""
    if (touched(pair.before, pair.after) & ~pair.truth.touch).any():
        raise UntruePair(f"The damage of {origin.pair} reaches beyond its mask.")
    _remove(folder / place("passport", origin.pair))
    _remove(folder / place("clean", origin.pair))
    sizes, hashes = {}, {}
    for part, data in _parts(pair, original):
        write_bytes(folder / place(part, origin.pair), data)
        sizes[part], hashes[part] = len(data), hashlib.sha256(data).hexdigest()
    height, width = pair.truth.touch.shape
    passport = Passport(origin, width, height, _coverage(pair.truth), sizes, hashes)
    write_bytes(folder / place("passport", origin.pair), encode_passport(passport))


def _parts(pair: Pair, original: Painting) -> Iterator[tuple[str, bytes]]:
    yield "damaged", encode_painting(pair.after, original, "png")
    if not np.array_equal(pair.before, original.image):
        yield "clean", encode_painting(pair.before, original, "png")
    yield "mask", encode_mask(pair.truth.hard)
    yield "touch", encode_mask(pair.truth.touch)
    yield "alpha", encode_alphas(pair.truth.alphas)


def _coverage(truth: Truth) -> Coverage:
    shares = {kind.value: truth.share(kind) for kind in DAMAGE}
    shares |= {"damaged": float(truth.hard.mean()), "touched": float(truth.touch.mean())}
    return Coverage(**{name: round(share, 6) for name, share in shares.items()})


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(f"{path} cannot be replaced ({reason(error)}).") from error

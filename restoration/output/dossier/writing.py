"""A dossier as the bytes of a file."""

import hashlib
import io
from collections.abc import Iterable, Iterator
from typing import IO

import numpy as np

from restoration.domain import Image, Mask
from restoration.files import write_zip
from restoration.imaging.painting import Painting
from restoration.imaging.png import encode_png_pieces
from restoration.imaging.writing import channels_to_write
from restoration.output.dossier import content
from restoration.output.dossier.content import (
    Dossier,
    InputEntry,
    Manifest,
    ResultEntry,
    SavedResult,
    SourceEntry,
    encode_manifest,
)


def encode_dossier(dossier: Dossier) -> bytes:
    """Return the bytes of `write_dossier`."""
    file = io.BytesIO()
    write_dossier(file, dossier)
    return file.getvalue()


def write_dossier(file: IO[bytes], dossier: Dossier) -> None:
    """Write a zip file of PNG pictures and a manifest; the same work gives the same bytes.

    Raises:
        ValueError, TypeError: a plan or a correction is not ready for JSON, or a result is not sound. Such a dossier
            could not be read again.
    """
    if not all(result.is_sound for result in dossier.results):
        raise ValueError(
            "a result has changed pixels outside its mask and affected band, or kinds of damage outside its mask"
        )
    write_zip(file, _members(dossier))


def _members(dossier: Dossier) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield the pictures, then the manifest: it holds their hashes, which are known once they have been packed."""
    sha256: dict[str, str] = {}
    for name, pieces in _pictures(dossier):
        yield name, _hash_pieces(name, pieces, sha256)
    manifest = Manifest(
        title=dossier.title,
        input=_input_entry(dossier.painting),
        plan=dossier.plan,
        corrections=dossier.corrections,
        results=[result_entry(result) for result in dossier.results],
        sha256=sha256,
    )
    yield content.MANIFEST, [encode_manifest(manifest)]


def _hash_pieces(name: str, pieces: Iterable[bytes], sha256: dict[str, str]) -> Iterator[bytes]:
    """Yield the pieces, and after the last one put their hash into `sha256`."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    sha256[name] = digest.hexdigest()


def _pictures(dossier: Dossier) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield content.ORIGINAL, _picture_png(dossier.painting.image, dossier.painting)
    if dossier.painting.extra is not None:
        yield content.EXTRA, encode_png_pieces(dossier.painting.extra)
    yield content.MASK, _mask_png(dossier.mask)
    for name, kinds in ((content.KINDS, dossier.kinds), (content.OWN_MASK, dossier.own_mask)):
        if kinds is not None:
            yield name, encode_png_pieces(kinds)
    if dossier.truth is not None:
        yield content.TRUTH, _picture_png(dossier.truth, dossier.painting)
    for number, result in enumerate(dossier.results, start=1):
        damage = result.restoration.damage
        yield content.restored_name(number), _picture_png(result.restoration.after, dossier.painting)
        yield content.result_mask_name(number), _mask_png(damage.mask)
        if damage.kinds is not None:
            yield content.result_kinds_name(number), encode_png_pieces(damage.kinds)
        if result.restoration.relief is not None:
            yield content.result_affected_name(number), _mask_png(result.restoration.relief.affected)


def _picture_png(image: Image, painting: Painting) -> Iterator[bytes]:
    """Yield the bytes of `encode_painting` in pieces."""
    return encode_png_pieces(channels_to_write(image, painting), painting.alpha, painting.metadata)


def _mask_png(mask: Mask) -> Iterator[bytes]:
    """Yield the bytes of `encode_mask` in pieces, without a copy of the mask."""
    return encode_png_pieces(np.broadcast_to(np.uint8(255), mask.shape), within=mask)


def _input_entry(painting: Painting) -> InputEntry:
    height, width = painting.image.shape[:2]
    notes = list(painting.notes)
    return InputEntry(painting.name, painting.sha256, painting.format, notes, width, height, painting.original)


def result_entry(result: SavedResult) -> ResultEntry:
    """Return what the pictures of a result do not say."""
    restoration, damage, source = result.restoration, result.restoration.damage, result.restoration.source
    relief = restoration.relief
    return ResultEntry(
        plan=result.plan,
        detector=damage.detector,
        parameters=dict(damage.parameters),
        inpainter=restoration.inpainter,
        detect_seconds=damage.seconds,
        fill_seconds=restoration.seconds,
        shares=list(restoration.shares),
        generation=restoration.generation,
        taught=damage.taught,
        source=None if source is None else SourceEntry(source.pixels, source.share),
        relief=None if relief is None else relief.strength,
    )

"""A dossier becomes the bytes of a file."""

import hashlib
from collections.abc import Iterable, Iterator

import numpy as np

from restoration.domain import Mask
from restoration.imaging.painting import Painting
from restoration.imaging.png import encode_png_pieces
from restoration.output.archive import pack_zip
from restoration.output.dossier import content
from restoration.output.dossier.content import Dossier, SavedResult
from restoration.output.dossier.manifest import InputEntry, Manifest, ResultEntry, ShareEntry, encode_manifest


def encode_dossier(dossier: Dossier) -> bytes:
    """A zip file of PNG pictures and a manifest; the same work gives the same bytes.

    Raises:
        ValueError, TypeError: a plan or a correction is not ready for JSON, or a result is not sound: better told now
            than when the work is wanted back.
    """
    if not all(result.is_sound for result in dossier.results):
        raise ValueError("a result differs from its painting, or tells of damage, outside its mask")
    return pack_zip(_members(dossier))


def _members(dossier: Dossier) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The pictures, and the manifest last: their hashes are known once they have been packed."""
    sha256: dict[str, str] = {}
    for name, pieces in _pictures(dossier):
        yield name, _hashed(name, pieces, sha256)
    manifest = Manifest(
        title=dossier.title,
        input=_input_entry(dossier.painting),
        plan=dossier.plan,
        corrections=dossier.corrections,
        results=[_result_entry(result) for result in dossier.results],
        sha256=sha256,
    )
    yield content.MANIFEST, [encode_manifest(manifest)]


def _hashed(name: str, pieces: Iterable[bytes], sha256: dict[str, str]) -> Iterator[bytes]:
    """The pieces; when the last of them has been taken, `sha256` tells their hash."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    sha256[name] = digest.hexdigest()


def _pictures(dossier: Dossier) -> Iterator[tuple[str, Iterable[bytes]]]:
    alpha, metadata = dossier.painting.alpha, dossier.painting.metadata
    yield content.ORIGINAL, encode_png_pieces(dossier.painting.image, alpha, metadata)
    yield content.MASK, _white(dossier.mask)
    if dossier.truth is not None:
        yield content.TRUTH, encode_png_pieces(dossier.truth, alpha, metadata)
    for number, result in enumerate(dossier.results, start=1):
        damage = result.restoration.damage
        yield content.restored(number), encode_png_pieces(result.restoration.after, alpha, metadata)
        yield content.result_mask(number), _white(damage.mask)
        if damage.kinds is not None:
            yield content.result_kinds(number), encode_png_pieces(damage.kinds)


def _white(mask: Mask) -> Iterator[bytes]:
    """A mask as `encode_mask` writes it."""
    return encode_png_pieces(np.broadcast_to(np.uint8(255), mask.shape), within=mask)


def _input_entry(painting: Painting) -> InputEntry:
    height, width = painting.image.shape[:2]
    return InputEntry(painting.name, painting.sha256, painting.format, list(painting.notes), width, height)


def _result_entry(result: SavedResult) -> ResultEntry:
    restoration, damage = result.restoration, result.restoration.damage
    return ResultEntry(
        plan=result.plan,
        detector=damage.detector,
        parameters=damage.parameters,
        inpainter=restoration.inpainter,
        detect_seconds=damage.seconds,
        fill_seconds=restoration.seconds,
        shares=[
            ShareEntry(list(share.methods), share.pixels, [list(box) for box in share.boxes])
            for share in restoration.shares
        ],
    )

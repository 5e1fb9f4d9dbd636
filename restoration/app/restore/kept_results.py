"""A result as a file beside the kept work: only the pixels that were filled, because the others are the painting's."""

import hashlib
import json
import zlib
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from restoration.decoding import MAX_BYTES, decode_json
from restoration.disk_arrays import zeros_on_disk
from restoration.domain import Image, KindMap, Mask
from restoration.errors import BadDossier
from restoration.output.dossier.content import ResultEntry, SavedResult
from restoration.output.dossier.writing import result_entry

_LEVEL = 1  # of zlib: the next one takes twice as long and saves a twentieth
_STRIP_ROWS = 256  # rows that are read at a time, which bounds the memory


@dataclass(frozen=True, slots=True)
class _Header:
    """The JSON in such a file."""

    entry: ResultEntry
    sizes: tuple[int, int, int]  # bytes of the packed mask, of the kinds in it (0: unknown), and of the changed pixels
    affected_size: int = 0  # bytes of the packed band beside the mask, which come last; 0: nothing changed there


def encode_result(result: SavedResult) -> bytes:
    """Return a result as the bytes of a file: a digest of all the rest, a line of JSON, then the pixels."""
    restoration, damage = result.restoration, result.restoration.damage
    mask, kinds, relief = damage.mask, damage.kinds, restoration.relief
    parts = [
        np.packbits(mask),
        None if kinds is None else kinds[mask],
        restoration.after[restoration.changed],
        None if relief is None else np.packbits(relief.affected),
    ]
    packed = [b"" if part is None else zlib.compress(np.ascontiguousarray(part).data, _LEVEL) for part in parts]
    first, second, third, last = map(len, packed)
    header = json.dumps(asdict(_Header(result_entry(result), (first, second, third), last)))
    body = b"".join([header.encode(), b"\n", *packed])
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def decode_result(data: bytes, before: Image, visible: Mask | None = None) -> SavedResult:
    """Return the result in the bytes of a file.

    Args:
        data: the file.
        before: (H, W, 3), the painting that it belongs to.
        visible: (H, W), where that is not wholly transparent; None: everywhere.

    Raises:
        BadDossier: the file is damaged, or belongs to another painting.
    """
    digest, _, body = data.partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise BadDossier("A kept result is damaged.")
    line, _, packed = body.partition(b"\n")
    header = decode_json(line[:MAX_BYTES], _Header, name="kept result", error=BadDossier)
    first, second = header.sizes[0], header.sizes[0] + header.sizes[1]
    height, width = before.shape[:2]
    third = second + header.sizes[2]
    mask = _unpack_mask(packed[:first], (height, width))
    affected = _unpack_mask(packed[third:], (height, width)) if header.affected_size else None
    changed = mask if affected is None else mask | affected
    kinds = _unpack(packed[first:second], int(np.count_nonzero(mask)), np.uint8) if header.sizes[1] else None
    pixels = _unpack(packed[second:third], 3 * int(np.count_nonzero(changed)), before.dtype).reshape(-1, 3)
    after, spread = _filled(before, changed, pixels), None if kinds is None else _spread(kinds, mask)
    return header.entry.result(before, after, mask, spread, visible, affected)


def _unpack_mask(data: bytes, shape: tuple[int, int]) -> Mask:
    bits = _unpack(data, -(-shape[0] * shape[1] // 8), np.uint8)
    return np.unpackbits(bits, count=shape[0] * shape[1]).view(bool).reshape(shape)


def _unpack(data: bytes, count: int, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return that many numbers; raise `BadDossier` if there are more or fewer."""
    size = count * np.dtype(dtype).itemsize
    try:
        unpacked = zlib.decompressobj().decompress(data, size + 1)
    except zlib.error as error:
        raise BadDossier("A kept result is damaged.") from error
    if len(unpacked) != size:
        raise BadDossier("A kept result belongs to another picture.")
    return np.frombuffer(unpacked, dtype)


def _spread(kinds: npt.NDArray[np.uint8], mask: Mask) -> KindMap:
    spread = np.zeros(mask.shape, np.uint8)
    spread[mask] = kinds
    return spread


def _filled(before: Image, mask: Mask, pixels: Image) -> Image:
    """Return a copy of the picture, (H, W, 3), with these pixels (N, 3) inside the mask; it lies on the disk."""
    after = zeros_on_disk(before.shape, before.dtype)
    done = 0
    for top in range(0, len(before), _STRIP_ROWS):
        rows = slice(top, top + _STRIP_ROWS)
        count = int(np.count_nonzero(mask[rows]))
        after[rows] = before[rows]
        after[rows][mask[rows]] = pixels[done : done + count]
        done += count
    return after

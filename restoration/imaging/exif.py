"""EXIF as a block of bytes that is patched, not rewritten: a camera's own notes in it point by offset.

The block is a small TIFF file: directories of 12-byte entries, each a tag, a type, a count and a value or its place.
Whatever is malformed is skipped: a broken note must not keep anybody from the picture.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

ORIENTATION, X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 274, 282, 283, 296
EXIF_DIRECTORY, GPS_DIRECTORY = 34665, 34853
XMP = 700  # not EXIF, but in the first directory of a TIFF file
_PIXEL_WIDTH, _PIXEL_HEIGHT = 0xA002, 0xA003
_INTEROPERABILITY = 0xA005  # a pointer to one more directory, of no use outside the camera

_TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_POINTERS = (4, 13, 16, 18)
_RATIONALS = (5, 10)  # two numbers of 4 bytes each


@dataclass(frozen=True, slots=True)
class ExifField:
    """One entry of a directory."""

    tag: int
    type: int  # as TIFF counts them: 2 text, 3 uint16, 4 uint32, 5 rational...
    value: bytes  # in the block's byte order
    entry: int = 0  # where it stands in the block, bytes

    @property
    def count(self) -> int:
        """How many numbers or letters the value holds."""
        return len(self.value) // _TYPE_BYTES[self.type]

    def number(self, order: str) -> Fraction:
        """Its first number, 0 where there is none."""
        if self.type in _RATIONALS and len(self.value) >= 8:
            above, below = struct.unpack_from(order + ("II" if self.type == 5 else "ii"), self.value)
            return Fraction(above, below) if below else Fraction(0)
        if self.type in (1, 3, 4) and self.value:
            return Fraction(*struct.unpack_from(order + {1: "B", 3: "H", 4: "I"}[self.type], self.value))
        return Fraction(0)

    def little_endian(self, order: str) -> "ExifField":
        """The same field for a little-endian file."""
        size = 4 if self.type in _RATIONALS else _TYPE_BYTES[self.type]
        if order == "<" or size == 1:
            return self
        swapped = np.frombuffer(self.value, f">u{size}").astype(f"<u{size}")
        return ExifField(self.tag, self.type, swapped.tobytes())


def byte_order(block: bytes) -> str | None:
    """How `struct` spells it, "<" or ">"; None where the block is no EXIF."""
    return {b"II": "<", b"MM": ">"}.get(block[:2])


def first_directory(block: bytes) -> list[ExifField]:
    """What the block, or a whole TIFF file, says of its (first) picture."""
    order = byte_order(block)
    if order is None or len(block) < 16:
        return []
    is_big = _is_bigtiff(block, order)
    start = struct.unpack_from(order + ("Q" if is_big else "I"), block, 8 if is_big else 4)[0]
    return list(_read_fields(block, start, order, is_big))


def sub_directory(block: bytes, pointer: int) -> list[ExifField]:
    """The directory to which the tag `pointer` of the first one points; empty where there is none."""
    order = byte_order(block)
    field = _find_field(first_directory(block), pointer)
    if order is None or field is None or field.type not in _POINTERS:
        return []
    start = struct.unpack(order + ("Q" if len(field.value) == 8 else "I"), field.value[:8])[0]
    return [
        found
        for found in _read_fields(block, start, order, _is_bigtiff(block, order))
        if found.tag != _INTEROPERABILITY
    ]


def sub_directories(block: bytes) -> dict[int, list[ExifField]]:
    """The camera's and the GPS directory by the tags that point to them; only those that say something."""
    found = {pointer: sub_directory(block, pointer) for pointer in (EXIF_DIRECTORY, GPS_DIRECTORY)}
    return {pointer: fields for pointer, fields in found.items() if fields}


def _is_bigtiff(block: bytes, order: str) -> bool:
    """Whether it is a BigTIFF, whose offsets take eight bytes."""
    return bool(struct.unpack_from(order + "H", block, 2)[0] == 43)


def _read_fields(block: bytes, start: int, order: str, is_big: bool) -> Iterator[ExifField]:
    """The sound entries of the directory at `start`."""
    head, size, inline = ("Q", 20, 8) if is_big else ("H", 12, 4)
    if start + struct.calcsize(order + head) > len(block):
        return
    first = start + struct.calcsize(order + head)
    announced = struct.unpack_from(order + head, block, start)[0]
    unread = len(block)  # values do not overlap: entries that say so would fill the memory
    for entry in range(first, min(first + announced * size, len(block) - size + 1), size):
        tag, kind, count = struct.unpack_from(order + ("HHQ" if is_big else "HHI"), block, entry)
        length = _TYPE_BYTES.get(kind, 0) * count
        place = entry + size - inline
        if length > inline:
            place = struct.unpack_from(order + ("Q" if is_big else "I"), block, place)[0]
        if 0 < length <= min(unread, len(block) - place):
            unread -= length
            yield ExifField(tag, kind, block[place : place + length], entry)


def _find_field(fields: list[ExifField], tag: int) -> ExifField | None:
    return next((field for field in fields if field.tag == tag), None)


def orientation(block: bytes | None) -> int:
    """How the camera was held, 1..8; 1, upright, where the block does not say."""
    field = _find_field(first_directory(block or b""), ORIENTATION)
    value = int(field.number(byte_order(block or b"") or "<")) if field else 1
    return value if 1 <= value <= 8 else 1


def resolution(block: bytes | None) -> tuple[float, float] | None:
    """Pixels per inch, across and down; None where the block does not say."""
    order = byte_order(block or b"")
    fields = {field.tag: field.number(order or "<") for field in first_directory(block or b"")}
    across, down = fields.get(X_RESOLUTION, Fraction(0)), fields.get(Y_RESOLUTION, Fraction(0))
    per_inch = {2: 1.0, 3: 2.54}.get(int(fields.get(RESOLUTION_UNIT, Fraction(2))))  # 2 inch, 3 centimetre, 1 no unit
    if per_inch is None or not across or not down:
        return None
    return float(across) * per_inch, float(down) * per_inch


def reset_orientation(block: bytes) -> bytes:
    """The block for a picture that was turned upright: orientation 1, sides swapped with it, no stale thumbnail."""
    order = byte_order(block)
    fields = first_directory(block)
    if order is None or not fields or _is_bigtiff(block, order):
        return block
    patched = bytearray(block)
    held = _find_field(fields, ORIENTATION)
    if held is not None:
        struct.pack_into(order + "HIHH", patched, held.entry + 2, 3, 1, 1, 0)
    if orientation(block) > 4:
        _swap_sides(patched, block)
    start = struct.unpack_from(order + "I", block, 4)[0]
    following = start + 2 + 12 * struct.unpack_from(order + "H", block, start)[0]
    if following + 4 <= len(block):
        struct.pack_into(order + "I", patched, following, 0)  # the next directory is the thumbnail, of the damage
    return bytes(patched)


def _swap_sides(patched: bytearray, block: bytes) -> None:
    fields = sub_directory(block, EXIF_DIRECTORY)
    width, height = _find_field(fields, _PIXEL_WIDTH), _find_field(fields, _PIXEL_HEIGHT)
    if width is not None and height is not None:
        patched[width.entry + 2 : width.entry + 12] = block[height.entry + 2 : height.entry + 12]
        patched[height.entry + 2 : height.entry + 12] = block[width.entry + 2 : width.entry + 12]


def compose_block(directory: list[ExifField], children: dict[int, list[ExifField]], order: str) -> bytes:
    """A block of that first directory and of the directories that its pointers, the keys, lead to."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    return head + encode_directories(directory, children, 8, order)


def encode_directories(
    directory: list[ExifField], children: dict[int, list[ExifField]], place: int, order: str
) -> bytes:
    """The bytes of a directory that will stand at `place`, an even offset, and of its children after it."""
    children = {pointer: fields for pointer, fields in children.items() if fields}
    parent = [*directory, *(ExifField(pointer, 4, bytes(4)) for pointer in children)]
    tail_place = place + len(_encode_directory(parent, place, order))
    tail = b""
    for index, (pointer, fields) in enumerate(children.items(), start=len(directory)):
        parent[index] = ExifField(pointer, 4, struct.pack(order + "I", tail_place + len(tail)))
        tail += _encode_directory(fields, tail_place + len(tail), order)
    return _encode_directory(parent, place, order) + tail


def _encode_directory(fields: list[ExifField], place: int, order: str) -> bytes:
    """One directory at `place`, and after it the values that its entries have no room for."""
    entries, values = b"", b""
    values_place = place + 2 + 12 * len(fields) + 4
    for field in sorted(fields, key=lambda field: field.tag):
        inline = field.value.ljust(4, b"\0")
        if len(field.value) > 4:
            inline = struct.pack(order + "I", values_place + len(values))
            values += field.value + b"\0" * (len(field.value) % 2)
        entries += struct.pack(order + "HHI", field.tag, field.type, field.count) + inline
    return struct.pack(order + "H", len(fields)) + entries + bytes(4) + values

"""EXIF blocks: read, and patched in place rather than rewritten, because a camera's private notes hold byte offsets.

A block is a small TIFF file: directories of 12-byte entries, each with a tag, a type, a count and a value or its
offset. Malformed parts are skipped: broken metadata must never make a picture unreadable.
"""

import struct
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np

ORIENTATION, X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 274, 282, 283, 296
EXIF_DIRECTORY, GPS_DIRECTORY = 34665, 34853
XMP, IPTC, PHOTOSHOP = 700, 33723, 34377  # not EXIF, but entries of the first directory of a TIFF file
_PIXEL_WIDTH, _PIXEL_HEIGHT = 0xA002, 0xA003
_INCH = 2  # a unit of resolution
_SAME_DPI = 0.01  # by which two statements may differ: PNG counts whole pixels per metre
_MAX_DENOMINATOR = 10_000  # of a resolution that is written
_MAX_FIELDS = 4096  # of one directory; cameras write fewer than a hundred
_INTEROPERABILITY = 0xA005  # a pointer to one more directory, which only the camera uses

_TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
POINTERS = (4, 13, 16, 18)
_RATIONALS = (5, 10)  # two numbers of 4 bytes each


@dataclass(frozen=True, slots=True)
class _Form:
    """How the parts of a directory are packed, without the byte order: wider in BigTIFF than in classic TIFF."""

    count: str  # of entries
    entry: str  # tag, type and count; the value or its offset follows
    offset: str
    pointer: int  # the type of an offset to another directory

    @property
    def head(self) -> int:
        """The bytes of the count."""
        return struct.calcsize(f"={self.count}")

    @property
    def inline(self) -> int:
        """The most bytes of a value that stands in its entry."""
        return struct.calcsize(f"={self.offset}")

    @property
    def size(self) -> int:
        """The bytes of an entry."""
        return struct.calcsize(f"={self.entry}") + self.inline


_CLASSIC, _BIG = _Form("H", "HHI", "I", pointer=4), _Form("Q", "HHQ", "Q", pointer=16)


@dataclass(frozen=True, slots=True)
class ExifField:
    """One entry of a directory."""

    tag: int
    type: int  # the number in the TIFF format: 2 text, 3 uint16, 4 uint32, 5 rational...
    value: bytes  # in the block's byte order
    entry: int = 0  # offset of the entry in the block, bytes

    @property
    def count(self) -> int:
        """The number of numbers or letters in the value."""
        return len(self.value) // _TYPE_BYTES[self.type]

    def first_number(self, order: str) -> Fraction:
        """Return the first number of the value, 0 if there is none; `order` is "<" or ">"."""
        if self.type in _RATIONALS and len(self.value) >= 8:
            above, below = struct.unpack_from(order + ("II" if self.type == 5 else "ii"), self.value)
            return Fraction(above, below) if below else Fraction(0)
        if self.type in (1, 3, 4) and self.value:
            return Fraction(*struct.unpack_from(order + {1: "B", 3: "H", 4: "I"}[self.type], self.value))
        return Fraction(0)

    def to_little_endian(self, order: str) -> "ExifField":
        """Return the same field for a little-endian file; `order` is the order that it has now."""
        size = 4 if self.type in _RATIONALS else _TYPE_BYTES[self.type]
        if order == "<" or size == 1:
            return self
        swapped = np.frombuffer(self.value, f">u{size}").astype(f"<u{size}")
        return ExifField(self.tag, self.type, swapped.tobytes())


def byte_order(block: bytes) -> str | None:
    """Return the byte order as `struct` writes it, "<" or ">"; None if the block is not EXIF."""
    return {b"II": "<", b"MM": ">"}.get(block[:2])


def first_directory(block: bytes) -> list[ExifField]:
    """Return the fields of the first directory of a block, or of a whole TIFF file."""
    return read_directory(block, first_offset(block))


def first_offset(block: bytes) -> int:
    """Return where the first directory begins; 0 if the block is not EXIF."""
    order = byte_order(block)
    if order is None or len(block) < 16:
        return 0
    return int(struct.unpack_from(order + _form(block).offset, block, first_pointer(block))[0])


def first_pointer(block: bytes) -> int:
    """Return where the offset of the first directory stands in a block."""
    return 8 if is_bigtiff(block) else 4


def read_directory(block: bytes, start: int, tags: Container[int] | None = None) -> list[ExifField]:
    """Return the fields of the directory at `start`, or those with these tags; empty if there is none."""
    order = byte_order(block)
    if order is None or start < 8:
        return []
    return list(_read_fields(block, start, order, tags))


def sub_directory(block: bytes, pointer: int, directory: list[ExifField] | None = None) -> list[ExifField]:
    """Return the directory to which the tag `pointer` points; empty if there is none.

    `directory` is the one with this tag, by default the first.
    """
    order = byte_order(block)
    field = find_field(first_directory(block) if directory is None else directory, pointer)
    if order is None or field is None or not _is_pointer(field):
        return []
    start = struct.unpack(order + ("Q" if len(field.value) == 8 else "I"), field.value[:8])[0]
    return [field for field in read_directory(block, start) if field.tag != _INTEROPERABILITY]


def sub_directories(block: bytes, directory: list[ExifField] | None = None) -> dict[int, list[ExifField]]:
    """Return the camera's and the GPS directory by the tags that point to them; empty ones are left out.

    `directory` is the one that points to them, by default the first.
    """
    directories = {pointer: sub_directory(block, pointer, directory) for pointer in (EXIF_DIRECTORY, GPS_DIRECTORY)}
    return {pointer: fields for pointer, fields in directories.items() if fields}


def interoperability_directory(block: bytes) -> list[ExifField]:
    """Return the directory in which a camera names its colour space; empty if there is none."""
    field = find_field(first_directory(block), EXIF_DIRECTORY)
    if field is None or not _is_pointer(field):
        return []
    camera = read_directory(block, int(field.first_number(byte_order(block) or "<")), {_INTEROPERABILITY})
    pointer = find_field(camera, _INTEROPERABILITY)
    if pointer is None or not _is_pointer(pointer):
        return []
    return read_directory(block, int(pointer.first_number(byte_order(block) or "<")))


def has_broken_pointer(block: bytes) -> bool:
    """Return whether a tag that should point to the camera's or the GPS directory holds something else."""
    pointers = [field for field in first_directory(block) if field.tag in (EXIF_DIRECTORY, GPS_DIRECTORY)]
    return not all(map(_is_pointer, pointers))


def following_directory(block: bytes, start: int) -> int:
    """Return the offset that the directory at `start` names for the next; 0 if there is none."""
    order = byte_order(block)
    if order is None or start < 8:
        return 0
    form = _form(block)
    if start + form.head > len(block):
        return 0
    end = start + form.head + form.size * struct.unpack_from(order + form.count, block, start)[0]
    if end + form.inline > len(block):
        return 0
    following = int(struct.unpack_from(order + form.offset, block, end)[0])
    return following if following != start and following + form.head + form.size <= len(block) else 0


def _is_pointer(field: ExifField) -> bool:
    return field.type in POINTERS and field.count == 1


def is_bigtiff(block: bytes) -> bool:
    """Return whether a block, or a whole TIFF file, has offsets of eight bytes."""
    return block[:4] in (b"II+\0", b"MM\0+")


def _form(block: bytes) -> _Form:
    return _BIG if is_bigtiff(block) else _CLASSIC


def _read_fields(block: bytes, start: int, order: str, tags: Container[int] | None) -> Iterator[ExifField]:
    """Yield the well-formed entries of the directory at `start`, with these tags or with all."""
    unread = len(block)  # honest values do not overlap; entries that share theirs would fill the memory
    for tag, kind, entry, offset, length in _read_entries(block, start, order):
        is_wanted = tags is None or tag in tags
        if is_wanted and 0 < length <= min(unread, len(block) - offset):
            unread -= length
            yield ExifField(tag, kind, block[offset : offset + length], entry)


def _read_entries(block: bytes, start: int, order: str) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield tag, type, and offset of each entry of the directory at `start`, and offset and length of its value."""
    form = _form(block)
    if start + form.head > len(block):
        return
    first, size = start + form.head, form.size
    announced = min(struct.unpack_from(order + form.count, block, start)[0], _MAX_FIELDS)
    for entry in range(first, min(first + announced * size, len(block) - size + 1), size):
        tag, kind, count = struct.unpack_from(order + form.entry, block, entry)
        length = _TYPE_BYTES.get(kind, 0) * count
        offset = entry + size - form.inline
        if length > form.inline:
            offset = struct.unpack_from(order + form.offset, block, offset)[0]
        yield tag, kind, entry, offset, length


def find_cut_tags(block: bytes, start: int) -> set[int]:
    """Return the tags of the directory at `start` whose values reach beyond the end of the block."""
    order = byte_order(block)
    if order is None or start < 8:
        return set()
    entries = _read_entries(block, start, order)
    return {tag for tag, _, _, offset, length in entries if offset + length > len(block)}


def find_field(fields: Iterable[ExifField], tag: int) -> ExifField | None:
    """Return the first field with this tag; None if there is none."""
    return next((field for field in fields if field.tag == tag), None)


def orientation(block: bytes | None) -> int:
    """Return the EXIF orientation, 1..8; 1, upright, if the block has none."""
    field = find_field(first_directory(block or b""), ORIENTATION)
    value = int(field.first_number(byte_order(block or b"") or "<")) if field else 1
    return value if 1 <= value <= 8 else 1


def resolution(block: bytes | None, directory: list[ExifField] | None = None) -> tuple[float, float] | None:
    """Return pixels per inch, across and down; None if the block does not say.

    `directory` is the one that says it, by default the first.
    """
    order = byte_order(block or b"")
    fields = first_directory(block or b"") if directory is None else directory
    numbers = {field.tag: field.first_number(order or "<") for field in fields}
    across, down = numbers.get(X_RESOLUTION, Fraction(0)), numbers.get(Y_RESOLUTION, Fraction(0))
    per_inch = {2: 1.0, 3: 2.54}.get(int(numbers.get(RESOLUTION_UNIT, Fraction(2))))  # 2 inch, 3 cm, 1 no unit
    if per_inch is None or not across or not down:
        return None
    return float(across) * per_inch, float(down) * per_inch


def reset_orientation(block: bytes) -> bytes:
    """Return the block for a picture that was turned upright.

    Its orientation is 1, width and height are swapped if the picture was turned by a quarter, as are the resolutions
    across and down, and the thumbnail, which still lies on its side, is cut off. A BigTIFF block is returned unchanged.
    """
    order = byte_order(block)
    fields = first_directory(block)
    if order is None or not fields or is_bigtiff(block):
        return block
    patched = bytearray(block)
    field = find_field(fields, ORIENTATION)
    if field is not None:
        struct.pack_into(order + "HIHH", patched, field.entry + 2, 3, 1, 1, 0)
    if orientation(block) > 4:
        _swap_sides(patched, block)
    start = struct.unpack_from(order + "I", block, 4)[0]
    following = start + 2 + 12 * struct.unpack_from(order + "H", block, start)[0]
    if following + 4 <= len(block):
        struct.pack_into(order + "I", patched, following, 0)  # the pointer to the thumbnail's directory
    return bytes(patched)


def _swap_sides(patched: bytearray, block: bytes) -> None:
    """Let width and height change places, and the resolutions across and down."""
    camera, first = sub_directory(block, EXIF_DIRECTORY), first_directory(block)
    for fields, one, other in ((camera, _PIXEL_WIDTH, _PIXEL_HEIGHT), (first, X_RESOLUTION, Y_RESOLUTION)):
        across, down = find_field(fields, one), find_field(fields, other)
        if across is not None and down is not None:
            patched[across.entry + 2 : across.entry + 12] = block[down.entry + 2 : down.entry + 12]
            patched[down.entry + 2 : down.entry + 12] = block[across.entry + 2 : across.entry + 12]


def with_size(block: bytes, width: int, height: int) -> bytes:
    """Return the block for a picture of another width and height, px, where it states them."""
    order = byte_order(block)
    if order is None or is_bigtiff(block):
        return block
    patched, camera = bytearray(block), sub_directory(block, EXIF_DIRECTORY)
    for tag, px in ((_PIXEL_WIDTH, width), (_PIXEL_HEIGHT, height)):
        if (field := find_field(camera, tag)) is not None:
            struct.pack_into(order + "HII", patched, field.entry + 2, 4, 1, px)
    return bytes(patched)


def with_resolution(block: bytes | None, dpi: tuple[float, float]) -> bytes:
    """Return the block with pixels per inch, across and down; unchanged if it says the same."""
    stated = resolution(block)
    if block and stated and all(abs(old - new) < _SAME_DPI for old, new in zip(stated, dpi, strict=True)):
        return block
    order = byte_order(block or b"") or "<"
    across, down = (Fraction(value).limit_denominator(_MAX_DENOMINATOR) for value in dpi)
    fields = [
        ExifField(X_RESOLUTION, 5, struct.pack(order + "II", across.numerator, across.denominator)),
        ExifField(Y_RESOLUTION, 5, struct.pack(order + "II", down.numerator, down.denominator)),
        ExifField(RESOLUTION_UNIT, 3, struct.pack(order + "H", _INCH)),
    ]
    return with_fields(block, fields) if block else compose_block(fields, {}, order)


def with_fields(block: bytes, fields: list[ExifField]) -> bytes:
    """Return the block with these fields in its first directory, in place of those with the same tags.

    A new first directory is appended. All other values stay where they are, because a camera's private notes hold
    offsets, and the old directory stays as a few unused bytes. What is no EXIF, or is BigTIFF, is returned unchanged.
    """
    order, start = byte_order(block), first_offset(block)
    if order is None or start < 8 or is_bigtiff(block):
        return block
    new_tags, entries = {field.tag for field in fields}, _read_entries(block, start, order)
    kept = [block[entry : entry + _CLASSIC.size] for tag, _, entry, _, _ in entries if tag not in new_tags]
    padded = block + bytes(len(block) % 2)
    directory = _encode_directory(fields, len(padded), order, _CLASSIC, following_directory(block, start), kept)
    return b"".join([padded[:4], struct.pack(order + "I", len(padded)), padded[8:], directory])


def compose_block(directory: list[ExifField], children: dict[int, list[ExifField]], order: str) -> bytes:
    """Return a block of a first directory and its sub-directories, by the tags that point to them."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    return head + encode_directories(directory, children, 8, order)


def encode_directories(
    directory: list[ExifField],
    children: dict[int, list[ExifField]],
    offset: int,
    order: str,
    *,
    is_big: bool = False,
    following: int = 0,
) -> bytes:
    """Return the bytes of a directory and of its children after it.

    Args:
        directory: its fields, but for those that point to the children.
        children: their fields, by the tags that point to them; empty ones are left out.
        offset: where the directory will stand, an even number.
        order: "<" or ">".
        is_big: whether they are for a BigTIFF file.
        following: offset of the next directory; 0 if there is none.
    """
    form = _BIG if is_big else _CLASSIC
    children = {pointer: fields for pointer, fields in children.items() if fields}
    parent = [*directory, *(ExifField(pointer, form.pointer, bytes(form.inline)) for pointer in children)]
    tail_offset = offset + len(_encode_directory(parent, offset, order, form))
    tail = b""
    for index, (pointer, fields) in enumerate(children.items(), start=len(directory)):
        place = struct.pack(order + form.offset, tail_offset + len(tail))
        parent[index] = ExifField(pointer, form.pointer, place)
        tail += _encode_directory(fields, tail_offset + len(tail), order, form)
    return _encode_directory(parent, offset, order, form, following) + tail


def _encode_directory(
    fields: list[ExifField], offset: int, order: str, form: _Form, following: int = 0, kept: Sequence[bytes] = ()
) -> bytes:
    """Return one directory that will stand at `offset`, followed by the values that do not fit into its entries.

    Args:
        fields: of the directory.
        offset: an even number.
        order: "<" or ">".
        form: of the file.
        following: offset of the next directory; 0 if there is none.
        kept: entries that stay as they are.
    """
    entries, values = list(kept), b""
    values_offset = offset + form.head + form.size * (len(fields) + len(kept)) + form.inline
    for field in sorted(fields, key=lambda field: field.tag):
        inline = field.value.ljust(form.inline, b"\0")
        if len(field.value) > form.inline:
            inline = struct.pack(order + form.offset, values_offset + len(values))
            values += field.value + b"\0" * (len(field.value) % 2)
        entries.append(struct.pack(order + form.entry, field.tag, field.type, field.count) + inline)
    entries.sort(key=partial(struct.unpack_from, order + "H"))
    head, end = struct.pack(order + form.count, len(entries)), struct.pack(order + form.offset, following)
    return b"".join([head, *entries, end, values])

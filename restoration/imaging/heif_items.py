"""The numbered items of a HEIC or AVIF file: what they are, where they lie, how they belong together, what they have.

Items are pictures, the tiles that a picture is put together from, and metadata. One picture is the primary one, which
viewers show.

Source: ISO/IEC 14496-12:2022, 8.11 (items); ISO/IEC 23008-12:2022, 6.4 to 6.6 (pictures and their properties).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from restoration.imaging.boxes import iterate_boxes
from restoration.imaging.byte_reader import ByteReader

Place = tuple[int, int]
"""Where something begins and ends in the file."""

Places = tuple[Place, ...]
"""Of the pieces of an item."""

Properties = list[tuple[bytes, bytes]]
"""Kind and content of each."""

XMP = b"mime"  # the kind of items with XMP
DESCRIBES, CONSISTS_OF, MULTIPLIED_BY = b"cdsc", b"dimg", b"prem"  # ways in which an item refers to others

_XMP_TYPE = b"application/rdf+xml\0"
_MAX_ITEMS = 10_000  # a picture of 200 megapixels in tiles has 900
_MAX_PIECES = 100_000
_IN_FILE, _IN_BOX = 0, 1  # what the pieces of an item are counted from


@dataclass(frozen=True, slots=True)
class Items:
    """The items of a file, by their numbers."""

    primary: int
    kinds: dict[int, bytes]
    places: dict[int, Places]
    references: dict[tuple[bytes, int], tuple[int, ...]]  # to which items, by the kind and from which item

    def targets(self, kind: bytes, item: int) -> tuple[int, ...]:
        """Return the items to which an item refers in this way."""
        return self.references.get((kind, item), ())

    def parts_of_primary(self) -> set[int]:
        """Return the primary item, and all that it is put together from."""
        found, left = set[int](), {self.primary}
        while left:
            item = left.pop()
            found.add(item)
            left |= {part for part in self.targets(CONSISTS_OF, item) if part not in found}
        return found


def first_boxes(data: bytes, place: Place) -> dict[bytes, Place]:
    """Return where the contents of the boxes at a place lie, of several of one kind the first."""
    boxes: dict[bytes, Place] = {}
    for kind, start, stop in iterate_boxes(data, *place):
        boxes.setdefault(kind, (start, stop))
    return boxes


def without_version(place: Place) -> Place:
    """Return a place without the version and the flags at its beginning, 4 bytes."""
    return place[0] + 4, place[1]


def _take_count(numbers: ByteReader, size: int) -> int:
    """Return the next number, which says how many entries follow."""
    count = numbers.take_number(size)
    if count > _MAX_ITEMS:
        raise ValueError("there are more entries than any program writes")
    return count


def read_items(data: bytes, boxes: dict[bytes, Place]) -> Items:
    """Return the items of a file; `boxes` are the places of the boxes with metadata, by kind.

    Raises:
        ValueError, LookupError, struct.error: the boxes are damaged, or more than any program writes.
    """
    numbers = ByteReader(data, *boxes[b"pitm"])
    primary_size = 4 if numbers.take_number(4) >> 24 else 2
    return Items(
        primary=numbers.take_number(primary_size),
        kinds=dict(_iterate_kinds(data, boxes[b"iinf"])),
        places=_read_places(ByteReader(data, *boxes[b"iloc"]), boxes.get(b"idat", (0, 0))),
        references=dict(_iterate_references(data, boxes[b"iref"])) if b"iref" in boxes else {},
    )


def _iterate_kinds(data: bytes, place: Place) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the kind of each item."""
    numbers = ByteReader(data, *place)
    _take_count(numbers, 4 if numbers.take_number(4) >> 24 else 2)
    for kind, start, stop in iterate_boxes(data, numbers.place, numbers.stop):
        entry = ByteReader(data, start, stop)
        version = entry.take_number(4) >> 24
        if kind != b"infe" or version < 2:
            continue
        number = entry.take_number(2 if version == 2 else 4)
        entry.take_number(2)
        item_kind = data[entry.place : entry.place + 4]
        if item_kind != XMP or _XMP_TYPE in data[entry.place : stop]:
            yield number, item_kind


def _read_places(numbers: ByteReader, box: Place) -> dict[int, Places]:
    """Return where the pieces of each item lie; `box` is the one inside which some items count their pieces."""
    version = numbers.take_number(4) >> 24
    sizes = numbers.take_number(2)
    offset_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    places: dict[int, Places] = {}
    unread = _MAX_PIECES
    for _ in range(_take_count(numbers, 4 if version == 2 else 2)):
        number = numbers.take_number(4 if version == 2 else 2)
        counted_from = numbers.take_number(2) & 15 if version else _IN_FILE
        numbers.take_number(2)  # another file; never used
        base, count = numbers.take_number(base_size), numbers.take_number(2)
        unread -= count
        if unread < 0:
            raise ValueError("its items have more pieces than any program writes")
        pieces = []
        for _ in range(count):
            numbers.take_number(index_size if version else 0)
            start, length = base + numbers.take_number(offset_size), numbers.take_number(length_size)
            start += box[0] if counted_from == _IN_BOX else 0
            pieces.append((start, start + length))
        if counted_from in (_IN_FILE, _IN_BOX):
            places[number] = tuple(pieces)
    return places


def _iterate_references(data: bytes, place: Place) -> Iterator[tuple[tuple[bytes, int], tuple[int, ...]]]:
    """Yield kind and item of each reference, and to which items it leads."""
    numbers = ByteReader(data, *place)
    size, letter = (4, "I") if numbers.take_number(4) >> 24 else (2, "H")
    for kind, start, stop in iterate_boxes(data, numbers.place, numbers.stop):
        if kind in (DESCRIBES, CONSISTS_OF, MULTIPLIED_BY):
            entry = ByteReader(data, start, stop)
            item, count = entry.take_number(size), entry.take_number(2)
            yield (kind, item), struct.unpack_from(f">{count}{letter}", data, entry.place)


def read_properties(data: bytes, place: Place) -> dict[int, Properties]:
    """Return the properties of each item, by its number, from a box at a place; raises what `read_items` raises."""
    all_properties: Properties = []
    chosen: dict[int, list[int]] = {}
    for kind, start, stop in iterate_boxes(data, *place):
        if kind == b"ipco":
            all_properties += [(own, data[first:last]) for own, first, last in iterate_boxes(data, start, stop)]
        elif kind == b"ipma":
            for number, indices in _iterate_associations(ByteReader(data, start, stop)):
                chosen.setdefault(number, []).extend(indices)
    return {
        number: [all_properties[index - 1] for index in indices if 0 < index <= len(all_properties)]
        for number, indices in chosen.items()
    }


def _iterate_associations(numbers: ByteReader) -> Iterator[tuple[int, list[int]]]:
    """Yield the number of each item, and the numbers of its properties, from 1 on."""
    version_and_flags = numbers.take_number(4)
    is_long, item_size = version_and_flags & 1, 4 if version_and_flags >> 24 else 2
    for _ in range(_take_count(numbers, 4)):
        number, count = numbers.take_number(item_size), numbers.take_number(1)
        yield (
            number,
            [numbers.take_number(2) & 0x7FFF if is_long else numbers.take_number(1) & 0x7F for _ in range(count)],
        )


def find_property(properties: Properties, kind: bytes) -> bytes:
    """Return the first property of a kind; empty if there is none."""
    return next((content for own, content in properties if own == kind), b"")


def join_pieces(data: bytes, places: Places) -> bytes:
    """Return the bytes of an item."""
    return b"".join(data[start:stop] for start, stop in places)

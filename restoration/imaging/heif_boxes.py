"""What the boxes of a HEIC or AVIF file say of its picture: size, colours, orientation and metadata.

Such a file holds numbered items: pictures, the tiles that a picture is put together from, metadata. One picture is
the primary one, which viewers show.

Source: ISO/IEC 14496-12:2022, 8.11 (items); ISO/IEC 23008-12:2022, 6.4 to 6.6 (pictures and their properties).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from restoration.errors import BadImage, DamagedImage
from restoration.imaging import exif
from restoration.imaging.av1_sizes import iterate_coded_sizes
from restoration.imaging.boxes import find_exif_block, iterate_boxes
from restoration.imaging.byte_reader import ByteReader
from restoration.imaging.hevc_sequences import iterate_coded_sequences, read_configuration
from restoration.imaging.limits import SizeLimit
from restoration.imaging.painting import UNREADABLE_EXIF, Metadata
from restoration.imaging.stated_colours import profile_from_code

_Place = tuple[int, int]  # where something begins and ends in the file
_Places = tuple[_Place, ...]  # of the pieces of an item
_Properties = list[tuple[bytes, bytes]]  # kind and content

_MAX_ITEMS = 10_000  # a picture of 200 megapixels in tiles has 900
_MAX_PIECES = 100_000
_IN_FILE, _IN_BOX = 0, 1  # what the pieces of an item are counted from
_MOST_READINGS = 2  # of a byte, by items that differ
_HEVC = (b"hvc1", b"hev1")
_AV1, _EXIF, _XMP, _XMP_TYPE = b"av01", b"Exif", b"mime", b"application/rdf+xml\0"
_DESCRIBES, _CONSISTS_OF, _MULTIPLIED_BY, _NO_REFERENCE = b"cdsc", b"dimg", b"prem", b"none"

# The EXIF orientation, by the quarters that a picture is turned anticlockwise and by what changes places then: nothing
# (None), top and bottom (0), left and right (1).
_ORIENTATIONS = {
    **{(0, None): 1, (0, 0): 4, (0, 1): 2},
    **{(1, None): 8, (1, 0): 5, (1, 1): 7},
    **{(2, None): 3, (2, 0): 2, (2, 1): 4},
    **{(3, None): 6, (3, 0): 7, (3, 1): 5},
}


@dataclass(frozen=True, slots=True)
class HeifPicture:
    """The primary picture of a file."""

    width: int  # px, before it is cropped and turned
    height: int  # px
    bits: int  # of each channel, in AVIF
    orientation: int  # 1..8 as in EXIF: how viewers turn it
    crop: tuple[slice, slice] | None  # the rows and columns that viewers show, before it is turned
    icc: bytes | None
    code: tuple[int, int] | None  # primaries and curve, by their numbers in ITU-T H.273
    exif: bytes | None  # what the box for it holds
    xmp: bytes | None
    has_multiplied_alpha: bool  # its colours were multiplied by their transparency
    is_animated: bool
    references_place: tuple[int, int]  # where the file says which items belong together

    def plain_file(self, data: bytes) -> bytes:
        """Return the file, `data`, without any metadata that belong to a picture.

        libavif refuses a picture if its EXIF data are broken, and pi-heif crashes on odd names of metadata.
        """
        start, stop = self.references_place
        return data[:start] + data[start:stop].replace(_DESCRIBES, _NO_REFERENCE) + data[stop:]

    def metadata(self, notes: list[str], *, is_grey: bool) -> Metadata:
        """Return the metadata; add notes on what is left out, and on a profile that is added."""
        icc, block = self.icc, find_exif_block(self.exif or b"")
        if icc is None and self.code is not None:
            icc = profile_from_code(*self.code, notes, is_grey=is_grey)
        if self.exif and block is None:
            notes.append(UNREADABLE_EXIF)
        return Metadata(icc, block, self.xmp, exif.resolution(block))


@dataclass(frozen=True, slots=True)
class _Items:
    """The items of a file, by their numbers."""

    primary: int
    kinds: dict[int, bytes]
    places: dict[int, _Places]
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
            left |= {part for part in self.targets(_CONSISTS_OF, item) if part not in found}
        return found


def read_heif_boxes(data: bytes, limit: SizeLimit, format_name: str) -> HeifPicture:
    """Return what the boxes of a file say of its primary picture.

    Args:
        data: the file.
        limit: on the size that the boxes announce.
        format_name: "HEIC" or "AVIF".

    Raises:
        ImageTooLarge: the boxes announce more than the limit.
        DamagedImage: the file is cut short.
        BadImage: it holds an animation without a still picture.
        ValueError, LookupError, struct.error: the boxes are damaged, or more than any program writes.
    """
    top = _first_boxes(data, (0, len(data)))
    boxes = _first_boxes(data, _without_version(top[b"meta"])) if b"meta" in top else {}
    if b"pitm" not in boxes and b"moov" in top:
        message = f"The {format_name} file holds an animation without a still picture."
        raise BadImage(message, hint="Save one picture of it as PNG or TIFF.")
    items = _read_items(data, boxes)
    properties = _read_properties(data, boxes[b"iprp"])
    own = properties.get(items.primary, [])
    width, height = struct.unpack_from(">II", _find(own, b"ispe"), 4)
    limit.check(width, height)
    _check_places(data, items, limit, format_name)
    _check_sequences(data, items, properties, limit)
    tiles = items.targets(_CONSISTS_OF, items.primary)
    inherited = own + properties.get(tiles[0], []) if tiles else own
    icc, code = _read_colours(inherited)
    return HeifPicture(
        width,
        height,
        bits=_read_bits(_find(inherited, b"av1C")),
        orientation=_read_orientation(own),
        crop=_read_crop(_find(own, b"clap"), width, height),
        icc=icc,
        code=code,
        exif=_read_metadata(data, items, _EXIF),
        xmp=_read_metadata(data, items, _XMP),
        has_multiplied_alpha=bool(items.targets(_MULTIPLIED_BY, items.primary)),
        is_animated=b"moov" in top,
        references_place=boxes.get(b"iref", (0, 0)),
    )


def _first_boxes(data: bytes, place: _Place) -> dict[bytes, _Place]:
    """Return where the contents of the boxes at a place lie, of several of one kind the first."""
    boxes: dict[bytes, _Place] = {}
    for kind, start, stop in iterate_boxes(data, *place):
        boxes.setdefault(kind, (start, stop))
    return boxes


def _without_version(place: _Place) -> _Place:
    """Return a place without the version and the flags at its beginning, 4 bytes."""
    return place[0] + 4, place[1]


def _take_count(numbers: ByteReader, size: int) -> int:
    """Return the next number, which says how many entries follow."""
    count = numbers.take_number(size)
    if count > _MAX_ITEMS:
        raise ValueError("there are more entries than any program writes")
    return count


def _read_items(data: bytes, boxes: dict[bytes, _Place]) -> _Items:
    numbers = ByteReader(data, *boxes[b"pitm"])
    primary_size = 4 if numbers.take_number(4) >> 24 else 2
    return _Items(
        primary=numbers.take_number(primary_size),
        kinds=dict(_iterate_kinds(data, boxes[b"iinf"])),
        places=_read_places(ByteReader(data, *boxes[b"iloc"]), boxes.get(b"idat", (0, 0))),
        references=dict(_iterate_references(data, boxes[b"iref"])) if b"iref" in boxes else {},
    )


def _iterate_kinds(data: bytes, place: _Place) -> Iterator[tuple[int, bytes]]:
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
        if item_kind != _XMP or _XMP_TYPE in data[entry.place : stop]:
            yield number, item_kind


def _read_places(numbers: ByteReader, box: _Place) -> dict[int, _Places]:
    """Return where the pieces of each item lie; `box` is the one inside which some items count their pieces."""
    version = numbers.take_number(4) >> 24
    sizes = numbers.take_number(2)
    offset_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    places: dict[int, _Places] = {}
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


def _iterate_references(data: bytes, place: _Place) -> Iterator[tuple[tuple[bytes, int], tuple[int, ...]]]:
    """Yield kind and item of each reference, and to which items it leads."""
    numbers = ByteReader(data, *place)
    size, letter = (4, "I") if numbers.take_number(4) >> 24 else (2, "H")
    for kind, start, stop in iterate_boxes(data, numbers.place, numbers.stop):
        if kind in (_DESCRIBES, _CONSISTS_OF, _MULTIPLIED_BY):
            entry = ByteReader(data, start, stop)
            item, count = entry.take_number(size), entry.take_number(2)
            yield (kind, item), struct.unpack_from(f">{count}{letter}", data, entry.place)


def _check_places(data: bytes, items: _Items, limit: SizeLimit, format_name: str) -> None:
    """Check where the items lie, and how large AV1 pictures are by their own account.

    Raises:
        DamagedImage: an item lies beyond the end; libheif would leave a tile black.
        ImageTooLarge: a picture or a tile is larger than the limit.
        ValueError: items overlap.
    """
    different = set(items.places.values())  # equal tiles may share their data
    if any(stop > len(data) for places in different for _, stop in places):
        raise DamagedImage(f"The {format_name} file is cut short.")
    if sum(stop - start for places in different for start, stop in places) > _MOST_READINGS * len(data):
        raise ValueError("items overlap")
    for places in {places for number, places in items.places.items() if items.kinds.get(number) == _AV1}:
        for size in iterate_coded_sizes(_join(data, places)):
            limit.check(*size)


def _check_sequences(data: bytes, items: _Items, properties: dict[int, _Properties], limit: SizeLimit) -> None:
    """Check that HEVC data are as large and as deep as the boxes say: pi-heif overruns its buffer if grey is not.

    Raises:
        ImageTooLarge: a picture or a tile is larger than the limit.
        ValueError: a depth differs from what the boxes state, or from that of another tile.
    """
    pictures = {
        number: (_find(properties.get(number, []), b"hvcC"), places)
        for number, places in items.places.items()
        if items.kinds.get(number) in _HEVC and _find(properties.get(number, []), b"hvcC")
    }
    depths = {picture: _check_depth(data, *picture, limit) for picture in set(pictures.values())}
    if len({depths[pictures[number]] for number in items.parts_of_primary() if number in pictures}) > 1:
        raise ValueError("the tiles differ in depth")


def _check_depth(data: bytes, configuration: bytes, places: _Places, limit: SizeLimit) -> int:
    """Return the bits of a picture, which its configuration and its data must state alike."""
    bits, sequences = read_configuration(configuration)
    for sequence in (*sequences, *iterate_coded_sequences(_join(data, places))):
        limit.check(sequence.width, sequence.height)
        if sequence.bits != bits:
            raise ValueError("the boxes state another depth than the data")
    return bits


def _read_properties(data: bytes, place: _Place) -> dict[int, _Properties]:
    """Return the properties of each item."""
    all_properties: _Properties = []
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


def _find(properties: _Properties, kind: bytes) -> bytes:
    """Return the first property of a kind; empty if there is none."""
    return next((content for own, content in properties if own == kind), b"")


def _read_colours(properties: _Properties) -> tuple[bytes | None, tuple[int, int] | None]:
    """Return a profile, and the numbers of primaries and of a curve, where they are stated."""
    boxes = [content for kind, content in properties if kind == b"colr"]
    icc = next((box[4:] for box in boxes if box[:4] in (b"prof", b"rICC") and len(box) > 4), None)
    codes = [struct.unpack_from(">HH", box, 4) for box in boxes if box[:4] == b"nclx" and len(box) >= 8]
    return icc, codes[0] if codes else None


def _read_bits(configuration: bytes) -> int:
    """Return the bits of a channel from the configuration of an AV1 decoder."""
    flags = configuration[2] if len(configuration) > 2 else 0
    return 8 if not flags & 0x40 else 12 if flags & 0x20 else 10


def _read_orientation(properties: _Properties) -> int:
    turned, mirrored = _find(properties, b"irot"), _find(properties, b"imir")
    return _ORIENTATIONS[turned[0] & 3 if turned else 0, mirrored[0] & 1 if mirrored else None]


def _read_crop(box: bytes, width: int, height: int) -> tuple[slice, slice] | None:
    """Return the rows and columns that are shown; None if that is all, or if the numbers make no sense."""
    if len(box) < 32:
        return None
    wide, wide_by, high, high_by, right, right_by, down, down_by = struct.unpack_from(">IIIIiIiI", box)
    if not (wide_by and high_by and right_by and down_by):
        return None
    rows = _shown(height, Fraction(high, high_by), Fraction(down, down_by))
    columns = _shown(width, Fraction(wide, wide_by), Fraction(right, right_by))
    return (rows, columns) if rows and columns else None


def _shown(side: int, shown: Fraction, shift: Fraction) -> slice | None:
    """Return the px of a side that are shown, of which the middle is shifted from the middle of the side."""
    start = (side - shown) / 2 + shift
    is_whole = start.denominator == shown.denominator == 1
    return slice(int(start), int(start + shown)) if is_whole and 0 <= start < start + shown <= side else None


def _read_metadata(data: bytes, items: _Items, kind: bytes) -> bytes | None:
    """Return the first item of a kind that describes the primary picture, or that does not say what it describes."""
    for number, own in items.kinds.items():
        if own == kind and items.primary in (items.targets(_DESCRIBES, number) or (items.primary,)):
            return _join(data, items.places.get(number, ())) or None
    return None


def _join(data: bytes, places: _Places) -> bytes:
    return b"".join(data[start:stop] for start, stop in places)

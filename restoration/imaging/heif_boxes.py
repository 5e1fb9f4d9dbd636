"""What the boxes of a HEIC or AVIF file say of its picture: size, colours, orientation and metadata.

Source: ISO/IEC 23008-12:2022, 6.4 to 6.6 (pictures and their properties).
"""

import struct
from dataclasses import dataclass
from fractions import Fraction

from restoration.errors import BadImage, DamagedImage
from restoration.imaging import exif
from restoration.imaging.av1_sizes import iterate_coded_sizes
from restoration.imaging.boxes import find_exif_block
from restoration.imaging.heif_items import (
    CONSISTS_OF,
    DESCRIBES,
    MULTIPLIED_BY,
    XMP,
    Items,
    Places,
    Properties,
    find_property,
    first_boxes,
    join_pieces,
    read_items,
    read_properties,
    without_version,
)
from restoration.imaging.hevc_sequences import iterate_coded_sequences, read_configuration
from restoration.imaging.limits import SizeLimit
from restoration.imaging.painting import UNREADABLE_EXIF, Metadata
from restoration.imaging.stated_colours import profile_from_code

_MOST_READINGS = 2  # of a byte, by items that differ
_HEVC = (b"hvc1", b"hev1")
_AV1, _EXIF = b"av01", b"Exif"
_NO_REFERENCE = b"none"

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
        return data[:start] + data[start:stop].replace(DESCRIBES, _NO_REFERENCE) + data[stop:]

    def metadata(self, notes: list[str], *, is_grey: bool) -> Metadata:
        """Return the metadata; add notes on what is left out, and on a profile that is added."""
        icc, block = self.icc, find_exif_block(self.exif or b"")
        if icc is None and self.code is not None:
            icc = profile_from_code(*self.code, notes, is_grey=is_grey)
        if self.exif and block is None:
            notes.append(UNREADABLE_EXIF)
        return Metadata(icc, block, self.xmp, exif.resolution(block))


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
    top = first_boxes(data, (0, len(data)))
    boxes = first_boxes(data, without_version(top[b"meta"])) if b"meta" in top else {}
    if b"pitm" not in boxes and b"moov" in top:
        message = f"The {format_name} file holds an animation without a still picture."
        raise BadImage(message, hint="Save one picture of it as PNG or TIFF.")
    items = read_items(data, boxes)
    properties = read_properties(data, boxes[b"iprp"])
    own = properties.get(items.primary, [])
    width, height = struct.unpack_from(">II", find_property(own, b"ispe"), 4)
    limit.check(width, height)
    _check_places(data, items, limit, format_name)
    _check_sequences(data, items, properties, limit)
    tiles = items.targets(CONSISTS_OF, items.primary)
    inherited = own + properties.get(tiles[0], []) if tiles else own
    icc, code = _read_colours(inherited)
    return HeifPicture(
        width,
        height,
        bits=_read_bits(find_property(inherited, b"av1C")),
        orientation=_read_orientation(own),
        crop=_read_crop(find_property(own, b"clap"), width, height),
        icc=icc,
        code=code,
        exif=_read_metadata(data, items, _EXIF),
        xmp=_read_metadata(data, items, XMP),
        has_multiplied_alpha=bool(items.targets(MULTIPLIED_BY, items.primary)),
        is_animated=b"moov" in top,
        references_place=boxes.get(b"iref", (0, 0)),
    )


def _check_places(data: bytes, items: Items, limit: SizeLimit, format_name: str) -> None:
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
        for size in iterate_coded_sizes(join_pieces(data, places)):
            limit.check(*size)


def _check_sequences(data: bytes, items: Items, properties: dict[int, Properties], limit: SizeLimit) -> None:
    """Check that HEVC data are as large and as deep as the boxes say: pi-heif overruns its buffer if grey is not.

    Raises:
        ImageTooLarge: a picture or a tile is larger than the limit.
        ValueError: a depth differs from what the boxes state, or from that of another tile.
    """
    pictures = {
        number: (find_property(properties.get(number, []), b"hvcC"), places)
        for number, places in items.places.items()
        if items.kinds.get(number) in _HEVC and find_property(properties.get(number, []), b"hvcC")
    }
    depths = {picture: _check_depth(data, *picture, limit) for picture in set(pictures.values())}
    if len({depths[pictures[number]] for number in items.parts_of_primary() if number in pictures}) > 1:
        raise ValueError("the tiles differ in depth")


def _check_depth(data: bytes, configuration: bytes, places: Places, limit: SizeLimit) -> int:
    """Return the bits of a picture, which its configuration and its data must state alike."""
    bits, sequences = read_configuration(configuration)
    for sequence in (*sequences, *iterate_coded_sequences(join_pieces(data, places))):
        limit.check(sequence.width, sequence.height)
        if sequence.bits != bits:
            raise ValueError("the boxes state another depth than the data")
    return bits


def _read_colours(properties: Properties) -> tuple[bytes | None, tuple[int, int] | None]:
    """Return a profile, and the numbers of primaries and of a curve, where they are stated."""
    boxes = [content for kind, content in properties if kind == b"colr"]
    icc = next((box[4:] for box in boxes if box[:4] in (b"prof", b"rICC") and len(box) > 4), None)
    codes = [struct.unpack_from(">HH", box, 4) for box in boxes if box[:4] == b"nclx" and len(box) >= 8]
    return icc, codes[0] if codes else None


def _read_bits(configuration: bytes) -> int:
    """Return the bits of a channel from the configuration of an AV1 decoder."""
    flags = configuration[2] if len(configuration) > 2 else 0
    return 8 if not flags & 0x40 else 12 if flags & 0x20 else 10


def _read_orientation(properties: Properties) -> int:
    turned, mirrored = find_property(properties, b"irot"), find_property(properties, b"imir")
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


def _read_metadata(data: bytes, items: Items, kind: bytes) -> bytes | None:
    """Return the first item of a kind that describes the primary picture, or that does not say what it describes."""
    for number, own in items.kinds.items():
        if own == kind and items.primary in (items.targets(DESCRIBES, number) or (items.primary,)):
            return join_pieces(data, items.places.get(number, ())) or None
    return None

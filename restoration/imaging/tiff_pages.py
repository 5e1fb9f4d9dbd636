"""Which pages of a TIFF file are the picture: files may begin with a thumbnail, or hold several pages.

A page is a directory. They stand in a chain, and each may point to others that belong to it, called SubIFDs. ImageJ
writes the channels of a colour picture as pages of grey.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from restoration.imaging import exif
from restoration.imaging.exif import ExifField

DNG_VERSION = 50706  # a tag of camera raw files only
_PAGE_KIND, _OLD_PAGE_KIND, _SUB_PAGES = 254, 255, 330
_STRIP_OFFSETS, _STRIP_ROWS, _STRIP_SIZES = 273, 278, 279
_PLACES = {_STRIP_OFFSETS, 324}  # of strips and of tiles
_COMPRESSION, _PHOTOMETRIC = 259, 262
_RAW_COLOURS = (32803, 34892)  # of a sensor
_RAW_COMPRESSIONS = (32767, 32769, 32770, 34713, 65000, 65535)  # of Sony, Epson, Samsung, Nikon, Kodak and Pentax
_REDUCED, _MASK = 1, 4  # bits of the kind of a page
_OLD_REDUCED = 2
_DESCRIPTION, _SAMPLES = 270, 277
_SHAPE_TAGS = (256, 257, 258, _PHOTOMETRIC, _SAMPLES)  # sides, depth, colours, channels
_GREY_COLOURS = (0, 1)  # white or black is 0
_COMPOSITE = {b"channels": b"3", b"mode": b"composite"}  # how ImageJ describes such a picture

# The tags that go into the EXIF block: the program that processed it, document, description, maker, model, orientation,
# page, software, date, artist, computer, number of the picture, copyright, and Windows' rating, title, comment, author,
# keywords, subject. The other tags describe the layout of the file.
_WINDOWS_TAGS = (18246, 18249, 40091, 40092, 40093, 40094, 40095)
CARRIED_TAGS = (11, 269, 270, 271, 272, 274, 285, 305, 306, 315, 316, 32781, 33432, *_WINDOWS_TAGS)
_INHERITED_TAGS = {*CARRIED_TAGS, exif.EXIF_DIRECTORY, exif.GPS_DIRECTORY, exif.XMP, exif.IPTC, exif.PHOTOSHOP}

_MAX_PAGES = 64  # that are looked at
_MAX_SUB_PAGES = 16  # of one page
_MAX_DIGITS = 10  # of a number in a description
_UINT64 = 16  # a type of numbers in TIFF


@dataclass(frozen=True, slots=True)
class TiffPicture:
    """The page that holds the picture."""

    directory: list[ExifField]  # what it lacks in metadata comes from the first page
    has_other_pages: bool  # thumbnails and masks do not count
    is_camera_raw: bool  # the file says so, or one of its pages does
    cut_tags: set[int]  # of the page, whose values reach beyond the end of the file


def find_picture(data: bytes) -> TiffPicture:
    """Return the first page that is neither a thumbnail nor a mask; if there is none, the first page."""
    first, order = exif.first_offset(data), exif.byte_order(data) or "<"
    pages = list(_iterate_pages(data, first, order))
    full = [page for page in pages if not _is_reduced_or_mask(page[1], order)]
    start = next((start for start, fields in full if _has_pixels(fields)), first)
    is_raw = any(_is_raw(fields, order) for _, fields in pages)  # its other pages are smaller than the photograph
    directory = _with_inherited(exif.read_directory(data, start), exif.first_directory(data), start == first)
    return TiffPicture(
        directory=directory,
        has_other_pages=any(other != start for other, _ in full) or len(_split_planes(data, directory, order, 2)) > 1,
        is_camera_raw=is_raw or bool(exif.read_directory(data, first, {DNG_VERSION})),
        cut_tags=exif.find_cut_tags(data, start),
    )


def find_composite(data: bytes, picture: TiffPicture) -> list[TiffPicture]:
    """Return the pages that ImageJ shows as red, green and blue of one picture; empty if the file is no such one.

    Of several slices or frames, each of which has three pages, they are those of the first.
    """
    images = _count_composite_images(picture.directory)
    if not images:
        return []
    order = exif.byte_order(data) or "<"
    pages = islice(_iterate_pages(data, exif.first_offset(data), order), images + 1)  # one more must not be there
    starts = [start for start, fields in pages if _has_pixels(fields) and not _is_reduced_or_mask(fields, order)]
    directories = [exif.read_directory(data, start) for start in starts[:3]]
    if len(starts) == 1:
        directories = _split_planes(data, directories[0], order, 3)
    elif len(starts) != min(images, _MAX_PAGES):
        return []
    shapes = {tuple(field.value for field in page if field.tag in _SHAPE_TAGS) for page in directories}
    if len(shapes) != 1 or not _is_grey(directories[0], order):
        return []
    cut = set[int]().union(*(exif.find_cut_tags(data, start) for start in starts[:3]))
    return [replace(picture, directory=page, has_other_pages=images > 3, cut_tags=cut) for page in directories]


def _split_planes(data: bytes, directory: list[ExifField], order: str, count: int) -> list[list[ExifField]]:
    """Return the directories of the first pages where ImageJ wrote only that of the first, as it does for large files.

    Their pixels follow each other without compression. Empty if another program wrote the file, or it has fewer pages.
    """
    width, height, bits, compression = _numbers(directory, order, *_SHAPE_TAGS[:3], _COMPRESSION)
    places = exif.find_field(directory, _STRIP_OFFSETS)
    is_plain = places is not None and places.count == 1 and compression in (0, 1) and bits in (8, 16)
    if places is None or not is_plain or _count_images(_read_imagej(directory)) < count:
        return []
    size, first = width * height * bits // 8, int(places.first_number(order))
    if first + count * size > len(data):
        return []
    others = [field for field in directory if field.tag not in (_STRIP_OFFSETS, _STRIP_SIZES, _STRIP_ROWS)]
    strips = [((_STRIP_OFFSETS, first + plane * size), (_STRIP_SIZES, size)) for plane in range(count)]
    return [
        [*others, *(ExifField(tag, _UINT64, struct.pack(order + "Q", number)) for tag, number in strip)]
        for strip in strips
    ]


def _is_grey(directory: list[ExifField], order: str) -> bool:
    colours, channels = _numbers(directory, order, _PHOTOMETRIC, _SAMPLES)
    return colours in _GREY_COLOURS and channels in (0, 1)  # 0: the file does not say, and it is one


def _count_composite_images(directory: list[ExifField]) -> int:
    """Return how many pages a composite of three channels has by its description; 0 if the file is none."""
    stated = _read_imagej(directory)
    images = _count_images(stated)
    is_composite = all(stated.get(name) == value for name, value in _COMPOSITE.items())
    return images if is_composite and images % 3 == 0 else 0


def _count_images(stated: dict[bytes, bytes]) -> int:
    """Return the number of pages that ImageJ states, at most one more than are looked at."""
    digits = stated.get(b"images", b"")
    return min(int(digits), _MAX_PAGES + 1) if digits.isdigit() and len(digits) < _MAX_DIGITS else 0


def _read_imagej(directory: list[ExifField]) -> dict[bytes, bytes]:
    """Return what ImageJ states about its file, by name; empty if another program wrote it."""
    description = exif.find_field(directory, _DESCRIPTION)
    if description is None or not description.value.startswith(b"ImageJ="):
        return {}
    return dict(line.partition(b"=")[::2] for line in description.value.rstrip(b"\0").splitlines())


def _with_inherited(directory: list[ExifField], first: list[ExifField], is_first: bool) -> list[ExifField]:
    if is_first:
        return directory
    own = {field.tag for field in directory}
    return [*directory, *(field for field in first if field.tag in _INHERITED_TAGS - own)]


def _iterate_pages(data: bytes, first: int, order: str) -> Iterator[tuple[int, list[ExifField]]]:
    """Yield the offset of each page, and the fields that say what it is.

    Pages of the chain come in their order, each followed by those that belong to it.
    """
    wanted = {_PAGE_KIND, _OLD_PAGE_KIND, _SUB_PAGES, _COMPRESSION, _PHOTOMETRIC, *_PLACES}
    waiting, seen, chained = [first], set[int](), first
    while waiting and len(seen) < _MAX_PAGES:
        start = waiting.pop()
        if start in seen:
            continue
        seen.add(start)
        fields = exif.read_directory(data, start, wanted)
        if start == chained and (chained := exif.following_directory(data, start)):
            waiting.append(chained)
        waiting += reversed(_sub_pages(fields, order))
        yield start, fields


def _sub_pages(fields: list[ExifField], order: str) -> list[int]:
    field = exif.find_field(fields, _SUB_PAGES)
    if field is None or field.type not in exif.POINTERS:
        return []
    size = 4 if field.type in (4, 13) else 8
    offsets: list[int] = np.frombuffer(field.value[: size * _MAX_SUB_PAGES], f"{order}u{size}").tolist()
    return offsets


def _has_pixels(fields: list[ExifField]) -> bool:
    return any(field.tag in _PLACES for field in fields)


def _is_raw(fields: list[ExifField], order: str) -> bool:
    colours, compression = _numbers(fields, order, _PHOTOMETRIC, _COMPRESSION)
    return colours in _RAW_COLOURS or compression in _RAW_COMPRESSIONS


def _is_reduced_or_mask(fields: list[ExifField], order: str) -> bool:
    kind, old_kind = _numbers(fields, order, _PAGE_KIND, _OLD_PAGE_KIND)
    return bool(kind & (_REDUCED | _MASK)) or old_kind == _OLD_REDUCED


def _numbers(fields: list[ExifField], order: str, *tags: int) -> list[int]:
    """Return the first number of each field, 0 where there is none."""
    found = [exif.find_field(fields, tag) for tag in tags]
    return [0 if field is None else int(field.first_number(order)) for field in found]

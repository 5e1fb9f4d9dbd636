"""Which page of a TIFF file is the picture: files may begin with a thumbnail, or hold several pages.

A page is a directory. They stand in a chain, and each may point to others that belong to it, called SubIFDs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from restoration.imaging import exif
from restoration.imaging.exif import ExifField

DNG_VERSION = 50706  # a tag of camera raw files only
_PAGE_KIND, _OLD_PAGE_KIND, _SUB_PAGES = 254, 255, 330
_PLACES = {273, 324}  # of strips and of tiles
_REDUCED, _MASK = 1, 4  # bits of the kind of a page
_OLD_REDUCED = 2

# The tags that go into the EXIF block: description, maker, model, orientation, software, date, artist, computer,
# copyright, and Windows' title, comment, author, keywords, subject. The other tags describe the layout of the file.
CARRIED_TAGS = (270, 271, 272, 274, 305, 306, 315, 316, 33432, 40091, 40092, 40093, 40094, 40095)
_INHERITED_TAGS = {*CARRIED_TAGS, exif.EXIF_DIRECTORY, exif.GPS_DIRECTORY, exif.XMP}

_MAX_PAGES = 64  # that are looked at
_MAX_SUB_PAGES = 16  # of one page


@dataclass(frozen=True, slots=True)
class TiffPicture:
    """The page that holds the picture."""

    directory: list[ExifField]  # what it lacks in metadata comes from the first page
    has_other_pages: bool  # thumbnails and masks do not count
    is_camera_raw: bool  # the file says so
    cut_tags: set[int]  # of the page, whose values reach beyond the end of the file


def find_picture(data: bytes) -> TiffPicture:
    """Return the first page that is neither a thumbnail nor a mask; if there is none, the first page."""
    first = exif.first_offset(data)
    pages = list(_full_pages(data, first))
    start = next((start for start, has_pixels in pages if has_pixels), first)
    return TiffPicture(
        directory=_with_inherited(exif.read_directory(data, start), exif.first_directory(data), start == first),
        has_other_pages=any(other != start for other, _ in pages),
        is_camera_raw=bool(exif.read_directory(data, first, {DNG_VERSION})),
        cut_tags=exif.find_cut_tags(data, start),
    )


def _with_inherited(directory: list[ExifField], first: list[ExifField], is_first: bool) -> list[ExifField]:
    if is_first:
        return directory
    own = {field.tag for field in directory}
    return [*directory, *(field for field in first if field.tag in _INHERITED_TAGS - own)]


def _full_pages(data: bytes, first: int) -> Iterator[tuple[int, bool]]:
    """Yield the offset of each page that is neither a thumbnail nor a mask, and whether it says where its pixels are.

    Pages of the chain come in their order, each followed by those that belong to it.
    """
    order = exif.byte_order(data) or "<"
    waiting, seen, chained = [first], set[int](), first
    while waiting and len(seen) < _MAX_PAGES:
        start = waiting.pop()
        if start in seen:
            continue
        seen.add(start)
        fields = exif.read_directory(data, start, {_PAGE_KIND, _OLD_PAGE_KIND, _SUB_PAGES, *_PLACES})
        if start == chained and (chained := exif.following_directory(data, start)):
            waiting.append(chained)
        waiting += reversed(_sub_pages(fields, order))
        if not _is_reduced_or_mask(fields, order):
            yield start, any(field.tag in _PLACES for field in fields)


def _sub_pages(fields: list[ExifField], order: str) -> list[int]:
    field = exif.find_field(fields, _SUB_PAGES)
    if field is None or field.type not in exif.POINTERS:
        return []
    size = 4 if field.type in (4, 13) else 8
    offsets: list[int] = np.frombuffer(field.value[: size * _MAX_SUB_PAGES], f"{order}u{size}").tolist()
    return offsets


def _is_reduced_or_mask(fields: list[ExifField], order: str) -> bool:
    kind, old_kind = (
        int(field.first_number(order)) if (field := exif.find_field(fields, tag)) else 0
        for tag in (_PAGE_KIND, _OLD_PAGE_KIND)
    )
    return bool(kind & (_REDUCED | _MASK)) or old_kind == _OLD_REDUCED

"""IPTC-IIM: caption, author and credit as archives and picture agencies have written them since 1991.

The records stand in a resource of Photoshop's in JPEG, in a tag of their own in TIFF, and as digits in PNG.

Source:
    IPTC-NAA, Information Interchange Model, version 4.2, 1.5 and 1.6 (datasets), chapters 5 and 6 (records 1 and 2).
    Adobe Photoshop File Formats Specification, "Image Resource Blocks".
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

UNREADABLE_IPTC = "The file's IPTC data could not be read and were left out."

DatasetTag: TypeAlias = tuple[int, int]
"""The number of a record, and of a dataset in it."""

TITLE, CREDIT = (2, 5), (2, 110)  # the first is called object name
_LONGEST = {TITLE: 64, CREDIT: 32}  # bytes
_CHARACTER_SET, _UTF8 = (1, 90), b"\x1b%G"
_MARKER = b"\x1c"
_HEAD = struct.Struct(">BBBH")  # marker, record, dataset, length
_LONG = 0x8000  # a bit of the length: the length itself follows, in as many bytes as the other bits say

_MAX_BYTES = 2**20  # of all records; a caption has 2000 bytes at most
_SIGNATURE = b"Photoshop 3.0\0"  # before the resources in JPEG
_RESOURCE = b"8BIM"
_RESOURCES = (_RESOURCE, b"MeSa", b"AgHg", b"PHUT", b"DCSR")  # how they begin; the others are of old programs
_IPTC_RESOURCE = 0x0404
_MAX_RESOURCES = 10_000
_MAX_MARKER_BYTES = 65533  # of JPEG
MAX_JPEG_BYTES = (_MAX_MARKER_BYTES - len(_SIGNATURE) - len(_RESOURCE) - 8) & ~1  # records of odd length get one more


@dataclass(frozen=True, slots=True)
class _Dataset:
    tag: DatasetTag
    value: bytes
    start: int  # in the records
    end: int


def read_records(data: bytes, notes: list[str]) -> bytes | None:
    """Return the records in the value of a tag or in a profile: bare, or in Photoshop's resources; None without any.

    What follows the last whole record is left out; if there is none, a note says that they cannot be read.
    """
    found = _iptc_resource(data) if data.startswith(_RESOURCES) else data
    if found[3:4] == _MARKER != found[:1]:  # some programs swap the bytes, as if they were numbers
        found = np.frombuffer(found, ">u4", len(found) // 4).astype("<u4").tobytes()
    end = 0
    for dataset in _datasets(found) if len(found) <= _MAX_BYTES else ():
        end = dataset.end
    if not end and found.strip(b"\0"):
        notes.append(UNREADABLE_IPTC)
    return found[:end] or None


def join_segments(segments: Iterable[bytes]) -> bytes:
    """Return Photoshop's resources from the contents of the segments APP13 of a JPEG file."""
    return b"".join(one.removeprefix(_SIGNATURE) for one in segments if one.startswith(_SIGNATURE))


def encode_for_jpeg(records: bytes) -> bytes:
    """Return a segment APP13; at most `MAX_JPEG_BYTES` fit into it."""
    resource = _RESOURCE + struct.pack(">HHI", _IPTC_RESOURCE, 0, len(records)) + records + b"\0" * (len(records) % 2)
    return b"\xff\xed" + struct.pack(">H", 2 + len(_SIGNATURE) + len(resource)) + _SIGNATURE + resource


def with_text(records: bytes, tag: DatasetTag, text: str) -> bytes | None:
    """Return the records with this text, cut to the length that the standard allows; None if they cannot hold it.

    The text has the character set that the records name, by default Latin-1.
    """
    datasets = list(_datasets(records))
    is_utf8 = any((one.tag, one.value) == (_CHARACTER_SET, _UTF8) for one in datasets)
    try:
        value = _cut(_one_line(text), "utf-8" if is_utf8 else "latin-1", _LONGEST[tag])
    except UnicodeEncodeError:
        return None
    place = next((one.start for one in datasets if one.tag == tag or one.tag[0] > tag[0]), len(records))
    kept = [(one.start, records[one.start : one.end]) for one in datasets if one.tag != tag]
    written = _HEAD.pack(_MARKER[0], *tag, len(value)) + value
    before, after = ([data for start, data in kept if (start < place) is side] for side in (True, False))
    return b"".join([*before, written, *after])


def read_text(records: bytes, tag: DatasetTag) -> str | None:
    """Return the first text of this dataset; None if there is none."""
    datasets = list(_datasets(records))
    is_utf8 = any((one.tag, one.value) == (_CHARACTER_SET, _UTF8) for one in datasets)
    values = (one.value for one in datasets if one.tag == tag)
    return next((value.decode("utf-8" if is_utf8 else "latin-1", "replace") for value in values), None)


def _one_line(text: str) -> str:
    return "".join(filter(str.isprintable, " ".join(text.split())))


def _cut(text: str, encoding: str, longest: int) -> bytes:
    """Return the encoded text, shortened by whole letters."""
    return text.encode(encoding)[:longest].decode(encoding, "ignore").encode(encoding)


def _datasets(records: bytes) -> Iterator[_Dataset]:
    """Yield the datasets up to the first one that is none or is cut short."""
    start = 0
    while start + _HEAD.size <= len(records) and records[start : start + 1] == _MARKER:
        _, record, number, length = _HEAD.unpack_from(records, start)
        first = start + _HEAD.size
        if length & _LONG:
            size_bytes = length & ~_LONG
            length = int.from_bytes(records[first : first + size_bytes], "big") if size_bytes <= 8 else len(records)
            first += size_bytes
        if first + length > len(records):
            return
        yield _Dataset((record, number), records[first : first + length], start, first + length)
        start = first + length


def _iptc_resource(resources: bytes) -> bytes:
    """Return the resource that holds the records; nothing if there is none."""
    start = 0
    for _ in range(_MAX_RESOURCES):
        if start + 8 > len(resources) or resources[start : start + 4] not in _RESOURCES:
            break
        number, name_bytes = struct.unpack_from(">HB", resources, start + 4)
        size_at = start + 6 + (name_bytes + 2) // 2 * 2  # the name and its length together are even
        size = int.from_bytes(resources[size_at : size_at + 4], "big")
        if number == _IPTC_RESOURCE:
            return resources[size_at + 4 : size_at + 4 + size]
        start = size_at + 4 + size + size % 2
    return b""

"""The structure of a JPEG file, read from its markers without decoding anything: what it would cost to decode."""

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from restoration.errors import BadImage, DamagedImage
from restoration.imaging.file_bytes import FileBytes, join_pieces

SOS, EOI, COMMENT = 0xDA, 0xD9, 0xFE
APP0, APP1, APP13, APP14, APP15 = 0xE0, 0xE1, 0xED, 0xEE, 0xEF
_BARE_MARKERS = {0x01, 0xD8, *range(0xD0, 0xD8)}  # without a segment: TEM, SOI and the restart markers
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # SOF0 to SOF15; the others are tables
_PROGRESSIVE_FRAMES = {0xC2, 0xC6, 0xCA, 0xCE}
_FRAMES_BY_ROWS = {0xC0, 0xC1}  # baseline and extended sequential, by Huffman codes
_COEFFICIENTS = 64  # of a block
_MARKER = re.compile(rb"\xff([^\x00\xff])")
_MARKER_AFTER_SCAN_DATA = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")  # restart markers stand inside the data

# libjpeg writes 10 scans for colour, and optimisers of progressive JPEG somewhat more. An empty scan takes up to 0.6 ms
# a megapixel, twice because completeness takes a second decoding: 1000 of a megapixel 1.2 s. Full ones need a file.
_USUAL_SCANS, _MAX_SCANS = 20, 64
_MAX_SCAN_MEGAPIXELS = 1000

_MAX_SEGMENTS = 10_000  # beside the scans; a colour profile has 255 at most, and 60 megabytes of XMP a thousand
_MAX_FILLING = 2**16  # bytes between the segments, which Pillow skips one by one; some cameras pad to a few thousand
_MAX_EXIF_BYTES = 2**24  # of all EXIF segments together; one has 64 kB, and only some panoramas have a few


@dataclass(frozen=True, slots=True)
class Segment:
    """A marker and what belongs to it, as offsets in the file."""

    marker: int  # the second byte
    start: int  # of the marker
    end: int  # of its segment; where a scan's data begin


@dataclass(frozen=True, slots=True)
class JpegStructure:
    """The segments of a JPEG file before its first scan, and what comes after."""

    head: list[Segment]
    scans: list[Segment]
    end: int | None  # offset of the end marker; None if the file is cut short
    width: int = 0  # px, as in the frame header
    height: int = 0  # px; 0 if a marker after the first scan states it
    channels: int = 0


def is_decoded_by_rows(file: BinaryIO) -> bool:
    """Return whether libjpeg decodes this open JPEG file row by row, so that it takes hardly any memory.

    It does so where the first scan holds all of the picture. Otherwise it gathers the coefficients of all scans first.
    Only what stands before that scan is read.
    """
    channels = b""
    for marker, content in _head_segments(file):
        if marker in _FRAMES:
            channels = content[5:6] if marker in _FRAMES_BY_ROWS else b""
        if marker == SOS:
            return bool(channels) and content[:1] == channels
    return False


def _head_segments(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the second byte of each marker of an open file, and how its segment begins, up to the first scan."""
    position = 2
    for _ in range(_MAX_SEGMENTS):
        file.seek(position)
        piece = file.read(_MAX_FILLING)
        match = _MARKER.search(piece)
        if match is None or match[1][0] == EOI:
            return
        position += match.end()
        if match[1][0] not in _BARE_MARKERS:
            yield match[1][0], piece[match.end() + 2 : match.end() + 8]
            position += int.from_bytes(piece[match.end() : match.end() + 2], "big")


def _no_check(width: int, height: int) -> None:
    """Accept any size."""


def read_structure(data: FileBytes | memoryview, check_size: Callable[[int, int], None] = _no_check) -> JpegStructure:
    """Walk through the markers of a JPEG file.

    Args:
        data: the file.
        check_size: gets the width and height of each frame, px, before anything behind its header is looked at.

    Raises:
        DamagedImage: a segment is cut short, or the frame header is.
        BadImage: it has more segments or scans than any program writes for a picture of this size.
    """
    head: list[Segment] = []
    scans: list[Segment] = []
    end, filling, position = None, 0, 2
    frame = (0, 0, 0)
    for count, segment in enumerate(_segments(data), start=1):
        filling += 0 if scans else segment.start - position
        position = segment.end
        if segment.marker == EOI:
            end = segment.start
            break
        if segment.marker in _FRAMES:
            height, width, channels = _read_frame(data, segment)
            if width:
                check_size(width, height)
            frame = max((height, width, channels), frame, key=lambda frame: frame[0] * frame[1])
        if segment.marker == SOS:
            scans.append(segment)
        if not scans:
            head.append(segment)
        _check_counts(count - len(scans), filling, len(scans), frame[0] * frame[1] / 1e6)
    height, width, channels = frame
    structure = JpegStructure(head, scans, end, width, height, channels)
    _check_exif(data, structure)
    return structure


def segment_contents(data: FileBytes, structure: JpegStructure, marker: int) -> list[bytes]:
    """Return what the segments with this marker hold, up to the first scan."""
    return [data[one.start + 4 : one.end] for one in structure.head if one.marker == marker]


def without_filling(data: FileBytes | memoryview, structure: JpegStructure) -> memoryview:
    """Return the file without bytes between its segments, which some cameras leave, up to the first scan."""
    scan = structure.scans[0].start if structure.scans else len(data)
    view = memoryview(data)
    return join_pieces([view[:2], *(view[segment.start : segment.end] for segment in structure.head), view[scan:]])


def with_end(data: FileBytes) -> memoryview:
    """Return a file that lacks its end marker with one, in place of half of one and of zeros, which may fill a disk."""
    end = _end_of_content(data)
    if data[end - 1 : end] == b"\xff":
        end += -1 if end == len(data) else 1  # FF 00 is a byte of a scan
    return join_pieces([memoryview(data)[:end], bytes([0xFF, EOI])])


def _end_of_content(data: FileBytes) -> int:
    """Return where the zeros begin that a file ends with."""
    end = len(data)
    while end and not (piece := data[max(end - _MAX_FILLING, 0) : end].rstrip(b"\0")):
        end = max(end - _MAX_FILLING, 0)
    return max(end - _MAX_FILLING, 0) + len(piece) if end else 0


def has_every_scan(data: FileBytes, structure: JpegStructure) -> bool:
    """Return whether the scans state every bit of every coefficient: progressive files come in coarse and fine ones."""
    frame = next((segment for segment in structure.head if segment.marker in _FRAMES), None)
    if frame is None:
        return False
    channels = data[frame.start + 10 : frame.end : 3]
    missing_bits = {channel: [1] * _COEFFICIENTS for channel in channels}
    for scan in structure.scans:
        first, last, bits = data[scan.end - 3 : scan.end] if frame.marker in _PROGRESSIVE_FRAMES else (0, 63, 0)
        last = min(last, _COEFFICIENTS - 1)
        for channel in data[scan.start + 5 : scan.end - 3 : 2]:
            if channel in missing_bits and first <= last:
                missing_bits[channel][first : last + 1] = [bits & 0xF] * (last + 1 - first)
    return bool(channels) and not any(map(any, missing_bits.values()))


def without_notes(data: FileBytes, structure: JpegStructure) -> bytes:
    """Return the file without comments and application segments, but for those that say how to read the colours."""
    kept = [segment for segment in structure.head if not _is_note(data, segment)]
    rest = structure.head[-1].end if structure.head else 2
    return b"".join([data[:2], *(data[segment.start : segment.end] for segment in kept), data[rest:]])


def _is_note(data: FileBytes, segment: Segment) -> bool:
    if segment.marker == COMMENT:
        return True
    if not APP0 <= segment.marker <= APP15:
        return False
    content = data[segment.start + 4 : segment.end]
    is_needed = (segment.marker == APP0 and content.startswith(b"JFIF\0") and len(content) >= 12) or (
        segment.marker == APP14 and content.startswith(b"Adobe") and len(content) >= 12
    )
    return not is_needed


def _segments(data: FileBytes | memoryview) -> Iterator[Segment]:
    position, pattern = 2, _MARKER
    while match := pattern.search(data, position):
        marker, pattern = match[1][0], _MARKER
        start = match.end() - 2
        if marker == EOI or marker in _BARE_MARKERS:
            yield Segment(marker, start, match.end())
            position = match.end()
            continue
        if match.end() + 2 > len(data):
            return
        length = struct.unpack_from(">H", data, match.end())[0]
        position = match.end() + length
        if length < 2:
            raise DamagedImage("The JPEG file is damaged: a segment has no length.")
        if position > len(data):
            return
        yield Segment(marker, start, position)
        if marker == SOS:
            pattern = _MARKER_AFTER_SCAN_DATA


def _read_frame(data: FileBytes | memoryview, segment: Segment) -> tuple[int, int, int]:
    """Return height, width and the number of channels."""
    if segment.end - segment.start < 10:
        raise DamagedImage("The JPEG file is damaged: its frame header is cut short.")
    height, width, channels = struct.unpack_from(">HHB", data, segment.start + 5)
    return height, width, channels


def _check_counts(segments: int, filling: int, scans: int, megapixels: float) -> None:
    if segments > _MAX_SEGMENTS or filling > _MAX_FILLING:
        raise BadImage("The JPEG file has more parts than any program writes.", hint="Export it again as JPEG or PNG.")
    affordable = _MAX_SCAN_MEGAPIXELS / max(megapixels, 1e-6)
    if scans > min(_MAX_SCANS, max(_USUAL_SCANS, affordable)):
        message = "The JPEG file builds its picture up in more steps than any program writes."
        raise BadImage(message, hint="Export it again as JPEG or PNG.")


def _check_exif(data: FileBytes | memoryview, structure: JpegStructure) -> None:
    sizes = [
        segment.end - segment.start
        for segment in structure.head
        if segment.marker == APP1 and data[segment.start + 4 : segment.start + 8] == b"Exif"
    ]
    if sum(sizes) > _MAX_EXIF_BYTES:
        raise BadImage("The JPEG file holds EXIF data of absurd size.", hint="Export it again without metadata.")

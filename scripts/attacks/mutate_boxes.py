"""Mutations of files made of boxes, of the codestreams in them, and of the sections of Photoshop documents."""

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from scripts.attacks.mutate_bytes import spoil_note, telling_number

_HEADS = {b"meta": 4, b"iprp": 0, b"ipco": 0, b"iinf": 6, b"iref": 4, b"jp2h": 0, b"res ": 0, b"moov": 0, b"trak": 0}
"""Boxes that hold others, behind so many bytes of their own."""

_KINDS = (
    *(b"ftyp", b"meta", b"pitm", b"iloc", b"iinf", b"infe", b"iprp", b"ipco", b"ipma", b"ispe", b"colr", b"clap"),
    *(b"irot", b"imir", b"auxC", b"pixi", b"hvcC", b"av1C", b"idat", b"mdat", b"iref", b"dimg", b"auxl", b"cdsc"),
    *(b"prem", b"grid", b"moov", b"jp2h", b"ihdr", b"pclr", b"cmap", b"cdef", b"bpcc", b"res ", b"resc", b"uuid"),
    *(b"jp2c", b"jxlc", b"jxlp", b"brob", b"Exif", b"xml ", b"jbrd", b"free", b"\0\0\0\0"),
)
_LARGEST_REPEAT, _DEEPEST = 300, 200
_LONG_LENGTHS = (0, 8, 15, 16, 17, 2**31, 2**32, 2**63, 2**64 - 1)


@dataclass(slots=True)
class _Box:
    """A box, which holds bytes and others behind them."""

    kind: bytes
    content: bytes
    children: list["_Box"] = field(default_factory=list)

    def to_bytes(self) -> bytes:
        content = self.content + b"".join(child.to_bytes() for child in self.children)
        return struct.pack(">I", len(content) + 8) + self.kind + content


def _parse(data: bytes, start: int = 0, stop: int | None = None) -> list[_Box]:
    """Return the boxes at a place; what is no box ends them."""
    found, stop = list[_Box](), len(data) if stop is None else stop
    for place, size in _iterate_sizes(data, start, stop):
        kind, first, end = data[place + 4 : place + 8], place + 8, min(place + size, stop)
        if kind in _HEADS:
            found.append(_Box(kind, data[first : first + _HEADS[kind]], _parse(data, first + _HEADS[kind], end)))
        else:
            found.append(_Box(kind, data[first:end]))
    return found


def _iterate_sizes(data: bytes, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Yield the place and the length of each box."""
    while start + 8 <= stop:
        size = struct.unpack_from(">I", data, start)[0] or stop - start
        if size < 8:
            return
        yield start, size
        start += size


def _lists(boxes: list[_Box]) -> list[list[_Box]]:
    """Return every list of boxes that is not empty, at any depth."""
    return [one for one in (boxes, *(inner for box in boxes for inner in _lists(box.children))) if one]


def _media_start(boxes: list[_Box]) -> int:
    """Return where the data of the items begin."""
    kinds = [box.kind for box in boxes]
    before = boxes[: kinds.index(b"mdat")] if b"mdat" in kinds else []
    return sum(len(box.to_bytes()) for box in before)


def _shift_items(boxes: list[_Box], shift: int) -> None:
    """Move the places of the items in the file, where each has one piece: the boxes before them have grown."""
    for box in (child for parent in boxes for child in parent.children if child.kind == b"iloc"):
        content = bytearray(box.content)
        for place in range(14, len(content) - 7, 14):
            start = struct.unpack_from(">I", content, place)[0]
            struct.pack_into(">I", content, place, (start + shift) % 2**32)
        box.content = bytes(content)


def change_boxes(data: bytes, rng: np.random.Generator) -> bytes:
    """Drop, repeat, move, nest or rename a box, or change what it holds; lengths and places of items stay right."""
    boxes = _parse(data)
    if not boxes:
        return data
    before, lists = _media_start(boxes), _lists(boxes)
    _change_list(lists[rng.integers(len(lists))], lists, rng)
    _shift_items(boxes, _media_start(boxes) - before)
    return b"".join(box.to_bytes() for box in boxes)


def _change_list(boxes: list[_Box], lists: list[list[_Box]], rng: np.random.Generator) -> None:
    index = int(rng.integers(len(boxes)))
    box, way = boxes[index], rng.integers(8)
    if way == 0:
        del boxes[index]
    elif way == 1:
        boxes[index:index] = [box] * int(rng.integers(1, _LARGEST_REPEAT))
    elif way == 2:
        boxes.insert(int(rng.integers(len(boxes))), boxes.pop(index))
    elif way == 3:
        others = lists[rng.integers(len(lists))]
        others.insert(int(rng.integers(len(others) + 1)), _Box(box.kind, box.content))
    elif way == 4:
        boxes[index] = _nest(box, int(rng.choice([1, 2, 100, _DEEPEST])), rng)
    elif way == 5:
        box.kind = _KINDS[rng.integers(len(_KINDS))]
    elif way == 6:
        box.content = spoil_note(box.content, rng)
    else:
        box.content = _write_number(box.content, rng)


def _nest(box: _Box, depth: int, rng: np.random.Generator) -> _Box:
    """Return a box in others of one kind."""
    kind = box.kind if rng.random() < 0.5 else [*_HEADS][rng.integers(len(_HEADS))]
    for _ in range(depth):
        box = _Box(kind, bytes(_HEADS.get(kind, 0)), [box])
    return box


def _write_number(data: bytes, rng: np.random.Generator) -> bytes:
    """Return the bytes with a telling number among the first ones, where fields stand."""
    size = int(rng.choice([1, 2, 4]))
    start = int(rng.integers(min(len(data), 64) + 1))
    return data[:start] + telling_number(rng, size).to_bytes(size) + data[start + size :]


def change_box_length(data: bytes, rng: np.random.Generator) -> bytes:
    """Change the length that a box at any depth states, also to the form of 64 bits."""
    places = [place for kind in _KINDS for place in _find_all(data, kind, 200) if place >= 4]
    if not places:
        return data
    place = int(rng.choice(places)) - 4
    if rng.random() < 0.2:
        long = struct.pack(">Q", _LONG_LENGTHS[rng.integers(len(_LONG_LENGTHS))])
        return data[:place] + b"\0\0\0\1" + data[place + 4 : place + 8] + long + data[place + 8 :]
    stated = struct.unpack_from(">I", data, place)[0]
    near = (stated + int(rng.integers(-9, 10))) % 2**32
    length = near if rng.random() < 0.4 else telling_number(rng, 4)
    return data[:place] + struct.pack(">I", length) + data[place + 4 :]


def _find_all(data: bytes, word: bytes, most: int) -> Iterator[int]:
    """Yield the places of a word."""
    place = -1
    for _ in range(most):
        place = data.find(word, place + 1)
        if place < 0:
            return
        yield place


# Codestreams


_MARKERS = (b"\xff\x51", b"\xff\x52", b"\xff\x5c", b"\xff\x55", b"\xff\x90", b"\xff\x93", b"\xff\x64", b"\xff\x53")


def change_marker_segment(data: bytes, rng: np.random.Generator) -> bytes:
    """Change a number in a marker segment of JPEG 2000: sizes, tiles, codings, tile parts."""
    start = data.find(b"\xff\x4f\xff\x51")
    places = [place for marker in _MARKERS for place in _find_all(data, marker, 40) if place >= start >= 0]
    if not places:
        return data
    place = int(rng.choice(places)) + 2 + int(rng.integers(40))
    size = int(rng.choice([1, 2, 4]))
    return data[:place] + telling_number(rng, size).to_bytes(size) + data[place + size :]


def repeat_tile_part(data: bytes, rng: np.random.Generator) -> bytes:
    """Repeat or drop a tile part of JPEG 2000."""
    places = [*_find_all(data, b"\xff\x90\0\x0a", 100), data.rfind(b"\xff\xd9")]
    if len(places) < 2 or places[-1] < 0:
        return data
    index = int(rng.integers(len(places) - 1))
    start, end = places[index], places[index + 1]
    return data[:start] + data[start:end] * int(rng.choice([0, 2, 50])) + data[end:]


def flip_stream_head(data: bytes, rng: np.random.Generator) -> bytes:
    """Turn bits over where a codestream of JPEG XL, AV1 or HEVC says what it holds."""
    starts = [data.find(word) for word in (b"\xff\x0a", b"hvcC", b"av1C", b"mdat")]
    starts = [start for start in starts if start >= 0]
    if not starts:
        return data
    start, changed = int(rng.choice(starts)), bytearray(data)
    for _ in range(rng.integers(1, 5)):
        place = min(start + 2 + int(rng.integers(60)), len(data) - 1)
        changed[place] ^= 1 << int(rng.integers(8))
    return bytes(changed)


# Photoshop: sections one after the other, each behind its length; resources and layers in two of them


def change_document_header(data: bytes, rng: np.random.Generator) -> bytes:
    """Change version, channels, height, width, depth or mode."""
    place, size = ((4, 2), (12, 2), (14, 4), (18, 4), (22, 2), (24, 2))[rng.integers(6)]
    number = int(rng.integers(10)) if size == 2 and rng.random() < 0.5 else telling_number(rng, size)
    return data[:place] + number.to_bytes(size) + data[place + size :]


def _sections(data: bytes) -> list[tuple[int, int, int]]:
    """Return the place and the bytes of the lengths of the first three sections, and the lengths."""
    found, place = list[tuple[int, int, int]](), 26
    wide = 8 if data[4:6] == b"\0\2" else 4
    for size in (4, 4, wide):
        length = int.from_bytes(data[place : place + size])
        if place + size + length > len(data):
            break
        found.append((place, size, length))
        place += size + length
    return found


def change_section(data: bytes, rng: np.random.Generator) -> bytes:
    """Change what the section about colours, resources or layers holds; its length stays right."""
    sections = _sections(data)
    if not sections:
        return data
    place, size, length = sections[rng.integers(len(sections))]
    start, end = place + size, place + size + length
    content = data[start:end]
    way = rng.integers(3)
    if way == 0:
        content = spoil_note(content, rng)
    elif way == 1:
        content = content * int(rng.integers(2, _LARGEST_REPEAT))
    else:
        content = _write_number(content, rng)
    return data[:place] + len(content).to_bytes(size) + content + data[end:]


def change_section_number(data: bytes, rng: np.random.Generator) -> bytes:
    """Change the length of a section, resource or block, a count of layers, the compression or the size of a row."""
    sections = _sections(data)
    places = [(place, size) for place, size, _ in sections]
    places += [(place + shift, 4) for place in _find_all(data, b"8BIM", 60) for shift in (8, 6, 4)]
    if len(sections) == 3:
        place, size, length = sections[-1]
        layers, picture = place + size, place + size + length
        places += [(layers, size), (layers + size, 2), (layers + size + 18, 2)] if length else []
        places += [(picture, 2), (picture + 2, 2), (picture + 2 + 2 * int(rng.integers(40)), 2)] * 2
    if not places:
        return data
    place, size = places[rng.integers(len(places))]
    stated = int.from_bytes(data[place : place + size])
    number = max(stated + int(rng.integers(-9, 10)), 0) if rng.random() < 0.4 else telling_number(rng, size)
    return data[:place] + (number % 256**size).to_bytes(size) + data[place + size :]


Mutate = Callable[[bytes, np.random.Generator], bytes]

_OF_BOXES = (change_boxes, change_boxes, change_boxes, change_box_length)
_OF_SECTIONS = (change_document_header, change_section, change_section, change_section_number, change_section_number)

BOX_MUTATIONS: dict[str, Sequence[Mutate]] = {
    "j2k": (change_marker_segment, change_marker_segment, repeat_tile_part),
    "jp2": (*_OF_BOXES, change_marker_segment, change_marker_segment, repeat_tile_part),
    "heic": (*_OF_BOXES, flip_stream_head),
    "avif": (*_OF_BOXES, flip_stream_head),
    "jxl": (*_OF_BOXES, flip_stream_head, flip_stream_head),
    "psd": _OF_SECTIONS,
    "psb": _OF_SECTIONS,
}
"""By the ending of a file's name; what stands there twice is chosen twice as often."""

"""Mutations that know how a picture file is built: they change what it says, and keep checksums right."""

import struct
import zlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from scripts.attacks.formats import PNG_SIGNATURE, png_chunk
from scripts.attacks.mutate_bytes import spoil_note, telling_number

# TIFF: a directory of entries, each with a tag, a type, a count, and a value or its place


class _Directory(NamedTuple):
    """A directory of a TIFF file, in which a BigTIFF file has longer numbers."""

    order: str  # "<" or ">"
    letter: str  # of a count of values and of a place
    entries: list[int]  # their places
    size: int  # bytes of an entry
    following: int  # place of the pointer behind them; 0 if there is no directory


_MAX_DIRECTORIES = 8  # one after the other
_NO_DIRECTORY = _Directory("<", "I", [], 12, 0)


def _directories(data: bytes) -> list[_Directory]:
    """Return the directories of a file, one after the other."""
    order, is_big = "<" if data[:2] == b"II" else ">", data[2:4] in (b"+\0", b"\0+")
    letter, head, size = ("Q", 8, 20) if is_big else ("I", 2, 12)
    pointer, found = 8 if is_big else 4, list[_Directory]()
    while len(found) < _MAX_DIRECTORIES and pointer + 8 <= len(data):
        start = struct.unpack_from(order + letter, data, pointer)[0]
        if not 0 < start <= len(data) - head:
            break
        count = struct.unpack_from(order + ("Q" if is_big else "H"), data, start)[0]
        places = range(start + head, min(start + head + size * min(count, 1000), len(data) - size + 1), size)
        pointer = start + head + size * count
        found.append(_Directory(order, letter, [*places], size, pointer))
    return found


def _any_directory(data: bytes, rng: np.random.Generator) -> _Directory:
    """Return one of the directories, mostly the first; without entries if there is none."""
    found = [one for one in _directories(data) if one.entries]
    if not found:
        return _NO_DIRECTORY
    return found[0] if rng.random() < 0.7 else found[rng.integers(len(found))]


_TAGS = (254, 256, 257, 258, 259, 262, 273, 277, 278, 279, 284, 317, 320, 322, 324, 330, 338, 339, 347, 530)
"""Those that say where the pixels are, and how they are stored."""

_NOTE_TAGS = (270, 274, 282, 700, 33723, 34377, 34665, 34675, 34853, 50838, 50839)
"""Those of metadata, and of ImageJ."""


def change_tag(data: bytes, rng: np.random.Generator) -> bytes:
    """Change the number, the type, the count or the value of an entry."""
    order, letter, places, size, _ = _any_directory(data, rng)
    if not places:
        return data
    changed, place, value_at = bytearray(data), int(rng.choice(places)), 4 + (size - 4) // 2
    shift, form = ((0, "H"), (2, "H"), (4, letter), (value_at, letter), (value_at, "H"))[rng.integers(5)]
    value = telling_number(rng, struct.calcsize("<" + form))
    if shift == 0:
        value = int(rng.choice(_TAGS + _NOTE_TAGS))
    elif shift == 2:
        value = int(rng.integers(0, 20))
    struct.pack_into(order + form, changed, place + shift, value)
    return bytes(changed)


def point_elsewhere(data: bytes, rng: np.random.Generator) -> bytes:
    """Change the pointer to the first or to the next directory; it may lead back to the first one."""
    order, letter, _, size, following = _any_directory(data, rng)
    if len(data) < 16:
        return data
    changed, head = bytearray(data), 4 if size == _NO_DIRECTORY.size else 8
    first = struct.unpack_from(order + letter, data, head)[0]
    place = following if following and following + 8 <= len(data) and rng.random() < 0.7 else head
    target = first if rng.random() < 0.4 else telling_number(rng, 4) % (2 * len(data))
    struct.pack_into(order + letter, changed, place, target)
    return bytes(changed)


def repeat_entry(data: bytes, rng: np.random.Generator) -> bytes:
    """Write one entry over another."""
    _, _, places, size, _ = _any_directory(data, rng)
    if not places:
        return data
    source, target = (int(place) for place in rng.choice(places, 2))
    return data[:target] + data[source : source + size] + data[target + size :]


def change_value(data: bytes, rng: np.random.Generator) -> bytes:
    """Change bytes of a value that stands outside its entry: places of strips, metadata, texts."""
    order, letter, places, size, _ = _any_directory(data, rng)
    if not places:
        return data
    place = int(rng.choice(places))
    start = struct.unpack_from(order + letter, data, place + 4 + (size - 4) // 2)[0] + int(rng.integers(24))
    if start + 4 > len(data):
        return data
    return data[:start] + telling_number(rng, 4).to_bytes(4) + data[start + 4 :]


# JPEG: segments, each with a marker and a length


def _segments(data: bytes) -> list[tuple[int, int]]:
    """Return marker and place of each segment up to the first scan, which is the last one."""
    found, place = [], 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        found.append((data[place + 1], place))
        if data[place + 1] == 0xDA:
            break
        place += 2 + struct.unpack_from(">H", data, place + 2)[0]
    return found


def change_segment_length(data: bytes, rng: np.random.Generator) -> bytes:
    """Change the length that a segment states."""
    segments = _segments(data)
    if not segments:
        return data
    _, place = segments[rng.integers(len(segments))]
    return data[: place + 2] + struct.pack(">H", telling_number(rng, 2)) + data[place + 4 :]


def change_frame(data: bytes, rng: np.random.Generator) -> bytes:
    """Change height, width, number of components or a sampling factor."""
    frames = [place for marker, place in _segments(data) if marker in (0xC0, 0xC1, 0xC2)]
    if not frames:
        return data
    changed, place = bytearray(data), frames[0]
    shift, form = ((4, "B"), (5, "H"), (7, "H"), (9, "B"), (11, "B"), (12, "B"))[rng.integers(6)]
    if place + shift + 2 <= len(data):
        struct.pack_into(">" + form, changed, place + shift, telling_number(rng, struct.calcsize(form)))
    return bytes(changed)


def repeat_scan(data: bytes, rng: np.random.Generator) -> bytes:
    """Repeat everything from the first scan on, 1 to 400 times, without its end marker."""
    scans = [place for marker, place in _segments(data) if marker == 0xDA]
    if not scans:
        return data
    scan = data[scans[0] :].removesuffix(b"\xff\xd9")[: int(rng.integers(12, 400))]
    return data[: scans[0]] + scan * int(rng.integers(1, 401)) + data[scans[0] :]


def repeat_segment(data: bytes, rng: np.random.Generator) -> bytes:
    """Repeat a segment 1 to 100 times."""
    segments = _segments(data)
    if len(segments) < 2:
        return data
    index = int(rng.integers(len(segments) - 1))
    start, end = segments[index][1], segments[index + 1][1]
    return data[:end] + data[start:end] * int(rng.integers(1, 101)) + data[end:]


def change_segment(data: bytes, rng: np.random.Generator) -> bytes:
    """Change what a segment before the frame holds, mostly metadata; its length stays right."""
    segments = [place for marker, place in _segments(data) if 0xE0 <= marker <= 0xFE]
    if not segments:
        return data
    start = int(rng.choice(segments))
    end = start + 2 + struct.unpack_from(">H", data, start + 2)[0]
    content = spoil_note(data[start + 4 : end], rng)[:65533]
    return data[: start + 2] + struct.pack(">H", len(content) + 2) + content + data[end:]


# PNG: chunks, each with a length, a name and a checksum


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """Return name and content of each chunk."""
    found, place = [], 8
    while place + 12 <= len(data):
        length = struct.unpack_from(">I", data, place)[0]
        found.append((data[place + 4 : place + 8], data[place + 8 : place + 8 + length]))
        place += 12 + length
    return found


def _join(chunks: Sequence[tuple[bytes, bytes]]) -> bytes:
    return PNG_SIGNATURE + b"".join(png_chunk(name, content) for name, content in chunks)


def change_png_header(data: bytes, rng: np.random.Generator) -> bytes:
    """Change width, height, depth, colour type or interlacing; the checksum stays right."""
    chunks = _chunks(data)
    if not chunks or len(chunks[0][1]) != 13:
        return data
    header = bytearray(chunks[0][1])
    shift, form = ((0, "I"), (4, "I"), (8, "B"), (9, "B"), (12, "B"))[rng.integers(5)]
    struct.pack_into(">" + form, header, shift, telling_number(rng, struct.calcsize(form)))
    return _join([(b"IHDR", bytes(header)), *chunks[1:]])


def change_chunk(data: bytes, rng: np.random.Generator) -> bytes:
    """Change a chunk's content, name or place, drop it, or repeat it 1 to 300 times; checksums stay right."""
    chunks = _chunks(data)
    if not chunks:
        return data
    index = int(rng.integers(len(chunks)))
    name, content = chunks[index]
    way = rng.integers(5)
    if way == 0 and content:
        place = int(rng.integers(len(content)))
        content = content[:place] + rng.bytes(int(rng.integers(1, 9))) + content[place + 1 :]
        chunks[index] = name, content
    elif way == 1:
        names = (b"IDAT", b"PLTE", b"tRNS", b"iCCP", b"eXIf", b"zTXt", b"iTXt", b"cHRM", b"gAMA", b"fdAT", b"acTL")
        chunks[index] = names[rng.integers(len(names))], content
    elif way == 2:
        chunks.insert(int(rng.integers(len(chunks))), chunks.pop(index))
    elif way == 3:
        chunks[index : index + 1] = [chunks[index]] * int(rng.integers(2, 301))
    else:
        del chunks[index]
    return _join(chunks)


def change_packed_chunk(data: bytes, rng: np.random.Generator) -> bytes:
    """Put other unpacked bytes into the pixels: fewer, more, or many more."""
    chunks = _chunks(data)
    packed = [index for index, (name, _) in enumerate(chunks) if name == b"IDAT"]
    if not packed:
        return data
    size = int(rng.choice([0, 1, 100, 5000, 3_000_000]))
    chunks[packed[0]] = b"IDAT", zlib.compress(rng.bytes(min(size, 5000)).ljust(size, b"\0"))
    return _join(chunks)


_PACKED_TEXTS = {b"zTXt": 1, b"iCCP": 1}
"""Chunks whose packed content follows a keyword, a zero and so many bytes."""


def change_packed_text(data: bytes, rng: np.random.Generator) -> bytes:
    """Change the unpacked content of a text, a raw profile or a colour profile."""
    chunks = _chunks(data)
    indices = [index for index, (name, _) in enumerate(chunks) if name in _PACKED_TEXTS]
    if not indices:
        return data
    index = int(rng.choice(indices))
    name, content = chunks[index]
    start = content.find(b"\0") + 1 + _PACKED_TEXTS[name]
    try:
        text = zlib.decompress(content[start:])
    except zlib.error:  # an earlier mutation has spoiled it
        return data
    chunks[index] = name, content[:start] + zlib.compress(spoil_note(text, rng))
    return _join(chunks)


def change_rows(data: bytes, rng: np.random.Generator) -> bytes:
    """Change up to 8 bytes of the unpacked rows, most of which are colours and some filters of a row."""
    chunks = _chunks(data)
    packed = b"".join(content for name, content in chunks if name == b"IDAT")
    try:
        rows = bytearray(zlib.decompress(packed))
    except zlib.error:  # an earlier mutation has spoiled them
        return data
    for _ in range(rng.integers(1, 9) if rows else 0):
        rows[rng.integers(len(rows))] = rng.integers(256)
    others = [chunk for chunk in chunks if chunk[0] not in (b"IDAT", b"IEND")]
    return _join([*others, (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b"")])


def change_chunk_length(data: bytes, rng: np.random.Generator) -> bytes:
    """Change the length that a chunk states."""
    places = [8]
    for _, content in _chunks(data):
        places.append(places[-1] + 12 + len(content))
    place = int(rng.choice(places[:-1] or [0]))
    return data[:place] + struct.pack(">I", telling_number(rng, 4)) + data[place + 4 :]


# WebP, BMP and GIF


def change_riff_size(data: bytes, rng: np.random.Generator) -> bytes:
    """Change the size of the file or of a chunk of a WebP, or the canvas that its first chunk states."""
    places, place = [4], 12
    while place + 8 <= len(data):
        places.append(place + 4)
        length = struct.unpack_from("<I", data, place + 4)[0]
        place += 8 + length + length % 2
    place = int(rng.choice([*places, 20, 24, 27]))
    return data[:place] + struct.pack("<I", telling_number(rng, 4)) + data[place + 4 :]


def change_bitmap_header(data: bytes, rng: np.random.Generator) -> bytes:
    """Change a field of the header of a BMP: place of the pixels, sizes, depth, compression, colours."""
    place = int(rng.choice([10, 14, 18, 22, 26, 28, 30, 34, 46]))
    form = "<H" if place in (26, 28) else "<I"
    size = struct.calcsize(form)
    return data[:place] + struct.pack(form, telling_number(rng, size)) + data[place + size :]


def change_gif_sizes(data: bytes, rng: np.random.Generator) -> bytes:
    """Change the sides of the screen or of a frame, or the size of a table or a block of codes."""
    frames = [place for place in range(13, len(data) - 10) if data[place] == 0x2C]
    if frames and rng.random() < 0.6:
        place = int(rng.choice(frames)) + int(rng.choice([1, 3, 5, 7]))
    else:
        place = int(rng.choice([6, 8, 10]))
    return data[:place] + struct.pack("<H", telling_number(rng, 2)) + data[place + 2 :]


def repeat_frame(data: bytes, rng: np.random.Generator) -> bytes:
    """Repeat everything from the first frame on, 1 to 300 times."""
    frames = [place for place in range(13, len(data) - 10) if data[place] == 0x2C]
    if not frames:
        return data
    body = data[frames[0] :].removesuffix(b"\x3b")
    return data[: frames[0]] + body * int(rng.integers(1, 301)) + b"\x3b"


Mutate = Callable[[bytes, np.random.Generator], bytes]

PICTURE_MUTATIONS: dict[str, Sequence[Mutate]] = {
    "tif": (change_tag, change_tag, change_tag, point_elsewhere, repeat_entry, change_value),
    "jpg": (change_segment_length, change_frame, repeat_scan, repeat_segment, change_segment, change_segment),
    "png": (
        *(change_png_header, change_chunk, change_chunk, change_packed_chunk),
        *(change_packed_text, change_packed_text, change_rows, change_chunk_length),
    ),
    "webp": (change_riff_size,),
    "bmp": (change_bitmap_header,),
    "gif": (change_gif_sizes, repeat_frame),
}
"""By the ending of a file's name; what stands there twice is chosen twice as often."""

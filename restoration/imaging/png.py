"""PNG files: decoded in their own depth, encoded a few rows at a time so that large pictures need little memory."""

import io
import logging
import math
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import cast

import imagecodecs
import numpy as np
import numpy.typing as npt

from restoration.domain import Mask
from restoration.errors import BadImage, DamagedImage
from restoration.imaging import exif
from restoration.imaging.allocation import empty_pixels
from restoration.imaging.file_bytes import FileBytes
from restoration.imaging.iptc import read_records
from restoration.imaging.limits import SizeLimit
from restoration.imaging.painting import (
    ANIMATED,
    UNREADABLE_PROFILE,
    Alpha,
    Metadata,
    Raster,
    Samples,
    split_alpha,
)
from restoration.imaging.png_texts import (
    TEXT_CHUNKS,
    XMP_KEYWORD,
    PngTexts,
    inflate,
    iptc_chunk,
    read_texts,
    text_chunk,
)
from restoration.imaging.stated_colours import COLOUR_CHUNKS, profile_from_png
from restoration.imaging.strips import iterate_strips

SIGNATURE = b"\x89PNG\r\n\x1a\n"
IHDR, IDAT, IEND = b"IHDR", b"IDAT", b"IEND"

# Measured on a 12-megapixel painting: level 1 takes 0.9 s and 18.1 MB, 3 takes 1.4 s and 17.5 MB, 6 takes 3.4 s
# and 17.1 MB, 9 takes 7.6 s and 16.8 MB. Beyond 3, one more second saves one part in a hundred.
DEFLATE_LEVEL = 3

_IHDR_END = len(SIGNATURE) + 25  # length, name, 13 bytes of data, checksum
_DECODED_CHUNKS = (IHDR, b"PLTE", b"tRNS", IDAT, IEND)  # about the others libpng may print warnings
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type
_ANCILLARY = 0x20  # a bit of the first letter, set in lower case: a reader may ignore the chunk
_MAX_NAMED = 8  # chunks that a note names
_MAX_SMALL_CHUNKS = 10_000  # of a file; beyond them a chunk holds _CHUNK_BYTES or more on average
_CHUNK_BYTES = 1024  # libpng writes 8192
_METRES_PER_INCH = 0.0254

# imagecodecs logs what libpng warns of. Nothing of it says that the picture is wrong, so none is shown on the terminal.
logging.getLogger("imagecodecs").addHandler(logging.NullHandler())
logging.getLogger("imagecodecs").propagate = False


@dataclass(frozen=True, slots=True)
class _SortedChunks:
    """The chunks of a file."""

    decoded: memoryview  # signature and all chunks that make the pixels: a file for libpng
    texts: list[tuple[bytes, memoryview]]  # name and data
    others: dict[bytes, memoryview]  # whole; of several chunks with one name, the last
    damaged: list[bytes]  # names of those that were left out


def decode_png(data: FileBytes, limit: SizeLimit) -> Raster:
    """Return the picture of a PNG file: (H, W, 1 or 3), uint8 for up to 8 bits and uint16 for 16; a palette is applied.

    Raises:
        ImageTooLarge: the header announces more than the limit.
        DamagedImage: the file is cut short, or a checksum is wrong.
        BadImage: it has more chunks than any program writes.
    """
    if len(data) < _IHDR_END or data[12:16] != IHDR:
        raise DamagedImage("The PNG file is cut short.")
    width, height = struct.unpack(">II", data[16:24])
    limit.check(width, height)
    chunks = _sort_chunks(data)
    samples, alpha = split_alpha(_decode_pixels(chunks.decoded, width, height))
    others, notes = chunks.others, [ANIMATED] if b"acTL" in chunks.others else []
    if chunks.damaged:
        names = ", ".join(sorted({name.decode("latin-1") for name in chunks.damaged})[:_MAX_NAMED])
        notes.append(f"Parts of the file have a wrong checksum and were left out: {names}.")
    is_grey, metadata = samples.shape[2] == 1, _metadata(others, read_texts(chunks.texts, notes), notes)
    if metadata.icc is None or b"cICP" in others:  # which is the one that counts where there are two
        stated = {name: bytes(chunk_data(others[name])) for name in COLOUR_CHUNKS if name in others}
        metadata = replace(metadata, icc=profile_from_png(stated, notes, is_grey=is_grey) or metadata.icc)
    return Raster(samples, "grey" if is_grey else "rgb", alpha, metadata, notes)


def _sort_chunks(data: FileBytes) -> _SortedChunks:
    """Return the chunks of a file; raise what `iterate_chunks` raises."""
    copy, end = empty_pixels((len(data),), np.uint8).data, len(SIGNATURE)
    copy[:end] = SIGNATURE
    texts, others, damaged = list[tuple[bytes, memoryview]](), dict[bytes, memoryview](), list[bytes]()
    for name, chunk in iterate_chunks(data, damaged):
        if name in _DECODED_CHUNKS:
            copy[end : end + len(chunk)] = chunk
            end += len(chunk)
        elif name in TEXT_CHUNKS:
            texts.append((name, chunk_data(chunk)))
        else:
            others[name] = chunk
    return _SortedChunks(copy[:end], texts, others, damaged)


def _decode_pixels(file: memoryview, width: int, height: int) -> npt.NDArray[np.uint8 | np.uint16]:
    """Return the (H, W) or (H, W, C) values of a PNG file that holds nothing but pixels."""
    pixel = imagecodecs.png_decode(_with_one_pixel(file))  # libpng says which channels it makes of such a file
    pixels = empty_pixels((height, width, *pixel.shape[2:]), pixel.dtype)
    imagecodecs.png_decode(cast(bytes, file), out=pixels)
    return pixels


def _with_one_pixel(file: memoryview) -> bytes:
    """Return a PNG file of one pixel, 0, with the depth, colours, palette and transparency of this one."""
    bits, colour_type = file[24:26]
    pieces = [SIGNATURE, encode_chunk(IHDR, struct.pack(">II", 1, 1) + bytes(file[24:29]))]
    for name, chunk in iterate_chunks(file):
        if name == IDAT:
            break
        if name != IHDR:
            pieces.append(bytes(chunk))
    row = bytes(1 + math.ceil(bits * _CHANNELS.get(colour_type, 1) / 8))
    return b"".join([*pieces, encode_chunk(IDAT, zlib.compress(row)), encode_chunk(IEND, b"")])


def iterate_chunks(
    data: FileBytes | bytearray | memoryview, damaged: list[bytes] | None = None
) -> Iterator[tuple[bytes, memoryview]]:
    """Yield the name of each chunk and the whole chunk, from its length to its checksum, without a copy.

    Args:
        data: the file.
        damaged: takes the names of chunks with a wrong checksum that a picture can do without; they are not yielded.

    Raises:
        DamagedImage: a checksum is wrong in a chunk that the picture needs, or in any without `damaged`; or the end is
            missing.
        BadImage: there are more chunks than any program writes.
    """
    view, start, name = memoryview(data), len(SIGNATURE), b""
    unused = _MAX_SMALL_CHUNKS + len(data) // _CHUNK_BYTES
    while name != IEND:
        unused -= 1
        if unused < 0:
            raise BadImage("The PNG file has more parts than any program writes.", hint="Export it again as PNG.")
        if start + 12 > len(data):
            raise DamagedImage("The PNG file is cut short.")
        length, name = struct.unpack_from(">I4s", data, start)
        end = start + 8 + length
        if end + 4 > len(data):
            raise DamagedImage("The PNG file is cut short.")
        if zlib.crc32(view[start + 4 : end]) == struct.unpack_from(">I", data, end)[0]:
            yield name, view[start : end + 4]
        elif damaged is not None and name[0] & _ANCILLARY and name.isalpha():
            damaged.append(name)
        else:
            raise DamagedImage("The PNG file is damaged: a checksum does not match.")
        start = end + 4


def chunk_data(chunk: memoryview) -> memoryview:
    """Return the data of a whole chunk: what stands between its name and its checksum."""
    return chunk[8:-4]


def _metadata(chunks: dict[bytes, memoryview], texts: PngTexts, notes: list[str]) -> Metadata:
    """Return what the chunks say; what cannot be read is left out, and a note says so."""
    icc = dpi = None
    if b"iCCP" in chunks:
        icc = inflate(bytes(chunk_data(chunks[b"iCCP"])).partition(b"\0")[2][1:])
        notes += [UNREADABLE_PROFILE] if icc is None else []
    block = bytes(chunk_data(chunks.get(b"eXIf", memoryview(bytes(12))))).removeprefix(b"Exif\0\0") or texts.exif
    resolution = chunk_data(chunks.get(b"pHYs", memoryview(bytes(12))))
    if len(resolution) == 9 and resolution[8] == 1:
        across, down = struct.unpack(">II", resolution[:8])  # whole pixels per metre, so two decimals per inch
        dpi = (round(across * _METRES_PER_INCH, 2), round(down * _METRES_PER_INCH, 2))
    records = read_records(texts.iptc or b"", notes)
    return Metadata(icc, block, texts.xmp, dpi or exif.resolution(block), iptc=records, texts=tuple(texts.texts))


def encode_png(samples: Samples, alpha: Alpha | None = None, metadata: Metadata | None = None) -> bytes:
    """Return a PNG file of grey (H, W) or RGB (H, W, 3) samples, uint8 or uint16; the same input, the same bytes.

    `alpha` is (H, W) of the same type.
    """
    file = io.BytesIO()
    file.writelines(encode_png_pieces(samples, alpha, metadata))
    return file.getvalue()


def encode_png_pieces(
    samples: Samples, alpha: Alpha | None = None, metadata: Metadata | None = None, *, within: Mask | None = None
) -> Iterator[bytes]:
    """Yield the bytes of `encode_png` piece by piece, so that they need not be in memory together.

    Args:
        samples: (H, W) or (H, W, 3), uint8 or uint16.
        alpha: (H, W) of the same type.
        metadata: the profile that fits the samples, and all else to write.
        within: (H, W) mask; outside it samples and alpha are written as 0.
    """
    yield SIGNATURE
    yield encode_chunk(IHDR, _ihdr_data(samples, alpha))
    for name, data in _metadata_chunks(samples, metadata or Metadata()):
        yield encode_chunk(name, data)
    for data in compress_strips(iterate_strips(samples, alpha, within)):
        yield encode_chunk(IDAT, data)
    yield encode_chunk(IEND, b"")


def encode_chunk(name: bytes, data: bytes) -> bytes:
    """Return a whole chunk: length, name, data, checksum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _ihdr_data(samples: Samples, alpha: Alpha | None) -> bytes:
    height, width = samples.shape[:2]
    colour_type = (2 if samples.ndim == 3 else 0) + (0 if alpha is None else 4)
    return struct.pack(">IIBBBBB", width, height, samples.itemsize * 8, colour_type, 0, 0, 0)


def _metadata_chunks(samples: Samples, metadata: Metadata) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and data of the chunks of metadata; all of them may stand before the pixels."""
    if icc := metadata.profile_of(samples):
        yield b"iCCP", b"ICC Profile\0\0" + zlib.compress(icc)
    if metadata.dpi:
        yield b"pHYs", struct.pack(">IIB", *(math.floor(dpi / _METRES_PER_INCH + 0.5) for dpi in metadata.dpi), 1)
    if metadata.exif:
        yield b"eXIf", metadata.exif
    if metadata.xmp:
        yield b"iTXt", XMP_KEYWORD + b"\0\0\0\0\0" + metadata.xmp
    if metadata.iptc:
        yield iptc_chunk(metadata.iptc)
    yield from (text_chunk(keyword, text) for keyword, text in metadata.texts)


def compress_strips(strips: Iterable[Samples]) -> Iterator[bytes]:
    """Yield the data of the IDAT chunks.

    Args:
        strips: the picture from top to bottom, each (h, W) or (h, W, 1..4) of at least one row.
    """
    compressor = zlib.compressobj(DEFLATE_LEVEL)
    above = None
    for strip in strips:
        if piece := compressor.compress(_filter_rows(strip, above)):  # empty while it still gathers rows
            yield piece
        above = strip[-1:]
    yield compressor.flush()


def _filter_rows(strip: Samples, above: Samples | None) -> memoryview:
    """Return the rows of the strip, each after the PNG filter that suits it best; `above` is the row before them.

    libpng filters quickly: it encodes the rows without compression, and they are taken out of its file.
    """
    rows = strip if above is None else np.concatenate([above, strip])
    file = imagecodecs.png_encode(np.ascontiguousarray(rows), level=0)
    filtered = zlib.decompress(b"".join(chunk_data(chunk) for name, chunk in iterate_chunks(file) if name == IDAT))
    return memoryview(filtered)[len(filtered) * (len(rows) - len(strip)) // len(rows) :]

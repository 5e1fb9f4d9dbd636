"""Pictures that broke this program, or others like it, drawn by code: one function for each kind of fault."""

import struct
import zlib
from collections.abc import Iterator
from functools import partial
from typing import Any

import imagecodecs
import numpy as np
from PIL import Image

from scripts.attacks import formats
from scripts.attacks.picture_seeds import encode_picture, paint
from scripts.attacks.sample import Sample
from tests.unit.imaging import heif_files

KIB, MIB = 2**10, 2**20
SIDE = 4350  # px; a picture of 19 megapixels, the largest that a machine of 1 GB accepts


def known_pictures() -> Iterator[Sample]:
    """Yield every known bad picture; the large ones are made when they are asked for."""
    for make in _FAULTS:
        yield from make()


def _picture(name: str, data: bytes) -> Sample:
    return Sample(name, "picture", data)


def _zeros(size: int) -> bytes:
    """Return `size` zero bytes, a multiple of 1 MiB, as a zlib stream of a thousandth of that."""
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    end = zlib.compressobj(9, wbits=-15).flush()
    checksum = (size % 65521) << 16 | 1  # Adler-32 of zeros
    return b"\x78\xda" + block * (size // MIB) + end + struct.pack(">I", checksum)


# JPEG


def _jpeg(width: int = 64, height: int = 64) -> bytes:
    return encode_picture(Image.fromarray(np.zeros((height, width, 3), np.uint8)), "JPEG")


def claim_size(jpeg: bytes, width: int, height: int) -> bytes:
    """Return a JPEG whose frame header states another size."""
    frame = max(jpeg.find(b"\xff\xc0"), jpeg.find(b"\xff\xc2"))
    return jpeg[: frame + 5] + struct.pack(">HH", height, width) + jpeg[frame + 9 :]


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def jpeg_sizes() -> Iterator[Sample]:
    """A header that announces far more pixels than the data hold."""
    yield _picture("jpeg_claims_65500.jpg", claim_size(_jpeg(), 65500, 65500))
    yield _picture("jpeg_claims_limit.jpg", claim_size(_jpeg(), SIDE, SIDE))


def empty_scans() -> Iterator[Sample]:
    """Thousands of scans that change nothing, each over all blocks of 19 megapixels."""
    frame = _segment(0xC2, struct.pack(">BHHB", 8, SIDE, SIDE, 1) + b"\1\x11\0")
    tables = _segment(0xDB, b"\0" + b"\1" * 64) + _segment(0xC4, b"\0\1" + bytes(15) + b"\0")
    tables += _segment(0xC4, b"\x10\1" + bytes(15) + b"\xe0")  # one code: the next 16384 blocks are empty
    first = _segment(0xDA, b"\1\1\0\0\0\0") + bytes(37_000)
    for count, rest in ((2000, bytes(36)), (18_000, b"")):
        scans = (_segment(0xDA, b"\1\1\0\1\x3f\0") + rest) * count
        yield _picture(f"empty_scans_{count}.jpg", b"\xff\xd8" + tables + frame + first + scans + b"\xff\xd9")


def exif_pointers() -> Iterator[Sample]:
    """A pointer to the camera's directory that is no pointer, one to its own directory, and one far outside."""
    for name, kind, count, value in (
        ("none", 4, 3, 0),
        ("short", 3, 1, 8),
        ("itself", 4, 1, 8),
        ("outside", 4, 1, 2**32 - 1),
        ("double", 12, 1, 26),
    ):
        entries = struct.pack(">HHIHH", 0x112, 3, 1, 6, 0) + struct.pack(">HHII", 0x8769, kind, count, value)
        block = b"MM\0*" + struct.pack(">IH", 8, 2) + entries + bytes(20)
        yield _picture(f"exif_{name}.jpg", b"\xff\xd8" + _segment(0xE1, b"Exif\0\0" + block) + _jpeg()[2:])
    huge = b"MM\0*" + struct.pack(">IH", 8, 5000) + struct.pack(">HHII", 0x10E, 2, 60_000, 8) * 5000
    yield _picture("exif_shared.jpg", b"\xff\xd8" + _segment(0xE1, b"Exif\0\0" + huge[:65_000]) + _jpeg()[2:])


def segment_floods() -> Iterator[Sample]:
    """Many comments, many parts of a profile, many parts of an XMP packet."""
    yield _picture("comments.jpg", b"\xff\xd8" + _segment(0xFE, b"") * 200_000 + _jpeg()[2:])
    profile = b"".join(_segment(0xE2, b"ICC_PROFILE\0" + bytes([n, 255]) + bytes(4000)) for n in range(1, 256))
    yield _picture("profile_parts.jpg", b"\xff\xd8" + profile + _jpeg()[2:])
    note = _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + b"<" * 20_000)
    yield _picture("xmp_parts.jpg", b"\xff\xd8" + note * 40 + _jpeg()[2:])


# TIFF


def _tiff(name: str, tags: dict[int, tuple[int, Any]], *blocks: bytes) -> Sample:
    return _picture(f"{name}.tif", formats.tiff_file(tags, blocks))


def jpeg_strips() -> Iterator[Sample]:
    """A strip that is a JPEG whose own header claims another size than the strip has."""
    for name, width, height in (("65500", 65500, 65500), ("limit", SIDE, SIDE), ("higher", 64, 65500)):
        layout = formats.tiff_layout(64, 64, 6, 3, compression=7)
        yield _tiff(f"jpeg_strip_{name}", layout, claim_size(_jpeg(), width, height))
    layout = formats.tiff_layout(64, 64, 2, 3, compression=7)
    yield _tiff("jpeg_strip_grey", layout, encode_picture(Image.new("L", (64, 64)), "JPEG"))


_LOADED_TAGS = (258, 270, 273, 279, 282, 305, 330, 338, 339, 347, 513, 530, 33628, 42113, 50838, 50839)
"""Entries that libraries read at once, whatever they are needed for."""


def expanded_tags() -> Iterator[Sample]:
    """Entries that share one long value, each of which a library would turn into numbers of its own."""
    values = np.random.default_rng(3).bytes(512 * KIB)
    plain = formats.tiff_file(formats.tiff_layout(8, 8, 2, 3), [bytes(192), values])
    start = struct.unpack_from("<I", plain, 4)[0]
    count = struct.unpack_from("<H", plain, start)[0]
    directory = plain[start + 2 : start + 2 + 12 * count]
    for name, kind, size in (
        ("bytes", 1, 1),
        ("text", 2, 1),
        ("shorts", 3, 2),
        ("rationals", 5, 8),
        ("doubles", 12, 8),
    ):
        shared = b"".join(struct.pack("<HHII", tag, kind, len(values) // size, 8 + 192) for tag in _LOADED_TAGS * 40)
        more = len(shared) // 12
        data = plain[:start] + struct.pack("<H", count + more) + directory + shared + bytes(4)
        yield _picture(f"tags_{name}.tif", data)


def many_channels() -> Iterator[Sample]:
    """Sixteen channels within the limit of pixels: 8 and 16 bits, by rows and by planes."""
    for bits in (8, 16):
        rows = 30
        strip = zlib.compress(bytes(SIDE * rows * 16 * bits // 8), 9)
        layout = formats.tiff_layout(SIDE, SIDE, 2, 16, bits=bits, compression=8, rows=rows)
        yield _tiff(f"channels_16_{bits}", layout | {338: (3, [0] * 13)}, *[strip] * (SIDE // rows))


def shared_strips() -> Iterator[Sample]:
    """A thousand strips, or 62 500 tiles, that are all the same bytes of the file."""
    row = imagecodecs.lzw_encode(np.random.default_rng(1).bytes(30_000))
    layout = formats.tiff_layout(64, 1000, 2, 3, compression=5, rows=1)
    yield _tiff("shared_strips", layout | {273: (4, [8] * 1000), 279: (4, [len(row)] * 1000)}, row)
    tile = zlib.compress(bytes(16 * 16 * 3))
    layout = formats.tiff_layout(4000, 4000, 2, 3, compression=8)
    tiles = {322: (3, [16]), 323: (3, [16]), 324: (4, [8] * 62_500), 325: (4, [len(tile)] * 62_500)}
    yield _tiff("shared_tiles", {key: value for key, value in layout.items() if key != 278} | tiles, tile)
    large = _zeros(64 * MIB)
    layout = formats.tiff_layout(64, 1000, 2, 3, compression=8, rows=1)
    yield _tiff("shared_bombs", layout | {273: (4, [8] * 1000), 279: (4, [len(large)] * 1000)}, large)


def strip_bombs() -> Iterator[Sample]:
    """A strip of 1.5 MB that unpacks to 1.5 GB, of a picture of 64 x 64 px."""
    layout = partial(formats.tiff_layout, 64, 64, 2, 3)
    yield _tiff("bomb_deflate", layout(compression=8), _zeros(1500 * MIB))
    yield _tiff("bomb_zstd", layout(compression=50000), imagecodecs.zstd_encode(bytes(100 * MIB)) * 15)
    yield _tiff("bomb_lzw", layout(compression=5), imagecodecs.lzw_encode(bytes(40 * MIB)) * 20)
    yield _tiff("bomb_packbits", layout(compression=32773), b"\x81\0" * 500_000)
    yield _tiff("bomb_fax", formats.tiff_layout(64, 64, 1, 1, bits=1, compression=4), b"\xff" * 500_000)


def page_floods() -> Iterator[Sample]:
    """Tens of thousands of directories, and directories that follow each other in a circle."""
    first = formats.tiff_file(formats.tiff_layout(8, 8, 2, 3), [bytes(192)])
    page = 18  # bytes of a directory with one entry
    pages = b"".join(
        struct.pack("<HHHIII", 1, 256, 4, 1, 8, len(first) + page * (number + 1)) for number in range(60_000)
    )
    linked = first[:-4] + struct.pack("<I", len(first)) + pages[:-4] + bytes(4)
    yield _picture("pages.tif", linked)
    yield _picture("pages_in_circle.tif", linked[:-4] + linked[4:8])


def tiff_counts() -> Iterator[Sample]:
    """Numbers in the header that no file of this size can have."""
    layout = formats.tiff_layout(64, 64, 2, 3)
    for tag, name in (
        (258, "bits"),
        (273, "offsets"),
        (279, "counts"),
        (320, "palette"),
        (700, "xmp"),
        (34675, "profile"),
    ):
        data = bytearray(formats.tiff_file(layout | {tag: (4, [8])}, [bytes(64 * 64 * 3)]))
        start = struct.unpack_from("<I", data, 4)[0]
        entry = next(
            place for place in range(start + 2, len(data), 12) if data[place : place + 2] == struct.pack("<H", tag)
        )
        struct.pack_into("<I", data, entry + 4, 2**30)
        yield _picture(f"count_{name}.tif", bytes(data))
    yield _tiff(
        "tile_2_billion", layout | {322: (4, [2**31]), 323: (4, [2**31]), 324: (4, [8]), 325: (4, [9])}, bytes(99)
    )
    yield _tiff("rows_0", layout | {278: (4, [0])}, bytes(64 * 64 * 3))
    yield _tiff("negative_offset", layout | {273: (9, [-1])}, bytes(64 * 64 * 3))
    yield _tiff("width_4_billion", layout | {256: (4, [2**32 - 1]), 257: (4, [1])}, bytes(99))


# PNG


def _png(*chunks: tuple[bytes, bytes], width: int = 8, height: int = 8, pixels: bytes | None = None) -> bytes:
    before = b"".join(formats.png_chunk(name, content) for name, content in chunks)
    rows = zlib.compress(bytes((3 * 8 + 1) * 8)) if pixels is None else pixels
    tail = formats.png_chunk(b"IDAT", rows) + formats.png_chunk(b"IEND", b"")
    return formats.png_header(width, height) + before + tail


def png_sides() -> Iterator[Sample]:
    """Sides of more than a million px, which a library refuses in its own way."""
    for width, height in ((1_500_000, 1), (1, 1_500_000), (2**31 - 1, 1), (2**31, 2**31), (0, 1), (1_000_001, 12)):
        yield _picture(f"sides_{width}_{height}.png", _png(width=width, height=height))


def chunk_floods() -> Iterator[Sample]:
    """A hundred thousand chunks: notes, and pixels byte by byte."""
    yield _picture("notes.png", _png(*[(b"tEXt", b"a\0b")] * 100_000))
    packed = zlib.compress(np.random.default_rng(2).bytes((3 * 200 + 1) * 200))
    pieces = b"".join(formats.png_chunk(b"IDAT", packed[i : i + 1]) for i in range(len(packed)))
    yield _picture("pieces.png", formats.png_header(200, 200) + pieces + formats.png_chunk(b"IEND", b""))
    yield _picture("palettes.png", _png(*[(b"PLTE", bytes(768))] * 2000))
    yield _picture("unknown.png", _png(*[(b"prVt", bytes(8))] * 100_000))


def png_bombs() -> Iterator[Sample]:
    """Chunks that unpack to 1.5 GB: pixels, a note, a profile."""
    zeros = _zeros(1500 * MIB)
    yield _picture("bomb_pixels.png", _png(pixels=zeros))
    yield _picture("bomb_note.png", _png((b"zTXt", b"Comment\0\0" + zeros)))
    yield _picture("bomb_xmp.png", _png((b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zeros)))
    yield _picture("bomb_profile.png", _png((b"iCCP", b"icc\0\0" + zeros)))
    yield _picture("bomb_notes.png", _png(*[(b"zTXt", b"Comment\0\0" + _zeros(60 * MIB))] * 30))


# GIF and WebP


def frame_floods() -> Iterator[Sample]:
    """Animations of a hundred thousand frames, and screens far larger than their frame."""
    still = encode_picture(Image.new("P", (8, 8)), "GIF")
    frame = still[still.index(b"\x2c\0\0\0\0") : -1]
    yield _picture("frames.gif", still[:-1] + frame * 60_000 + b"\x3b")
    yield _picture("screen_65535.gif", still[:6] + b"\xff\xff\xff\xff" + still[10:])
    yield _picture("notes.gif", still[:-1] + b"\x21\xfe\1a\0" * 200_000 + frame + b"\x3b")
    frames = [Image.new("RGB", (16, 16), (level, 0, 0)) for level in (1, 2)]
    moving = encode_picture(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    start = moving.index(b"ANMF")
    end = start + 8 + struct.unpack_from("<I", moving, start + 4)[0]
    body = moving[12:start] + moving[start:end] * 20_000
    yield _picture("frames.webp", b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body)
    canvas = moving.index(b"VP8X") + 12
    yield _picture("canvas_16_million.webp", moving[:canvas] + b"\xff" * 6 + moving[canvas + 6 :])


# JPEG 2000, JPEG XL and HEIC


def small_blocks() -> Iterator[Sample]:
    """A codestream divided into a block for each pixel, or into precincts of as few."""
    stream = bytes(imagecodecs.jpeg2k_encode(paint(), level=0, codecformat="j2k", reversible=True))
    place = stream.index(b"\xff\x52")
    end = place + 2 + int.from_bytes(stream[place + 2 : place + 4])
    for name, side, coding in (
        ("precincts", 1500, b"\1\0\0\1\1\0\4\4\0\1\0"),
        ("precincts_limit", SIDE, b"\1\0\0\1\1\5\4\4\0\1" + b"\x11" * 6),
        ("blocks", SIDE, b"\0\0\0\1\1\0\0\0\0\1"),
    ):
        segment = b"\xff\x52" + struct.pack(">H", len(coding) + 2) + coding
        sides = struct.pack(">II", side, side)
        head = stream[:8] + sides + stream[16:24] + sides + stream[32:place]
        yield _picture(f"small_{name}.j2k", head + segment + stream[end:])


def long_extensions() -> Iterator[Sample]:
    """A header that announces extensions of 2 to the power of 35 bits."""
    size, usual = "1" + "01000" + "100", "0" + "0" + "000" + "1" + "00" + "1" + "1"  # 24 px; the lowest bits come first
    one_extension, bits = "11" + "1" + 11 * "0" + "0", "11" + 12 * "0" + 2 * ("1" + 8 * "0") + "1" + "00000001" + "0"
    head = int((size + usual + one_extension + bits)[::-1], 2).to_bytes(10, "little")
    yield _picture("extensions.jxl", b"\xff\x0a" + head + bytes(99))


def other_depths() -> Iterator[Sample]:
    """Grey of 8 bits that its boxes call one of 10, and tiles of both."""
    grey = paint(channels=1)[..., 0]
    data = heif_files.heic(grey)
    place = data.index(b"hvcC") + 4 + 17
    yield _picture("grey_10.heic", data[:place] + b"\xfa\xfa" + data[place + 2 :])
    tiles = [heif_files.picture_item(grey[:32, :32], depth=depth) for depth in (10, 8)]
    side = heif_files.full_box(b"ispe", struct.pack(">II", 64, 32))
    grid = (b"grid", struct.pack(">BBBBHH", 0, 0, 0, 1, 64, 32), [side])
    for name, pair in (("first", (2, 3)), ("last", (3, 2))):
        items = heif_files.heif_file([grid, *tiles], references=[(b"dimg", 1, *pair)])
        yield _picture(f"tiles_of_two_depths_{name}.heic", items)


def masks() -> Iterator[Sample]:
    """Bad pictures that are given as a mask."""
    yield Sample("mask_claims_65500.tif", "mask", next(jpeg_strips()).data)
    yield Sample("mask_sides.png", "mask", next(png_sides()).data)


_FAULTS = (
    jpeg_sizes,
    empty_scans,
    exif_pointers,
    segment_floods,
    jpeg_strips,
    expanded_tags,
    many_channels,
    shared_strips,
    strip_bombs,
    page_floods,
    tiff_counts,
    png_sides,
    chunk_floods,
    png_bombs,
    frame_floods,
    small_blocks,
    long_extensions,
    other_depths,
    masks,
)

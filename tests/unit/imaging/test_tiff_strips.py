"""LZW and YCbCr strips are read as libtiff reads them; what ends the process of another decoder is refused."""

import subprocess
import sys
import zlib

import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.errors import BadImage
from restoration.imaging.reading import read_painting
from restoration.imaging.tiff_strips import spread_chroma, unpack_strip
from tests.unit.imaging.picture_files import save_tiff, write_tiff

RNG = np.random.default_rng(2)
CLEAR, END, FIRST_ENTRY = 256, 257, 258
LZW = 5


def encode_codes(codes):
    """Write codes as TIFF packs them: each as wide as the table then asks for, the most significant bit first."""
    bits, entries, is_first = "", FIRST_ENTRY, True
    for code in codes:
        width = 9 + (entries >= 511) + (entries >= 1023) + (entries >= 2047)
        bits += f"{code:0{width}b}"
        if code == CLEAR:
            entries, is_first = FIRST_ENTRY, True
        else:  # the first code after a clear adds no entry
            entries, is_first = entries + (not is_first), False
    bits = bits.ljust(-(-len(bits) // 8) * 8, "0")
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


GREYS = [65 + number % 20 for number in range(200)]
REPEATS = [65, *range(FIRST_ENTRY, FIRST_ENTRY + 50)]  # one grey again and again: each entry is longer by one

# The first code after a clear is above 255, and the code after it copies from the table entry that it names.
CRASHING = {
    "at the start": [CLEAR, 300, FIRST_ENTRY, END],
    "in mid-stream": [CLEAR, 65, 66, CLEAR, 300, FIRST_ENTRY, END],
    "after many plain bytes": [CLEAR, *GREYS, CLEAR, 511, FIRST_ENTRY, END],
    "just beyond the entries from before": [CLEAR, *REPEATS, CLEAR, FIRST_ENTRY + 50, FIRST_ENTRY, END],
}


def lzw_page(stream, width=64, height=64):
    return write_tiff([stream], width, height, 3, compression=LZW)


@given(st.binary(min_size=1, max_size=3000), st.integers(1, 30), st.binary(max_size=20))
def test_every_sound_stream_is_unpacked_whatever_follows_it(content, times, rest):
    plain = content * times
    unpacked = unpack_strip(imagecodecs.lzw_encode(plain) + rest, LZW, 1, len(plain))
    assert unpacked.tobytes() == plain


def test_the_end_code_may_be_missing():
    plain = RNG.integers(0, 9, 5000, dtype=np.uint8).tobytes()
    packed = imagecodecs.lzw_encode(plain)
    assert unpack_strip(packed[:-1], LZW, 1, len(plain)).tobytes() == plain
    with pytest.raises(imagecodecs.TiffError):
        unpack_strip(packed[:-9], LZW, 1, len(plain))


@pytest.mark.parametrize("options", [{}, {"predictor": True}, {"tile": (32, 32)}, {"byteorder": ">"}])
@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_bytes_after_lzw_strips_cost_nothing(options, depth):
    rgb = RNG.integers(0, np.iinfo(depth).max, (50, 70, 3), dtype=depth)
    rows = {} if "tile" in options else {"rowsperstrip": 16}
    data = save_tiff(rgb, photometric="rgb", compression="lzw", **options, **rows)
    np.testing.assert_array_equal(read_painting(data).image, rgb)


@pytest.mark.parametrize("compression", [8, 32946])
def test_of_deflate_only_the_bytes_that_are_needed_count(compression):
    pixels = RNG.integers(0, 256, (60, 80, 3), dtype=np.uint8)
    stream, longer = zlib.compress(pixels.tobytes()), zlib.compress(pixels.tobytes() + bytes(10**7))
    for strip in (stream + b"junk", stream[:-4], longer):
        painting = read_painting(write_tiff([strip], 80, 60, 3, compression=compression))
        np.testing.assert_array_equal(painting.image, pixels)
    wrong_and_longer = zlib.compress(pixels.tobytes() + bytes(100))[:-4] + b"1234"
    for strip in (stream[:-40], stream[:-4] + b"1234", wrong_and_longer):
        with pytest.raises(BadImage, match="damaged"):
            read_painting(write_tiff([strip], 80, 60, 3, compression=compression))


@pytest.mark.parametrize("predictor", [0, 2, 3])
def test_a_predictor_without_a_compression_that_uses_it_does_not_count(predictor):
    pixels = RNG.integers(0, 256, (60, 80, 3), dtype=np.uint8)
    painting = read_painting(write_tiff([pixels.tobytes()], 80, 60, 3, tags={317: (3, [predictor])}))
    np.testing.assert_array_equal(painting.image, pixels)


def test_a_strip_that_ends_in_filling_is_read():
    rgb = RNG.integers(0, 256, (64, 64, 3), dtype=np.uint8)
    packed = imagecodecs.lzw_encode(rgb.tobytes())
    np.testing.assert_array_equal(read_painting(lzw_page(packed + b"\xff" * 500)).image, rgb)


@pytest.mark.parametrize("codes", CRASHING.values(), ids=CRASHING)
def test_a_stream_that_crashes_an_unguarded_decoder_is_refused(codes):
    stream = encode_codes(codes)
    program = (
        "import sys; from restoration.errors import BadImage; from restoration.imaging.reading import read_painting\n"
        "try: read_painting(sys.stdin.buffer.read())\nexcept BadImage: sys.exit(7)"
    )
    ours = subprocess.run([sys.executable, "-c", program], input=lzw_page(stream), capture_output=True)
    assert ours.returncode == 7, ours.stderr
    program = f"import imagecodecs; imagecodecs.lzw_decode(bytes.fromhex({stream.hex()!r}), out=100000)"
    status = subprocess.run([sys.executable, "-c", program], capture_output=True).returncode
    if status >= 0:
        pytest.skip(f"imagecodecs {imagecodecs.__version__} no longer crashes: its process ended with {status}")


YCBCR = RNG.integers(0, 256, (45, 70, 3), dtype=np.uint8)
VIDEO_RANGE = [value for low, high in ((16, 235), (128, 240), (128, 240)) for value in (low, 1, high, 1)]
TAGS = {
    "plain": {},
    "video range": {532: (5, VIDEO_RANGE)},
    "other coefficients": {529: (5, [2126, 10000, 7152, 10000, 722, 10000])},
}


def pack_blocks(across, down, rows):
    """Return the strips of `YCBCR` with one colour for that many pixels."""
    strips = []
    for top in range(0, len(YCBCR), rows):
        strip = YCBCR[top : top + rows]
        blocks = b""
        for y in range(0, len(strip), down):
            for x in range(0, strip.shape[1], across):
                block = np.zeros((down, across), np.uint8)
                part = strip[y : y + down, x : x + across]
                block[: part.shape[0], : part.shape[1]] = part[..., 0]
                blocks += block.tobytes() + part[0, 0, 1:].tobytes()
        strips.append(blocks)
    return strips


@pytest.mark.parametrize("tags", TAGS.values(), ids=TAGS)
@pytest.mark.parametrize("subsampling", [(1, 1), (2, 1), (2, 2), (4, 2), None])
@pytest.mark.parametrize(
    ("compression", "pack"), [(1, bytes), (LZW, imagecodecs.lzw_encode), (8, imagecodecs.zlib_encode)]
)
def test_ycbcr_is_read_as_libtiff_reads_it(tags, subsampling, compression, pack):
    across, down = subsampling or (2, 2)  # which is what the format says where the tag is missing
    strips = [pack(strip) for strip in pack_blocks(across, down, 16)]
    stated = {530: (3, list(subsampling))} if subsampling else {}
    data = write_tiff(strips, 70, 45, 3, photometric=6, compression=compression, rows=16, tags=tags | stated)
    np.testing.assert_array_equal(read_painting(data).image, imagecodecs.tiff_decode(data)[..., :3])


def test_a_ycbcr_strip_cut_short_is_refused():
    (strip,) = pack_blocks(2, 2, 45)
    packed = imagecodecs.lzw_encode(strip)
    for length in range(1, len(packed) - 3, 97):
        cut = write_tiff([packed[:length]], 70, 45, 3, photometric=6, compression=LZW, tags={530: (3, [2, 2])})
        with pytest.raises(BadImage):
            read_painting(cut)


@pytest.mark.parametrize("tags", [{530: (3, [60000, 60000])}, {529: (5, [0] * 6)}, {530: (3, [0, 0])}])
def test_ycbcr_tags_that_make_no_sense_are_refused(tags):
    (strip,) = pack_blocks(2, 2, 45)
    with pytest.raises(BadImage):
        read_painting(write_tiff([strip], 70, 45, 3, photometric=6, tags={530: (3, [2, 2])} | tags))


def test_a_file_that_ends_within_its_tags_is_refused_or_the_same():
    (strip,) = pack_blocks(2, 2, 45)
    tags = TAGS["video range"] | TAGS["other coefficients"] | {530: (3, [2, 2])}
    whole = write_tiff([strip], 70, 45, 3, photometric=6, tags=tags)
    image = read_painting(whole).image
    for length in range(8 + len(strip), len(whole)):
        try:
            cut = read_painting(whole[:length]).image
        except BadImage:
            continue
        np.testing.assert_array_equal(cut, image)


def test_chroma_of_a_block_is_spread_over_its_pixels():
    unpacked = np.array([1, 2, 3, 4, 50, 60, 5, 0, 6, 0, 70, 80], np.uint8)
    expected = [[[1, 50, 60], [2, 50, 60], [5, 70, 80]], [[3, 50, 60], [4, 50, 60], [6, 70, 80]]]
    assert spread_chroma(unpacked, 2, 3, 2, 2).tolist() == expected

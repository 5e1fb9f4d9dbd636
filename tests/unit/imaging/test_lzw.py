"""A sound LZW stream passes; one that would crash imagecodecs' decoder is refused before it gets there."""

import io
import subprocess
import sys

import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, TiffImagePlugin

from restoration.errors import BadImage
from restoration.imaging.lzw import check_lzw

RNG = np.random.default_rng(2)
CLEAR, END, FIRST_ENTRY = 256, 257, 258


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


@given(st.binary(max_size=3000), st.integers(1, 30))
def test_every_sound_stream_passes(content, times):
    check_lzw(imagecodecs.lzw_encode(content * times))


@pytest.mark.parametrize("grey_levels", [1, 2, 40, 256])
def test_long_streams_of_another_encoder_pass(grey_levels):
    picture = Image.fromarray(RNG.integers(0, grey_levels, (300, 400), dtype=np.uint8))
    file = io.BytesIO()
    picture.save(file, "TIFF", compression="tiff_lzw")
    tags = TiffImagePlugin.TiffImageFile(io.BytesIO(file.getvalue())).tag_v2
    for offset, count in zip(tags[273], tags[279], strict=True):
        check_lzw(file.getvalue()[offset : offset + count])


@pytest.mark.parametrize("codes", [GREYS, GREYS * 19, REPEATS, [*GREYS * 6, CLEAR, *REPEATS]])
def test_the_fixtures_are_packed_as_the_decoder_expects(codes):
    stream = encode_codes([CLEAR, *codes, END])
    check_lzw(stream)
    plain = imagecodecs.lzw_decode(stream)
    greys = [code for code in codes if code < CLEAR]
    assert sorted(set(plain)) == sorted(set(greys))
    assert len(plain) == len(greys) + sum(code - FIRST_ENTRY + 2 for code in codes if code >= FIRST_ENTRY)


@pytest.mark.parametrize("codes", CRASHING.values(), ids=CRASHING)
def test_a_stream_that_crashes_an_unguarded_decoder_is_refused(codes):
    stream = encode_codes(codes)
    with pytest.raises(BadImage, match="LZW"):
        check_lzw(stream)
    program = f"import imagecodecs; imagecodecs.lzw_decode(bytes.fromhex({stream.hex()!r}), out=100000)"
    status = subprocess.run([sys.executable, "-c", program], capture_output=True).returncode
    if status >= 0:
        pytest.skip(f"imagecodecs {imagecodecs.__version__} no longer crashes: its process ended with {status}")


def test_a_code_that_is_not_in_the_table_yet_is_refused():
    with pytest.raises(BadImage, match="LZW"):
        check_lzw(encode_codes([CLEAR, 65, 300]))


def test_a_table_that_is_never_cleared_is_refused():
    with pytest.raises(BadImage, match="never clear"):
        check_lzw(encode_codes([CLEAR, *[65] * 3900]))

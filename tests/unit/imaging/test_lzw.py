"""A sound LZW stream passes; a damaged one is refused before it reaches a decoder that would crash."""

import io

import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, TiffImagePlugin

from restoration.errors import BadImage
from restoration.imaging.lzw import check_lzw

CHANCE = np.random.default_rng(2)


@given(st.binary(max_size=3000), st.integers(1, 30))
def test_every_sound_stream_passes(content, times):
    check_lzw(imagecodecs.lzw_encode(content * times))


@pytest.mark.parametrize("grey_levels", [1, 2, 40, 256])
def test_long_streams_of_another_encoder_pass(grey_levels):
    picture = Image.fromarray(CHANCE.integers(0, grey_levels, (300, 400), dtype=np.uint8))
    file = io.BytesIO()
    picture.save(file, "TIFF", compression="tiff_lzw")
    tags = TiffImagePlugin.TiffImageFile(io.BytesIO(file.getvalue())).tag_v2
    for offset, count in zip(tags[273], tags[279], strict=True):
        check_lzw(file.getvalue()[offset : offset + count])


def test_a_code_not_yet_in_the_table_is_refused():
    clear, unknown = 256, 300
    bits = f"{clear:09b}{65:09b}{unknown:09b}".ljust(32, "0")
    with pytest.raises(BadImage, match="LZW"):
        check_lzw(int(bits, 2).to_bytes(4, "big"))

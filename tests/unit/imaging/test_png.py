"""A PNG that is written a few rows at a time is the one that libpng writes at once."""

import io
import zlib

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from restoration.imaging.png import IDAT, chunk_data, encode_png, encode_png_pieces, iterate_chunks

SLOPE = np.add.outer(np.arange(150), np.arange(40))  # rows that depend on the row above, also between two strips


def pixel_chunks(png):
    return [chunk_data(chunk) for name, chunk in iterate_chunks(png) if name == IDAT]


def filtered_rows(png):
    return zlib.decompress(b"".join(pixel_chunks(png)))


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_each_row_is_filtered_as_libpng_filters_it(depth, channels):
    noise = np.random.default_rng(6).integers(0, 5, (150, 40, channels))
    pixels = (SLOPE[..., np.newaxis] + noise).astype(depth)
    samples, alpha = (pixels, None) if channels % 2 else (pixels[..., :-1], pixels[..., -1])
    png = encode_png(samples[..., 0] if channels < 3 else samples, alpha)
    assert filtered_rows(png) == filtered_rows(imagecodecs.png_encode(pixels))
    np.testing.assert_array_equal(imagecodecs.png_decode(png), pixels.squeeze())


def test_outside_the_given_mask_all_samples_are_zero():
    mask = SLOPE % 7 == 0
    white = np.full(mask.shape, 255, np.uint8)
    png = b"".join(encode_png_pieces(np.broadcast_to(np.uint8([9, 8, 7]), (*mask.shape, 3)), white, within=mask))
    with Image.open(io.BytesIO(png)) as picture:
        np.testing.assert_array_equal(np.asarray(picture), mask[..., np.newaxis] * np.uint8([9, 8, 7, 255]))


def test_no_pixel_chunk_is_empty():
    assert all(len(data) for data in pixel_chunks(encode_png(np.zeros((300, 1), np.uint8))))

"""Large pictures are worked on in strips: whatever their height, the result is that of the whole picture."""

from unittest import mock

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from restoration.detection.base import Detection
from restoration.imaging import masks, overlay
from restoration.inpainting import auto
from restoration.pipeline import Settings, mark_kinds

shapes = st.tuples(st.integers(1, 70), st.integers(1, 30))
pixel_counts = st.integers(1, 300)


@given(shapes, pixel_counts, st.integers(-4, 4), st.integers(0, 2**32 - 1), st.booleans())
def test_kinds_are_marked_and_grown_alike(shape, pixels, growth, seed, has_hidden):
    rng = np.random.default_rng(seed)
    coarse = rng.random((-(-shape[0] // 5), -(-shape[1] // 5))).astype(np.float32)
    likelihood = np.repeat(np.repeat(coarse, 5, axis=0), 5, axis=1)[: shape[0], : shape[1]]
    detection = Detection(likelihood, rng.integers(1, 5, shape, np.uint8))
    visible = rng.random(shape) < 0.9 if has_hidden else None
    settings = Settings(0.6, growth)
    whole = mark_kinds(detection, settings, visible)
    with mock.patch.object(masks, "STRIP_PIXELS", pixels):
        assert np.array_equal(mark_kinds(detection, settings, visible), whole)


@given(shapes, pixel_counts, st.integers(0, 2**32 - 1))
def test_wide_parts_are_found_alike(shape, pixels, seed):
    rng = np.random.default_rng(seed)
    mask = cv2.GaussianBlur(rng.random(shape), (0, 0), 6) > 0.49
    whole = auto.find_wide_parts(mask)
    with mock.patch.object(masks, "STRIP_PIXELS", pixels):
        assert np.array_equal(auto.find_wide_parts(mask), whole)


@given(hnp.arrays(bool, shapes), st.integers(1, 9), st.integers(1, 40))
def test_damaged_cells_are_found_alike(mask, cell, rows):
    with mock.patch.object(masks, "_CELL_STRIP", rows):
        found = masks.damaged_cells(mask, cell)
    assert found.shape == (-(-mask.shape[0] // cell), -(-mask.shape[1] // cell))
    for row, column in np.ndindex(found.shape):
        assert found[row, column] == mask[row * cell :, column * cell :][:cell, :cell].any()


@given(hnp.arrays(bool, shapes), st.integers(1, 40))
def test_an_overlay_is_drawn_alike(mask, rows):
    image = np.random.default_rng(0).integers(0, 256, (*mask.shape, 3), np.uint8)
    whole = overlay.overlay_mask(image, mask)
    with mock.patch.object(overlay, "_STRIP_ROWS", rows):
        assert np.array_equal(overlay.overlay_mask(image, mask), whole)

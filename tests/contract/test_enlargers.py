"""The promises of every enlarger in the catalog that can run here."""

import numpy as np
import pytest
from PIL import Image

from restoration.catalog import ENLARGERS
from restoration.enlarging.pictures import FACTORS
from restoration.sample import load_sample_painting


@pytest.fixture(scope="module", params=[*ENLARGERS], ids=lambda entry: entry.key)
def enlarger(request):
    if problem := request.param.problem():
        pytest.skip(problem.sentence)
    return request.param.build()


@pytest.mark.parametrize("by", FACTORS)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_every_enlarger_keeps_its_promises(enlarger, dtype, by):
    picture = np.ascontiguousarray(load_sample_painting().truth[100:124, 100:140])
    image = picture.astype(dtype) * dtype(257 if dtype == np.uint16 else 1)
    before = image.copy()
    enlarged = enlarger.enlarge(image, by)
    assert np.array_equal(image, before), "the input was changed in place"
    assert enlarged.shape == (by * 24, by * 40, 3) and enlarged.dtype == dtype
    assert np.array_equal(enlarger.enlarge(image, by), enlarged), "the same input gives the same output"
    shallow = (enlarged // (257 if dtype == np.uint16 else 1)).astype(np.uint8)
    reduced = np.asarray(Image.fromarray(shallow).resize((40, 24), Image.Resampling.BOX))
    assert np.abs(reduced.astype(int) - picture).mean() < 6, "reduced again, it is about the same picture"

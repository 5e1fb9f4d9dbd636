"""A mask from a file of any kind marks the same damage."""

import codecs
import io

import numpy as np
import pytest
from PIL import Image

from restoration.domain import DAMAGE_KINDS
from restoration.editing.regions import find_regions
from restoration.errors import BadMask
from restoration.output.annotations import AnnotationContext
from restoration.output.annotations.geojson_writing import encode_geojson
from restoration.output.annotations.kind_masks import encode_kinds
from restoration.output.annotations.mask_reading import read_any_mask

PICTURE = np.zeros((20, 30, 3), np.uint8)
KINDS = np.zeros((20, 30), np.uint8)
KINDS[2:5, 3:20], KINDS[10:15, 4:9] = 1, 4


def png(mask):
    file = io.BytesIO()
    Image.fromarray(mask).save(file, "PNG")
    return file.getvalue()


def test_a_mask_with_kinds_and_geojson_keep_the_kinds():
    geojson = encode_geojson(find_regions(KINDS), AnnotationContext("A painting"))
    for data in (encode_kinds(KINDS), geojson, codecs.BOM_UTF8 + b"\n" + geojson):
        assert np.array_equal(read_any_mask(data, PICTURE).kinds, KINDS)


@pytest.mark.parametrize("number", range(1, len(DAMAGE_KINDS) + 1))
def test_a_mask_in_black_and_white_marks_the_kind_that_is_asked_for(number):
    mask = np.where(KINDS, np.uint8(255), np.uint8(0))
    marks = read_any_mask(png(mask), PICTURE, kind=DAMAGE_KINDS[number - 1])
    assert np.array_equal(marks.kinds, (KINDS > 0) * number)


def test_a_mask_of_another_size_is_refused():
    with pytest.raises(BadMask, match="20 x 20 px"):
        read_any_mask(png(np.zeros((20, 20), np.uint8)), PICTURE)

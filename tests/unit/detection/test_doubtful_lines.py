"""The thin lines that may be cracks."""

import numpy as np
import pytest

from restoration.detection.doubtful_lines import DOUBTFUL_LIKELIHOOD, MIN_LINE_AREA, doubtful_lines


def likelihood(rows, columns, value=DOUBTFUL_LIKELIHOOD):
    field = np.zeros((80, 80), np.float32)
    field[rows, columns] = value
    return field


def test_a_doubtful_line_includes_the_pixels_beside_it():
    doubtful = doubtful_lines(likelihood(40, slice(20, 60)))
    assert np.array_equal(np.argwhere(doubtful)[[0, -1]], [[39, 19], [41, 60]])
    assert doubtful.sum() == 3 * 42


@pytest.mark.parametrize(
    "field",
    [
        likelihood(40, slice(20, 60), DOUBTFUL_LIKELIHOOD - 0.01),
        likelihood(40, slice(20, 19 + MIN_LINE_AREA)),
        likelihood(slice(20, 50), slice(20, 50), 1.0),
    ],
    ids=["unlikely", "short", "wide"],
)
def test_other_parts_are_not_doubtful(field):
    assert not doubtful_lines(field).any()


def test_a_line_beside_a_wide_part_is_doubtful_and_the_wide_part_is_not():
    both = np.maximum(likelihood(slice(20, 50), slice(20, 50)), likelihood(35, slice(50, 79)))
    doubtful = doubtful_lines(both)
    assert doubtful[35, 60:79].all()
    assert not doubtful[25:45, 25:45].any()

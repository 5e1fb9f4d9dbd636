"""What may be cracks in an original."""

import numpy as np
import pytest

from restoration.detection.components import DOUBTFUL_LIKELIHOOD, MIN_LINE_AREA, doubtful_lines


def likelihood(rows, columns, value=DOUBTFUL_LIKELIHOOD):
    field = np.zeros((80, 80), np.float32)
    field[rows, columns] = value
    return field


def test_a_line_is_doubted_with_the_pixels_beside_it():
    doubted = doubtful_lines(likelihood(40, slice(20, 60)))
    assert np.array_equal(np.argwhere(doubted)[[0, -1]], [[39, 19], [41, 60]])
    assert doubted.sum() == 3 * 42


@pytest.mark.parametrize(
    "nothing",
    [
        likelihood(40, slice(20, 60), DOUBTFUL_LIKELIHOOD - 0.01),
        likelihood(40, slice(20, 19 + MIN_LINE_AREA)),
        likelihood(slice(20, 50), slice(20, 50), 1.0),
    ],
    ids=["unlikely", "short", "broad"],
)
def test_nothing_else_is(nothing):
    assert not doubtful_lines(nothing).any()


def test_a_line_beside_something_broad_is():
    both = np.maximum(likelihood(slice(20, 50), slice(20, 50)), likelihood(35, slice(50, 79)))
    doubted = doubtful_lines(both)
    assert doubted[35, 60:79].all()
    assert not doubted[25:45, 25:45].any()

"""An enlarged result: where its detail lies, what it is compared with, and when it stays grey."""

import numpy as np
import pytest

from restoration.app.restore.enlarging import DETAIL_SIDE, EnlargingRequest, compare_detail, enlarge_result
from restoration.domain import Damage, Restoration, no_progress
from restoration.imaging.painting import Painting

LOSS = slice(300, 320), slice(420, 440)


def enlarged(fill, *, by=2):
    """A grey picture of 360 x 480 px whose loss took this colour, enlarged by Lanczos."""
    before = np.full((360, 480, 3), 90, np.uint8)
    mask = np.zeros(before.shape[:2], bool)
    mask[LOSS] = True
    after = before.copy()
    after[LOSS] = fill
    request = EnlargingRequest(Restoration(before, after, Damage(mask), "telea", 0.0), 1.0, "lanczos", by)
    return enlarge_result(request, Painting(before, "a.png", "a", "PNG", is_grey=True), no_progress)


@pytest.mark.parametrize("by", [2, 4])
def test_the_detail_shows_what_was_filled_in_both_pictures_at_the_same_place(by):
    result = enlarged(200, by=by)
    squares, large = compare_detail(result, result.filled_at)
    assert squares.shape == large.shape == (DETAIL_SIDE, DETAIL_SIDE, 3)
    assert np.count_nonzero(squares[..., 0] == 200) == np.prod([20 * by, 20 * by]), "the whole loss"
    assert np.abs(squares.astype(int) - large)[squares == 200].mean() < 10


def test_a_grey_picture_stays_grey_unless_its_fill_is_laid_down_in_colours():
    assert enlarged(200).enlargement.painting.is_grey
    coloured = enlarged((200, 40, 40)).enlargement.painting
    assert not coloured.is_grey
    assert tuple(coloured.image[620, 860]) == (200, 40, 40)

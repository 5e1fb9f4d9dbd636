"""Extending a picture on the Restore page."""

import numpy as np

from restoration.app.restore.state import SOURCE_KEY, UPLOAD
from restoration.imaging.scale import scale_by_hand
from tests.pages.restore_page import button, control, job, with_label


def test_an_extended_picture_opens_as_a_work_of_its_own_with_its_margin_marked(page):
    before = job(page)
    before.scale = scale_by_hand(2)
    marked = before.kinds()
    height, width = marked.shape
    control(page, "Margins in").set_value("mm").run()
    for name, length in (("Left", 3.0), ("Right", 3.0), ("Top", 0.0), ("Bottom", 3.0)):
        with_label(page.number_input, name).set_value(length)
    button(page, "Extend").click().run()
    assert not page.exception and not page.error
    assert page.session_state[SOURCE_KEY] == UPLOAD
    after = job(page)
    assert after is not before and after.painting.original == (6, 0, width, height)
    kinds = after.kinds()
    assert kinds.shape == (height + 6, width + 12)
    np.testing.assert_array_equal(kinds[:height, 6 : 6 + width], marked)
    assert (kinds[height:] == 3).all() and after.scale == before.scale
    assert any("Extended beyond the photograph" in caption.value for caption in page.caption)


def test_a_length_that_makes_no_sense_is_refused_and_nothing_is_opened(page):
    control(page, "Margins in").set_value("mm").run()
    button(page, "Extend").click().run()
    assert "needs the scale" in page.error[0].value
    assert page.session_state[SOURCE_KEY] != UPLOAD or job(page).painting.original is None

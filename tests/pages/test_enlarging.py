"""Enlarging on the Restore page: a second file beside the restored picture, which goes when the result changes."""

import hashlib
import io
import json
from dataclasses import replace
from threading import Event
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from restoration.app.restore import enlarging, enlarging_panel, running
from restoration.enlarging.resampling import Lanczos
from restoration.imaging.limits import LIMIT_VARIABLE
from tests.pages.restore_page import button, control, job, slider, with_label


@pytest.fixture
def filled(page):
    """The page with a result by the quickest method, and with the method of enlarging that needs no weights chosen."""
    fill(page, "telea")
    return with_label(page.selectbox, "Enlarge it with").set_value("lanczos").run()


def fill(page, method):
    with_label(page.selectbox, "Fill it with").set_value(method).run()
    return button(page, "Restore").click().run()


def enlarge(page, by=2):
    control(page, "How many times larger").set_value(by).run()
    return button(page, "enlarge").click().run()


def offered(page):
    """Whether the files of an enlargement can be downloaded."""
    labels = [button.label for button in page.get("download_button")]
    return "Enlarged picture" in labels and "Record of the enlargement" in labels


def made_files(page):
    """The files of the enlargement, by label."""
    current = job(page)
    files = enlarging_panel.enlarged_files(current, current.results[-1], current.painting, current.enlarged, "png")
    made = {file.label: (file.suffix, file.make()) for file in files}
    return {label: (suffix, data if isinstance(data, bytes) else data.read()) for label, (suffix, data) in made.items()}


def test_the_result_is_enlarged_into_a_second_file_with_a_record(filled):
    assert not offered(filled)
    before = job(filled).results[-1].restoration.after.copy()
    enlarge(filled, by=4)
    assert not filled.exception and not filled.error
    assert offered(filled)
    assert any("256 × 192 px" in caption.value and "second file" in caption.value for caption in filled.caption)
    assert any("every pixel was interpolated" in caption.value for caption in filled.caption)
    files = made_files(filled)
    suffix, picture = files["Enlarged picture"]
    assert suffix == "_restored_telea_x4.png"
    with Image.open(io.BytesIO(picture)) as opened:
        assert np.array_equal(np.asarray(opened), Lanczos().enlarge(before, 4))
    suffix, record = files["Record of the enlargement"]
    assert suffix == "_restored_telea_x4_report.json"
    said = json.loads(record)
    assert said["enlarged"] == {"by": 4, "method": "lanczos", "width": 256, "height": 192}
    assert said["output"]["enlarged_sha256"] == hashlib.sha256(picture).hexdigest()
    assert said["restoration"]["inpainter"] == "telea"
    assert np.array_equal(job(filled).results[-1].restoration.after, before), "the restored picture stays"


def test_an_enlargement_is_offered_only_with_what_it_was_made_from(filled):
    enlarge(filled)
    slider(filled, "Strength, %").set_value(60).run()
    assert not offered(filled)
    slider(filled, "Strength, %").set_value(100).run()
    assert offered(filled)
    with_label(filled.selectbox, "Show the reintegration as").set_value("neutral").run()
    assert not offered(filled)
    with_label(filled.selectbox, "Show the reintegration as").set_value("invisible").run()
    assert offered(filled)
    fill(filled, "ns")
    assert not offered(filled), "the new result is shown"
    with_label(filled.selectbox, "Right").set_value("Telea (fast marching)").run()
    assert offered(filled)
    fill(filled, "telea")
    assert job(filled).enlarged is None, "what it was made from is gone"


def test_the_enlargement_has_the_strength_of_what_is_shown(filled):
    slider(filled, "Strength, %").set_value(50).run()
    enlarge(filled)
    restoration = job(filled).results[-1].restoration
    assert not np.array_equal(restoration.before, restoration.after)
    halfway = np.rint((restoration.before.astype(float) + restoration.after) / 2).astype(np.uint8)
    assert np.array_equal(job(filled).enlarged.enlargement.painting.image, Lanczos().enlarge(halfway, 2))
    assert json.loads(made_files(filled)["Record of the enlargement"][1])["restoration"]["strength"] == 0.5


def test_a_result_that_would_be_too_large_is_refused_with_a_cure(filled, monkeypatch):
    monkeypatch.setenv(LIMIT_VARIABLE, "0.03")  # twice as large is 0.012 megapixels, four times 0.049
    control(filled, "How many times larger").set_value(4).run()
    assert button(filled, "enlarge").disabled
    assert any("Enlarge a detail of it, or less." in warning.value for warning in filled.warning)
    control(filled, "How many times larger").set_value(2).run()
    assert not button(filled, "enlarge").disabled


def test_it_goes_on_beside_the_page_until_it_is_stopped_or_its_result_is_replaced(filled, monkeypatch):
    opens = Event()

    class Slow(Lanczos):
        def enlarge(self, image, by):
            assert opens.wait(20)
            return super().enlarge(image, by)

    monkeypatch.setattr(enlarging, "ENLARGERS", SimpleNamespace(build=lambda key: Slow()))
    monkeypatch.setattr(running, "PATIENCE", 0.0)
    try:
        enlarge(filled)
        first = job(filled).running.enlarging.work
        assert button(filled, "enlarge").disabled
        button(filled, "Stop").click().run()
        assert first.is_stopped and job(filled).running.enlarging is None
        enlarge(filled)
        second = job(filled).running.enlarging.work
        job(filled).add_result(
            replace(job(filled).results[-1], restoration=replace(job(filled).results[-1].restoration))
        )
        filled.run()
        assert second.is_stopped and job(filled).running.enlarging is None
        assert not filled.exception and not offered(filled)
    finally:
        opens.set()


def test_a_format_that_cannot_hold_the_picture_gives_way_to_the_default_one(filled):
    painting = job(filled).painting
    wide = replace(painting, image=np.broadcast_to(painting.image[:1, :1], (4, 16_400, 3)))
    assert enlarging_panel._suitable_format(wide, "webp")[0] == "png"
    assert enlarging_panel._suitable_format(painting, "webp") == ("webp", "")

"""The Restore page as a visitor meets it, without a browser."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from restoration import weights
from restoration.app import cache
from restoration.sample import Sample, as_painting


@pytest.fixture
def small_sample(monkeypatch, painting, hole):
    """A small sample in the place of the real one, which takes seconds to paint."""
    damaged = painting.copy()
    damaged[hole] //= 4
    sample = Sample(title="A small one", image=damaged, truth=painting, mask=hole, credit="made for a test")
    monkeypatch.setattr(cache, "sample", lambda: (sample, as_painting(sample)))
    return sample


@pytest.fixture
def page(small_sample):
    return AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=30).run()


ROOT = Path(__file__).parents[2]


def labels(elements):
    return [element.label for element in elements]


def restore(page):
    return next(button for button in page.button if button.label == "Restore").click().run()


def upload(page, name, data):
    page.sidebar.segmented_control[0].set_value("Upload").run()
    return page.sidebar.file_uploader[0].set_value((name, data, "image/png")).run()


def png(array):
    file = io.BytesIO()
    Image.fromarray(array).save(file, "PNG")
    return file.getvalue()


def test_the_sample_is_ready_to_restore(page):
    assert not page.exception
    assert "Marked as damage" in labels(page.metric)
    assert page.segmented_control(key="view").options == ["Original", "Damage map"]


def test_restoring_shows_the_comparison_and_the_scores_against_the_truth(page):
    restore(page)
    assert not page.exception
    assert page.segmented_control(key="view").value == "Compare"
    gained = next(metric for metric in page.metric if metric.label == "PSNR in the damage")
    assert not gained.delta.startswith("-")
    assert any("every other pixel is exactly as it came" in caption.value for caption in page.caption)


@pytest.mark.parametrize("view", ["Original", "Damage map", "Restored", "Compare"])
def test_every_view_can_be_shown(page, view):
    restore(page).segmented_control(key="view").set_value(view).run()
    assert not page.exception


def test_a_detail_can_be_looked_at_pixel_by_pixel(page):
    zoom = next(control for control in restore(page).segmented_control if control.label == "Zoom")
    zoom.set_value("Detail").run()
    assert not page.exception
    assert {"Across", "Down"} <= set(labels(page.slider))


def test_the_slider_moves_the_mask_at_once(page):
    def marked_at(sensitivity):
        next(slider for slider in page.slider if slider.label == "Sensitivity").set_value(sensitivity).run()
        return float(next(metric.value for metric in page.metric if metric.label == "Marked as damage").rstrip("%"))

    assert marked_at(0.0) == 0.0
    assert 0.0 < marked_at(0.5) <= marked_at(0.9)


def test_controls_moved_after_a_result_are_pointed_out(page):
    restore(page)
    assert not page.warning
    next(slider for slider in page.slider if slider.label == "Sensitivity").set_value(0.8).run()
    assert "Press Restore" in page.warning[0].value


def test_the_better_methods_are_chosen_where_they_are_ready(page):
    chosen = {box.label: box.value for box in page.selectbox}
    assert (chosen["Find damage with"], chosen["Fill it with"]) == ("unet", "neural")


def test_a_detector_without_weights_is_listed_with_the_cure_and_another_takes_its_place(page, monkeypatch, tmp_path):
    monkeypatch.setattr(weights, "FOLDER", tmp_path)
    page.run()
    chooser = next(box for box in page.selectbox if box.label == "Find damage with")
    assert "U-Net (not ready)" in chooser.options
    chooser.set_value("unet").run()
    assert not page.exception
    assert "download_unet_weights.py" in page.warning[0].value
    assert "Marked as damage" in labels(page.metric)


def test_an_inpainter_without_weights_is_listed_with_the_cure_and_another_takes_its_place(page, monkeypatch, tmp_path):
    monkeypatch.setattr(weights, "FOLDER", tmp_path)
    page.run()
    chooser = next(box for box in page.selectbox if box.label == "Fill it with")
    assert "LaMa (not ready)" in chooser.options
    chooser.set_value("lama").run()
    assert any("download_lama_weights.py" in warning.value for warning in page.warning)
    assert not restore(page).exception


def test_an_upload_takes_the_place_of_the_sample(page):
    upload(restore(page), "madonna.png", png(np.full((40, 50, 3), 120, np.uint8)))
    assert not page.exception
    assert page.subheader[0].value == "madonna"
    assert "Restored" not in page.segmented_control(key="view").options, "the sample's result is gone"


def test_what_is_no_picture_gets_a_sentence_and_no_traceback(page):
    upload(page, "notes.png", b"these are only words")
    assert not page.exception
    assert len(page.error) == 1
    assert page.subheader[0].value == "Choose a painting"


def test_without_damage_restoring_changes_nothing(page):
    upload(page, "plain.png", png(np.full((40, 50, 3), 120, np.uint8)))
    restore(page)
    assert not page.exception
    assert any("0.00%" in caption.value for caption in page.caption)

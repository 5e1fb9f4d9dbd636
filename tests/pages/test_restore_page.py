"""The Restore page as a visitor meets it, without a browser: strokes are put where the canvas would leave them."""

import io
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from restoration import weights
from restoration.app.restore import autosave, source, work
from restoration.editing.history import Stroke
from restoration.inpainting.base import Needs
from restoration.output.dossier import read_dossier
from restoration.sample import SamplePainting, sample_as_painting

ROOT = Path(__file__).parents[2]


@pytest.fixture
def small_sample(monkeypatch, painting, hole):
    """A small sample in the place of the real one, which takes seconds to paint."""
    damaged = painting.copy()
    damaged[hole] //= 4
    sample = SamplePainting(title="A small one", image=damaged, truth=painting, mask=hole, credit="made for a test")
    monkeypatch.setattr(source, "load_sample", lambda: (sample, sample_as_painting(sample)))
    return sample


@pytest.fixture
def kept_in(monkeypatch, tmp_path):
    """Where work is kept."""
    monkeypatch.setattr(autosave, "WORK_FOLDER", tmp_path / "work")
    return tmp_path / "work"


@pytest.fixture
def page(small_sample, kept_in):
    return AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=30).run()


def button(page, label):
    return next(button for button in page.button if button.label == label or button.key == label)


def control(page, label):
    return next(control for control in page.segmented_control if control.label == label)


def slider(page, label):
    return next(slider for slider in page.slider if slider.label == label)


def upload(page, name, data):
    control(page, "Painting").set_value("Upload").run()
    return page.sidebar.file_uploader[0].set_value((name, data, "image/png")).run()


def png(array):
    file = io.BytesIO()
    Image.fromarray(array).save(file, "PNG")
    return file.getvalue()


def job(page):
    return page.session_state["jobs"][page.session_state["source"]]


def draw(page, *lines):
    """Leave straight strokes of the chosen mark on the canvas, in px of the screen; earlier ones are gone from it."""
    from restoration.app.restore.canvas import (  # it can be loaded once a page has run
        CANVAS_KEY,
        STROKE_KINDS,
        _stroke_colour,
    )

    kind = STROKE_KINDS[page.session_state["marks"]][0]
    objects = [
        {
            "type": "Line",
            "originX": "center",
            "originY": "center",
            "left": (x1 + x2) / 2,
            "top": (y1 + y2) / 2,
            "stroke": _stroke_colour(kind, job(page).canvas.number),
            "strokeWidth": 1,
            "x1": (x1 - x2) / 2,
            "x2": (x2 - x1) / 2,
            "y1": (y1 - y2) / 2,
            "y2": (y2 - y1) / 2,
        }
        for x1, y1, x2, y2 in lines
    ]
    page.session_state[CANVAS_KEY] = {"drawing": {"raw": {"objects": objects}, "data": None}}
    return page.run()


def figures(page):
    return next(caption.value for caption in page.caption if "marked as damage" in caption.value)


def marked(page):
    return float(figures(page).split("%")[0].rsplit(" ", 1)[1])


def test_the_sample_is_ready_to_restore(page):
    assert not page.exception
    assert page.subheader[0].value == "A small one"
    assert marked(page) > 0
    assert control(page, "View").options == ["Mask", "Original"]


def test_restoring_shows_the_comparison_and_the_scores_against_the_truth(page):
    button(page, "Restore").click().run()
    assert not page.exception
    assert control(page, "View").value == "Compare"
    gained = next(metric for metric in page.metric if metric.label == "PSNR in the damage")
    assert not gained.delta.startswith("-")
    assert any("every other pixel is exactly as it came" in caption.value for caption in page.caption)


@pytest.mark.parametrize("zoom", ["Fit", "4:1"])
@pytest.mark.parametrize("view", ["Mask", "Original", "Restored", "Compare"])
def test_every_view_can_be_shown_from_afar_and_near(page, view, zoom):
    button(page, "Restore").click().run()
    control(page, "View").set_value(view).run()
    control(page, "Zoom").set_value(zoom).run()
    assert not page.exception


@pytest.mark.parametrize("way", ["slider", "side-by-side", "blink", "Difference"])
def test_results_can_be_compared_in_every_way(page, way):
    button(page, "Restore").click().run()
    control(page, "How to compare").set_value(way).run()
    assert not page.exception


def test_the_slider_moves_the_mask_at_once_under_hand_corrections(page):
    draw(page, (2.5, 2.5, 60.5, 2.5))
    slider(page, "Sensitivity").set_value(0.0).run()
    alone = marked(page)
    assert alone == pytest.approx(100 * 59 / (48 * 64), abs=0.01), "the stroke, and nothing found"
    slider(page, "Sensitivity").set_value(0.9).run()
    assert marked(page) > alone


def test_an_eraser_takes_marks_away(page):
    before = marked(page)
    control(page, "Marks").set_value("Eraser").run()
    slider(page, "Brush").set_value(80).run()
    draw(page, (0, 24, 64, 24))
    assert marked(page) < before
    assert "1 correction by hand" in figures(page)


def test_strokes_are_undone_and_done_again_one_by_one(page):
    nothing = figures(page)
    one = figures(draw(page, (5, 5, 30, 5)))
    two = figures(draw(page, (5, 5, 30, 5), (5, 9, 30, 9)))
    assert "2 corrections" in two
    button(page, "Undo").click().run()
    assert figures(page) == one
    button(page, "Undo").click().run()
    assert figures(page) == nothing
    button(page, "Redo").click().run()
    button(page, "Redo").click().run()
    assert figures(page) == two


def test_strokes_survive_another_page_another_zoom_and_another_painting(page):
    draw(page, (5, 5, 30, 5))
    page.switch_page("pages/benchmark.py").run()
    page.switch_page("pages/restore.py").run()
    control(page, "Zoom").set_value("4:1").run()
    assert "1 correction by hand" in figures(page)
    control(page, "Painting").set_value("Upload").run()
    control(page, "Painting").set_value("Sample").run()
    assert "1 correction by hand" in figures(page)
    (step,) = job(page).steps
    assert isinstance(step, Stroke)


@pytest.mark.parametrize("change", ["Grow", "Shrink", "Fill holes", "Remove specks", "Invert", "Clear"])
def test_the_whole_mask_can_be_changed_and_that_undone(page, change):
    before = figures(page)
    button(page, change).click().run()
    assert not page.exception
    assert "1 correction by hand" in figures(page)
    button(page, "Undo").click().run()
    assert figures(page) == before


def test_only_the_chosen_kinds_are_filled(page):
    draw(page, (2, 44, 60, 44))  # a crack
    kinds = next(one for one in page.sidebar.button_group if one.label == "Fill only")
    kinds.set_value(["loss"]).run()
    button(page, "Restore").click().run()
    result = job(page).results[-1].restoration
    assert np.array_equal(result.after[44], result.before[44])


def test_what_was_filled_before_is_not_filled_again(page, monkeypatch):
    holes = []

    class Counting:
        """An inpainter that fills with black, and counts what it is asked for."""

        key, needs = "counting", Needs()

        def fill(self, image, mask):
            holes.append(mask)
            return np.zeros_like(image)

    monkeypatch.setattr(work, "INPAINTERS", SimpleNamespace(build=lambda key: Counting()))
    button(page, "Restore").click().run()
    first, filled = job(page).results[-1].restoration.after, len(holes)
    assert filled
    button(page, "Restore").click().run()
    assert not page.exception
    assert len(holes) == filled
    assert len(job(page).results) == 1
    assert np.array_equal(job(page).results[-1].restoration.after, first)


def test_results_of_several_methods_are_kept_to_be_compared(page):
    button(page, "Restore").click().run()
    next(box for box in page.selectbox if box.label == "Fill it with").set_value("telea").run()
    button(page, "Restore").click().run()
    right = next(box for box in page.selectbox if box.label == "Right")
    assert right.options == ["Original", "Automatic", "Telea (fast marching)", "Known truth"]
    assert right.value == "Telea (fast marching)"


def test_controls_moved_after_a_result_are_pointed_out(page):
    button(page, "Restore").click().run()
    assert not page.info
    slider(page, "Sensitivity").set_value(0.8).run()
    assert "Press Restore" in page.info[0].value


def test_another_mask_by_hand_or_file_after_a_result_is_pointed_out(page, small_sample):
    button(page, "Restore").click().run()
    control(page, "View").set_value("Mask").run()
    chooser = next(one for one in page.file_uploader if one.label == "A mask of yours")
    chooser.set_value(("mask.png", png(np.eye(48, 64, dtype=np.uint8) * 255), "image/png")).run()
    control(page, "View").set_value("Compare").run()
    assert "Press Restore" in page.info[0].value


def test_controls_moved_there_and_back_are_not(page):
    button(page, "Restore").click().run()
    slider(page, "Sensitivity").set_value(0.8).run()
    slider(page, "Sensitivity").set_value(0.5).run()
    assert not page.info


def test_a_click_while_it_fills_is_told_of(page, monkeypatch):
    with monkeypatch.context() as click:
        click.setattr("restoration.app.restore.work.fill_damage", lambda *_: st.stop())
        button(page, "Restore").click().run()
    page.run()
    assert "stopped by a click" in page.info[0].value
    assert not page.run().info


def test_strokes_that_the_canvas_bins_can_be_brought_back(page):
    draw(page, (5, 5, 30, 5), (5, 9, 30, 9))
    drawn = job(page).kinds()
    draw(page)  # the bin of the canvas
    assert not job(page).steps
    button(page, "Redo").click().run()
    button(page, "Redo").click().run()
    assert np.array_equal(job(page).kinds(), drawn)


def test_a_format_for_sixteen_bits_is_not_forced_upon_eight(page, painting):
    import imagecodecs

    upload(page, "deep.png", imagecodecs.png_encode(painting.astype(np.uint16) * 257))
    button(page, "Restore").click().run()
    upload(page, "plain.png", png(painting))
    button(page, "Restore").click().run()
    chooser = next(one for one in page.selectbox if one.label == "Format of the restored picture")
    assert chooser.value == "png"


def test_the_better_methods_are_chosen_where_they_are_ready(page):
    chosen = {box.label: box.value for box in page.selectbox}
    assert (chosen["Find damage with"], chosen["Fill it with"]) == ("unet", "auto")


def test_a_detector_without_weights_is_listed_with_the_cure_and_another_takes_its_place(page, monkeypatch, tmp_path):
    monkeypatch.setattr(weights, "MODELS", tmp_path)
    page.run()
    chooser = next(box for box in page.selectbox if box.label == "Find damage with")
    assert "U-Net (not ready)" in chooser.options
    chooser.set_value("unet").run()
    assert not page.exception
    assert "download_unet_weights.py" in page.warning[0].value
    assert figures(page)


def test_an_inpainter_without_weights_is_listed_with_the_cure_and_another_takes_its_place(page, monkeypatch, tmp_path):
    monkeypatch.setattr(weights, "MODELS", tmp_path)
    page.run()
    chooser = next(box for box in page.selectbox if box.label == "Fill it with")
    assert "LaMa (not ready)" in chooser.options
    chooser.set_value("lama").run()
    assert any("download_lama_weights.py" in warning.value for warning in page.warning)
    assert not button(page, "Restore").click().run().exception


def test_an_upload_is_shown_by_its_name_letter_by_letter(page):
    upload(page, "ma[don](http:na).png", png(np.full((40, 50, 3), 120, np.uint8)))
    assert not page.exception
    assert r"\[don\]" in page.subheader[0].value


@pytest.mark.parametrize("data", [b"these are only words", b"PK\x03\x04 and nothing more"])
def test_what_is_no_picture_gets_a_sentence_and_no_traceback(page, data):
    upload(page, "notes.png", data)
    assert not page.exception
    assert len(page.error) == 1
    assert page.subheader[0].value == "Choose a painting"


def test_without_damage_restoring_changes_nothing(page):
    upload(page, "plain.png", png(np.full((40, 50, 3), 120, np.uint8)))
    button(page, "Restore").click().run()
    assert not page.exception
    assert any("0.00%" in caption.value for caption in page.caption)
    assert "Nothing was marked" in page.info[0].value


def test_a_mask_that_covers_everything_gets_a_sentence(page):
    upload(page, "plain.png", png(np.full((40, 50, 3), 120, np.uint8)))
    button(page, "Invert").click().run()
    button(page, "Restore").click().run()
    assert not page.exception
    assert "covers the whole picture" in page.error[0].value
    assert not page.run().info, "no click stopped it"


def test_a_mask_of_ones_own_takes_the_place_of_the_found_one(page, small_sample):
    chooser = next(one for one in page.file_uploader if one.label == "A mask of yours")
    chooser.set_value(("mask.png", png(small_sample.mask.astype(np.uint8) * 255), "image/png")).run()
    assert not page.exception
    assert np.array_equal(job(page).kinds() > 0, small_sample.mask)


def test_a_mask_of_another_size_gets_a_sentence(page):
    chooser = next(one for one in page.file_uploader if one.label == "A mask of yours")
    chooser.set_value(("mask.png", png(np.zeros((3, 3), np.uint8)), "image/png")).run()
    assert not page.exception
    assert "The mask is 3 x 3 px" in page.error[0].value
    assert job(page).given is None


def test_an_upload_is_scored_against_a_reference_of_ones_own(page, small_sample):
    upload(page, "madonna.png", png(small_sample.image))
    button(page, "Restore").click().run()
    chooser = next(one for one in page.file_uploader if one.label == "Undamaged picture")
    chooser.set_value(("small.png", png(np.zeros((3, 3, 3), np.uint8)), "image/png")).run()
    assert "The reference is 3 x 3 px" in page.error[0].value
    chooser = next(one for one in page.file_uploader if one.label == "Undamaged picture")
    chooser.set_value(("truth.png", png(small_sample.truth), "image/png")).run()
    assert not page.exception
    assert any(metric.label == "PSNR in the damage" for metric in page.metric)


def test_a_dossier_brings_the_work_back_to_the_pixel(page, small_sample):
    from restoration.app.restore import dossier_io  # as above

    draw(page, (5, 5, 30, 5))
    slider(page, "Sensitivity").set_value(0.61).run()
    button(page, "Restore").click().run()
    mask, saved = job(page).kinds() > 0, dossier_io.encode_job(job(page), job(page).painting)
    assert read_dossier(saved).corrections

    again = upload(AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=30).run(), "work.zip", saved)
    assert not again.exception
    assert np.array_equal(job(again).kinds() > 0, mask)
    assert slider(again, "Sensitivity").value == 0.61
    assert len(job(again).results) == 1
    button(again, "Undo").click().run()
    assert not job(again).steps


def test_a_large_picture_in_which_little_is_found_may_have_wider_cracks(page, monkeypatch):
    plain = png(np.full((40, 50, 3), 120, np.uint8))
    upload(page, "plain.png", plain)
    assert not any("how many pixels wide" in caption.value for caption in page.caption)
    monkeypatch.setattr("restoration.app.restore.summary.LARGE_SCAN", 50)
    page.run()
    assert any("how many pixels wide" in caption.value for caption in page.caption)
    control(page, "Cracks up to (px wide)").set_value(8).run()
    assert not any("how many pixels wide" in caption.value for caption in page.caption)


def test_wide_cracks_are_looked_for_from_afar_and_the_dossier_knows(page, small_sample):
    from restoration.app.restore import dossier_io  # as above

    near = job(page).look
    control(page, "Cracks up to (px wide)").set_value(16).run()
    assert (near.widest, job(page).look.widest) == (4, 16)
    button(page, "Restore").click().run()
    assert job(page).results[-1].restoration.damage.parameters["widest"] == 16
    saved = dossier_io.encode_job(job(page), job(page).painting)
    again = upload(AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=30).run(), "work.zip", saved)
    assert control(again, "Cracks up to (px wide)").value == 16
    assert np.array_equal(job(again).kinds(), job(page).kinds())


def test_a_reload_costs_no_work(page, kept_in, small_sample):
    upload(page, "madonna.png", png(small_sample.image))
    draw(page, (5, 5, 30, 5))
    slider(page, "Sensitivity").set_value(0.7).run()
    (folder,) = kept_in.iterdir()
    assert page.query_params["work"] == folder.name

    again = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=30)
    again.query_params["work"] = folder.name
    again.run()
    assert not again.exception
    assert np.array_equal(job(again).kinds(), job(page).kinds())
    assert slider(again, "Sensitivity").value == 0.7


def test_a_click_while_a_file_is_read_mixes_no_two_works(page, kept_in, small_sample, painting, monkeypatch):
    upload(page, "madonna.png", png(small_sample.image))
    (first,) = kept_in.iterdir()
    before = (first / "plan.json").read_bytes()
    with monkeypatch.context() as click:
        click.setattr(autosave, "start_autosave", lambda *_: st.stop())  # as Streamlit does at the next sign of life
        upload(page, "other.png", png(painting[::-1]))
    draw(page.run(), (5, 5, 30, 5))
    assert (first / "plan.json").read_bytes() == before
    (second,) = (folder for folder in kept_in.iterdir() if folder != first)
    assert page.query_params["work"] == second.name
    assert json.loads((second / "plan.json").read_bytes())["corrections"]


def test_two_pages_with_one_address_take_no_work_from_each_other(page, kept_in, small_sample):
    upload(page, "madonna.png", png(small_sample.image))
    other = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=30)
    other.query_params["work"] = page.query_params["work"]
    draw(other.run(), (5, 15, 30, 15))
    draw(page, (5, 5, 30, 5))
    draw(page, (5, 5, 30, 5), (5, 9, 30, 9))
    kept = [json.loads((folder / "plan.json").read_bytes())["corrections"] for folder in kept_in.iterdir()]
    assert sorted(map(len, kept)) == [1, 2]
    assert page.query_params["work"] != other.query_params["work"]


@pytest.mark.parametrize("address", ["../../etc", "A" * 22, ""])
def test_an_address_that_names_no_work_does_no_harm(small_sample, kept_in, address):
    page = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=30)
    page.query_params["work"] = address
    assert not page.run().exception


def test_kept_work_that_is_damaged_is_told_of_and_the_page_begins_anew(page, kept_in, small_sample):
    upload(page, "madonna.png", png(small_sample.image))
    (folder,) = kept_in.iterdir()
    (folder / "plan.json").write_text(json.dumps({"name": "x", "plan": 3}))
    again = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=30)
    again.query_params["work"] = folder.name
    again.run()
    assert not again.exception
    assert "cannot be opened" in again.toast[0].value

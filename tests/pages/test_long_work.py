"""Work that goes on beside the Restore page: the page stays usable, and only Stop ends the work."""

import time
from threading import Event
from types import SimpleNamespace

import numpy as np
import pytest

from restoration.app.background import Background
from restoration.app.restore import running, work
from restoration.detection.base import Detection
from restoration.domain import DamageKind
from restoration.errors import BadImage
from restoration.inpainting.base import Needs
from tests.pages.restore_page import (
    button,
    control,
    damage_line,
    draw,
    job,
    new_page,
    png,
    slider,
    token_of,
    upload,
    upload_to,
    with_label,
)


class Gate:
    """Stands in for a slow method: it goes on when the test lets it."""

    def __init__(self):
        self.opens, self.times = Event(), 0

    def open(self):
        self.opens.set()

    def wait(self):
        self.times += 1
        assert self.opens.wait(20)


class SlowInpainter(Gate):
    """Fills with black."""

    key, needs = "biharmonic", Needs()

    def fill(self, image, mask):
        self.wait()
        return np.zeros_like(image)


class QuickInpainter:
    """Fills with white."""

    key, needs = "telea", Needs()

    def fill(self, image, mask):
        return np.full_like(image, 255)


class SlowDetector(Gate):
    """Finds the same crack in each picture."""

    def detect(self, image, progress):
        self.wait()
        progress(1, 1)
        likelihood = np.zeros(image.shape[:2], np.float32)
        likelihood[len(image) // 2, 5:40] = 0.9
        return Detection.of_one_kind(likelihood, DamageKind.CRACK)


@pytest.fixture
def slow_fill(monkeypatch):
    slow, quick = SlowInpainter(), QuickInpainter()
    monkeypatch.setattr(work, "INPAINTERS", SimpleNamespace(build=lambda key: quick if key == "telea" else slow))
    yield slow
    slow.open()


@pytest.fixture
def slow_detection(monkeypatch, small_sample, work_folder):
    slow = SlowDetector()
    monkeypatch.setattr(work, "DETECTORS", SimpleNamespace(build=lambda key: slow))
    yield slow
    slow.open()


@pytest.fixture
def hasty(monkeypatch):
    """The page does not wait for its work, as in a browser."""
    monkeypatch.setattr(running, "PATIENCE", 0.0)


def run_until(page, is_so):
    """Run the page again and again, as the browser does while work goes on."""
    end = time.monotonic() + 20
    while not is_so(page):
        assert time.monotonic() < end
        time.sleep(0.02)
        page.run()
    assert not page.exception
    return page


def restore(page):
    run_until(button(page, "Restore").click().run(), lambda page: job(page).preview)
    return page.run()


def labels(page):
    return [button.label for button in page.button]


def test_a_fill_goes_on_while_the_user_does_something_else(page, slow_fill, hasty):
    restore(page)
    slider(page, "Strength, %").set_value(60).run()
    slider(page, "Sensitivity").set_value(0.6).run()
    control(page, "View").set_value("Mask").run()
    draw(page, (5, 5, 30, 5))
    page.switch_page("pages/explore.py").run()
    page.switch_page("pages/restore.py").run()
    assert labels(page).count("Stop") == 1
    assert "Restore" not in labels(page)
    assert "1 correction by hand" in damage_line(page)
    slow_fill.open()
    run_until(page, lambda page: job(page).results)
    (result,) = job(page).results
    assert (result.plan.settings.sensitivity, result.steps) == (0.5, ()), "as they were when it began"
    assert control(page, "View").value == "Mask", "the user corrects the mask"
    assert control(page, "View").options[-1] == "Compare"
    assert "New under Compare" in " ".join(each.value for each in page.markdown)
    for view in ("Compare", "Mask"):
        control(page, "View").set_value(view).run()
        assert "New under Compare" not in " ".join(each.value for each in page.markdown)
    assert "Stop" not in labels(page) and "Restore" in labels(page)


def test_a_quick_fill_is_shown_at_once_and_cannot_be_downloaded(page, slow_fill, hasty):
    restore(page)
    assert control(page, "View").value == "Compare"
    assert with_label(page.selectbox, "Right").value == "Preview"
    assert any(caption.value.startswith("Preview: a quick fill") for caption in page.caption)
    assert (job(page).preview.image == 255).any()
    assert not job(page).results
    assert "Restored picture" not in [button.label for button in page.get("download_button")]
    slow_fill.open()
    run_until(page, lambda page: job(page).results)
    assert "Preview" not in with_label(page.selectbox, "Right").options
    assert any("filled by" in caption.value for caption in page.caption)


def test_the_browser_is_told_once_there_is_news_and_the_page_is_at_rest(page, slow_fill, hasty, monkeypatch):
    from restoration.app.restore import progress_panel  # importable after a run

    monkeypatch.setattr(progress_panel, "SETTLING_SECONDS", 0.0)
    restore(page)
    running = job(page).running
    now = progress_panel.progress_of(running)
    assert (now.text.split("…")[0], now.has_news) == ("Filling", False)
    slow_fill.open()
    assert running.filling.work.wait(20)
    progress_panel.note_start(job(page))
    assert not progress_panel.progress_of(running).has_news, "the page is being drawn"
    progress_panel.note_end(job(page))
    time.sleep(0.01)
    assert progress_panel.progress_of(running).has_news
    page.run()
    assert job(page).results and not running.works()


def test_stop_ends_a_fill_and_the_note_stays_until_it_is_dismissed(page, slow_fill, hasty):
    restore(page)
    button(page, "Stop").click().run()
    slow_fill.open()
    page.run().run()
    assert "was stopped" in page.info[0].value
    assert not job(page).results and job(page).preview is None
    assert "Restore" in labels(page)
    button(page, "Dismiss").click().run()
    assert not page.info


def test_a_second_press_on_restore_begins_no_second_fill(page, slow_fill, hasty):
    restore(page)
    first = job(page).running.filling
    job(page).wants_filling = True  # a press that was sent before the button was disabled
    page.run().run()
    assert job(page).running.filling is first


def test_a_new_painting_stands_alone_with_its_title_while_its_damage_is_found(slow_detection, painting, hasty):
    slow_detection.open()
    page = run_until(new_page().run(), lambda page: job(page).detected)
    button(page, "Restore").click().run()
    run_until(page, lambda page: job(page).results)
    slow_detection.opens.clear()
    upload(page, "madonna.png", png(painting[::-1]))
    assert page.subheader[0].value == "madonna"
    assert [caption.value for caption in page.main.caption] == ["64 × 48 px, 8 bit · finding damage"]
    assert not page.metric and "Restore" not in labels(page)
    slow_detection.open()
    run_until(page, lambda page: job(page).detected)
    assert damage_line(page)


def test_a_huge_picture_is_shown_before_its_damage_is_looked_for(slow_detection, painting, hasty, monkeypatch):
    page = new_page().run()
    from restoration.app.restore import progress_panel  # importable after a run

    monkeypatch.setattr(progress_panel, "SETTLING_SECONDS", 0.0)
    monkeypatch.setattr(running, "HUGE_PIXELS", painting[..., 0].size - 1)
    upload(page, "scan.png", png(painting))
    assert [caption.value for caption in page.main.caption] == ["64 × 48 px, 8 bit · finding damage"]
    assert not job(page).running.works()
    time.sleep(0.01)
    assert progress_panel.progress_of(job(page).running).has_news, "the browser does not let the page run again"
    assert page.run() and job(page).running.detecting
    slow_detection.open()
    run_until(page, lambda page: job(page).detected)


def test_a_reload_while_the_damage_is_found_loses_no_upload(slow_detection, painting, hasty):
    page = upload(new_page().run(), "other.png", png(painting[::-1]))
    again = new_page(token_of(page)).run()
    assert again.subheader[0].value == "other"
    slow_detection.open()
    run_until(again, lambda page: job(page).detected)


def test_detection_goes_on_unless_the_plan_for_it_changes(slow_detection, hasty):
    page = new_page().run()
    first = job(page).running.detecting
    slider(page, "Sensitivity").set_value(0.7).run()
    with_label(page.selectbox, "Fill it with").set_value("telea").run()
    assert job(page).running.detecting is first
    control(page, "Cracks up to (px wide)").set_value(8).run()
    second = job(page).running.detecting
    assert second is not first and first.work.is_stopped
    slow_detection.open()
    run_until(page, lambda page: job(page).detected)
    assert job(page).detected.widest == 8


def test_a_stopped_detection_begins_again_only_when_asked_to(slow_detection, hasty):
    page = new_page().run()
    button(page, "Stop").click().run()
    slow_detection.open()
    page.run()
    assert job(page).running.detecting is None and "no damage has been found yet" in page.main.caption[0].value
    button(page, "Find damage").click().run()
    run_until(page, lambda page: job(page).detected)


def test_a_detection_whose_visitor_was_gone_begins_again(slow_detection, hasty, monkeypatch):
    page = new_page().run()
    first = job(page).running.detecting.work
    with monkeypatch.context() as gone:
        gone.setattr(Background, "_is_left", lambda _: True)
        slow_detection.open()
        assert first.wait(9) and first.was_left
    run_until(page, lambda page: job(page).detected)


def test_a_detection_that_fails_is_not_tried_again_and_again(page, monkeypatch, painting):
    tries = []

    def fail(key):
        tries.append(key)
        raise BadImage("It cannot be done.")

    monkeypatch.setattr(work, "DETECTORS", SimpleNamespace(build=fail))
    upload(page, "madonna.png", png(painting[::-1]))
    assert "cannot be done" in page.error[0].value
    page.run().run()
    assert len(tries) == 1 and len(page.error) == 1


def test_the_mask_stays_while_another_width_is_looked_for(slow_detection, hasty):
    slow_detection.open()
    page = run_until(new_page().run(), lambda page: job(page).detected)
    slow_detection.opens.clear()
    with_label(page.selectbox, "Find damage with").set_value("opencv").run()
    assert damage_line(page) and "Restore" not in labels(page)
    draw(page, (5, 5, 30, 5))
    slow_detection.open()
    run_until(page, lambda page: not work.needs_detection(job(page)))
    assert "1 correction by hand" in damage_line(page)


def test_what_is_learnt_from_strokes_that_are_undone_meanwhile_is_dropped(page, monkeypatch, hasty):
    gate, learn = Gate(), work.learn
    monkeypatch.setattr(work, "learn", lambda *args, **options: (gate.wait(), learn(*args, **options))[1])
    draw(page, (5, 5, 30, 5))
    button(page, "Learn from my corrections").click().run()
    assert button(page, "Learn from my corrections").disabled and labels(page).count("Stop") == 1
    button(page, "Undo").click().run()
    gate.open()
    run_until(page, lambda page: not job(page).running.works())
    assert not job(page).steps and job(page).request.taught is None


def test_a_stroke_that_is_drawn_while_the_detector_learns_stays(page, monkeypatch, hasty):
    gate, learn = Gate(), work.learn
    monkeypatch.setattr(work, "learn", lambda *args, **options: (gate.wait(), learn(*args, **options))[1])
    draw(page, (5, 5, 30, 5))
    button(page, "Learn from my corrections").click().run()
    draw(page, (5, 5, 30, 5), (5, 9, 30, 9))
    gate.open()
    run_until(page, lambda page: not job(page).running.works())
    assert "2 corrections by hand" in damage_line(page)
    assert job(page).request.taught.facts.count == 1
    assert job(page).kinds()[9, 5:30].all()


def test_a_message_about_a_file_stays_until_a_better_file_comes(page, small_sample):
    upload_to(page, "Your own mask", png(np.zeros((3, 3), np.uint8)))
    page.run()
    assert "The mask is 3 x 3 px" in page.error[0].value
    upload_to(page, "Your own mask", png(small_sample.mask.astype(np.uint8) * 255))
    assert not page.error


def test_a_message_about_another_painting_is_dropped(page):
    upload_to(page, "Your own mask", png(np.zeros((3, 3), np.uint8)))
    control(page, "Painting").set_value("Upload").run()
    assert not page.error

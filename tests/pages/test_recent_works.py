"""Works that were opened one after another: each is a click away, or a step back in the browser."""

import gc

import pytest

from restoration.app.restore import autosave
from restoration.domain import DamageKind
from restoration.editing.history import Stroke
from restoration.imaging.painting import Painting
from tests.pages.restore_page import button, control, draw, job, new_page, png, slider, token_of, upload


@pytest.fixture
def two_works(page, small_sample):
    """A page on which a second work was opened after corrections to the first, and the token of the first."""
    upload(page, "madonna.png", png(small_sample.image))
    draw(page, (5, 5, 30, 5))
    first = token_of(page)
    upload(page, "saint.png", png(small_sample.truth))
    assert job(page).title == "saint"
    return page, first


def recent_titles(page):
    return [button.label.split(" · ")[0] for button in page.sidebar.button if (button.key or "").startswith("recent")]


def test_an_upload_replaces_another_one_that_stays_a_click_away(two_works):
    page, first = two_works
    assert recent_titles(page) == ["madonna"]
    button(page, "recent work 0").click().run()
    assert not page.exception
    assert (job(page).title, len(job(page).steps), token_of(page)) == ("madonna", 1, first)
    assert recent_titles(page) == ["saint"]
    assert job(page.run()).title == "madonna", "the file in the uploader is not read again"


def test_back_in_the_browser_shows_the_work_before(two_works):
    page, first = two_works
    second = page.query_params["work"]
    page.query_params["work"] = first
    page.run()
    assert (job(page).title, len(job(page).steps)) == ("madonna", 1)
    page.query_params["work"] = second
    assert job(page.run()).title == "saint"


def test_back_to_the_address_without_work_shows_the_sample(two_works, monkeypatch):
    page, _ = two_works
    del page.query_params["work"]
    page.switch_page("pages/explore.py").run()
    assert job(page.switch_page("pages/restore.py").run()).title == "saint", "another page is no step back"
    monkeypatch.setattr(autosave, "_went_back", lambda: True)
    page.query_params.clear()
    page.run()
    assert control(page, "Painting").value == "Sample"


def test_the_last_stroke_before_another_upload_is_kept(page, small_sample):
    upload(page, "madonna.png", png(small_sample.image))
    stroke = Stroke(((5.0, 5.0), (30.0, 5.0)), 4.0, DamageKind.CRACK)
    job(page).edit(lambda history: history.after(stroke))  # the editor sends it beside the page
    upload(page, "saint.png", png(small_sample.truth))
    button(page, "recent work 0").click().run()
    assert job(page).steps == (stroke,)


def test_nothing_holds_the_pictures_of_a_work_that_is_closed(page, small_sample):
    upload(page, "madonna.png", png(small_sample.image))
    button(page, "Restore").click().run()
    upload(page, "saint.png", png(small_sample.truth))
    page.run()
    gc.collect()
    held = {thing.name for thing in gc.get_objects() if type(thing) is Painting}
    assert "saint.png" in held and "madonna.png" not in held


def test_work_that_was_removed_meanwhile_gets_a_sentence(two_works, work_folder):
    page, first = two_works
    autosave._folder_of(first).joinpath("plan.json").unlink()
    button(page, "recent work 0").click().run()
    assert "cannot be opened" in page.error[0].value
    assert job(page).title == "saint"


def test_the_controls_follow_the_work(two_works):
    page, _ = two_works
    slider(page, "Sensitivity").set_value(0.8).run()
    button(page, "recent work 0").click().run()
    assert slider(page, "Sensitivity").value == 0.5
    button(page, "recent work 0").click().run()
    assert slider(page, "Sensitivity").value == 0.8


def test_another_visitor_sees_none_of_them(two_works, small_sample):
    other = new_page().run()
    upload(other, "other.png", png(small_sample.image[::-1]))
    assert recent_titles(other) == []

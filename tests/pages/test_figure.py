"""The figure in a painting on the Restore page, with a stand-in for the network: what is red."""

import numpy as np
import pytest
from onnxruntime import InferenceSession

from restoration.app.restore import marks_to_fill
from restoration.editing.history import AreaUse
from restoration.segmentation.salient import SubjectSegmenter
from tests.pages.restore_page import button, job
from tests.stand_ins import subject_file


@pytest.fixture
def segmenter(monkeypatch):
    found = SubjectSegmenter(InferenceSession(subject_file()))
    monkeypatch.setattr(SubjectSegmenter, "problem", lambda: None)
    monkeypatch.setattr(SubjectSegmenter, "from_file", lambda: found)


def test_the_figure_is_marked_its_ground_is_marked_and_it_is_left_alone(segmenter, page):
    found = job(page).kinds() > 0
    button(page, "Mark the ground").click().run()
    with_ground = job(page).kinds() > 0
    figure = ~with_ground
    assert not page.exception and 0 < figure.mean() < 1 and not (found & ~figure & ~with_ground).any()
    button(page, "Mark the figure").click().run()
    assert job(page).kinds().all()
    button(page, "Unmark the figure").click().run()
    assert not (job(page).kinds() > 0)[figure].any() and len(job(page).steps) == 3
    button(page, "Restore").click().run()
    assert not page.exception


def test_the_figure_is_kept_from_being_filled_with_its_marks(segmenter, page):
    button(page, "Do not fill the figure").click().run()
    figure = job(page).area(AreaUse.NOT_TO_FILL) > 0
    assert not page.exception and 0 < figure.mean() < 1
    for name in ("Mark the ground", "Mark the figure"):
        button(page, name).click().run()
    assert (job(page).kinds() > 0).all()
    np.testing.assert_array_equal(marks_to_fill.damage_to_fill(job(page)).mask, ~figure)
    assert any(f"Nothing is filled in {figure.mean():.1%} of the picture" in caption.value for caption in page.caption)


def test_without_its_network_the_way_to_get_it_is_named(page):
    assert any("download_subject_weights.py" in caption.value for caption in page.caption)

"""The figure in a painting on the Restore page, with a stand-in for the network: what is red."""

import pytest
from onnxruntime import InferenceSession

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


def test_without_its_network_the_way_to_get_it_is_named(page):
    assert any("download_subject_weights.py" in caption.value for caption in page.caption)

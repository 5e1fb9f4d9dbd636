"""Tiles of a picture seen from a distance: together they are the picture seen from there."""

import numpy as np
import pytest

from restoration.app.editor.seen_tiles import LARGEST_SIGMA, seen_tile
from restoration.app.editor.session import open_session
from restoration.app.restore.outcomes import RestorationPlan, RestorationResult
from restoration.app.restore.state import Job
from restoration.domain import Damage, Restoration
from restoration.imaging.overlay import blend_images
from restoration.imaging.painting import Painting
from restoration.imaging.scale import scale_by_hand
from restoration.retouching.viewing import eye_sigma, seen_from

HEIGHT, WIDTH, METRES = 541, 700, 1.5


@pytest.fixture
def job():
    """A painting of noise whose right half is filled."""
    image = np.random.default_rng(1).integers(90, 166, (HEIGHT, WIDTH, 3), np.uint8)
    after = image.copy()
    after[:, WIDTH // 2 :] = 180
    job = Job()
    job.load(Painting(image, "a.png", "a", "PNG"), "A painting")
    damage = Damage((after != image).any(axis=2))
    restoration = Restoration(image, after, damage, "telea", 1.0)
    job.add_result(RestorationResult(restoration, RestorationPlan(inpainter="telea"), ()))
    return job


@pytest.mark.parametrize(("sigma", "tolerance"), [(0.6, 0), (6.0, 0), (2 * LARGEST_SIGMA, 10)])
def test_tiles_fit_together_to_the_picture_seen_from_there(job, sigma, tolerance):
    """A wide blur is computed from a smaller picture: halving mixes encoded values, which is a little darker."""
    job.scale = scale_by_hand(sigma / eye_sigma(METRES))
    session = open_session(job, job.painting)
    blended = blend_images(job.painting.image, job.results[0].restoration.after, 0.5)
    expected = seen_from(blended, job.scale.px_per_mm, METRES)
    tiles = [[seen_tile(session, "telea", 0.5, METRES, (0, column, row)) for column in (0, 1)] for row in (0, 1)]
    together = np.concatenate([np.concatenate(row, axis=1) for row in tiles])
    worst = np.abs(together.astype(int) - expected).max()
    assert worst <= tolerance


def test_there_is_no_tile_without_a_scale_and_none_for_an_unknown_picture(job):
    session = open_session(job, job.painting)
    assert seen_tile(session, "telea", 1.0, METRES, (0, 0, 0)) is None
    job.scale = scale_by_hand(1e6)
    assert seen_tile(session, "lama", 1.0, METRES, (0, 0, 0)) is None
    assert seen_tile(session, "telea", 1.0, METRES, (0, 9, 0)) is None
    assert np.ptp(seen_tile(session, "telea", 1.0, METRES, (1, 0, 0))[:, :10]) < 30, "of such a detail all is blur"

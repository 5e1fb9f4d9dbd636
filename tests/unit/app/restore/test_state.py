"""The work of a visitor, whose pictures lie on the disk."""

from dataclasses import replace

import numpy as np
import pytest

from restoration.app.restore.outcomes import DetectedDamage, DetectionRequest, RestorationPlan, RestorationResult
from restoration.app.restore.state import Job
from restoration.detection.base import SteppedDetection
from restoration.disk_arrays import is_on_disk
from restoration.domain import Damage, DamageKind, Restoration
from restoration.editing.history import Stroke
from restoration.imaging.painting import Painting

SHAPE = (300, 400)


@pytest.fixture
def job():
    rng = np.random.default_rng(0)
    image = rng.integers(0, 255, (*SHAPE, 3)).astype(np.uint8)
    painting = Painting(image, "madonna.png", "0" * 64, "PNG", alpha=np.full(SHAPE, 255, np.uint8))
    job = Job()
    job.load(painting, "Madonna", truth=image.copy())
    levels, kinds = rng.integers(0, 102, SHAPE).astype(np.uint8), np.ones(SHAPE, np.uint8)
    job.detected = DetectedDamage(DetectionRequest("opencv", 4, None), 4, SteppedDetection(levels, kinds), 1.0)
    return job


def some_result(image):
    mask = np.zeros(SHAPE, bool)
    mask[:10] = True
    damage = Damage(mask, kinds=mask.view(np.uint8))
    return RestorationResult(Restoration(image.copy(), image + 1, damage, "telea", 1.0), RestorationPlan(), ())


def test_the_pictures_of_a_job_lie_on_the_disk(job):
    assert all(map(is_on_disk, (job.painting.image, job.painting.alpha, job.truth)))


def test_the_mask_of_a_job_lies_on_the_disk_before_and_after_corrections(job):
    found = job.kinds()
    job.history = job.history.after(Stroke(((5.0, 5.0), (90.0, 5.0)), 4.0, DamageKind.CRACK))
    assert not np.array_equal(job.kinds(), found)
    assert is_on_disk(found) and is_on_disk(job.kinds())


def test_the_results_of_a_job_lie_on_the_disk_and_share_its_picture(job):
    image = np.array(job.painting.image)
    job.add_result(some_result(image))
    restoration = job.results[0].restoration
    assert restoration.before is job.painting.image
    assert all(map(is_on_disk, (restoration.after, restoration.damage.mask, restoration.damage.kinds)))
    np.testing.assert_array_equal(restoration.after, image + 1)


def test_a_painting_that_is_loaded_again_is_not_copied_again(job):
    truth = job.truth
    job.load(replace(job.painting), "Madonna", truth=truth)
    assert job.truth is truth

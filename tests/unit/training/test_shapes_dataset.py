"""The examples of a first lesson: pictures with plain shapes cut out."""

import numpy as np
import pytest

from restoration.damage.simple_shapes import FORMS, GREYS
from restoration.training.config import InpaintingConfig
from restoration.training.evaluation import InpaintingEvaluation
from restoration.training.inpainting_task import InpaintingTask
from restoration.training.loop import train
from restoration.training.run import TrainingRun
from restoration.training.shapes_dataset import COVERAGE, ShapesDataset
from tests.unit.training.tiny import CPU

SIDE = 32


@pytest.mark.parametrize("form", FORMS)
def test_an_example_hides_all_in_the_mask_and_nothing_else(painting, form):
    for picture, mask, truth in ShapesDataset([painting], (form,), 8, SIDE):
        assert picture.shape == truth.shape == (SIDE, SIDE, 3)
        assert np.array_equal(picture[mask == 0], truth[mask == 0])
        assert len(np.unique(picture[mask > 0])) == 1
        assert picture[mask > 0][0, 0] in GREYS
        assert COVERAGE[0] / 2 < mask.mean() < 1.2 * COVERAGE[1]


def test_an_example_depends_only_on_seed_and_index(painting):
    one, again = (ShapesDataset([painting], ("holes", "discs"), 4, SIDE, seed=3) for _ in range(2))
    _ = one[0]
    assert all(np.array_equal(own, other) for own, other in zip(one[3], again[3], strict=True))
    assert not np.array_equal(one[3].mask, one[2].mask)


def test_small_pictures_are_seen_whole_whatever_the_zoom(painting):
    small = painting[:SIDE, :SIDE]
    truth = ShapesDataset([small], ("segments",), 1, SIDE, zoom=(0.05, 0.3))[0].truth
    assert np.array_equal(np.sort(truth, axis=None), np.sort(small, axis=None))


@pytest.mark.parametrize(("pictures", "forms"), [(0, ("segments",)), (1, ()), (1, ("segments", "hearts"))])
def test_impossible_examples_are_refused(painting, pictures, forms):
    with pytest.raises(ValueError, match="expected"):
        ShapesDataset([painting] * pictures, forms, 1, SIDE)


def test_a_network_that_an_adversary_judges_still_learns(painting):
    config = InpaintingConfig(
        steps=30, batch=2, side=SIDE, widths=(4, 4), exam_every=15, rate=0.01, adversarial=0.01, averaging=0.9
    )
    evaluation = InpaintingEvaluation([*ShapesDataset([painting], FORMS, 4, SIDE, seed=2)])
    run = TrainingRun(config, CPU, InpaintingTask(config, evaluation))
    examples = ShapesDataset([painting], FORMS, config.steps * config.batch, SIDE)
    train(run, examples, save=lambda: None, report=lambda progress: None)
    first, last = (each.metrics for each in run.evaluations)
    assert 0 < last["made_seen"] < 1
    assert last["psnr"] > first["psnr"] - 1
    assert run.state()["task"]["adversary"], "an interrupted run would forget it"

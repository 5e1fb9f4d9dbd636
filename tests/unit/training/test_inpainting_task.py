"""A network that learns to fill damage."""

import numpy as np
import pytest

from restoration.networks.inpainting_unet import decode_inpainting_unet
from restoration.training.config import InpaintingConfig
from restoration.training.evaluation import InpaintingEvaluation
from restoration.training.inpainting_task import InpaintingTask
from restoration.training.loop import train
from restoration.training.run import TrainingRun
from tests.unit.training.test_inpainting_dataset import make_dataset
from tests.unit.training.tiny import CPU

CONFIG = InpaintingConfig(steps=40, batch=4, side=32, widths=(8, 8), exam_every=40, rate=0.01)


def test_it_learns_to_continue_stripes_that_the_first_fill_blurs(sheet):
    stripes = np.where(np.arange(64) % 8 < 4, 60, 190).astype(np.uint8)
    painting = np.ascontiguousarray(np.broadcast_to(stripes[None, :, None], (64, 64, 3)))
    evaluation = InpaintingEvaluation([*make_dataset(painting, sheet, 8, seed=2)], batch=3)
    run = TrainingRun(CONFIG, CPU, InpaintingTask(CONFIG, evaluation))
    examples = make_dataset(painting, sheet, CONFIG.steps * CONFIG.batch)
    train(run, examples, save=lambda: None, report=lambda progress: None)
    assert run.best.metrics["gain"] > 1, "dB"
    result = run.finish()
    assert result.card["scores"]["psnr"] == pytest.approx(run.best.metrics["psnr"], abs=0.3)
    assert decode_inpainting_unet(result.weights).design.widths == CONFIG.widths

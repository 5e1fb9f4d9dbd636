"""Evaluations during training."""

import numpy as np
import pytest
import torch

from restoration.errors import BadRequest
from restoration.training.detection_dataset import DetectionExample
from restoration.training.evaluation import DetectionEvaluation, masked_psnr


def test_detection_cannot_be_evaluated_without_damage():
    with pytest.raises(BadRequest, match="is damaged"):
        DetectionEvaluation([DetectionExample(np.zeros((32, 32, 3), np.uint8), np.zeros((32, 32), np.uint8))])


def test_the_psnr_covers_only_the_mask():
    truth, mask = torch.full((1, 3, 8, 8), 0.5), torch.zeros(1, 1, 8, 8)
    mask[..., :2] = 1
    assert masked_psnr(truth + 0.1 * mask, truth, mask).item() == pytest.approx(20, abs=1e-3)
    assert masked_psnr(truth + 0.1 * (1 - mask), truth, mask).item() == pytest.approx(60, abs=1e-3)

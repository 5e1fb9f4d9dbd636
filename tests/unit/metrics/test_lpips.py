"""LPIPS at the damage: where it is taken, and that it is absent rather than zero without its weights."""

import hashlib
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from restoration import weights
from restoration.benchmark.inpainting_metrics import score_fill
from restoration.metrics import lpips
from restoration.weights import PublishedWeights

SHAPES = {0: (64, 3, 11), 3: (192, 64, 5), 6: (384, 192, 3), 8: (256, 384, 3), 10: (256, 256, 3)}  # of AlexNet


@pytest.fixture
def small_networks(tmp_path, monkeypatch):
    """A folder of models with small random weights, which count as the published ones."""
    torch = pytest.importorskip("torch")
    draw = torch.Generator().manual_seed(7)
    trunk, heads = {}, {}
    for layer, (number, (out, into, side)) in enumerate(SHAPES.items()):
        trunk[f"features.{number}.weight"] = torch.randn(out, into, side, side, generator=draw) * 0.02
        trunk[f"features.{number}.bias"] = torch.randn(out, generator=draw) * 0.02
        heads[f"lin{layer}.model.1.weight"] = torch.rand(1, out, 1, 1, generator=draw)
    monkeypatch.setattr(weights, "MODELS", tmp_path)
    for name, tensors in (("ALEXNET", trunk), ("LPIPS_HEADS", heads)):
        file = BytesIO()
        torch.save(tensors, file)
        (tmp_path / name).write_bytes(file.getvalue())
        known = PublishedWeights(Path(name), (hashlib.sha256(file.getvalue()).hexdigest(),), source="", licence="")
        monkeypatch.setattr(lpips, name, known)
    lpips._network.cache_clear()
    yield
    lpips._network.cache_clear()


@pytest.fixture
def loss():
    mask = np.zeros((96, 160), bool)
    mask[40:50, 120:130] = True
    return mask


@pytest.fixture
def truth():
    return np.random.default_rng(2).integers(0, 256, (96, 160, 3)).astype(np.uint8)


def test_patches_hold_all_damage_the_fullest_first():
    mask = np.random.default_rng(4).random((200, 300)) < 0.0005
    windows = lpips.damage_patches(mask)
    gained, left = [], mask.copy()
    for window in windows:
        assert left[window].shape == (lpips.PATCH_SIDE, lpips.PATCH_SIDE)
        gained.append(left[window].sum())
        left[window] = False
    assert not left.any()
    assert all(more >= less > 0 for more, less in pairwise(gained))


def test_without_weights_the_figure_is_absent(tmp_path, monkeypatch, truth, loss):
    monkeypatch.setattr(weights, "MODELS", tmp_path)
    assert "lpips" not in score_fill(truth, truth, truth, loss)


@pytest.mark.usefixtures("small_networks")
def test_a_fill_nearer_to_the_truth_is_nearer_in_lpips(truth, loss):
    figures = []
    for part in (0.0, 0.2, 1.0):
        filled = truth.copy()
        filled[loss] = (1 - part) * truth[loss] + part * 255
        figures.append(score_fill(truth, filled, truth, loss)["lpips"])
    assert figures[0] == 0.0 < figures[1] < figures[2]

"""LPIPS at the damage: its values, and where it is taken."""

import hashlib
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from restoration import weights
from restoration.metrics import lpips
from restoration.metrics.fill_comparison import FillComparison
from restoration.weights import LPIPS_HEADS, PublishedWeights

torch = pytest.importorskip("torch")
from restoration.networks.perceptual import LPIPS  # noqa: E402 - it imports torch

ALEXNET_SHAPES = {0: (64, 3, 11), 3: (192, 64, 5), 6: (384, 192, 3), 8: (256, 384, 3), 10: (256, 256, 3)}

# From the Python package lpips 0.1.4 itself: `LPIPS(net="alex", version="0.1")`, called with normalize=True. Only its
# import of torchvision was replaced, by a module that builds AlexNet and loads the same weights as here.
OF_MADE_WEIGHTS = [0.5738322, 0.4369224, 0.3209375]
OF_PUBLISHED_WEIGHTS = [0.0526091, 0.1701780, 0.1766528]


def made_weights():
    """Return a trunk and heads made by code, with the names that the published files have."""
    rng = np.random.default_rng(11)
    trunk, heads = {}, {}
    for layer, (number, (out, into, side)) in enumerate(ALEXNET_SHAPES.items()):
        spread = (24 / (into * side * side)) ** 0.5
        weight, bias = (rng.random((out, into, side, side)) - 0.5) * spread, (rng.random(out) - 0.5) * 0.1
        trunk[f"features.{number}.weight"] = torch.from_numpy(weight.astype(np.float32))
        trunk[f"features.{number}.bias"] = torch.from_numpy(bias.astype(np.float32))
        heads[f"lin{layer}.model.1.weight"] = torch.from_numpy(rng.random((1, out, 1, 1)).astype(np.float32))
    return trunk, heads


def made_pictures():
    """Return a picture, and the same picture shifted, striped and with a flat square."""
    rows, columns = np.mgrid[:64, :64]
    picture = np.stack([3 * rows, 4 * columns % 256, rows * columns % 251], axis=-1).astype(np.uint8)
    striped, flat = picture.copy(), picture.copy()
    striped[20:40, ::4] = 255
    flat[16:48, 16:48] = picture.mean(axis=(0, 1)).astype(np.uint8)
    return picture, [np.roll(picture, 3, axis=1), striped, flat]


def test_distances_are_those_of_the_package_lpips():
    picture, changed = made_pictures()
    distances = LPIPS(*made_weights()).distances(changed, [picture] * 3)
    np.testing.assert_allclose(distances, OF_MADE_WEIGHTS, atol=1e-4)


@pytest.mark.shared
def test_distances_with_the_published_weights_are_those_of_the_package_lpips(shared):
    trunk = shared / "weights" / "alexnet_features.pth"
    if not trunk.is_file() or not LPIPS_HEADS.exists():
        pytest.skip("needs the published weights of AlexNet and of LPIPS; models/README.md says where to get them")
    picture, changed = made_pictures()
    distances = LPIPS.from_bytes(trunk.read_bytes(), LPIPS_HEADS.read()).distances(changed, [picture] * 3)
    np.testing.assert_allclose(distances, OF_PUBLISHED_WEIGHTS, atol=1e-4)


def test_patches_cover_all_damage_the_most_damaged_first():
    mask = np.random.default_rng(4).random((200, 300)) < 0.0005
    gained, uncovered = [], mask.copy()
    for window in lpips.damage_patches(mask):
        assert uncovered[window].shape == (lpips.PATCH_SIDE, lpips.PATCH_SIDE)
        gained.append(uncovered[window].sum())
        uncovered[window] = False
    assert not uncovered.any()
    assert all(more >= less > 0 for more, less in pairwise(gained))


@pytest.fixture
def made_files(tmp_path, monkeypatch):
    """A models folder with made weights, which pass for the published ones."""
    monkeypatch.setattr(weights, "MODELS", tmp_path)
    for name, tensors in zip(("ALEXNET", "LPIPS_HEADS"), made_weights(), strict=True):
        file = BytesIO()
        torch.save(tensors, file)
        (tmp_path / name).write_bytes(file.getvalue())
        sha256 = hashlib.sha256(file.getvalue()).hexdigest()
        monkeypatch.setattr(lpips, name, PublishedWeights(Path(name), (sha256,), source="", licence=""))
    lpips._network.cache_clear()
    yield
    lpips._network.cache_clear()


@pytest.mark.usefixtures("made_files")
def test_a_fill_closer_to_the_truth_has_a_smaller_distance():
    truth = np.random.default_rng(2).integers(0, 256, (96, 160, 3)).astype(np.uint8)
    loss = np.zeros((96, 160), bool)
    loss[40:50, 120:130] = True
    assert lpips.is_available(loss.shape)
    distances = []
    for part in (0.0, 0.2, 1.0):
        filled = truth.copy()
        filled[loss] = (1 - part) * truth[loss] + part * 255
        distances.append(lpips.mean_lpips(FillComparison(truth, filled, truth, loss)))
    assert distances[0] == 0.0 < distances[1] < distances[2]

"""Real-ESRGAN's network, as its published file describes it."""

import io

import numpy as np
import pytest
import torch

from restoration.networks import rrdb_network
from restoration.networks.rrdb_network import RRDBNetwork, decode_rrdb_network
from restoration.networks.torch_inference import TorchEnlargingModel


@pytest.fixture
def small(monkeypatch):
    """A network of the same kind with few channels, which is as large as the published one for the reader."""
    torch.manual_seed(6)
    monkeypatch.setattr(RRDBNetwork.__init__, "__defaults__", (4, 2, 1))
    return RRDBNetwork().eval()


def saved(record):
    file = io.BytesIO()
    torch.save(record, file)
    return file.getvalue()


@pytest.mark.parametrize("wrap", [dict, lambda state: {"params_ema": state}], ids=["numbers", "as published"])
def test_a_file_gives_the_network_back(small, wrap):
    state = {name: tensor.half() for name, tensor in small.state_dict().items()}
    image = np.random.default_rng(7).integers(0, 256, (6, 5, 3), np.uint8)
    model = TorchEnlargingModel.from_realesrgan(saved(wrap(state)), "cpu")
    expected = TorchEnlargingModel(small, 1, "cpu").enlarge(image)
    assert np.abs(model.enlarge(image).astype(int) - expected).max() <= 1
    assert expected.shape == (24, 20, 3)


@pytest.mark.parametrize("data", [b"", b"PK", saved([1]), saved({"conv_first.weight": torch.zeros(1)})])
def test_another_file_is_refused(data):
    with pytest.raises(ValueError, match="RealESRGAN_x4plus"):
        decode_rrdb_network(data)


def test_the_published_sizes_are_the_default():
    assert (rrdb_network._WIDTH, rrdb_network._GROWTH, rrdb_network._BLOCKS) == (64, 32, 23)

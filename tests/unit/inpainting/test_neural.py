"""Our network as an inpainter: any size, one network in a process, a clear error for wrong weights."""

import hashlib
import json

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration import weights
from restoration.inpainting.neural import Neural
from restoration.networks.designs import InpaintingDesign
from restoration.networks.inpainting_unet import InpaintingUNet, encode_inpainting_unet
from restoration.networks.torch_inference import TorchInpaintingModel
from restoration.weights import NotReady, UnreadableWeights, WrongWeights


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(1)
    return InpaintingUNet(InpaintingDesign((4, 8, 8))).eval()


@pytest.fixture(scope="module")
def inpainter(network):
    return Neural(TorchInpaintingModel(network, "cpu"))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder of models."""
    monkeypatch.setattr(weights, "MODELS", tmp_path)
    return tmp_path / "inpainter"


def save(folder, data, card_of=None):
    folder.mkdir(exist_ok=True)
    (folder / "retoucher.pth").write_bytes(data)
    (folder / "retoucher.json").write_text(json.dumps({"sha256": hashlib.sha256(card_of or data).hexdigest()}))


@settings(max_examples=8)
@given(st.integers(1, 40), st.integers(2, 40), st.sampled_from([np.uint8, np.uint16]))
def test_any_size_is_filled_and_sound_paint_stays(inpainter, height, width, depth):
    rng = np.random.default_rng(height)
    image = rng.integers(0, np.iinfo(depth).max, (height, width, 3), depth, endpoint=True)
    mask = rng.random((height, width)) < 0.4
    mask[0, 0] = False
    filled = inpainter.fill(image, mask)
    assert (filled.shape, filled.dtype) == (image.shape, image.dtype)
    assert np.array_equal(filled[~mask], image[~mask])


def test_a_process_loads_the_same_weights_once(folder, network):
    save(folder, encode_inpainting_unet(network))
    assert Neural.from_file()._model is Neural.from_file()._model


def test_wrong_weights_are_refused_with_a_cure(folder, network):
    with pytest.raises(NotReady, match=r"models/inpainter/retoucher\.pth is not there") as refusal:
        Neural.from_file()
    assert "telea" in refusal.value.hint
    save(folder, encode_inpainting_unet(network)[:-100], card_of=b"another file")
    with pytest.raises(WrongWeights):
        Neural.from_file()
    save(folder, b"no weights")
    with pytest.raises(UnreadableWeights):
        Neural.from_file()

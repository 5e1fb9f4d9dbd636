"""A network runs on the best device there is, or on the one that RESTORATION_DEVICE names."""

import onnxruntime
import pytest
import torch

from restoration.errors import BadSetting
from restoration.networks.devices import onnx_providers, torch_device
from restoration.training.device import choose_device


@pytest.fixture
def machine(monkeypatch):
    """A function that pretends the devices of a machine."""

    def pretend(cuda=False, mps=False, asked=None, providers=("CPUExecutionProvider",)):
        monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
        monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: list(providers))
        monkeypatch.setenv("RESTORATION_DEVICE", asked or "")

    return pretend


@pytest.mark.parametrize(
    ("cuda", "mps", "asked", "device"),
    [
        (False, False, None, "cpu"),
        (False, True, None, "mps"),
        (True, True, None, "cuda"),
        (True, False, "cpu", "cpu"),
        (True, True, "mps", "mps"),
        (True, False, " CUDA ", "cuda"),
    ],
)
def test_torch_takes_the_best_device_or_the_one_that_is_asked_for(machine, cuda, mps, asked, device):
    machine(cuda, mps, asked)
    assert torch_device() == device
    training = choose_device()
    assert training.type == device
    assert training.precision == ("bfloat16" if device == "cuda" else "float32")


def test_a_device_that_is_not_there_is_refused_in_a_sentence(machine):
    machine(asked="cuda")
    with pytest.raises(BadSetting) as refusal:
        torch_device()
    assert refusal.value.sentence == "RESTORATION_DEVICE is 'cuda', but PyTorch finds no such device. Set it to cpu."


@pytest.mark.parametrize("choose", [torch_device, onnx_providers])
def test_a_device_that_does_not_exist_is_refused_in_a_sentence(machine, choose):
    machine(asked="tpu")
    with pytest.raises(BadSetting) as refusal:
        choose()
    assert refusal.value.sentence == "RESTORATION_DEVICE is 'tpu'. Set it to one of: cuda, mps, cpu."


WITH_CUDA = ("TensorrtExecutionProvider", "CUDAExecutionProvider", "CPUExecutionProvider")


@pytest.mark.parametrize(
    ("providers", "asked", "chosen"),
    [
        (("AzureExecutionProvider", "CPUExecutionProvider"), None, ["CPUExecutionProvider"]),
        (("CoreMLExecutionProvider", "CPUExecutionProvider"), "mps", ["CPUExecutionProvider"]),
        (WITH_CUDA, None, ["CUDAExecutionProvider", "CPUExecutionProvider"]),
        (WITH_CUDA, "cuda", ["CUDAExecutionProvider", "CPUExecutionProvider"]),
        (WITH_CUDA, "cpu", ["CPUExecutionProvider"]),
        (("CPUExecutionProvider",), "cuda", ["CPUExecutionProvider"]),
    ],
)
def test_onnx_runtime_uses_cuda_where_it_is_installed_and_else_the_processor(machine, providers, asked, chosen):
    machine(asked=asked, providers=providers)
    assert onnx_providers() == chosen

"""Where networks run: on a graphics card if there is one, else on the processor; RESTORATION_DEVICE chooses another."""

import os
from collections.abc import Sequence

from restoration.errors import BadSetting

VARIABLE = "RESTORATION_DEVICE"
DEVICES = ("cuda", "mps", "cpu")  # graphics cards of NVIDIA and of Apple first

_CUDA_PROVIDER, _CPU_PROVIDER = "CUDAExecutionProvider", "CPUExecutionProvider"


def torch_device() -> str:
    """Return the device of PyTorch: the one that is asked for, else CUDA, MPS or the CPU, the first that is there.

    Raises:
        BadSetting: RESTORATION_DEVICE names none, or one that is not there.
    """
    import torch  # here, because ONNX Runtime needs the other half of this file without torch

    is_there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    asked = _asked_device()
    if asked and not is_there[asked]:
        raise BadSetting(f"{VARIABLE} is {asked!r}, but PyTorch finds no such device.", hint="Set it to cpu.")
    return asked or next(device for device in DEVICES if is_there[device])


def onnx_providers() -> Sequence[str]:
    """Return what ONNX Runtime shall compute with, the best first: CUDA where it is installed, and the CPU.

    ONNX Runtime itself goes on to the CPU where CUDA is installed, but the machine has no such card.

    Raises:
        BadSetting: RESTORATION_DEVICE names no device.
    """
    import onnxruntime

    wants_card = _asked_device() in (None, "cuda")
    has_cuda = _CUDA_PROVIDER in onnxruntime.get_available_providers()
    return [_CUDA_PROVIDER, _CPU_PROVIDER] if wants_card and has_cuda else [_CPU_PROVIDER]


def _asked_device() -> str | None:
    device = os.environ.get(VARIABLE, "").strip().lower()
    if device and device not in DEVICES:
        raise BadSetting(f"{VARIABLE} is {device!r}.", hint=f"Set it to one of: {', '.join(DEVICES)}.")
    return device or None

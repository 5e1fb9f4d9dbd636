"""The device that a network is trained on, its precision, and the processes that prepare its examples."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from restoration.networks.devices import torch_device
from restoration.threads import processor_count


@dataclass(frozen=True, slots=True)
class Device:
    """A CPU or a GPU, and how training uses it."""

    type: str = "cpu"  # or "cuda" or "mps", as torch names it
    precision: str = "float32"  # or "bfloat16", for CUDA and for CPUs with instructions for it
    workers: int = 0  # processes that make examples; 0: the training process makes them between the steps

    @property
    def name(self) -> str:
        """The name of the CUDA card, else the type."""
        return torch.cuda.get_device_name() if self.type == "cuda" else self.type

    def autocast(self) -> torch.autocast:
        """Return a context in which networks compute in the precision of the device; weights stay float32."""
        return torch.autocast(self.type, torch.bfloat16, enabled=self.precision == "bfloat16")

    def synchronize(self) -> None:
        """Wait until a GPU has finished its queue; do nothing on a CPU."""
        if self.type == "cuda":
            torch.cuda.synchronize()
        elif self.type == "mps":
            torch.mps.synchronize()

    def to_input(self, picture: Tensor) -> Tensor:
        """Turn (N, H, W, 3) uint8 pictures into (N, 3, H, W) float 0..1 on the device, channels last in memory."""
        moved = picture.to(self.type, non_blocking=True)
        return moved.permute(0, 3, 1, 2) / 255

    def to_mask_input(self, mask: Tensor) -> Tensor:
        """Turn (N, H, W) masks of 0 and 1 into (N, 1, H, W) float on the device."""
        return mask.to(self.type, non_blocking=True)[:, None].float()


def to_device(array: npt.NDArray[Any], device: str) -> Tensor:
    """Copy an array to a device, named as torch names it; a GPU continues its work during the copy."""
    tensor = torch.from_numpy(np.ascontiguousarray(array))
    return tensor.pin_memory().to(device, non_blocking=True) if device == "cuda" else tensor


def choose_device(precision: str | None = None, workers: int | None = None) -> Device:
    """Return the device that `torch_device` chooses; raises what it raises.

    Args:
        precision: "float32" or "bfloat16"; None: bfloat16 on CUDA, else float32.
        workers: processes that make examples; None: one on a CPU, which is busy with the network; on a GPU one for
            every processor but one, 16 at most.
    """
    device = torch_device()
    default_workers = min(processor_count() - 1, 1 if device == "cpu" else 16)
    return Device(
        type=device,
        precision=precision or ("bfloat16" if device == "cuda" else "float32"),
        workers=default_workers if workers is None else workers,
    )

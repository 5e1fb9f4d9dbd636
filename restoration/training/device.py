"""What a network is trained on: which device, in what precision, with how many processes that make examples."""

import os
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Device:
    """How a machine is used."""

    device: str = "cpu"  # or "cuda"
    precision: str = "float32"  # or "bfloat16", for graphics cards and for processors that have instructions for it
    workers: int = 0  # processes that make examples; 0: made in this one, between the steps

    @property
    def name(self) -> str:
        """The device, as its maker calls it where that is known."""
        return torch.cuda.get_device_name() if self.device == "cuda" else "cpu"

    def mixed(self) -> torch.autocast:
        """A context in which networks compute in the machine's precision; weights stay as they are."""
        return torch.autocast(self.device, torch.bfloat16, enabled=self.precision == "bfloat16")

    def wait(self) -> None:
        """Until a graphics card has done all that it was told."""
        if self.device == "cuda":
            torch.cuda.synchronize()

    def shown(self, picture: Tensor) -> Tensor:
        """(N, H, W, 3) uint8 as a network sees it: (N, 3, H, W) of 0..1 on the device, channels last in memory."""
        moved = picture.to(self.device, non_blocking=True)
        return moved.permute(0, 3, 1, 2) / 255

    def masked(self, mask: Tensor) -> Tensor:
        """(N, H, W) of 0 and 1 as a network sees it: (N, 1, H, W) of the same numbers on the device."""
        return mask.to(self.device, non_blocking=True)[:, None].float()


def to_device(array: npt.NDArray[Any], device: str) -> Tensor:
    """The array on a device; a graphics card goes on with its work meanwhile."""
    tensor = torch.from_numpy(np.ascontiguousarray(array))
    return tensor.pin_memory().to(device, non_blocking=True) if device == "cuda" else tensor


def choose_device(precision: str | None = None, workers: int | None = None) -> Device:
    """This one.

    Args:
        precision: "float32" or "bfloat16". None: mixed on a graphics card, plain on a processor.
        workers: processes that make examples. None: one beside a processor, which is busy with the network; for a
            graphics card all processors but one.
    """
    has_card = torch.cuda.is_available()
    processors = os.cpu_count() or 1
    wanted = min(processors - 1, 16 if has_card else 1)
    return Device(
        device="cuda" if has_card else "cpu",
        precision=precision or ("bfloat16" if has_card else "float32"),
        workers=wanted if workers is None else workers,
    )

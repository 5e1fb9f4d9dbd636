"""The exam of a network that fills damage: the same examples every time, of paintings that it never learns from."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from restoration.networks.prefill import prefilled
from restoration.networks.retoucher import Retoucher
from restoration.training.fillings import Filling
from restoration.training.machine import Machine
from restoration.training.subject import Figures


class FillingExam:
    """Examples, asked a few at a time."""

    def __init__(self, examples: Sequence[Filling], batch: int = 8) -> None:
        """Of (side, side) examples, asked `batch` at a time."""
        stacks = [torch.from_numpy(np.stack(layers)) for layers in zip(*examples, strict=True)]
        self._batches = list(zip(*(torch.split(layer, batch) for layer in stacks), strict=True))

    @torch.inference_mode()
    def sit(self, network: Retoucher, machine: Machine) -> Figures:
        """The mean signal-to-noise ratio in the masks, in dB, and by how much it is above that of the first fill."""
        own, first = [], []
        for picture, mask, truth in self._batches:
            shown, hole, wanted = machine.shown(picture), machine.masked(mask), machine.shown(truth)
            with machine.mixed():
                filled = network(shown, hole)
            own.append(decibels(filled.float(), wanted, hole))
            first.append(decibels(prefilled(shown, hole), wanted, hole))
        psnr, before = torch.cat(own).mean().item(), torch.cat(first).mean().item()
        return {"psnr": psnr, "gain": psnr - before}


def decibels(filled: Tensor, truth: Tensor, mask: Tensor) -> Tensor:
    """(N,) the peak signal-to-noise ratio in each mask; 60 where a fill is perfect."""
    wrong = ((filled.clamp(0, 1) - truth).square().mean(dim=1, keepdim=True) * mask).sum(dim=(1, 2, 3))
    return -10 * torch.log10((wrong / mask.sum(dim=(1, 2, 3))).clamp(min=1e-6))

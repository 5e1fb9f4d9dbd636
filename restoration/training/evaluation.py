"""The exam of a network that fills damage: the same examples every time, of paintings that it never learns from."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from restoration.errors import BadRequest
from restoration.networks.detection_unet import DetectionUNet
from restoration.networks.inpainting_unet import InpaintingUNet
from restoration.networks.prefill import prefill
from restoration.training.crop_dataset import UNKNOWN
from restoration.training.detection_dataset import DetectionExample
from restoration.training.device import Device
from restoration.training.inpainting_dataset import InpaintingExample
from restoration.training.logit_histogram import LogitHistogram, count_logits
from restoration.training.task import Metrics


class DetectionEvaluation:
    """Examples, and what is right for them."""

    def __init__(self, examples: Sequence[DetectionExample], batch: int = 8) -> None:
        """Of (side, side) examples, asked `batch` at a time; raises `BadRequest` if none shows damage."""
        pictures = torch.from_numpy(np.stack([example.picture for example in examples]))
        self._batches = [pictures[start : start + batch] for start in range(0, len(pictures), batch)]
        self._targets = np.stack([example.target for example in examples])
        if not ((self._targets > 0) & (self._targets != UNKNOWN)).any():
            hint = "Let more paintings serve to validate."
            raise BadRequest(f"None of {len(examples)} details of the validation paintings is damaged.", hint=hint)

    @torch.inference_mode()
    def sit(self, network: DetectionUNet, machine: Device) -> LogitHistogram:
        """What the network answers; it must be in evaluation mode, and on the machine's device."""
        logits = []
        for pictures in self._batches:
            with machine.mixed():
                logits.append(network(machine.shown(pictures))[:, 0].float().cpu())
        return count_logits(torch.cat(logits).numpy(), self._targets)


class InpaintingEvaluation:
    """Examples, asked a few at a time."""

    def __init__(self, examples: Sequence[InpaintingExample], batch: int = 8) -> None:
        """Of (side, side) examples, asked `batch` at a time."""
        stacks = [torch.from_numpy(np.stack(layers)) for layers in zip(*examples, strict=True)]
        self._batches = list(zip(*(torch.split(layer, batch) for layer in stacks), strict=True))

    @torch.inference_mode()
    def sit(self, network: InpaintingUNet, machine: Device) -> Metrics:
        """The mean signal-to-noise ratio in the masks, in dB, and by how much it is above that of the first fill."""
        own, first = [], []
        for picture, mask, truth in self._batches:
            shown, hole, wanted = machine.shown(picture), machine.masked(mask), machine.shown(truth)
            with machine.mixed():
                filled = network(shown, hole)
            own.append(masked_psnr(filled.float(), wanted, hole))
            first.append(masked_psnr(prefill(shown, hole), wanted, hole))
        psnr, before = torch.cat(own).mean().item(), torch.cat(first).mean().item()
        return {"psnr": psnr, "gain": psnr - before}


def masked_psnr(filled: Tensor, truth: Tensor, mask: Tensor) -> Tensor:
    """(N,) the peak signal-to-noise ratio in each mask; 60 where a fill is perfect."""
    wrong = ((filled.clamp(0, 1) - truth).square().mean(dim=1, keepdim=True) * mask).sum(dim=(1, 2, 3))
    return -10 * torch.log10((wrong / mask.sum(dim=(1, 2, 3))).clamp(min=1e-6))

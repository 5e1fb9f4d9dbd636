"""Evaluations during training: the same examples every time, from paintings that the network never learns from."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from restoration.errors import BadRequest
from restoration.networks.detection_unet import DetectionUNet
from restoration.networks.inpainting_unet import InpaintingUNet, prefill
from restoration.training.crop_dataset import UNKNOWN
from restoration.training.detection_dataset import DetectionExample
from restoration.training.device import Device
from restoration.training.inpainting_dataset import InpaintingExample
from restoration.training.logit_histogram import LogitHistogram, count_logits
from restoration.training.task import Metrics


class DetectionEvaluation:
    """The evaluation examples of a network that detects damage."""

    def __init__(self, examples: Sequence[DetectionExample], batch: int = 8) -> None:
        """Stack the examples, to be evaluated `batch` at a time; raise `BadRequest` if none of them shows damage."""
        pictures = torch.from_numpy(np.stack([example.picture for example in examples]))
        self._batches = [pictures[start : start + batch] for start in range(0, len(pictures), batch)]
        self._targets = np.stack([example.target for example in examples])
        if not ((self._targets > 0) & (self._targets != UNKNOWN)).any():
            hint = "Use more paintings for validation."
            raise BadRequest(f"None of {len(examples)} details of the validation paintings is damaged.", hint=hint)

    @torch.inference_mode()
    def run(self, network: DetectionUNet, device: Device) -> LogitHistogram:
        """Count the logits of the network, which is in evaluation mode and on the device."""
        logits = []
        for pictures in self._batches:
            with device.autocast():
                logits.append(network(device.to_input(pictures))[:, 0].float().cpu())
        return count_logits(torch.cat(logits).numpy(), self._targets)


class InpaintingEvaluation:
    """The evaluation examples of a network that fills damage."""

    def __init__(self, examples: Sequence[InpaintingExample], batch: int = 8) -> None:
        """Stack the examples, to be evaluated `batch` at a time."""
        stacks = [torch.from_numpy(np.stack(layers)) for layers in zip(*examples, strict=True)]
        self._batches = list(zip(*(torch.split(layer, batch) for layer in stacks), strict=True))

    @torch.inference_mode()
    def run(self, network: InpaintingUNet, device: Device) -> Metrics:
        """Return the mean PSNR inside the masks, dB, and its gain over the first fill that the network starts from."""
        filled_psnr, prefill_psnr = [], []
        for batch in self._batches:
            picture, mask, truth = device.to_input(batch[0]), device.to_mask_input(batch[1]), device.to_input(batch[2])
            with device.autocast():
                filled = network(picture, mask)
            filled_psnr.append(masked_psnr(filled.float(), truth, mask))
            prefill_psnr.append(masked_psnr(prefill(picture, mask), truth, mask))
        psnr, baseline = torch.cat(filled_psnr).mean().item(), torch.cat(prefill_psnr).mean().item()
        return {"psnr": psnr, "gain": psnr - baseline}


def masked_psnr(filled: Tensor, truth: Tensor, mask: Tensor) -> Tensor:
    """Return the peak signal-to-noise ratio inside each mask, (N,) dB; 60 for a perfect fill.

    Args:
        filled: (N, 3, H, W) float, about 0..1.
        truth: (N, 3, H, W) float, 0..1.
        mask: (N, 1, H, W) float, 1 where paint is missing, else 0.
    """
    error = ((filled.clamp(0, 1) - truth).square().mean(dim=1, keepdim=True) * mask).sum(dim=(1, 2, 3))
    return -10 * torch.log10((error / mask.sum(dim=(1, 2, 3))).clamp(min=1e-6))

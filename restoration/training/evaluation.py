"""Evaluations during training: the same examples every time, from paintings that the network never learns from."""

from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image as PillowImage
from PIL.Image import Resampling
from torch import Tensor

from restoration.domain import Image
from restoration.errors import BadRequest
from restoration.networks.detection_unet import DetectionUNet
from restoration.networks.enlarging_network import EnlargingNetwork
from restoration.networks.inpainting_unet import InpaintingUNet, prefill
from restoration.networks.perceptual import VGG16
from restoration.training.crop_dataset import UNKNOWN
from restoration.training.detection_dataset import DetectionExample
from restoration.training.device import Device
from restoration.training.enlarging_dataset import EnlargingExample
from restoration.training.inpainting_dataset import InpaintingExample
from restoration.training.logit_histogram import LogitHistogram, count_logits
from restoration.training.losses import perceptual_errors
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

    def __init__(self, examples: Sequence[InpaintingExample], vgg: VGG16 | None = None, batch: int = 8) -> None:
        """Stack the examples, to be evaluated `batch` at a time; `vgg` judges the texture, None: nothing does."""
        self._vgg = vgg
        stacks = [torch.from_numpy(np.stack(layers)) for layers in zip(*examples, strict=True)]
        self._batches = list(zip(*(torch.split(layer, batch) for layer in stacks), strict=True))

    @torch.inference_mode()
    def run(self, network: InpaintingUNet, device: Device) -> Metrics:
        """Return the scores of the network, which is in evaluation mode and on the device.

        Returns:
            The mean PSNR inside the masks, dB; its gain over the first fill that the network starts from; and, with
            VGG-16, how like the truth the pictures look to it, 0 at best.
        """
        filled_psnr, prefill_psnr, errors = [], [], []
        for batch in self._batches:
            picture, mask, truth = device.to_input(batch[0]), device.to_mask_input(batch[1]), device.to_input(batch[2])
            with device.autocast():
                filled = network(picture, mask)
                if self._vgg:
                    errors.append(len(picture) * perceptual_errors(self._vgg, filled, truth)[0].float())
            filled_psnr.append(masked_psnr(filled.float(), truth, mask))
            prefill_psnr.append(masked_psnr(prefill(picture, mask), truth, mask))
        psnr, baseline = torch.cat(filled_psnr), torch.cat(prefill_psnr)
        metrics: Metrics = {"psnr": psnr.mean().item(), "gain": (psnr - baseline).mean().item()}
        return metrics | _likeness(errors, len(psnr))


class EnlargingEvaluation:
    """The evaluation examples of a network that enlarges."""

    def __init__(self, examples: Sequence[EnlargingExample], vgg: VGG16 | None, batch: int = 8) -> None:
        """Stack the examples, to be evaluated `batch` at a time; `vgg` judges the texture, None: nothing does."""
        pictures, truths = (torch.from_numpy(np.stack(layers)) for layers in zip(*examples, strict=True))
        self._batches = list(zip(torch.split(pictures, batch), torch.split(truths, batch), strict=True))
        interpolated = torch.from_numpy(np.stack([_enlarge_lanczos(example) for example in examples]))
        as_input = Device().to_input
        self._baseline = psnr(as_input(interpolated), as_input(truths)).mean().item()
        self._vgg = vgg

    @torch.inference_mode()
    def run(self, network: EnlargingNetwork, device: Device) -> Metrics:
        """Return the mean PSNR, dB, its gain over Lanczos, and how like the truth it looks to VGG-16, 0 at best."""
        scores, errors = [], []
        for batch in self._batches:
            picture, truth = (device.to_input(layer) for layer in batch)
            with device.autocast():
                enlarged = network(picture).float().clamp(0, 1)
                if self._vgg:
                    errors.append(len(picture) * perceptual_errors(self._vgg, enlarged, truth)[0].float())
            scores.append(psnr(enlarged, truth))
        score = torch.cat(scores)
        metrics: Metrics = {"psnr": score.mean().item(), "gain": score.mean().item() - self._baseline}
        return metrics | _likeness(errors, len(score))


def _likeness(errors: list[Tensor], count: int) -> Metrics:
    """Return the metric that falls with the perceptual errors of `count` pictures, summed over each batch."""
    return {"likeness": -torch.stack(errors).sum().item() / count} if errors else {}


def _enlarge_lanczos(example: EnlargingExample) -> Image:
    height, width, _ = example.truth.shape
    return np.array(PillowImage.fromarray(example.picture).resize((width, height), Resampling.LANCZOS))


def psnr(pictures: Tensor, truths: Tensor) -> Tensor:
    """Return the peak signal-to-noise ratio of whole pictures, (N,) dB; 60 at most. See `masked_psnr`."""
    return masked_psnr(pictures, truths, torch.ones_like(truths[:, :1]))


def masked_psnr(filled: Tensor, truth: Tensor, mask: Tensor) -> Tensor:
    """Return the peak signal-to-noise ratio inside each mask, (N,) dB; 60 for a perfect fill.

    Args:
        filled: (N, 3, H, W) float, about 0..1.
        truth: (N, 3, H, W) float, 0..1.
        mask: (N, 1, H, W) float, 1 where paint is missing, else 0.
    """
    error = ((filled.clamp(0, 1) - truth).square().mean(dim=1, keepdim=True) * mask).sum(dim=(1, 2, 3))
    return -10 * torch.log10((error / mask.sum(dim=(1, 2, 3))).clamp(min=1e-6))

"""The task of training a network that fills damage."""

from dataclasses import replace
from typing import Any

from torch import Tensor

from restoration.networks.designs import InpaintingDesign
from restoration.networks.inpainting_unet import InpaintingUNet, decode_inpainting_unet, encode_inpainting_unet
from restoration.networks.perceptual import VGG16
from restoration.training.adversary import AdversarialLoss
from restoration.training.config import InpaintingConfig
from restoration.training.device import Device
from restoration.training.evaluation import InpaintingEvaluation
from restoration.training.losses import InpaintingLoss
from restoration.training.task import Batch, Metrics, RunResult, describe_network, initialise_network


class InpaintingTask:
    """A `Task` and `LearningTask`.

    A batch holds the arrays of `InpaintingExample`: (N, H, W, 3), (N, H, W) and (N, H, W, 3) uint8.
    """

    def __init__(
        self,
        config: InpaintingConfig,
        evaluation: InpaintingEvaluation,
        start: InpaintingUNet | None = None,
        vgg: VGG16 | None = None,
    ) -> None:
        """Prepare the loss and the evaluation; a network `start` with initial weights has the widths of the config."""
        self.main_metric = "likeness" if config.content or config.style else "psnr"
        self._design = InpaintingDesign(config.widths, config.unshuffle)
        self._loss = InpaintingLoss(config.content, config.style, vgg, edges=config.edges)
        self._adversarial = AdversarialLoss(config.adversarial, config.seed)
        self._evaluation, self._start = evaluation, start

    def build_network(self, seed: int) -> InpaintingUNet:
        """See `Task.build_network`."""
        return initialise_network(lambda: InpaintingUNet(self._design), seed, self._start)

    def loss(self, network: InpaintingUNet, batch: Batch, device: Device) -> Tensor:
        """See `Task.loss`; an adversary learns from the same batch."""
        picture, mask, truth = batch
        mask_input, truth_input = device.to_mask_input(mask), device.to_input(truth)
        with device.autocast():
            filled = network(device.to_input(picture), mask_input)
            return self._loss(filled, truth_input, mask_input) + self._adversarial(filled, truth_input, device)

    def evaluate(self, network: InpaintingUNet, device: Device) -> Metrics:
        """See `Task.evaluate`."""
        return self._evaluation.run(network, device) | self._adversarial.curves

    def finish(self, network: InpaintingUNet, device: Device) -> RunResult:
        """Round the weights as their file does, and evaluate them in float32."""
        rounded = decode_inpainting_unet(encode_inpainting_unet(network)).to(device.type)
        metrics = self._evaluation.run(rounded, replace(device, precision="float32"))
        summary = f"PSNR {metrics['psnr']:.2f} dB in the damage, {metrics['gain']:.2f} dB above the first fill"
        card = {"network": describe_network(rounded, rounded.design), "scores": metrics}
        return RunResult(encode_inpainting_unet(rounded), card, summary)

    def state(self) -> dict[str, Any]:
        """See `LearningTask.state`."""
        return self._adversarial.state()

    def restore(self, state: dict[str, Any]) -> None:
        """See `LearningTask.restore`."""
        self._adversarial.restore(state)

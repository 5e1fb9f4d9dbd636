"""The task of training a network that enlarges."""

from dataclasses import replace
from typing import Any

from torch import Tensor

from restoration.networks.designs import EnlargingDesign
from restoration.networks.enlarging_network import (
    EnlargingNetwork,
    decode_enlarging_network,
    encode_enlarging_network,
)
from restoration.networks.perceptual import VGG16
from restoration.training.adversary import AdversarialLoss
from restoration.training.config import EnlargingConfig
from restoration.training.device import Device
from restoration.training.evaluation import EnlargingEvaluation
from restoration.training.losses import EnlargingLoss
from restoration.training.task import Batch, Metrics, RunResult, describe_network, initialise_network


class EnlargingTask:
    """A `Task` and `LearningTask`. A batch holds `EnlargingExample`: (N, h, w, 3) and (N, 4 h, 4 w, 3) uint8."""

    def __init__(
        self,
        config: EnlargingConfig,
        evaluation: EnlargingEvaluation,
        start: EnlargingNetwork | None = None,
        vgg: VGG16 | None = None,
    ) -> None:
        """Prepare the loss and the evaluation; a network `start` with initial weights has the design of the config."""
        self.main_metric = "likeness" if config.content or config.style else "psnr"
        self._design = EnlargingDesign(config.width, config.blocks)
        self._loss = EnlargingLoss(config.content, config.style, vgg)
        self._adversarial = AdversarialLoss(config.adversarial, config.seed)
        self._evaluation, self._start = evaluation, start

    def build_network(self, seed: int) -> EnlargingNetwork:
        """See `Task.build_network`."""
        return initialise_network(lambda: EnlargingNetwork(self._design), seed, self._start)

    def loss(self, network: EnlargingNetwork, batch: Batch, device: Device) -> Tensor:
        """See `Task.loss`; the adversary learns from the same batch."""
        picture, truth = (device.to_input(layer) for layer in batch)
        with device.autocast():
            enlarged = network(picture)
            return self._loss(enlarged, truth) + self._adversarial(enlarged, truth, device)

    def evaluate(self, network: EnlargingNetwork, device: Device) -> Metrics:
        """See `Task.evaluate`."""
        return self._evaluation.run(network, device) | self._adversarial.curves

    def finish(self, network: EnlargingNetwork, device: Device) -> RunResult:
        """Round the weights as their file does, and evaluate them in float32."""
        rounded = decode_enlarging_network(encode_enlarging_network(network)).to(device.type)
        metrics = self._evaluation.run(rounded, replace(device, precision="float32"))
        summary = f"PSNR {metrics['psnr']:.2f} dB, {metrics['gain']:+.2f} dB beside Lanczos"
        card = {"network": describe_network(rounded, rounded.design), "scores": metrics}
        return RunResult(encode_enlarging_network(rounded), card, summary)

    def state(self) -> dict[str, Any]:
        """See `LearningTask.state`."""
        return self._adversarial.state()

    def restore(self, state: dict[str, Any]) -> None:
        """See `LearningTask.restore`."""
        self._adversarial.restore(state)

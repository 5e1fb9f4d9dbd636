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
from restoration.training.adversary import Adversary
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
        self._loss, self._weight = EnlargingLoss(config.content, config.style, vgg), config.adversarial
        self._evaluation, self._start, self._seed = evaluation, start, config.seed
        self._adversary: Adversary | None = None
        self._restored: dict[str, Any] | None = None

    def build_network(self, seed: int) -> EnlargingNetwork:
        """See `Task.build_network`."""
        return initialise_network(lambda: EnlargingNetwork(self._design), seed, self._start)

    def loss(self, network: EnlargingNetwork, batch: Batch, device: Device) -> Tensor:
        """See `Task.loss`; the adversary learns from the same batch."""
        picture, truth = (device.to_input(layer) for layer in batch)
        with device.autocast():
            enlarged = network(picture)
            if not self._weight:
                return self._loss(enlarged, truth)
            adversary = self._adversary_on(device)
            adversary.learn(enlarged, truth)
            return self._loss(enlarged, truth) + self._weight * adversary.loss(enlarged, truth)

    def evaluate(self, network: EnlargingNetwork, device: Device) -> Metrics:
        """See `Task.evaluate`."""
        metrics = self._evaluation.run(network, device)
        return metrics | (self._adversary.curves if self._adversary else {})

    def finish(self, network: EnlargingNetwork, device: Device) -> RunResult:
        """Round the weights as their file does, and evaluate them in float32."""
        rounded = decode_enlarging_network(encode_enlarging_network(network)).to(device.type)
        metrics = self._evaluation.run(rounded, replace(device, precision="float32"))
        summary = f"PSNR {metrics['psnr']:.2f} dB, {metrics['gain']:+.2f} dB beside Lanczos"
        card = {"network": describe_network(rounded, rounded.design), "scores": metrics}
        return RunResult(encode_enlarging_network(rounded), card, summary)

    def state(self) -> dict[str, Any]:
        """See `LearningTask.state`."""
        return {"adversary": self._adversary.state() if self._adversary else None}

    def restore(self, state: dict[str, Any]) -> None:
        """See `LearningTask.restore`."""
        self._restored = state["adversary"]

    def _adversary_on(self, device: Device) -> Adversary:
        """Return the adversary, made at the first step."""
        if self._adversary is None:
            self._adversary = Adversary(self._seed, device.type)
            if self._restored:
                self._adversary.restore(self._restored)
        return self._adversary

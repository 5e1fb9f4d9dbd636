"""The task of training a network that detects damage."""

from dataclasses import asdict, replace
from typing import Any

from torch import Tensor

from restoration.domain import DAMAGE_KINDS
from restoration.networks.designs import DetectionDesign
from restoration.networks.detection_unet import (
    Calibration,
    DetectionUNet,
    TrainedDetectionUNet,
    decode_detection_unet,
    encode_detection_unet,
)
from restoration.training.calibration import calibrate, score_at_default_sensitivity
from restoration.training.config import DetectionConfig
from restoration.training.device import Device
from restoration.training.distillation import Distillation
from restoration.training.evaluation import DetectionEvaluation
from restoration.training.logit_histogram import DetectionScores, compute_scores
from restoration.training.losses import DetectionLoss
from restoration.training.task import Batch, Metrics, RunResult, describe_network, initialise_network


class DetectionTask:
    """A `Task`. A batch holds pictures, (N, H, W, 3) uint8, and targets, (N, H, W) uint8 (see `Target`)."""

    main_metric = "f1"

    def __init__(
        self, config: DetectionConfig, evaluation: DetectionEvaluation, start: DetectionUNet | None = None
    ) -> None:
        """Prepare the loss and the evaluation; a network `start` with initial weights has the design of the config."""
        self._design = DetectionDesign(config.widths, classes=len(DAMAGE_KINDS), ridges=config.ridges)
        self._loss = DetectionLoss(overlap=config.overlap, kinds=config.kinds, focus=config.focus)
        self._evaluation, self._start = evaluation, start
        self._distillation = Distillation(start, config.memory, config.kinds) if start and config.memory else None

    def build_network(self, seed: int) -> DetectionUNet:
        """See `Task.build_network`."""
        return initialise_network(lambda: DetectionUNet(self._design), seed, self._start)

    def loss(self, network: DetectionUNet, batch: Batch, device: Device) -> Tensor:
        """See `Task.loss`."""
        picture, target = device.to_input(batch[0]), batch[1].to(device.type, non_blocking=True)
        with device.autocast():
            logits = network.forward_at_scale(picture)  # one scale is enough: the examples vary the distance
        total = self._loss(logits.float(), target)
        if self._distillation:
            total = total + self._distillation.loss(logits.float(), picture, device)
        return total

    def evaluate(self, network: DetectionUNet, device: Device) -> Metrics:
        """See `Task.evaluate`."""
        scores = compute_scores(self._evaluation.run(network, device))
        return {"f1": scores.f1, "average_precision": scores.average_precision, "false_share": scores.false_share}

    def finish(self, network: DetectionUNet, device: Device) -> RunResult:
        """Round the weights as their file does, evaluate them in float32, and calibrate the network."""
        rounded = decode_detection_unet(encode_detection_unet(TrainedDetectionUNet(network, Calibration()))).network
        histogram = self._evaluation.run(rounded.to(device.type), replace(device, precision="float32"))
        trained = TrainedDetectionUNet(rounded.cpu(), calibrate(histogram))
        scores = score_at_default_sensitivity(histogram)
        return RunResult(encode_detection_unet(trained), _card_of(trained, scores), _summarise(scores))


def _card_of(trained: TrainedDetectionUNet, scores: DetectionScores) -> dict[str, Any]:
    return {
        "network": describe_network(trained.network, trained.network.design),
        "scores": asdict(scores),
        "calibration": asdict(trained.calibration),
    }


def _summarise(scores: DetectionScores) -> str:
    summary = f"F1 {scores.f1:.3f}, average precision {scores.average_precision:.3f}"
    if scores.false_share is None:
        return summary
    return f"{summary}, {scores.false_share:.2%} of undamaged pictures marked"

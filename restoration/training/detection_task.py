"""How a network is taught to find damage."""

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
    """The subject: pictures and targets (see `examples.Target`), (N, H, W, 3) and (N, H, W) uint8 a batch."""

    decisive = "f1"

    def __init__(self, plan: DetectionConfig, exam: DetectionEvaluation, start: DetectionUNet | None = None) -> None:
        """As the plan has it; or, beginning with `start`, a network of the plan's design."""
        self._design = DetectionDesign(plan.widths, classes=len(DAMAGE_KINDS), ridges=plan.ridges)
        self._loss = DetectionLoss(overlap=plan.overlap, kinds=plan.kinds, focus=plan.focus)
        self._exam, self._start = exam, start
        self._memory = Distillation(start, plan.memory) if start and plan.memory else None

    def beginner(self, seed: int) -> DetectionUNet:
        """See `Subject.beginner`."""
        return initialise_network(lambda: DetectionUNet(self._design), seed, self._start)

    def loss(self, network: DetectionUNet, batch: Batch, machine: Device) -> Tensor:
        """See `Subject.loss`."""
        picture, target = machine.shown(batch[0]), batch[1].to(machine.device, non_blocking=True)
        with machine.mixed():
            logits = network.glance(picture)  # one look is enough: examples were seen by cameras near and far
        total = self._loss(logits.float(), target)
        if memory := self._memory:
            total = total + memory.counts * self._loss.forgotten(logits.float(), memory.of(picture, machine))
        return total

    def examine(self, network: DetectionUNet, machine: Device) -> Metrics:
        """See `Subject.examine`."""
        scores = compute_scores(self._exam.sit(network, machine))
        return {"f1": scores.f1, "average_precision": scores.average_precision, "false_share": scores.false_share}

    def graduate(self, network: DetectionUNet, machine: Device) -> RunResult:
        """The network, its weights rounded as in their file, judged in full precision, and calibrated."""
        rounded = decode_detection_unet(encode_detection_unet(TrainedDetectionUNet(network, Calibration()))).network
        answers = self._exam.sit(rounded.to(machine.device), replace(machine, precision="float32"))
        trained, scores = TrainedDetectionUNet(rounded.cpu(), calibrate(answers)), score_at_default_sensitivity(answers)
        return RunResult(encode_detection_unet(trained), _card_of(trained, scores), _summarise(scores))


def _card_of(trained: TrainedDetectionUNet, scores: DetectionScores) -> dict[str, Any]:
    return {
        "network": describe_network(trained.network, trained.network.design),
        "scores": asdict(scores),
        "calibration": asdict(trained.calibration),
    }


def _summarise(scores: DetectionScores) -> str:
    told = f"F1 {scores.f1:.3f}, average precision {scores.average_precision:.3f}"
    return told if scores.false_share is None else f"{told}, {scores.false_share:.2%} of undamaged pictures marked"

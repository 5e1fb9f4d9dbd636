"""How a network is taught to find damage."""

from dataclasses import asdict, replace
from typing import Any

from torch import Tensor

from restoration.domain import DAMAGE
from restoration.networks.detection_unet import Calibration, Design, TrainedUNet, UNet, from_bytes, to_bytes
from restoration.training.calibration import calibrate, judge_in_use
from restoration.training.config import FindingPlan
from restoration.training.device import Machine
from restoration.training.distillation import Memory
from restoration.training.evaluation import Exam
from restoration.training.logit_histogram import Scores, judge
from restoration.training.losses import Loss
from restoration.training.task import Batch, Diploma, Figures, begun, described


class Finding:
    """The subject: pictures and targets (see `examples.Target`), (N, H, W, 3) and (N, H, W) uint8 a batch."""

    decisive = "f1"

    def __init__(self, plan: FindingPlan, exam: Exam, start: UNet | None = None) -> None:
        """As the plan has it; or, beginning with `start`, a network of the plan's design."""
        self._design = Design(plan.widths, classes=len(DAMAGE), ridges=plan.ridges)
        self._loss = Loss(overlap=plan.overlap, kinds=plan.kinds, focus=plan.focus)
        self._exam, self._start = exam, start
        self._memory = Memory(start, plan.memory) if start and plan.memory else None

    def beginner(self, seed: int) -> UNet:
        """See `Subject.beginner`."""
        return begun(lambda: UNet(self._design), seed, self._start)

    def loss(self, network: UNet, batch: Batch, machine: Machine) -> Tensor:
        """See `Subject.loss`."""
        picture, target = machine.shown(batch[0]), batch[1].to(machine.device, non_blocking=True)
        with machine.mixed():
            logits = network.glance(picture)  # one look is enough: examples were seen by cameras near and far
        total = self._loss(logits.float(), target)
        if memory := self._memory:
            total = total + memory.counts * self._loss.forgotten(logits.float(), memory.of(picture, machine))
        return total

    def examine(self, network: UNet, machine: Machine) -> Figures:
        """See `Subject.examine`."""
        scores = judge(self._exam.sit(network, machine))
        return {"f1": scores.f1, "average_precision": scores.average_precision, "false_share": scores.false_share}

    def graduate(self, network: UNet, machine: Machine) -> Diploma:
        """The network, its weights rounded as in their file, judged in full precision, and calibrated."""
        rounded = from_bytes(to_bytes(TrainedUNet(network, Calibration()))).network
        answers = self._exam.sit(rounded.to(machine.device), replace(machine, precision="float32"))
        trained, scores = TrainedUNet(rounded.cpu(), calibrate(answers)), judge_in_use(answers)
        return Diploma(to_bytes(trained), _told(trained, scores), _praise(scores))


def _told(trained: TrainedUNet, scores: Scores) -> dict[str, Any]:
    return {
        "network": described(trained.network, trained.network.design),
        "scores": asdict(scores),
        "calibration": asdict(trained.calibration),
    }


def _praise(scores: Scores) -> str:
    told = f"F1 {scores.f1:.3f}, average precision {scores.average_precision:.3f}"
    return told if scores.false_share is None else f"{told}, {scores.false_share:.2%} of undamaged pictures marked"

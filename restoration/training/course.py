"""A course of training: a learner, its marks so far, and the best that it has been."""

from dataclasses import asdict, dataclass
from typing import Any

from torch import Tensor

from restoration.networks.unet import UNet
from restoration.training.exam import Exam
from restoration.training.learner import Learner
from restoration.training.machine import Machine
from restoration.training.plan import TrainingPlan
from restoration.training.scores import judge


@dataclass(frozen=True, slots=True)
class Mark:
    """How the learner stood at an exam."""

    step: int
    loss: float
    f1: float  # 0..1
    average_precision: float  # 0..1
    false_share: float | None  # 0..1


class Course:
    """What is taught, examined and kept; from one exam to the next it can be put away and taken up again."""

    def __init__(self, plan: TrainingPlan, machine: Machine, start: UNet | None = None) -> None:
        """From its beginning; `start` gives the first weights."""
        self.plan, self.machine = plan, machine
        self.learner = Learner(plan, machine, start)
        self.marks: list[Mark] = []
        self.seconds = 0.0  # of training so far
        self._best: dict[str, Tensor] = {}

    @property
    def best(self) -> Mark:
        """The first of the best marks; there must have been an exam."""
        return max(self.marks, key=lambda mark: mark.f1)

    @property
    def is_over(self) -> bool:
        """Whether all steps are done, or the last exams brought nothing better."""
        return self.learner.step >= self.plan.steps or self.is_stale

    @property
    def is_stale(self) -> bool:
        """Whether patience has run out."""
        return bool(self.marks) and len(self.marks) - self.marks.index(self.best) > self.plan.patience

    @property
    def is_exam_due(self) -> bool:
        """Whether the step just done ends in an exam."""
        return self.learner.step % self.plan.exam_every == 0 or self.learner.step == self.plan.steps

    def examine(self, exam: Exam) -> Mark:
        """Let the learner's average sit the exam, and keep its weights where it was never better."""
        scores = judge(exam.sit(self.learner.average.network, self.machine))
        mark = Mark(self.learner.step, self.learner.loss, scores.f1, scores.average_precision, scores.false_share)
        self.marks.append(mark)
        if self.best is mark:
            state = self.learner.average.network.state_dict()
            self._best = {name: tensor.cpu().clone() for name, tensor in state.items()}
        return mark

    def best_network(self) -> UNet:
        """The network as it was at its best exam, on the processor, ready to be asked."""
        network = UNet(self.learner.network.design)
        network.load_state_dict(self._best)
        return network.eval()

    def state(self) -> dict[str, Any]:
        """All that must be kept to go on later."""
        return {
            "learner": self.learner.state(),
            "marks": [asdict(mark) for mark in self.marks],
            "seconds": self.seconds,
            "best": self._best,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a `state`."""
        self.learner.restore(state["learner"])
        self.marks = [Mark(**mark) for mark in state["marks"]]
        self.seconds = state["seconds"]
        self._best = state["best"]

"""A course of training: a learner, its marks so far, and the best that it has been."""

from dataclasses import asdict, dataclass
from typing import Any, Generic

from torch import Tensor

from restoration.training.learner import Learner
from restoration.training.machine import Machine
from restoration.training.plan import TrainingPlan
from restoration.training.subject import Diploma, Figures, Network, Subject


@dataclass(frozen=True, slots=True)
class Mark:
    """How the learner stood at an exam."""

    step: int
    loss: float
    figures: Figures

    def told(self) -> dict[str, float | None]:
        """All of it, ready for JSON."""
        return {"step": self.step, "loss": self.loss} | self.figures


class Course(Generic[Network]):
    """What is taught, examined and kept; from one exam to the next it can be put away and taken up again."""

    def __init__(self, plan: TrainingPlan, machine: Machine, subject: Subject[Network]) -> None:
        """From its beginning."""
        self.plan, self.machine, self._subject = plan, machine, subject
        self.learner = Learner(plan, machine, subject)
        self.marks: list[Mark] = []
        self.seconds = 0.0  # of training so far
        self._best: dict[str, Tensor] = {}

    @property
    def best(self) -> Mark:
        """The first of the best marks; there must have been an exam."""
        return max(self.marks, key=lambda mark: mark.figures[self._subject.decisive] or 0.0)

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

    def examine(self) -> Mark:
        """Let the learner's average sit the exam, and keep its weights where it was never better."""
        network = self.learner.average.network
        mark = Mark(self.learner.step, self.learner.loss, self._subject.examine(network, self.machine))
        self.marks.append(mark)
        if self.best is mark:
            self._best = {name: tensor.cpu().clone() for name, tensor in network.state_dict().items()}
        return mark

    def best_network(self) -> Network:
        """The network as it was at its best exam, on the processor, ready to be asked."""
        network = self._subject.beginner(self.plan.seed)
        network.load_state_dict(self._best)
        return network.eval()

    def graduate(self) -> Diploma:
        """What is left when it is over."""
        return self._subject.graduate(self.best_network(), self.machine)

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

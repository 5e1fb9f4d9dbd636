"""A course of training: a learner, its marks so far, and the best that it has been."""

import math
from dataclasses import asdict, dataclass
from typing import Any, Generic

import torch
from torch import Tensor, nn

from restoration.training.config import TrainingConfig
from restoration.training.device import Device
from restoration.training.ema import EMA
from restoration.training.task import Batch, Metrics, Network, RunResult, Task


def learning_rate_at(step: int, plan: TrainingConfig) -> float:
    """The rate of learning at that step, counted from 0: up in a straight line, then down along half a cosine.

    Source:
        I. Loshchilov and F. Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017,
        arXiv:1608.03983; without the restarts.
    """
    rising = max(1, min(plan.warm_up, plan.steps // 10))
    falling = 0.5 * (1 + math.cos(math.pi * step / plan.steps))
    return plan.rate * min(1.0, (step + 1) / rising) * (plan.last + (1 - plan.last) * falling)


LOSS_SMOOTHING = 0.98  # of the loss that is told: about the mean of the last 50 steps


class Trainer(Generic[Network]):
    """The network, its average and its optimiser.

    Of chance there is nothing in here once the first weights are drawn: examples depend on the seed and their number.
    """

    def __init__(self, plan: TrainingConfig, machine: Device, subject: Task[Network]) -> None:
        """A beginner."""
        self._plan, self._machine, self._subject = plan, machine, subject
        first = subject.beginner(plan.seed).to(machine.device)
        self.network: Network = first.to(memory_format=torch.channels_last)  # type: ignore[call-overload] # not in its stubs
        self.average = EMA(self.network, plan.averaging)
        self._optimiser = torch.optim.AdamW(self.network.parameters(), lr=plan.rate, weight_decay=plan.decay)
        self.step = 0  # how many were done
        self._smoothed = torch.zeros((), device=machine.device)

    @property
    def loss(self) -> float:
        """Of the last steps; 0 before the first."""
        return self._smoothed.item()

    def learn(self, batch: Batch) -> None:
        """One step."""
        for group in self._optimiser.param_groups:
            group["lr"] = learning_rate_at(self.step, self._plan)
        loss = self._subject.loss(self.network, batch, self._machine)
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), self._plan.clip)
        self._optimiser.step()
        self.average.follow(self.network, self.step)
        self._smoothed = torch.lerp(loss.detach(), self._smoothed, LOSS_SMOOTHING if self.step else 0.0)
        self.step += 1

    def state(self) -> dict[str, Any]:
        """All that must be kept to go on later."""
        return {
            "network": self.network.state_dict(),
            "average": self.average.network.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "step": self.step,
            "loss": self._smoothed,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a `state`."""
        self.network.load_state_dict(state["network"])
        self.average.network.load_state_dict(state["average"])
        self._optimiser.load_state_dict(state["optimiser"])
        self.step = state["step"]
        self._smoothed = state["loss"].to(self._machine.device)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How the learner stood at an exam."""

    step: int
    loss: float
    figures: Metrics

    def told(self) -> dict[str, float | None]:
        """All of it, ready for JSON."""
        return {"step": self.step, "loss": self.loss} | self.figures


class TrainingRun(Generic[Network]):
    """What is taught, examined and kept; from one exam to the next it can be put away and taken up again."""

    def __init__(self, plan: TrainingConfig, machine: Device, subject: Task[Network]) -> None:
        """From its beginning."""
        self.plan, self.machine, self._subject = plan, machine, subject
        self.learner = Trainer(plan, machine, subject)
        self.marks: list[Evaluation] = []
        self.seconds = 0.0  # of training so far
        self._best: dict[str, Tensor] = {}

    @property
    def best(self) -> Evaluation:
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

    def examine(self) -> Evaluation:
        """Let the learner's average sit the exam, and keep its weights where it was never better."""
        network = self.learner.average.network
        mark = Evaluation(self.learner.step, self.learner.loss, self._subject.examine(network, self.machine))
        self.marks.append(mark)
        if self.best is mark:
            self._best = {name: tensor.cpu().clone() for name, tensor in network.state_dict().items()}
        return mark

    def best_network(self) -> Network:
        """The network as it was at its best exam, on the processor, ready to be asked."""
        network = self._subject.beginner(self.plan.seed)
        network.load_state_dict(self._best)
        return network.eval()

    def graduate(self) -> RunResult:
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
        self.marks = [Evaluation(**mark) for mark in state["marks"]]
        self.seconds = state["seconds"]
        self._best = state["best"]

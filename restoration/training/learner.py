"""A network that learns, batch by batch."""

from typing import Any, Generic

import torch
from torch import nn

from restoration.training.averaging import Average
from restoration.training.machine import Machine
from restoration.training.plan import TrainingPlan
from restoration.training.schedule import rate_at
from restoration.training.subject import Batch, Network, Subject

SMOOTHING = 0.98  # of the loss that is told: about the mean of the last 50 steps


class Learner(Generic[Network]):
    """The network, its average and its optimiser.

    Of chance there is nothing in here once the first weights are drawn: examples depend on the seed and their number.
    """

    def __init__(self, plan: TrainingPlan, machine: Machine, subject: Subject[Network]) -> None:
        """A beginner."""
        self._plan, self._machine, self._subject = plan, machine, subject
        first = subject.beginner(plan.seed).to(machine.device)
        self.network: Network = first.to(memory_format=torch.channels_last)  # type: ignore[call-overload] # not in its stubs
        self.average = Average(self.network, plan.averaging)
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
            group["lr"] = rate_at(self.step, self._plan)
        loss = self._subject.loss(self.network, batch, self._machine)
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), self._plan.clip)
        self._optimiser.step()
        self.average.follow(self.network, self.step)
        self._smoothed = torch.lerp(loss.detach(), self._smoothed, SMOOTHING if self.step else 0.0)
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

"""A training run: the trainer, its evaluations, and the best weights so far."""

import math
from dataclasses import dataclass
from typing import Any, Generic, cast

import torch
from torch import Tensor, nn

from restoration.training.config import TrainingConfig
from restoration.training.device import Device
from restoration.training.ema import make_ema
from restoration.training.task import Batch, LearningTask, Metrics, Network, RunResult, Task

LOSS_SMOOTHING = 0.98  # of the reported loss, which is about the mean of the last 50 steps


def learning_rate_at(step: int, config: TrainingConfig) -> float:
    """Return the learning rate at a step, counted from 0: a linear warm-up, then half a cosine down.

    Source:
        I. Loshchilov and F. Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017,
        arXiv:1608.03983; without the restarts.
    """
    warm_up = max(1, min(config.warm_up, config.steps // 10))
    cosine = 0.5 * (1 + math.cos(math.pi * step / config.steps))
    return config.rate * min(1.0, (step + 1) / warm_up) * (config.last + (1 - config.last) * cosine)


class Trainer(Generic[Network]):
    """A network, its moving average and its optimiser.

    Only the initial weights are random. The examples depend on the seed and their index, so a run can be resumed.
    """

    def __init__(self, config: TrainingConfig, device: Device, task: Task[Network]) -> None:
        """Start at step 0."""
        self._config, self._device, self._task = config, device, task
        initial = task.build_network(config.seed).to(device.type)
        self.network: Network = initial.to(memory_format=torch.channels_last)  # type: ignore[call-overload] # not in its stubs
        self._ema = make_ema(self.network, config.averaging)
        self._optimiser = torch.optim.AdamW(self.network.parameters(), lr=config.rate, weight_decay=config.decay)
        self.step = 0  # number of steps done
        self._smoothed_loss = torch.zeros((), device=device.type)

    @property
    def averaged_network(self) -> Network:
        """The network with the moving average of the weights, in evaluation mode."""
        return cast("Network", self._ema.module)

    @property
    def loss(self) -> float:
        """The smoothed loss of the last steps; 0 before the first step."""
        return self._smoothed_loss.item()

    def train_step(self, batch: Batch) -> None:
        """Do one step of the optimiser."""
        for group in self._optimiser.param_groups:
            group["lr"] = learning_rate_at(self.step, self._config)
        loss = self._task.loss(self.network, batch, self._device)
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), self._config.clip)
        self._optimiser.step()
        self._ema.update_parameters(self.network)
        self._smoothed_loss = torch.lerp(loss.detach(), self._smoothed_loss, LOSS_SMOOTHING if self.step else 0.0)
        self.step += 1

    def state(self) -> dict[str, Any]:
        """Return everything that is needed to continue later."""
        return {
            "network": self.network.state_dict(),
            "average": self.averaged_network.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "step": self.step,
            "loss": self._smoothed_loss,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Continue from a `state`."""
        self.network.load_state_dict(state["network"])
        self.averaged_network.load_state_dict(state["average"])
        self._optimiser.load_state_dict(state["optimiser"])
        self.step = state["step"]
        self._ema.n_averaged.fill_(self.step + 1)
        self._smoothed_loss = state["loss"].to(self._device.type)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The results of one evaluation during a run."""

    step: int
    loss: float  # smoothed training loss
    metrics: Metrics

    def as_record(self) -> dict[str, float | None]:
        """Return all values in one flat dictionary, ready for JSON."""
        return {"step": self.step, "loss": self.loss} | self.metrics


class TrainingRun(Generic[Network]):
    """A trainer and its evaluations; the state can be saved and restored between any two steps."""

    def __init__(self, config: TrainingConfig, device: Device, task: Task[Network]) -> None:
        """Start a new run."""
        self.config, self.device, self._task = config, device, task
        self.trainer = Trainer(config, device, task)
        self.evaluations: list[Evaluation] = []
        self.seconds = 0.0  # training time so far
        self.is_out_of_time = False  # whether it ends after this step, whatever is planned
        self._best_weights: dict[str, Tensor] = {}

    @property
    def best(self) -> Evaluation:
        """The evaluation with the best main metric, the first of them if several are equal; there must be one."""
        return max(self.evaluations, key=lambda evaluation: evaluation.metrics[self._task.main_metric] or 0.0)

    @property
    def is_finished(self) -> bool:
        """Whether all steps are done, the run has stopped improving, or its time is over."""
        return self.trainer.step >= self.config.steps or self.has_stalled or self.is_out_of_time

    @property
    def has_stalled(self) -> bool:
        """Whether more evaluations than the patience allows have brought no improvement."""
        if not self.evaluations:
            return False
        return len(self.evaluations) - self.evaluations.index(self.best) > self.config.patience

    @property
    def is_evaluation_due(self) -> bool:
        """Whether the last step ends with an evaluation."""
        step, config = self.trainer.step, self.config
        return step % config.exam_every == 0 or step == config.steps or self.is_out_of_time

    def evaluate(self) -> Evaluation:
        """Evaluate the averaged network, and keep a copy of its weights if they are the best so far."""
        network = self.trainer.averaged_network
        evaluation = Evaluation(self.trainer.step, self.trainer.loss, self._task.evaluate(network, self.device))
        self.evaluations.append(evaluation)
        if self.best is evaluation:
            self._best_weights = {name: tensor.cpu().clone() for name, tensor in network.state_dict().items()}
        return evaluation

    def best_network(self) -> Network:
        """Return the network with the best weights, on the CPU and in evaluation mode."""
        network = self._task.build_network(self.config.seed)
        network.load_state_dict(self._best_weights)
        return network.eval()

    def finish(self) -> RunResult:
        """Return the result of the run: the best network and its scores."""
        return self._task.finish(self.best_network(), self.device)

    def state(self) -> dict[str, Any]:
        """Return everything that is needed to continue later, under the keys of the checkpoint format."""
        return {  # "learner", "marks", "figures": old names, kept so that older checkpoints can be resumed
            "learner": self.trainer.state(),
            "marks": [
                {"step": evaluation.step, "loss": evaluation.loss, "figures": evaluation.metrics}
                for evaluation in self.evaluations
            ],
            "seconds": self.seconds,
            "best": self._best_weights,
            **({"task": self._task.state()} if isinstance(self._task, LearningTask) else {}),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Continue from a `state`."""
        self.trainer.restore(state["learner"])
        self.evaluations = [Evaluation(mark["step"], mark["loss"], mark["figures"]) for mark in state["marks"]]
        self.seconds = state["seconds"]
        self._best_weights = state["best"]
        if isinstance(self._task, LearningTask):
            self._task.restore(state["task"])

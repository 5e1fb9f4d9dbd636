"""What a training task provides: a network, its loss, and the evaluation that decides which weights are best."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, runtime_checkable

import torch
from torch import Tensor, nn

from restoration.networks.designs import DetectionDesign, EnlargingDesign, InpaintingDesign
from restoration.training.device import Device

Network = TypeVar("Network", bound=nn.Module)

Batch = tuple[Tensor, ...]
"""The examples of one step, stacked to tensors of (N, ...), as torch's `DataLoader` does it."""

Metrics = dict[str, float | None]
"""The results of an evaluation by name; None where the evaluation examples do not allow to measure it."""


@dataclass(frozen=True, slots=True, eq=False)
class RunResult:
    """What a training run produces."""

    weights: bytes  # the weights file
    card: dict[str, Any]  # facts about the weights, ready for JSON
    summary: str  # the most important scores in one line


class Task(Protocol[Network]):
    """A kind of network and how it is trained."""

    main_metric: str  # the metric that decides which weights are best; higher is better

    def build_network(self, seed: int) -> Network:
        """Return an untrained network, or one with the initial weights of this task."""

    def loss(self, network: Network, batch: Batch, device: Device) -> Tensor:
        """Return the loss of the network on a batch, a scalar."""

    def evaluate(self, network: Network, device: Device) -> Metrics:
        """Evaluate the network, which is in evaluation mode and on the device."""

    def finish(self, network: Network, device: Device) -> RunResult:
        """Return the result of a run whose best network is this one."""


@runtime_checkable
class LearningTask(Protocol):
    """A task that learns by itself beside the network, so that a run can only be resumed with its state."""

    def state(self) -> dict[str, Any]:
        """Return everything that is needed to continue later."""

    def restore(self, state: dict[str, Any]) -> None:
        """Continue from a `state`."""


def initialise_network(build: Callable[[], Network], seed: int, start: Network | None) -> Network:
    """Build a network with the weights of `start`, or else with random ones; the same seed gives the same weights."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = build()
    if start:
        network.load_state_dict(start.state_dict())
    return network


def average_weights(network: nn.Module, other: nn.Module, share: float) -> None:
    """Move the weights of a network towards those of another one, in place; statistics of batches, too.

    Between weights and what became of them in training, networks are often as good on new examples as the trained one,
    and still as good on old ones as the first.

    Args:
        network: changed.
        other: of the same design.
        share: the weight of the other one in the mean, 0..1.

    Raises:
        ValueError: the networks have other parameters.

    Source:
        M. Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022, arXiv:2109.01903.
    """
    own, others = network.state_dict(), other.state_dict()
    if {name: tensor.shape for name, tensor in own.items()} != {name: tensor.shape for name, tensor in others.items()}:
        raise ValueError("expected networks with the same parameters")
    network.load_state_dict(
        {name: torch.lerp(own[name].float(), others[name].float(), share).to(own[name].dtype) for name in own}
    )


def describe_network(
    network: nn.Module, design: DetectionDesign | EnlargingDesign | InpaintingDesign
) -> dict[str, Any]:
    """Return what the run card says about a network: its design and its number of parameters."""
    return {"design": design.as_record(), "parameters": sum(parameter.numel() for parameter in network.parameters())}

"""What can be taught: a kind of network, what it is told of its errors, and an exam that shows how good it is."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Protocol, TypeVar

import torch
from torch import Tensor, nn

from restoration.training.device import Device

Network = TypeVar("Network", bound=nn.Module)

Batch = tuple[Tensor, ...]
"""What a step learns from, (N, ...) each, as torch's `DataLoader` stacks examples."""

Metrics = dict[str, float | None]
"""What came out in an exam, by name; None where the exam had nothing to tell it by."""


@dataclass(frozen=True, slots=True, eq=False)
class RunResult:
    """What a course leaves behind."""

    weights: bytes  # as the program reads them
    card: dict[str, Any]  # what is to be told of them, ready for JSON
    praise: str  # the same in a few words


def initialise_network(build: Callable[[], Network], seed: int, start: Network | None) -> Network:
    """A network with random first weights, the same for the same seed; or with those of `start`."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = build()
    if start:
        network.load_state_dict(start.state_dict())
    return network


def describe_network(network: nn.Module, design: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    """What a card tells of a network."""
    return {"design": asdict(design), "parameters": sum(parameter.numel() for parameter in network.parameters())}


class Task(Protocol[Network]):
    """What is taught."""

    decisive: str  # the figure by which one network is better than another: the higher the better

    def beginner(self, seed: int) -> Network:
        """A network that has yet to learn; or one with the weights with which to begin."""

    def loss(self, network: Network, batch: Batch, machine: Device) -> Tensor:
        """One number that tells the network how wrong it is about the batch."""

    def examine(self, network: Network, machine: Device) -> Metrics:
        """How the network does; it is in evaluation mode, and on the machine's device."""

    def graduate(self, network: Network, machine: Device) -> RunResult:
        """The end of a course, for the network that was best in it."""

"""The average of a network over its last steps, which judges more calmly than the network of any one step."""

import copy
from typing import Generic

import torch

from restoration.training.task import Network


class EMA(Generic[Network]):
    """Weights, and what normalisation has seen, averaged so that older steps count less and less.

    Source:
        B. Polyak and A. Juditsky, "Acceleration of stochastic approximation by averaging", SIAM J. Control and
        Optimization 30(4), 1992, doi:10.1137/0330046.
    """

    def __init__(self, network: Network, longest: float) -> None:
        """Of a network that learns; `longest` is the part that a step leaves as it was, late in a training."""
        self.network = copy.deepcopy(network).eval()
        self._longest = longest

    @torch.no_grad()
    def follow(self, network: Network, step: int) -> None:
        """Take in the weights after that step, counted from 0.

        Early on the average is short: else the random first weights would be in it for a thousand steps.
        """
        kept_share = min(self._longest, (1 + step) / (10 + step))
        for kept, new in zip(self.network.state_dict().values(), network.state_dict().values(), strict=True):
            if kept.is_floating_point():
                kept.lerp_(new, 1 - kept_share)
            else:
                kept.copy_(new)

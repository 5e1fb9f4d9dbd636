"""The exponential moving average (EMA) of a network, which scores more steadily than the weights of a single step."""

from collections.abc import Sequence

from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel


def make_ema(network: nn.Module, decay: float) -> AveragedModel:
    """Return the moving average of a network: its parameters and its batch statistics, in evaluation mode.

    The average begins short and becomes longer: otherwise the random initial weights would take part in it for a
    thousand steps.

    Args:
        network: the network that learns; call `update_parameters` with it after each step.
        decay: share of the average that one step keeps, late in a run.

    Source:
        B. Polyak and A. Juditsky, "Acceleration of stochastic approximation by averaging", SIAM J. Control and
        Optimization 30(4), 1992, doi:10.1137/0330046.
    """

    def average(averaged: Sequence[Tensor], current: Sequence[Tensor], count: Tensor | int) -> None:
        kept_share = min(decay, int(count) / (9 + int(count)))
        for mean, new in zip(averaged, current, strict=True):
            if mean.is_floating_point():
                mean.lerp_(new, 1 - kept_share)
            else:
                mean.copy_(new)  # the number of batches that batch normalisation has seen

    ema = AveragedModel(network, multi_avg_fn=average, use_buffers=True).eval()
    ema.n_averaged += 1  # the initial weights are the first ones in the average
    return ema

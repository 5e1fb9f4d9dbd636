"""A second network that learns to tell paintings from what the first one makes, so that the first learns texture.

Source:
    A. Jolicoeur-Martineau, "The relativistic discriminator: a key element missing from standard GAN", ICLR 2019,
    arXiv:1807.00734; X. Wang et al., "ESRGAN: enhanced super-resolution generative adversarial networks", ECCVW 2018,
    arXiv:1809.00219; T. Miyato et al., "Spectral normalization for generative adversarial networks", ICLR 2018,
    arXiv:1802.05957.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm

from restoration.networks.residual_unet import normalise
from restoration.training.device import Device

_WIDTHS = (32, 64, 128, 128)  # channels at half the size of the picture, at a quarter, and so on
_RATE = 2e-4
_SLOPE = 0.2  # of the activation below 0


class Discriminator(nn.Module):
    """Judges each part of a picture, about 78 px to a side: the higher, the more it looks like a painting."""

    def __init__(self) -> None:
        """Start with random weights."""
        super().__init__()
        layers: list[nn.Module] = []
        before = 3
        for width in _WIDTHS:
            layers += [spectral_norm(nn.Conv2d(before, width, 4, stride=2, padding=1)), nn.LeakyReLU(_SLOPE)]
            before = width
        self.layers = nn.Sequential(*layers, spectral_norm(nn.Conv2d(before, 1, 3, padding=1)))

    def forward(self, picture: Tensor) -> Tensor:
        """Map (N, 3, H, W) in 0..1, at least 16 px to a side, to (N, 1, H / 16, W / 16)."""
        judgement: Tensor = self.layers(normalise(picture))
        return judgement


class Adversary:
    """A discriminator and its optimiser."""

    def __init__(self, seed: int, device: str) -> None:
        """Start at random; the same seed gives the same weights."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self._network = Discriminator().to(device)
        self._optimiser = torch.optim.Adam(self._network.parameters(), lr=_RATE, betas=(0.9, 0.99))
        self._real, self._made = 0.0, 0.0  # shares of parts that were judged right, smoothed

    def learn(self, made: Tensor, truth: Tensor) -> None:
        """Do one step of the optimiser, on (N, 3, H, W) pictures in 0..1; `made` gets no gradient."""
        self._network.requires_grad_(True)
        real, other = self._network(truth), self._network(made.detach())
        loss = _relativistic_loss(real, other)
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimiser.step()
        self._real += 0.02 * ((real > other.mean()).float().mean().item() - self._real)
        self._made += 0.02 * ((other < real.mean()).float().mean().item() - self._made)

    def loss(self, made: Tensor, truth: Tensor) -> Tensor:
        """Return how surely pictures are seen to be made, a scalar of at least 0; its gradient goes into `made`."""
        self._network.requires_grad_(False)
        return _relativistic_loss(self._network(made), self._network(truth))

    @property
    def curves(self) -> dict[str, float | None]:
        """The shares of parts of real and of made pictures that were lately judged right; 0.5 is a guess."""
        return {"real_seen": self._real, "made_seen": self._made}

    def state(self) -> dict[str, Any]:
        """Return everything that is needed to continue later."""
        curves = {"real": self._real, "made": self._made}
        return {"network": self._network.state_dict(), "optimiser": self._optimiser.state_dict(), "curves": curves}

    def restore(self, state: dict[str, Any]) -> None:
        """Continue from a `state`."""
        self._network.load_state_dict(state["network"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._real, self._made = state["curves"]["real"], state["curves"]["made"]


class AdversarialLoss:
    """What an adversary adds to the loss of a network; it learns from the same pictures."""

    def __init__(self, weight: float, seed: int) -> None:
        """Make the adversary at the first step; a weight of 0: never."""
        self._weight, self._seed = weight, seed
        self._adversary: Adversary | None = None
        self._restored: dict[str, Any] | None = None

    def __call__(self, made: Tensor, truth: Tensor, device: Device) -> Tensor | float:
        """Return the loss of (N, 3, H, W) pictures in about 0..1, after the adversary has learnt from them."""
        if not self._weight:
            return 0.0
        adversary = self._adversary_on(device)
        adversary.learn(made, truth)
        return self._weight * adversary.loss(made, truth)

    @property
    def curves(self) -> dict[str, float | None]:
        """See `Adversary.curves`; empty without an adversary."""
        return self._adversary.curves if self._adversary else {}

    def state(self) -> dict[str, Any]:
        """See `LearningTask.state`."""
        return {"adversary": self._adversary.state() if self._adversary else None}

    def restore(self, state: dict[str, Any]) -> None:
        """See `LearningTask.restore`."""
        self._restored = state["adversary"]

    def _adversary_on(self, device: Device) -> Adversary:
        if self._adversary is None:
            self._adversary = Adversary(self._seed, device.type)
            if self._restored:
                self._adversary.restore(self._restored)
        return self._adversary


def _relativistic_loss(higher: Tensor, lower: Tensor) -> Tensor:
    """Return the loss of the claim that each of `higher` is above the mean of `lower`, and the reverse; a scalar."""
    higher, lower = higher.float(), lower.float()
    above, below = functional.softplus(lower.mean() - higher).mean(), functional.softplus(lower - higher.mean()).mean()
    return (above + below) / 2

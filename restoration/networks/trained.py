"""A trained U-Net with all that is needed to use it: its design, its weights, and what its answers are worth."""

from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor

from restoration.networks.packing import pack, unpack
from restoration.networks.unet import Design, Look, UNet

FORMAT = "damage U-Net, 1"


@dataclass(frozen=True, slots=True)
class Calibration:
    """What logits are worth: the likelihood is sigmoid(slope * (logit - middle))."""

    middle: float = 0.0  # the logit that is as likely damaged as sound: sensitivity 0.5
    slope: float = 1.0
    reserves: tuple[float, ...] = ()  # logits by which one must be surer of each kind; empty: of none
    favours: tuple[float, ...] = ()  # logits by which each kind is favoured among them; empty: none is

    def likelihoods(self, logits: Tensor) -> Tensor:
        """(N, kinds, H, W) of 0..1: how surely each pixel is damaged, shared out among the kinds.

        Args:
            logits: (N, 1 + kinds, H, W), as a `UNet` gives them.
        """
        reserves, favours = (logits.new_tensor(each or 0.0).view(1, -1, 1, 1) for each in (self.reserves, self.favours))
        kinds = (logits[:, 1:] + favours).softmax(dim=1)
        return torch.sigmoid(self.slope * (logits[:, :1] - self.middle - reserves)) * kinds


@dataclass(frozen=True, slots=True, eq=False)
class TrainedUNet:
    """A network that has learnt, and what was found out about its answers."""

    network: UNet
    calibration: Calibration


def to_bytes(trained: TrainedUNet) -> bytes:
    """As a file of half-precision weights."""
    facts = {"design": asdict(trained.network.design), "calibration": asdict(trained.calibration)}
    return pack(FORMAT, facts, trained.network)


def from_bytes(data: bytes) -> TrainedUNet:
    """The network, ready to be asked, in full precision on the processor.

    Raises:
        ValueError: these are not the bytes of such a file.
    """
    return unpack(FORMAT, data, _trained)


def _trained(record: dict[str, Any]) -> TrainedUNet:
    network = UNet(_design(record["design"]))
    network.load_state_dict(record["state"])
    return TrainedUNet(network.eval(), _calibration(record["calibration"]))


def _design(told: dict[str, Any]) -> Design:
    """From a file; one of an older program tells of no looks, as there was but one."""
    looks = tuple(Look(**look) for look in told.get("looks", [{"size": 1.0, "counts": 1.0}]))
    return Design(**{**told, "widths": tuple(told["widths"]), "looks": looks})


def _calibration(told: dict[str, Any]) -> Calibration:
    """From a file; lists of older programs may be missing."""
    lists = {name: tuple(told.get(name, ())) for name in ("reserves", "favours")}
    return Calibration(**{**told, **lists})

"""A trained U-Net with all that is needed to use it: its design, its weights, and what its answers are worth."""

import io
import pickle
import zipfile
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor

from restoration.networks.unet import Design, UNet

FORMAT = "damage U-Net, 1"


@dataclass(frozen=True, slots=True)
class Calibration:
    """What logits are worth: the likelihood is sigmoid(slope * (logit - middle))."""

    middle: float = 0.0  # the logit that is as likely damaged as sound: sensitivity 0.5
    slope: float = 1.0

    def likelihood(self, logits: Tensor) -> Tensor:
        """0..1, of the same shape."""
        return torch.sigmoid(self.slope * (logits - self.middle))


@dataclass(frozen=True, slots=True, eq=False)
class TrainedUNet:
    """A network that has learnt, and what was found out about its answers."""

    network: UNet
    calibration: Calibration


def to_bytes(trained: TrainedUNet) -> bytes:
    """As a file of half-precision weights, which torch reads without running code that might be hidden in it."""
    state = {name: _halved(tensor.detach().cpu()) for name, tensor in trained.network.state_dict().items()}
    record = {
        "format": FORMAT,
        "design": asdict(trained.network.design),
        "calibration": asdict(trained.calibration),
        "state": state,
    }
    file = io.BytesIO()
    torch.save(record, file)
    return file.getvalue()


def from_bytes(data: bytes) -> TrainedUNet:
    """The network, ready to be asked, in full precision on the processor.

    Raises:
        ValueError: these are not the bytes of such a file.
    """
    try:
        return _trained(torch.load(io.BytesIO(data), map_location="cpu", weights_only=True))
    except (
        OSError,
        EOFError,
        pickle.UnpicklingError,
        zipfile.BadZipFile,
        RuntimeError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:
        raise ValueError(f"expected a file of the form {FORMAT!r}") from error


def _trained(record: dict[str, Any]) -> TrainedUNet:
    if record["format"] != FORMAT:
        raise ValueError(f"expected {FORMAT!r}, got {record['format']!r}")
    design = Design(**{**record["design"], "widths": tuple(record["design"]["widths"])})
    network = UNet(design)
    network.load_state_dict(record["state"])
    return TrainedUNet(network.eval(), Calibration(**record["calibration"]))


def _halved(tensor: Tensor) -> Tensor:
    return tensor.half() if tensor.is_floating_point() else tensor

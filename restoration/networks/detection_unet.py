"""A trained U-Net with all that is needed to use it: its design, its weights, and what its answers are worth."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from restoration.networks.designs import side_multiple
from restoration.networks.residual_unet import ResidualUNet, normalise
from restoration.networks.weights_file import decode_weights, encode_weights

RIDGE_RADIUS = 3  # px, radius of the closing and the opening: cracks are up to twice as wide
_STEPS = (1, 2, 3)  # px; the largest of 2, of 4, then of all 7 within the radius; 30 times as fast as a pooling layer


@dataclass(frozen=True, slots=True)
class InputScale:
    """How a picture is looked at; from farther away it looks smaller."""

    size: float  # part of the picture's own; ninths or simpler, for tiles to be possible
    counts: float  # what is seen so, of all that is seen: 0..1


@dataclass(frozen=True, slots=True)
class DetectionDesign:
    """What a network of this kind is made of."""

    widths: tuple[int, ...] = (16, 32, 64, 128, 192)  # channels, at the full size, at half, at a quarter...
    classes: int = 4  # kinds of damage
    ridges: bool = True  # see also how far each pixel lies below and above the paint around it
    looks: tuple[InputScale, ...] = (InputScale(1.0, 2 / 3), InputScale(0.6, 1 / 3))

    @property
    def multiple_of(self) -> int:
        """What the sides of a picture must be a multiple of, px."""
        return side_multiple(self.widths)

    @property
    def period(self) -> int:
        """What tiles must start at multiples of, and their sides be, to be seen as in the whole picture, px."""
        return lcm(*(Fraction(look.size).limit_denominator(9).denominator for look in self.looks)) * self.multiple_of


class DetectionUNet(ResidualUNet):
    """From a picture to logits: channel 0 of damage of whatever kind, the others of each kind where there is damage.

    It looks at the picture from near and from farther away, with the same weights, and takes the mean: a crack looks
    like one from either distance, grain and single threads from one only.

    Source:
        L.-C. Chen et al., "Attention to scale: scale-aware semantic image segmentation", CVPR 2016, arXiv:1511.03339.
    """

    def __init__(self, design: DetectionDesign) -> None:
        """With random weights."""
        super().__init__(5 if design.ridges else 3, 1 + design.classes, design.widths)
        self.design = design

    def forward(self, picture: Tensor) -> Tensor:
        """(N, 3, H, W) of 0..1 to (N, 1 + classes, H, W); sides a multiple of `design.multiple_of`."""
        first, *others = (look.counts * self.glance(picture, look.size) for look in self.design.looks)
        return sum(others, first)

    def glance(self, picture: Tensor, size: float = 1.0) -> Tensor:
        """What one look tells: as `forward`, of the picture at that size, or the nearest that the network takes."""
        sides, grid = picture.shape[2:], self.design.multiple_of
        seen = _resized(picture, [max(round(side * size / grid), 1) * grid for side in sides])
        features = normalise(seen)
        logits = self.climb(torch.cat([features, ridge_channels(seen)], dim=1) if self.design.ridges else features)
        return _resized(logits.float(), sides)


def _resized(layers: Tensor, sides: Sequence[int]) -> Tensor:
    """(N, C, H, W) with other sides; what shrinks is smoothed first."""
    if layers.shape[2:] == tuple(sides):
        return layers
    return functional.interpolate(layers, tuple(sides), mode="bilinear", antialias=True)


def ridge_channels(picture: Tensor) -> Tensor:
    """How far each pixel lies below a closing and above an opening of the lightness: dark lines, and light ones.

    Args:
        picture: (N, 3, H, W) of 0..1.

    Returns:
        (N, 2, H, W), 0 and more; ten times the difference in luma, so that a faint crack comes to about 1.

    Source:
        I. Giakoumis et al., "Digital image processing techniques for the detection and removal of cracks in digitized
        paintings", IEEE TIP 15(1), 2006, doi:10.1109/TIP.2005.860311.
    """
    lightness = luma(picture)
    closing = -_local_maximum(-_local_maximum(lightness))
    opening = _local_maximum(-_local_maximum(-lightness))
    return 10 * torch.cat([closing - lightness, lightness - opening], dim=1)


def luma(picture: Tensor) -> Tensor:
    """(N, 3, H, W) of 0..1 to (N, 1, H, W): how light it is, as television weighs red, green and blue (BT.601)."""
    return (picture * picture.new_tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(dim=1, keepdim=True)


def _local_maximum(lightness: Tensor) -> Tensor:
    """The largest value within `RIDGE` px, along the rows, then along the columns."""
    for axis in (2, 3):
        padding = (0, 0, RIDGE_RADIUS, RIDGE_RADIUS) if axis == 2 else (RIDGE_RADIUS, RIDGE_RADIUS)
        lightness = functional.pad(lightness, padding, value=-torch.inf)
        for step in _STEPS:
            rest = lightness.shape[axis] - step
            lightness = torch.maximum(lightness.narrow(axis, 0, rest), lightness.narrow(axis, step, rest))
    return lightness


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
class TrainedDetectionUNet:
    """A network that has learnt, and what was found out about its answers."""

    network: DetectionUNet
    calibration: Calibration


def encode_detection_unet(trained: TrainedDetectionUNet) -> bytes:
    """As a file of half-precision weights."""
    facts = {"design": asdict(trained.network.design), "calibration": asdict(trained.calibration)}
    return encode_weights(FORMAT, facts, trained.network)


def decode_detection_unet(data: bytes) -> TrainedDetectionUNet:
    """The network, ready to be asked, in full precision on the processor.

    Raises:
        ValueError: these are not the bytes of such a file.
    """
    return decode_weights(FORMAT, data, _build)


def _build(record: dict[str, Any]) -> TrainedDetectionUNet:
    network = DetectionUNet(_read_design(record["design"]))
    network.load_state_dict(record["state"])
    return TrainedDetectionUNet(network.eval(), _read_calibration(record["calibration"]))


def _read_design(told: dict[str, Any]) -> DetectionDesign:
    """From a file; one of an older program tells of no looks, as there was but one."""
    looks = tuple(InputScale(**look) for look in told.get("looks", [{"size": 1.0, "counts": 1.0}]))
    return DetectionDesign(**{**told, "widths": tuple(told["widths"]), "looks": looks})


def _read_calibration(told: dict[str, Any]) -> Calibration:
    """From a file; lists of older programs may be missing."""
    lists = {name: tuple(told.get(name, ())) for name in ("reserves", "favours")}
    return Calibration(**{**told, **lists})

"""A U-Net that says of every pixel whether it is damaged, and how: residual blocks, slim where the picture is large."""

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

RIDGE = 3  # px, radius of the closing and the opening: cracks are up to twice as wide
_STEPS = (1, 2, 3)  # px; the largest of 2, of 4, then of all 7 within the radius; 30 times as fast as a pooling layer


@dataclass(frozen=True, slots=True)
class Design:
    """What a network of this kind is made of."""

    widths: tuple[int, ...] = (16, 32, 64, 128, 192)  # channels, at the full size, at half, at a quarter...
    classes: int = 4  # kinds of damage
    ridges: bool = True  # see also how far each pixel lies below and above the paint around it

    @property
    def multiple_of(self) -> int:
        """What the sides of a picture must be a multiple of, px."""
        return 1 << (len(self.widths) - 1)


class UNet(nn.Module):
    """From a picture to logits: channel 0 of damage of whatever kind, the others of each kind where there is damage.

    Source:
        O. Ronneberger et al., "U-Net: convolutional networks for biomedical image segmentation", MICCAI 2015,
        arXiv:1505.04597; with the blocks of K. He et al., "Deep residual learning for image recognition", CVPR 2016,
        arXiv:1512.03385. Skips are added, not concatenated, which halves the work where the picture is large.
    """

    def __init__(self, design: Design) -> None:
        """With random weights."""
        super().__init__()
        self.design = design
        full, *lower = design.widths
        steps = list(pairwise(design.widths))
        self.stem = nn.Sequential(Convolution(5 if design.ridges else 3, full), nn.ReLU(inplace=True))
        self.down = nn.ModuleList(
            nn.Sequential(Convolution(a, b, size=2, stride=2), nn.ReLU(inplace=True)) for a, b in steps
        )
        self.encode = nn.ModuleList(Residual(width) for width in lower)
        self.lift = nn.ModuleList(Convolution(b, a, size=1) for a, b in steps)
        self.decode = nn.ModuleList(Residual(width) for width in design.widths[:-1])
        self.head = nn.Conv2d(full, 1 + design.classes, kernel_size=1)

    def forward(self, picture: Tensor) -> Tensor:
        """(N, 3, H, W) of 0..1 to (N, 1 + classes, H, W); sides a multiple of `design.multiple_of`."""
        seen = (picture - 0.5) / 0.25  # paintings are dark and of low contrast; so they spread over about -2..2
        features = self.stem(torch.cat([seen, ridges(picture)], dim=1) if self.design.ridges else seen)
        skips = []
        for down, encode in zip(self.down, self.encode, strict=True):
            skips.append(features)
            features = encode(down(features))  # half the height and width
        for lift, decode in reversed(list(zip(self.lift, self.decode, strict=True))):
            features = functional.interpolate(lift(features), scale_factor=2.0, mode="nearest")
            features = decode(features + skips.pop())
        logits: Tensor = self.head(features)
        return logits


class Convolution(nn.Sequential):
    """A convolution and the normalisation of what it gives."""

    def __init__(self, before: int, after: int, *, size: int = 3, stride: int = 1) -> None:
        """From `before` channels to `after`; the sides stay, or shrink by the stride."""
        padding = size // 2 if stride == 1 else 0
        super().__init__(nn.Conv2d(before, after, size, stride, padding, bias=False), nn.BatchNorm2d(after))


class Residual(nn.Module):
    """Two convolutions that add to what they are given."""

    def __init__(self, width: int) -> None:
        """Of so many channels."""
        super().__init__()
        self.first, self.second = Convolution(width, width), Convolution(width, width)

    def forward(self, features: Tensor) -> Tensor:
        """(N, width, H, W) to the same."""
        added = self.second(functional.relu(self.first(features)))
        return functional.relu(features + added)


def ridges(picture: Tensor) -> Tensor:
    """How far each pixel lies below a closing and above an opening of the lightness: dark lines, and light ones.

    Args:
        picture: (N, 3, H, W) of 0..1.

    Returns:
        (N, 2, H, W), 0 and more; ten times the difference in luma, so that a faint crack comes to about 1.

    Source:
        I. Giakoumis et al., "Digital image processing techniques for the detection and removal of cracks in digitized
        paintings", IEEE TIP 15(1), 2006, doi:10.1109/TIP.2005.860311.
    """
    luma = (picture * picture.new_tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(dim=1, keepdim=True)
    closing = -_highest(-_highest(luma))
    opening = _highest(-_highest(-luma))
    return 10 * torch.cat([closing - luma, luma - opening], dim=1)


def _highest(luma: Tensor) -> Tensor:
    """The largest value within `RIDGE` px, along the rows, then along the columns."""
    for axis in (2, 3):
        padding = (0, 0, RIDGE, RIDGE) if axis == 2 else (RIDGE, RIDGE)
        luma = functional.pad(luma, padding, value=-torch.inf)
        for step in _STEPS:
            rest = luma.shape[axis] - step
            luma = torch.maximum(luma.narrow(axis, 0, rest), luma.narrow(axis, step, rest))
    return luma

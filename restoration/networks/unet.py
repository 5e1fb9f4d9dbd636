"""A U-Net that says of every pixel whether it is damaged, and how."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from restoration.networks.pyramid import Pyramid, spread
from restoration.networks.sides import multiple_of

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
        return multiple_of(self.widths)


class UNet(Pyramid):
    """From a picture to logits: channel 0 of damage of whatever kind, the others of each kind where there is damage."""

    def __init__(self, design: Design) -> None:
        """With random weights."""
        super().__init__(5 if design.ridges else 3, 1 + design.classes, design.widths)
        self.design = design

    def forward(self, picture: Tensor) -> Tensor:
        """(N, 3, H, W) of 0..1 to (N, 1 + classes, H, W); sides a multiple of `design.multiple_of`."""
        seen = spread(picture)
        return self.climb(torch.cat([seen, ridges(picture)], dim=1) if self.design.ridges else seen)


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

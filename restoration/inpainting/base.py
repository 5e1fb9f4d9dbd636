"""What every inpainter promises, and what it may ask of its input."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from restoration.domain import Image, Mask, Share


@dataclass(frozen=True, slots=True)
class Needs:
    """What an inpainter asks of its input; the pipeline cuts the picture to suit."""

    context: int = 16  # px of paint it should see around a hole
    region: int = 512  # px; damage that reaches further is filled piece by piece, each continuing the last
    looks_through: bool = False  # at what lies in the hole, too: at soft rims and under thin dirt, paint still shows


class Inpainter(Protocol):
    """Fills damage. The same input always gives the same output."""

    key: str  # the one it has in the catalog
    needs: Needs

    def fill(self, image: Image, mask: Mask) -> Image:
        """The image with its damage filled in.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB. Not changed.
            mask: (H, W) bool, True where paint is missing; it never covers the whole image.

        Returns:
            (H, W, 3), of the image's type. Only pixels where `mask` is True are read back.
        """


@runtime_checkable
class Dividing(Protocol):
    """An inpainter that leaves different parts of the damage to different methods."""

    def shares(self, mask: Mask) -> tuple[Share, ...]:
        """Who fills what of a (H, W) mask; together they hold all of it, each pixel once."""


def shares(inpainter: Inpainter, mask: Mask) -> tuple[Share, ...]:
    """Who fills what of a (H, W) mask when it is given to that inpainter."""
    if isinstance(inpainter, Dividing):
        return inpainter.shares(mask)
    return (Share((inpainter.key,), int(mask.sum())),)

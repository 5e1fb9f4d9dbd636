"""What every inpainter promises, and what it may ask of its input."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from restoration.domain import FillShare, Image, Mask
from restoration.imaging.masks import component_boxes


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


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One of several methods that fill damage one after the other, and its part of it."""

    inpainter: Inpainter  # it sees what the stages before it filled; in its own part, too
    mask: Mask  # (H, W) bool


@runtime_checkable
class Staged(Protocol):
    """An inpainter that leaves different parts of the damage to different methods."""

    def stages(self, mask: Mask) -> list[Stage]:
        """Who fills what of a (H, W) mask, in order; the first stage fills all of it."""


def plan_stages(inpainter: Inpainter, mask: Mask) -> list[Stage]:
    """The stages of filling a (H, W) mask with that inpainter; most have but one."""
    return inpainter.stages(mask) if isinstance(inpainter, Staged) else [Stage(inpainter, mask)]


def fill_shares(plan: list[Stage]) -> tuple[FillShare, ...]:
    """Which methods fill how much in these stages, alone or together."""
    first, *later = plan
    alone = first.mask
    together = []
    for stage in later:
        alone = alone & ~stage.mask
        if stage.mask.any():
            methods = first.inpainter.key, stage.inpainter.key
            together.append(FillShare(methods, int(stage.mask.sum()), tuple(component_boxes(stage.mask))))
    return FillShare((first.inpainter.key,), int(alone.sum())), *together

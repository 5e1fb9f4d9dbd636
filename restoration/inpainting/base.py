"""The contract of inpainters, and stages: several inpainters that fill the damage one after the other."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np

from restoration.disk_arrays import zeros_on_disk
from restoration.domain import FillShare, Image, Mask
from restoration.imaging.masks import component_boxes


@dataclass(frozen=True, slots=True)
class Needs:
    """What an inpainter needs as input; the pipeline cuts the picture accordingly."""

    context: int = 16  # px of paint around the damage that it sees
    region: int = 512  # px; larger damage is filled in pieces, each of which sees the pieces before it
    uses_masked_pixels: bool = False  # at soft rims and under thin dirt, paint still shows


class Inpainter(Protocol):
    """A method that fills damage. The same input always gives the same output."""

    key: str  # its key in the catalog
    needs: Needs

    def fill(self, image: Image, mask: Mask) -> Image:
        """Return the image with its damage filled.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB. Not changed.
            mask: (H, W) bool, True where paint is missing; it never covers the whole image.

        Returns:
            (H, W, 3), of the image's type. Only the pixels where `mask` is True are used.
        """


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One of several inpainters that fill damage one after the other, and the part that it fills."""

    inpainter: Inpainter  # it sees what the stages before it filled, also in its own part
    mask: Mask  # (H, W) bool


@runtime_checkable
class Staged(Protocol):
    """An inpainter that fills different parts of the damage by different methods."""

    def stages(self, mask: Mask) -> list[Stage]:
        """Return the stages that fill an (H, W) mask, in order; the first stage fills all of it."""


class PendingFill(Protocol):
    """The fill of a window that has begun."""

    def result(self) -> Image:
        """Wait for the fill and return it as `Inpainter.fill` does; raise what that raised."""


@runtime_checkable
class Concurrent(Protocol):
    """An inpainter that fills several windows at the same time, such as on other machines."""

    at_once: int  # windows that may have begun

    def begin(self, image: Image, mask: Mask) -> PendingFill:
        """Begin to fill a window; the arrays stay as they are until the result was taken."""

    def first_done(self, begun: Collection[PendingFill]) -> PendingFill:
        """Return one of several fills whose result is there; wait for it where none is."""


def as_concurrent(inpainter: Inpainter) -> Concurrent:
    """Return the inpainter itself if it fills several windows at the same time, else what fills each when it begins."""
    return inpainter if isinstance(inpainter, Concurrent) else _OneByOne(inpainter)


class _OneByOne:
    """Fills windows as soon as they begin."""

    at_once = 1

    def __init__(self, inpainter: Inpainter) -> None:
        self._inpainter = inpainter

    def begin(self, image: Image, mask: Mask) -> PendingFill:
        return Filled(self._inpainter.fill(image, mask))

    def first_done(self, begun: Collection[PendingFill]) -> PendingFill:
        return next(iter(begun))


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """A `PendingFill` that is there."""

    image: Image

    def result(self) -> Image:
        """Return the fill."""
        return self.image


@runtime_checkable
class Described(Protocol):
    """An inpainter whose fill depends on more than picture and mask, such as words and a seed."""

    def describe(self) -> dict[str, Any] | None:
        """Return what the fill depends on, ready for JSON; None if there is nothing to say."""


@runtime_checkable
class Releasable(Protocol):
    """An inpainter that holds much memory while it fills a picture."""

    def release(self) -> None:
        """Forget what can be made again."""


def describe_generation(inpainter: Inpainter) -> dict[str, Any] | None:
    """Return what a generated fill depends on, ready for JSON; None for an inpainter that generates nothing."""
    return inpainter.describe() if isinstance(inpainter, Described) else None


def plan_stages(inpainter: Inpainter, mask: Mask) -> list[Stage]:
    """Return the stages in which an inpainter fills an (H, W) mask; most inpainters have a single one."""
    return inpainter.stages(mask) if isinstance(inpainter, Staged) else [Stage(inpainter, mask)]


def fill_shares(stages: list[Stage]) -> tuple[FillShare, ...]:
    """Return how much of the damage each method fills alone, and how much several methods fill together."""
    first, *later = stages
    alone = zeros_on_disk(first.mask.shape, np.bool_)
    np.copyto(alone, first.mask)
    together = []
    for stage in later:
        np.copyto(alone, False, where=stage.mask)
        if stage.mask.any():
            methods = first.inpainter.key, stage.inpainter.key
            together.append(FillShare(methods, int(np.count_nonzero(stage.mask)), tuple(component_boxes(stage.mask))))
    return FillShare((first.inpainter.key,), int(np.count_nonzero(alone))), *together

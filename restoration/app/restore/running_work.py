"""The long work of a job that goes on beside the page: finding damage, learning, filling, laying down, enlarging."""

from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import numpy as np

from restoration.app.exclusive import QueuedWork
from restoration.app.restore.enlarging import EnlargedResult, EnlargingRequest
from restoration.app.restore.outcomes import DetectedDamage, DetectionRequest, LayingRequest, RestorationResult
from restoration.detection.teaching.taught_model import TaughtModel
from restoration.domain import Box, Image
from restoration.editing.history import Step
from restoration.inpainting.filling import Region


@dataclass(frozen=True, slots=True, eq=False)
class Detecting:
    """A detection that goes on."""

    work: QueuedWork[DetectedDamage]
    request: DetectionRequest


@dataclass(frozen=True, slots=True, eq=False)
class Learning:
    """Learning from corrections that goes on."""

    work: QueuedWork[tuple[TaughtModel, DetectedDamage]]
    steps: tuple[Step, ...]  # from which it learns


class Preview:
    """A quick fill; what a better method fills meanwhile replaces its parts, one by one."""

    def __init__(self, result: RestorationResult) -> None:
        """Take a quick result, whose picture is changed."""
        self.result = result
        self._boxes: list[Box] = []  # of the parts, px

    @property
    def image(self) -> Image:
        """The picture, (H, W, 3)."""
        return self.result.restoration.after

    @property
    def version(self) -> int:
        """How many parts have been replaced."""
        return len(self._boxes)

    def replace_part(self, better: Image, region: Region) -> None:
        """Take the damage of a region from a better picture, (H, W, 3), whose other regions may not be filled yet."""
        np.copyto(self.image[region.window], better[region.window], where=region.damage[..., np.newaxis])
        self._boxes.append(region.box)

    def changed_since(self, version: int) -> list[Box]:
        """Return boxes, px, around all parts that have been replaced since there were `version` of them."""
        return self._boxes[version:]


@dataclass(slots=True, eq=False)
class Filling:
    """A filling that goes on."""

    work: QueuedWork[tuple[RestorationResult, ...]]  # several only where there are alternatives by one method
    steps: tuple[Step, ...]  # with which it was begun
    previews: list[Preview]  # the work puts one into it, unless its method is quick itself
    is_shown: bool = False  # whether the page has turned to the preview
    begun_at: float = field(default_factory=monotonic)  # s


@dataclass(frozen=True, slots=True, eq=False)
class LayingDown:
    """The laying down of a fill that goes on."""

    work: QueuedWork[RestorationResult]
    request: LayingRequest


@dataclass(frozen=True, slots=True, eq=False)
class Enlarging:
    """The enlarging of a result that goes on."""

    work: QueuedWork[EnlargedResult]
    request: EnlargingRequest


@dataclass(slots=True, eq=False)
class RunningWork:
    """The long work that goes on beside the page, until it is done or stopped."""

    detecting: Detecting | None = None
    learning: Learning | None = None
    filling: Filling | None = None
    laying_down: LayingDown | None = None
    enlarging: Enlarging | None = None
    halted_laying: LayingRequest | None = None  # one that was stopped or has failed
    halted: DetectionRequest | None = None  # a detection that was stopped or has failed: it is not begun again
    drawn_at: float | None = None  # s, by `monotonic`: when the page was drawn last; None while it is drawn
    is_unseen: bool = True  # whether the page has not been drawn with this painting yet

    def works(self) -> list[QueuedWork[Any]]:
        """Return all that goes on, in the order in which the page shows it."""
        going_on = (self.learning, self.detecting, self.filling, self.laying_down, self.enlarging)
        return [each.work for each in going_on if each is not None]

    def has_news(self) -> bool:
        """Return whether something was stopped or is done, or a preview has come that is not shown yet."""
        has_preview = self.filling is not None and bool(self.filling.previews) and not self.filling.is_shown
        return has_preview or any(work.is_stopped or work.wait(0) for work in self.works())

    def stop(self) -> None:
        """Stop everything."""
        for work in self.works():
            work.stop()

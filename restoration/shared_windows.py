"""The windows of a huge picture, shared out to workers: the tiles of a detector's network, the regions of a fill.

What is cheap beside sending a window stays where the picture is, and what comes back is what would be computed there.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, TypeVar

import numpy as np

from restoration.catalog import DETECTORS, INPAINTERS
from restoration.detection.base import Detector
from restoration.detection.unet import UNetDetector
from restoration.domain import Image, Mask
from restoration.imaging.tiling import ScoreMaps
from restoration.inpainting.base import Inpainter, PendingFill, Stage, describe_generation, plan_stages
from restoration.inpainting.diffusion.inpainter import Diffusion
from restoration.inpainting.diffusion.request import GenerationRequest
from restoration.networks.inference import DetectionModel

HUGE_MEGAPIXELS = 64.0  # with our networks, such a picture takes minutes
QUICK = {"telea", "ns"}  # keys of inpainters; they fill 512 px in 40 ms, and to send that takes 15 ms at 1 Gbit/s

Result = TypeVar("Result", covariant=True)


class Pending(Protocol[Result]):
    """A result that is being computed."""

    def result(self) -> Result:
        """Wait for it and return it; raise what the computation raised."""


class Workers(Protocol):
    """Processes that compute windows, here or on other machines."""

    at_once: int  # windows that may wait there: as many as keep all of them busy

    def submit(self, function: Callable[..., Result], *arguments: object) -> Pending[Result]:
        """Let one of them compute a function of this module; everything can be pickled."""

    def first_done(self, begun: Collection[Pending[Result]]) -> Pending[Result]:
        """Return one of several results of `submit` that is there; wait for it where none is."""


OpenWorkers = Callable[[], AbstractContextManager[Workers | None]]
"""Opens the workers for one picture; None where there are none to spare."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """When windows are shared out, and to whom."""

    open_workers: OpenWorkers
    megapixels: float  # of the smallest picture whose windows are


_rule: ContextVar[_Rule | None] = ContextVar("rule", default=None)


@contextmanager
def sharing_windows(open_workers: OpenWorkers, megapixels: float) -> Iterator[None]:
    """Share out the windows of pictures of at least so many megapixels inside the context."""
    token = _rule.set(_Rule(open_workers, megapixels))
    try:
        yield
    finally:
        _rule.reset(token)


@contextmanager
def shared_tiles(detector: Detector, image: Image) -> Iterator[Detector]:
    """Yield the detector for a picture; if that is huge, workers run the detector's network."""
    if isinstance(detector, UNetDetector):
        with _workers_for(image) as workers:
            model = detector.model
            yield detector if workers is None else UNetDetector(_SharedModel(model, detector.key, workers))
    else:
        yield detector


@contextmanager
def shared_regions(inpainter: Inpainter, image: Image) -> Iterator[Inpainter]:
    """Yield an inpainter of the catalog for a picture; if that is huge, workers fill its windows.

    An inpainter that was made for one picture cannot be built again elsewhere, and is not for this.
    """
    if inpainter.key in QUICK:
        yield inpainter
    else:
        with _workers_for(image) as workers:
            yield inpainter if workers is None else _SharedInpainter(inpainter, workers)


@contextmanager
def _workers_for(image: Image) -> Iterator[Workers | None]:
    """Yield the workers that compute the windows of a picture; None where all is computed here."""
    rule = _rule.get()
    if rule is None or image.shape[0] * image.shape[1] < 1e6 * rule.megapixels:
        yield None
    else:
        with rule.open_workers() as workers:
            yield workers


class _SharedModel:
    """A `DetectionModel` that workers run."""

    def __init__(self, model: DetectionModel, key: str, workers: Workers) -> None:
        self.tile_multiple, self.at_once = model.tile_multiple, workers.at_once
        self._key, self._version, self._workers = key, DETECTORS[key].weights_version(), workers

    def damage_by_kind(self, tiles: Sequence[Image]) -> Iterator[ScoreMaps]:
        """See `DetectionModel.damage_by_kind`; each result is fetched when it is asked for."""
        pending = deque(self._workers.submit(find_in_tile, self._key, self._version, tile) for tile in tiles)
        while pending:
            yield pending.popleft().result()


@dataclass(frozen=True, slots=True)
class InpainterRecipe:
    """What another process needs to build an inpainter again."""

    key: str
    weights_version: str
    request: GenerationRequest | None  # of a generated fill


class _SharedInpainter:
    """An inpainter whose stages are computed by workers."""

    def __init__(self, inpainter: Inpainter, workers: Workers) -> None:
        self.key, self.needs = inpainter.key, inpainter.needs
        self._inpainter, self._workers = inpainter, workers
        request = inpainter.request if isinstance(inpainter, Diffusion) else None
        self._recipe = InpainterRecipe(self.key, INPAINTERS[self.key].weights_version(), request)

    def stages(self, mask: Mask) -> list[Stage]:
        """See `Staged.stages`."""
        return [
            Stage(_SharedStage(stage.inpainter, self._recipe, number, self._workers), stage.mask)
            for number, stage in enumerate(plan_stages(self._inpainter, mask))
        ]

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        return self._inpainter.fill(image, mask)

    def describe(self) -> dict[str, Any] | None:
        """See `Described.describe`."""
        return describe_generation(self._inpainter)


class _SharedStage:
    """The `Concurrent` inpainter of a stage."""

    def __init__(self, inpainter: Inpainter, recipe: InpainterRecipe, number: int, workers: Workers) -> None:
        self.key, self.needs, self.fill = inpainter.key, inpainter.needs, inpainter.fill
        self.at_once, self.first_done = workers.at_once, workers.first_done
        self._recipe, self._number, self._workers = recipe, number, workers

    def begin(self, image: Image, mask: Mask) -> PendingFill:
        """See `Concurrent.begin`."""
        return self._workers.submit(fill_window, self._recipe, self._number, image, mask)


def find_in_tile(key: str, weights_version: str, tile: Image) -> ScoreMaps:
    """Return what the network of a detector says about a tile, (kinds, h, w); a worker loads each network once."""
    (scores,) = _build_model(key, weights_version).damage_by_kind([tile])
    return np.asarray(scores)


def fill_window(recipe: InpainterRecipe, stage: int, image: Image, mask: Mask) -> Image:
    """Return a window as a stage of an inpainter fills it; a worker builds each inpainter once."""
    return _build_stages(recipe)[stage].fill(image, mask)


@lru_cache(maxsize=1)
def _build_model(key: str, weights_version: str) -> DetectionModel:
    detector = DETECTORS.build(key)
    assert isinstance(detector, UNetDetector)  # `share_tiles` asks for no other
    return detector.model


@lru_cache(maxsize=1)
def _build_stages(recipe: InpainterRecipe) -> list[Inpainter]:
    """Return the inpainter of each stage; which they are does not depend on the mask."""
    inpainter = INPAINTERS.build(recipe.key)
    if recipe.request is not None and isinstance(inpainter, Diffusion):
        inpainter = inpainter.with_request(recipe.request)
    return [stage.inpainter for stage in plan_stages(inpainter, np.ones((1, 1), np.bool_))]

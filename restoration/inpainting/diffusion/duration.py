"""How long a generation takes, about: said before it starts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from restoration.domain import Mask, PixelWindow
from restoration.inpainting.base import Needs
from restoration.inpainting.diffusion.canvas import canvas_scale
from restoration.inpainting.diffusion.request import GenerationRequest
from restoration.inpainting.filling import plan_regions
from restoration.threads import thread_count

# Seconds of one pass through the network of Stable Diffusion 1.5 at 512 px.
CPU_PASS = 13.0  # of one processor, an AMD EPYC with AVX2; measured with random weights
CARD_PASS = {"cuda": 0.04, "mps": 0.5}  # [M] of middling cards; not measured
OTHER_PASSES = 4  # encoding and decoding a window takes as long as that many passes; measured on the same processor


class Size(Protocol):
    """What an estimate needs to know of a model; see `GenerativeModel`."""

    @property
    def device(self) -> str: ...
    @property
    def side(self) -> int: ...
    @property
    def work(self) -> float: ...


@dataclass(frozen=True, slots=True)
class StableDiffusion15:
    """The size of the default model, for an estimate before any model is loaded."""

    device: str
    side: int = 512
    work: float = 1.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a generation will take."""

    windows: int  # runs of the model
    steps: int  # of each run
    smallest_scale: float  # 0..1, of the largest window; 1 where all are filled at their own scale
    seconds: float

    @property
    def sentence(self) -> str:
        """One sentence for people."""
        windows = "1 window" if self.windows == 1 else f"{self.windows} windows"
        scaled = "" if self.smallest_scale == 1 else f", the largest at {self.smallest_scale:.0%} of its scale"
        return f"{windows} of {self.steps} steps{scaled}: about {_duration_text(self.seconds)}."


def estimate(mask: Mask, needs: Needs, request: GenerationRequest, model: Size) -> Estimate:
    """Return what it takes to fill an (H, W) mask.

    Args:
        mask: True where paint is to be generated.
        needs: of the inpainter.
        request: steps and guidance count.
        model: its size and its device.
    """
    regions = plan_regions(mask, size=needs.region, context=needs.context)
    seconds = len(regions) * _window_seconds(request, model)
    return Estimate(
        len(regions), request.effective_steps, _least_scale((r.window for r in regions), model.side), seconds
    )


def _window_seconds(request: GenerationRequest, model: Size) -> float:
    passes = request.effective_steps * (2 if request.guidance > 1 else 1) + OTHER_PASSES
    return passes * model.work * CARD_PASS.get(model.device, CPU_PASS / thread_count())


def _least_scale(windows: Iterable[PixelWindow], side: int) -> float:
    return min((canvas_scale([part.stop - part.start for part in window], side) for window in windows), default=1.0)


def _duration_text(seconds: float) -> str:
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 90 * 60 else f"{seconds / 3600:.1f} hours"

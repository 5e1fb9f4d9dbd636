"""The inpainter that generates paint from words, by a latent diffusion model."""

import hashlib
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Protocol, Self

import numpy as np

from restoration.domain import Image, Mask
from restoration.errors import RefusedFill
from restoration.inpainting.base import Needs
from restoration.inpainting.diffusion.canvas import Canvas, lay_out, match_colours, take_back
from restoration.inpainting.diffusion.duration import Estimate, StableDiffusion15, estimate
from restoration.inpainting.diffusion.model_folder import ModelFolder, find_model, weights_version
from restoration.inpainting.diffusion.request import GenerationRequest
from restoration.inpainting.grain import add_grain
from restoration.inpainting.texture import FloatImage
from restoration.networks.devices import torch_device

EVIDENCE = 4  # level after the London Charter: generated

_loading = Lock()


class GenerativeModel(Protocol):
    """A model that paints a hole in a square picture; see `networks.diffusion_model.DiffusionModel`."""

    @property
    def device(self) -> str:
        """Where it runs, named as in torch."""

    @property
    def side(self) -> int:
        """The side of its pictures, px."""

    @property
    def cell(self) -> int:
        """The side of the squares of its mask, px."""

    @property
    def work(self) -> float:
        """The computation of one step, as a multiple of that of Stable Diffusion 1.5."""

    def check_words(self, text: str) -> None:
        """Raise `BadRequest` if the model would read only the beginning of a prompt."""

    def paint(self, picture: FloatImage, hole: Mask, generation: GenerationRequest, seed: int) -> FloatImage:
        """Return (S, S, 3) float32 with new paint in the hole."""


class Diffusion:
    """Generates what may have been in a loss, from words and from the paint around.

    The model works on a square of some 512 px. A window that fits is filled as it is; a larger one is scaled down, and
    its fill is scaled up again, so it is less sharp than the paint around; then it gets the grain of that paint.
    """

    key = "diffusion"
    needs = Needs(context=192, region=512)  # a loss of up to 128 px with its context is filled at its own scale

    def __init__(self, model: GenerativeModel, source: ModelFolder, request: GenerationRequest | None = None) -> None:
        """Take a model that is ready, which several inpainters may share, and where it came from."""
        self.request = GenerationRequest() if request is None else request
        self._model, self._source = model, source

    @classmethod
    def from_folder(cls) -> Self:
        """Load the model that this machine has, once in a process.

        Raises:
            NotReady: it is missing.
            UnreadableWeights: it cannot be loaded.
        """
        source = find_model()
        with _loading:
            return cls(_load_model(source.path, weights_version()), source)

    def with_request(self, request: GenerationRequest) -> Self:
        """Return an inpainter for another request; it shares the model.

        Raises:
            BadRequest: the prompt is longer than what the model reads.
        """
        for text in (request.prompt, request.negative_prompt):
            self._model.check_words(text)
        return type(self)(self._model, self._source, request)

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`.

        Raises:
            RefusedFill: the model answered with a black picture.
        """
        canvas = lay_out(image, mask, self._model.side, self._model.cell)
        painted = self._model.paint(canvas.picture, canvas.hole, self.request, self._window_seed(mask))
        _refuse_black(painted, canvas)
        fill = take_back(match_colours(painted, canvas), canvas, mask.shape)
        white = np.iinfo(image.dtype).max
        values = np.rint(np.clip(fill, 0, 1) * white).astype(image.dtype)
        return add_grain(np.where(mask[..., np.newaxis], values, image), mask)

    def describe(self) -> dict[str, Any]:
        """See `Described.describe`."""
        return {
            "evidence": EVIDENCE,
            **self.request.to_json(),
            "model": self._source.model,
            "revision": self._source.revision,  # None for a folder that states none
            "device": self._model.device,
        }

    def estimate(self, mask: Mask) -> Estimate:
        """Return how long it will take to fill an (H, W) mask, about."""
        return estimate(mask, self.needs, self.request, self._model)

    @classmethod
    def estimate_unloaded(cls, mask: Mask, request: GenerationRequest) -> Estimate:
        """Return the same before a model is loaded: how long the default one will take on this machine."""
        return estimate(mask, cls.needs, request, StableDiffusion15(torch_device()))

    def _window_seed(self, mask: Mask) -> int:
        """Return the seed of a window's noise: it depends on its own damage, and on nothing else in the picture."""
        digest = hashlib.blake2b(repr((self.request.seed, mask.shape)).encode(), digest_size=8)
        digest.update(np.packbits(mask).data)
        return int.from_bytes(digest.digest(), "big") >> 1  # torch takes 63 bits


def _refuse_black(painted: FloatImage, canvas: Canvas) -> None:
    """Raise `RefusedFill` where the answer is black throughout, or no picture at all, but the known paint is not."""
    if not np.isfinite(painted).all() or (not painted.any() and canvas.picture[~canvas.hole].any()):
        raise RefusedFill("The model answered with a black picture: it refused the fill, or its numbers overflowed.")


@lru_cache(maxsize=1)
def _load_model(folder: Path, version: str) -> GenerativeModel:
    """Return the model in a folder; other files have another `version`, and so they are loaded anew."""
    from restoration.networks.diffusion_model import DiffusionModel  # torch and diffusers are loaded only now

    return DiffusionModel.from_folder(folder)

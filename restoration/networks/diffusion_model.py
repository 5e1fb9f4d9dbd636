"""Diffusion models of other people, as the library diffusers reads them from a folder; it is loaded only here."""

import os
from pathlib import Path
from threading import Lock
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt
import torch
from torch.backends import cudnn

from restoration.domain import Mask
from restoration.errors import BadRequest, RefusedFill, ran_out_of_memory
from restoration.networks.devices import torch_device
from restoration.weights import UnreadableWeights

Light = npt.NDArray[np.float32]
"""(S, S, 3) float32 RGB in 0..1, as encoded in files."""

SIDE_KNOWN = 512  # px, of the pictures of Stable Diffusion 1.5
PARAMETERS_KNOWN = 859.5e6  # of its network

_OPTIONAL_PARTS = ("safety_checker", "feature_extractor")


class Generation(Protocol):
    """The numbers and words that a model is run with; see `inpainting.diffusion.request.GenerationRequest`."""

    @property
    def prompt(self) -> str: ...
    @property
    def negative_prompt(self) -> str: ...
    @property
    def steps(self) -> int: ...
    @property
    def guidance(self) -> float: ...
    @property
    def strength(self) -> float: ...


class DiffusionModel:
    """A pipeline that paints a masked part of a square picture; it may be shared by threads.

    The same input gives the same answer on the same machine.

    Source:
        R. Rombach et al., "High-resolution image synthesis with latent diffusion models", CVPR 2022, arXiv:2112.10752.
    """

    def __init__(self, pipeline: Any, device: str = "cpu") -> None:  # noqa: ANN401 - of a library without types
        """Take a pipeline that lies on `device`, named as in torch."""
        self.device = device
        self.cell = int(pipeline.vae_scale_factor)  # px, side of the square that one value of the mask stands for
        self.side = int(pipeline.unet.config.sample_size) * self.cell  # px, of the pictures that it was trained on
        self._pipeline = pipeline
        self._lock = Lock()  # a run changes the state of its scheduler

    @classmethod
    def from_folder(cls, folder: Path, device: str | None = None) -> Self:
        """Load a folder; only safetensors are opened, no code that lies in it is run, and nothing is downloaded.

        Args:
            folder: with `model_index.json` and a folder for each network.
            device: named as in torch; None: see `torch_device`.

        Raises:
            UnreadableWeights: this is no folder of a pipeline that fills masks, or its weights are incomplete.
            BadSetting: see `torch_device`.
        """
        device = device or torch_device()
        try:
            pipeline = _load_pipeline(folder, device)
            return cls(pipeline.to(device), device)
        except Exception as error:  # diffusers passes on the errors of four libraries, which have no common base
            if ran_out_of_memory(error):
                raise
            reason = " ".join(str(error).split())[:200]
            message = f"The diffusion model in {folder} cannot be loaded ({reason})."
            raise UnreadableWeights(message, hint="Download it again, or name the folder of another one.") from error

    @property
    def work(self) -> float:
        """The computation of one step, as a multiple of that of Stable Diffusion 1.5."""
        parameters: int = sum(each.numel() for each in self._pipeline.unet.parameters())
        return parameters / PARAMETERS_KNOWN * (self.side / SIDE_KNOWN) ** 2

    def check_words(self, text: str) -> None:
        """Raise `BadRequest` if the model would read only the beginning of a prompt."""
        tokenizer = self._pipeline.tokenizer
        if tokenizer is None:
            return
        count, limit = len(tokenizer(text).input_ids), tokenizer.model_max_length
        if count > limit:
            message = f"The model reads {limit - 2} words or parts of words; these are {count - 2}: “{text}”."
            raise BadRequest(message, hint="Shorten the prompt.")

    def paint(self, picture: Light, hole: Mask, generation: Generation, seed: int) -> Light:
        """Return the picture with new paint in the hole; outside it, too, every pixel changes a little.

        Args:
            picture: (S, S, 3) float32 in 0..1, where S is `side`; what lies in the hole counts where the strength is
                below 1 alone.
            hole: (S, S) bool, True where paint is to be generated.
            generation: words and numbers.
            seed: of the noise that the model starts from.

        Raises:
            RefusedFill: the safety checker of the model refused its own answer.
        """
        repeatable = cudnn.flags(enabled=True, benchmark=False, deterministic=True)
        with self._lock, torch.inference_mode(), repeatable:
            answer = self._pipeline(
                prompt=generation.prompt,
                negative_prompt=generation.negative_prompt,
                image=picture,
                mask_image=hole.astype(np.float32),
                height=self.side,
                width=self.side,
                strength=generation.strength,
                num_inference_steps=generation.steps,
                guidance_scale=generation.guidance,
                generator=torch.Generator("cpu").manual_seed(seed),  # the same noise on every device
                output_type="np",
            )
        if any(getattr(answer, "nsfw_content_detected", None) or ()):
            raise RefusedFill("The model's own safety checker refused the fill.")
        return np.asarray(answer.images[0], np.float32)


def _load_pipeline(folder: Path, device: str) -> Any:  # noqa: ANN401 - of a library without types
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing is fetched unasked; the library reads it on its import
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")  # it would warn that torchvision is not there
    from diffusers import AutoPipelineForInpainting, DiffusionPipeline
    from diffusers.utils import logging
    from transformers.utils import logging as transformers_logging

    for each in (logging, transformers_logging):
        each.set_verbosity_error()
        each.disable_progress_bar()
    parts = DiffusionPipeline.load_config(folder, local_files_only=True)
    absent = {name: None for name in _OPTIONAL_PARTS if name in parts and not (folder / name).is_dir()}
    pipeline = AutoPipelineForInpainting.from_pretrained(
        folder,
        dtype=torch.float16 if device == "cuda" else torch.float32,
        variant="fp16" if any(folder.glob("unet/*.fp16.safetensors")) else None,
        use_safetensors=True,
        local_files_only=True,
        **absent,
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline

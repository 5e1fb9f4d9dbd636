"""LaMa, a network of other people, ready for use on whole images."""

import io
import warnings
from threading import Lock
from typing import Self

import numpy as np
import numpy.typing as npt
import torch
from torch.backends import cudnn

from restoration.domain import Image, Mask
from restoration.networks.inference import choose_device, images_to_tensor


class LamaModel:
    """LaMa as it is published: a TorchScript module. The same input gives the same answer on the same machine."""

    def __init__(self, module: torch.jit.ScriptModule, device: str | None = None) -> None:
        """Put the module on `device`, named as in torch; None: CUDA where there is a GPU."""
        self._device = choose_device(device)
        self._module = module.eval().to(self._device)
        self._lock = Lock()  # sessions of a dashboard share the model; two at once would compete for the same cores

    @classmethod
    def from_bytes(cls, data: bytes, device: str | None = None) -> Self:
        """Read the network of a file. Such a file holds code that runs: first check that it is the published one.

        Raises:
            ValueError: these are not the bytes of a TorchScript module.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # LaMa is published in no newer format
            try:
                return cls(torch.jit.load(io.BytesIO(data), map_location="cpu"), device)  # type: ignore[no-untyped-call]
            except RuntimeError as error:
                raise ValueError("expected a TorchScript module") from error

    def paint(self, image: Image, mask: Mask) -> npt.NDArray[np.float32]:
        """Return the image with new paint where the mask is True.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB, with sides that are multiples of 8.
            mask: (H, W) bool, True where paint is missing.

        Returns:
            (H, W, 3) float32, in 0..1 or a little beyond.
        """
        hole = torch.from_numpy(mask).to(self._device, torch.float32)[None, None]  # (1, 1, H, W)
        picture = images_to_tensor([image]).to(self._device).contiguous() * (1 - hole)  # black in the hole
        # unoptimised: else TorchScript times and rewrites the network anew for every size it meets
        plain = torch.jit.optimized_execution(False)  # type: ignore[attr-defined] # unknown to its types
        repeatable = cudnn.flags(enabled=True, benchmark=False, deterministic=True)
        with self._lock, torch.inference_mode(), plain, repeatable:
            painted = self._module(picture, hole)
        return np.asarray(painted[0].permute(1, 2, 0).cpu())

"""LaMa as it is published: a TorchScript module, on the fastest device there is, one caller at a time."""

import io
import warnings
from threading import Lock
from typing import Self

import numpy as np
import numpy.typing as npt
import torch
from torch.backends import cudnn

from restoration.domain import Image, Mask
from restoration.networks.tensors import as_tensor


class LamaNetwork:
    """Paints what a mask hides. The same input gives the same answer on the same machine."""

    def __init__(self, module: torch.jit.ScriptModule, device: str | None = None) -> None:
        """On `device`, as torch names them; None for CUDA where there is some."""
        self._device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        self._module = module.eval().to(self._device)
        self._turn = Lock()  # a dashboard's visitors share it; two at once would only wait for the same cores

    @classmethod
    def from_bytes(cls, data: bytes, device: str | None = None) -> Self:
        """The network in a file; such a file holds code that is run, so first make sure that it is the published one.

        Raises:
            ValueError: these are not the bytes of a TorchScript module.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # LaMa is published in no newer form
            try:
                return cls(torch.jit.load(io.BytesIO(data), map_location="cpu"), device)  # type: ignore[no-untyped-call]
            except RuntimeError as error:
                raise ValueError("expected a TorchScript module") from error

    def paint(self, image: Image, mask: Mask) -> npt.NDArray[np.float32]:
        """(H, W, 3) float32, 0..1 or a little beyond: the picture, painted anew where the mask is True.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB; its sides are multiples of 8.
            mask: (H, W) bool.
        """
        hole = torch.from_numpy(mask).to(self._device, torch.float32)[None, None]  # (1, 1, H, W)
        picture = as_tensor([image]).to(self._device).contiguous() * (1 - hole)  # (1, 3, H, W), black in the hole
        # unoptimised: else TorchScript times and rewrites the network anew for every size it meets
        plain = torch.jit.optimized_execution(False)  # type: ignore[attr-defined] # unknown to its types
        repeatable = cudnn.flags(enabled=True, benchmark=False, deterministic=True)
        with self._turn, torch.inference_mode(), plain, repeatable:
            painted = self._module(picture, hole)
        return np.asarray(painted[0].permute(1, 2, 0).cpu())

"""A trained U-Net made ready for pictures: quicker, on the fastest device there is, one caller at a time."""

from collections.abc import Sequence
from threading import Lock

import numpy as np
import torch
from torch import Tensor

from restoration.domain import Image
from restoration.imaging.tiling import Layers
from restoration.networks.folding import folded
from restoration.networks.tensors import as_tensor
from restoration.networks.trained import TrainedUNet


class Examiner:
    """Says of every pixel how surely it is damaged, and how.

    On the processor it works in full precision, with the same answer each time; on a graphics card in half precision,
    whose answers differ a little.
    """

    def __init__(self, trained: TrainedUNet, device: str | None = None) -> None:
        """On `device`, as torch names them; None for CUDA where there is some."""
        self._device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        self._is_graphics_card = self._device.type == "cuda"
        self._network = folded(trained.network).to(self._device)
        self._calibration = trained.calibration
        self._turn = Lock()  # a dashboard's visitors share it; two at once would only wait for the same cores
        self.multiple_of = trained.network.design.period  # px, what sides and starts of tiles should be
        self.at_once = 8 if self._is_graphics_card else 1  # tiles that are best given together

    def damage_by_kind(self, tiles: Sequence[Image]) -> Layers:
        """(N, kinds, H, W) float32 in 0..1: how surely each pixel is damaged, shared out among the kinds of damage.

        Args:
            tiles: N of (H, W, 3) uint8 or uint16, all of one size, with sides that are multiples of `multiple_of`.
        """
        return np.asarray(self._calibration.likelihoods(self._logits(tiles)).cpu())

    def _logits(self, tiles: Sequence[Image]) -> Tensor:
        pictures = as_tensor(tiles).to(self._device)
        halved = torch.autocast(self._device.type, torch.float16, enabled=self._is_graphics_card)
        with self._turn, torch.inference_mode(), halved:
            logits: Tensor = self._network(pictures)
        return logits.float()

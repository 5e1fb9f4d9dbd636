"""The pictures in GPU memory, with the masks of doubtful paint; windows of many are cut at once."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from restoration.domain import Image, Mask
from restoration.training.crop_dataset import CropRecipe
from restoration.training.device import to_device
from restoration.training.gpu.filters import resize_matrices
from restoration.training.gpu.overlays import window_offsets


class GpuImages:
    """All pixels of all pictures in one tensor."""

    def __init__(self, pictures: Sequence[Image], doubts: Sequence[Mask], device: str) -> None:
        """Copy the pictures, (H, W, 3) uint8, and the doubt masks of all of them, (H, W), or none, to the device."""
        self._widths = [picture.shape[1] for picture in pictures]
        self._offsets = np.cumsum([0, *(picture.shape[0] * picture.shape[1] for picture in pictures)])
        self._pixels = torch.from_numpy(np.concatenate([picture.reshape(-1, 3) for picture in pictures])).to(device)
        self._doubts = (
            torch.from_numpy(np.concatenate([doubt.ravel() for doubt in doubts])).to(device) if doubts else None
        )
        self._device = device

    def cut_windows(self, recipes: Sequence[CropRecipe], extent: int) -> tuple[Tensor, Tensor]:
        """Cut the windows of N recipes of one extent, as `crop_window.cut_window` does, and their doubt masks.

        Returns:
            (N, 3, extent, extent) float, whole numbers 0..255; (N, extent, extent) bool.
        """
        offsets, widths, sides, symmetries = to_device(np.array(list(map(self._locate, recipes))).T, self._device)
        turns = window_offsets(extent, extent, self._device)[symmetries].flatten(1)
        largest = max(recipe.window.side for recipe in recipes)
        steps = torch.arange(largest, device=self._device).expand(len(recipes), -1)
        windows = self._pixels[_pixel_indices(steps, offsets, widths, sides)].permute(0, 3, 1, 2).float()
        scale = resize_matrices(sides, extent, largest)[:, None]
        resized = (scale @ windows @ scale.mT).round().clamp(0, 255).flatten(2)
        turned = resized.gather(2, turns[:, None].expand(-1, 3, -1)).view(-1, 3, extent, extent)
        if self._doubts is None:
            return turned, torch.zeros_like(turned[:, 0], dtype=torch.bool)
        nearest = (torch.arange(extent, device=self._device) + 0.5) * (sides[:, None] / extent)
        doubts = self._doubts[_pixel_indices(nearest.long(), offsets, widths, sides)].flatten(1)
        return turned, doubts.gather(1, turns).view(-1, extent, extent)

    def _locate(self, recipe: CropRecipe) -> tuple[int, int, int, int]:
        """Return the first pixel of the window, the width of its picture, and the side and symmetry of the window."""
        window, width = recipe.window, self._widths[recipe.picture]
        return (
            int(self._offsets[recipe.picture]) + window.top * width + window.left,
            width,
            window.side,
            window.symmetry,
        )


def _pixel_indices(steps: Tensor, offsets: Tensor, widths: Tensor, sides: Tensor) -> Tensor:
    """Return (N, k, k) indices of the pixels at (N, k) `steps` down and across from the first of each window."""
    inside = torch.minimum(steps, sides[:, None] - 1)
    return offsets[:, None, None] + inside[:, :, None] * widths[:, None, None] + inside[:, None]

"""Pictures as a graphics card holds them, with what is doubted in them: details of many are shown at once."""

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
    """All pixels of all pictures in a row."""

    def __init__(self, pictures: Sequence[Image], doubts: Sequence[Mask], device: str) -> None:
        """Copy the pictures, and the doubts about each of them or none, to the device."""
        self._widths = [picture.shape[1] for picture in pictures]
        self._firsts = np.cumsum([0, *(picture.shape[0] * picture.shape[1] for picture in pictures)])
        self._pixels = torch.from_numpy(np.concatenate([picture.reshape(-1, 3) for picture in pictures])).to(device)
        self._doubts = (
            torch.from_numpy(np.concatenate([doubt.ravel() for doubt in doubts])).to(device) if doubts else None
        )
        self._device = device

    def details(self, recipes: Sequence[CropRecipe], extent: int) -> tuple[Tensor, Tensor]:
        """What recipes of one extent show, as `framing.detail` does, and what is doubted there.

        Returns:
            (N, 3, extent, extent) float, whole numbers 0..255; (N, extent, extent) bool.
        """
        firsts, widths, sides, symmetries = to_device(np.array(list(map(self._window, recipes))).T, self._device)
        turns = window_offsets(extent, extent, self._device)[symmetries].flatten(1)
        largest = max(recipe.view.side for recipe in recipes)
        steps = torch.arange(largest, device=self._device).expand(len(recipes), -1)
        windows = self._pixels[_pixel_indices(steps, firsts, widths, sides)].permute(0, 3, 1, 2).float()
        scale = resize_matrices(sides, extent, largest)[:, None]
        shown = (scale @ windows @ scale.mT).round().clamp(0, 255).flatten(2)
        turned = shown.gather(2, turns[:, None].expand(-1, 3, -1)).view(-1, 3, extent, extent)
        if self._doubts is None:
            return turned, torch.zeros_like(turned[:, 0], dtype=torch.bool)
        nearest = (torch.arange(extent, device=self._device) + 0.5) * (sides[:, None] / extent)
        doubted = self._doubts[_pixel_indices(nearest.long(), firsts, widths, sides)].flatten(1)
        return turned, doubted.gather(1, turns).view(-1, extent, extent)

    def _window(self, recipe: CropRecipe) -> tuple[int, int, int, int]:
        """The first pixel of its window, the width of its picture, the window's side and symmetry."""
        view, width = recipe.view, self._widths[recipe.picture]
        return int(self._firsts[recipe.picture]) + view.top * width + view.left, width, view.side, view.symmetry


def _pixel_indices(steps: Tensor, firsts: Tensor, widths: Tensor, sides: Tensor) -> Tensor:
    """(N, k, k) where the pixels lie whose rows and columns are (N, k) `steps` from the first one of each window."""
    inside = torch.minimum(steps, sides[:, None] - 1)
    return firsts[:, None, None] + inside[:, :, None] * widths[:, None, None] + inside[:, None]

"""Crops made on a graphics card, many at once: what `Crops.drawn` does one by one, up to rounding and grain."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from restoration.damage.light import borders, decode
from restoration.damage.optics import REACH, Optics, kernel_of
from restoration.training import jpeg
from restoration.training.camera import Camera
from restoration.training.crops import CropRecipe, Crops
from restoration.training.plates import Overlay, Plates
from restoration.training.views import View

LENS = 5  # px; how far the softest lens of `camera.sample` spreads a point
SHARPENED = 1.0  # px; deviation of the blur whose loss is given back, as in `camera.photograph`


class Prints(NamedTuple):
    """A batch of crops; see `Crop`."""

    damaged: Tensor  # (N, 3, side, side) float, whole numbers 0..255
    clean: Tensor  # the same
    alpha: Tensor  # (N, side, side) uint8
    classes: Tensor  # (N, side, side) uint8
    doubt: Tensor  # (N, side, side) bool


class Darkroom:
    """Pictures and sheets on a card, and what turns recipes into crops there."""

    def __init__(self, crops: Crops, device: str) -> None:
        """Copy all that crops are made of to the device."""
        self._pictures = [torch.from_numpy(picture).to(device).permute(2, 0, 1) for picture in crops.pictures]
        self._doubts = [torch.from_numpy(doubt).to(device)[None] for doubt in crops.doubts]
        self._plates, self._side, self._device = Plates(crops.sheets, device), crops.side, device
        self._light = torch.from_numpy(decode(np.arange(256, dtype=np.uint8))).to(device)
        self._borders = torch.from_numpy(borders(256)).to(device)
        self._chance = torch.Generator(device)

    @torch.no_grad()
    def develop(self, recipes: Sequence[CropRecipe]) -> Prints:
        """The crops of the recipes, in their order."""
        extents = [recipe.extent for recipe in recipes]
        parts, places = [], []
        for extent in sorted(set(extents)):
            chosen = [place for place, one in enumerate(extents) if one == extent]
            parts.append(self._seen_at(self._made([recipes[place] for place in chosen], extent)))
            places += chosen
        order = torch.tensor(places, device=self._device).argsort()
        prints = Prints(*(torch.cat(layers)[order] for layers in zip(*parts, strict=True)))
        return self._photographed(prints, [recipe.camera for recipe in recipes])

    def _made(self, recipes: Sequence[CropRecipe], extent: int) -> Prints:
        """Crops of one extent, not yet seen from afar."""
        windows = torch.stack([self._window(recipe) for recipe in recipes])
        kernels = self._tensor(np.stack([kernel_of(recipe.lens) for recipe in recipes]))
        painted = self._plates.over([recipe.painted for recipe in recipes], extent)
        clean = self._composed(self._glazed(windows, recipes), painted, kernels)
        damage = self._plates.over([recipe.damage for recipe in recipes], extent)
        damaged = self._composed(clean, damage, kernels)
        alpha, kind = damage.covers.max(dim=1)  # the first where two tie
        classes = torch.where(alpha > 0, 1 + kind, 0).to(torch.uint8)
        return Prints(damaged, clean, alpha, classes, torch.stack([self._doubt(recipe) for recipe in recipes]))

    def _window(self, recipe: CropRecipe) -> Tensor:
        """(3, extent, extent): what the recipe shows of its picture."""
        window = _of(self._pictures[recipe.picture], recipe.view).float()
        return window if recipe.view.side == recipe.extent else _resized(window[None], recipe.extent)[0]

    def _doubt(self, recipe: CropRecipe) -> Tensor:
        """(extent, extent) bool."""
        if not self._doubts:
            return torch.zeros((recipe.extent, recipe.extent), dtype=torch.bool, device=self._device)
        window = _of(self._doubts[recipe.picture], recipe.view)
        return _nearest(window[None], recipe.extent)[0, 0]

    def _glazed(self, windows: Tensor, recipes: Sequence[CropRecipe]) -> Tensor:
        plain = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
        curves = self._tensor(np.stack([recipe.glaze.curves if recipe.glaze else plain for recipe in recipes]))
        return curves.float().transpose(1, 2).gather(2, windows.long().flatten(2)).view_as(windows)

    def _composed(self, pictures: Tensor, overlay: Overlay, kernels: Tensor) -> Tensor:
        """(N, 3, H, W) the pictures under the overlay, as `compose` makes them."""
        lost, added = (_seen(light.permute(0, 3, 1, 2), kernels) for light in (overlay.kept - 1, overlay.added))
        light = self._light[pictures.long()] * (1 + lost).clamp(min=0) + added
        is_changed = ((lost != 0) | (added != 0)).any(dim=1, keepdim=True)
        return torch.where(is_changed, torch.bucketize(light, self._borders).float(), pictures)

    def _seen_at(self, prints: Prints) -> Prints:
        """The crops, as wide and high as they are wanted."""
        side = self._side
        if prints.alpha.shape[1] == side:
            return prints
        alpha = functional.interpolate(prints.alpha[:, None].float(), (side, side), mode="bilinear", antialias=True)
        return Prints(
            _resized(prints.damaged, side),
            _resized(prints.clean, side),
            alpha[:, 0].round().to(torch.uint8),
            _nearest(prints.classes[:, None], side)[:, 0],
            _nearest(prints.doubt[:, None], side)[:, 0],
        )

    def _photographed(self, prints: Prints, cameras: Sequence[Camera | None]) -> Prints:
        """Those that are taken once more, taken; both pictures of a crop get the very same grain."""
        taken = [(place, camera) for place, camera in enumerate(cameras) if camera]
        if not taken:
            return prints
        places, used = zip(*taken, strict=True)
        which = torch.tensor(places, device=self._device)
        self._chance.manual_seed(used[0].seed)
        grain = torch.randn(prints.clean[which].shape, generator=self._chance, device=self._device)
        grain *= self._column([camera.grain for camera in used])
        damaged, clean = (
            layer.index_copy(0, which, self._taken(layer[which], used, grain))
            for layer in (prints.damaged, prints.clean)
        )
        return prints._replace(damaged=damaged, clean=clean)

    def _taken(self, pictures: Tensor, cameras: Sequence[Camera], grain: Tensor) -> Tensor:
        soft = _spread(pictures, self._points([camera.blur for camera in cameras]))
        softer = _spread(soft, self._points([SHARPENED] * len(cameras)))
        sharp = soft + self._column([camera.sharpening for camera in cameras]) * (soft - softer)
        gains = self._tensor(np.array([camera.gains for camera in cameras], np.float32))[:, :, None, None]
        contrast = self._column([camera.contrast for camera in cameras])
        developed = 128 + contrast * (sharp.clamp(0, 255) * gains - 128) + grain
        return jpeg.saved(developed.round().clamp(0, 255), [camera.quality for camera in cameras])

    def _points(self, deviations: Sequence[float]) -> Tensor:
        """(N, 2 LENS + 1) how each lens spreads a point along an axis; without any deviation not at all."""
        places = np.arange(-LENS, LENS + 1)
        weights = np.exp(-0.5 * np.square(places / np.maximum(np.array(deviations)[:, None], 1e-3)))
        return self._tensor((weights / weights.sum(axis=1, keepdims=True)).astype(np.float32))

    def _column(self, numbers: Sequence[float]) -> Tensor:
        """(N, 1, 1, 1)."""
        return self._tensor(np.array(numbers, np.float32))[:, None, None, None]

    def _tensor(self, array: np.ndarray) -> Tensor:
        return torch.from_numpy(array).to(self._device)


def _of(layers: Tensor, view: View) -> Tensor:
    """What the view shows of (C, H, W) layers: (C, side, side)."""
    window = layers[:, view.top : view.top + view.side, view.left : view.left + view.side]
    turned = torch.rot90(window, view.symmetry % 4, (1, 2))
    return turned.flip(2) if view.symmetry >= 4 else turned


def _resized(pictures: Tensor, side: int) -> Tensor:
    return functional.interpolate(pictures, (side, side), mode="bicubic", antialias=True).round().clamp(0, 255)


def _nearest(layers: Tensor, side: int) -> Tensor:
    """(N, 1, H, W) of whole numbers or claims, `side` px wide and high."""
    return functional.interpolate(layers.to(torch.uint8), (side, side), mode="nearest-exact").to(layers.dtype)


def _seen(light: Tensor, kernels: Tensor) -> Tensor:
    """(N, 3, H, W) light as `optics.seen` lets it reach the file; beyond the edge nothing differs."""
    return _weighted(functional.pad(light, [REACH] * 4), kernels)


def _spread(pictures: Tensor, kernels: Tensor) -> Tensor:
    """(N, 3, H, W) pictures, blurred; beyond the edge they go on as they end."""
    return _weighted(functional.pad(pictures, [LENS] * 4, mode="replicate"), kernels)


def _weighted(padded: Tensor, kernels: Tensor) -> Tensor:
    """Each pixel and its neighbours, weighted along the columns, then along the rows; (N, taps) weights.

    Sums of shifted pictures: a convolution on a card may round to ten bits.
    """
    for axis in (2, 3):
        length = padded.shape[axis] - kernels.shape[1] + 1
        weights = kernels.T[:, :, None, None, None]
        padded = sum(
            (weight * padded.narrow(axis, step, length) for step, weight in enumerate(weights)),
            start=torch.zeros((), device=padded.device),
        )
    return padded

"""Crops rendered on the training device, many at once: like `CropDataset.render`, up to rounding and random grain."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from restoration.damage.light import optics_kernel
from restoration.linear_light import decode_srgb, encoding_thresholds
from restoration.training.augment.mix import PlacedSheet
from restoration.training.augment.photo import Camera
from restoration.training.crop_dataset import CropDataset, CropRecipe
from restoration.training.device import to_device
from restoration.training.gpu.filters import apply_filter, filter_matrices
from restoration.training.gpu.images import GpuImages
from restoration.training.gpu.overlays import GpuSheets, Overlay
from restoration.training.gpu.photo import photograph_batch


class CropBatch(NamedTuple):
    """N crops; see `Crop`."""

    damaged: Tensor  # (N, 3, side, side) float, whole numbers 0..255
    clean: Tensor  # (N, 3, side, side) float, whole numbers 0..255
    alpha: Tensor  # (N, side, side) uint8
    classes: Tensor  # (N, side, side) uint8
    doubt: Tensor  # (N, side, side) bool


class CropRenderer:
    """The pictures and sheets on a device, and what turns recipes into crops there."""

    def __init__(self, crops: CropDataset, device: str) -> None:
        """Copy the pictures and sheets of the dataset to the device."""
        self._images = GpuImages(crops.pictures, crops.doubts, device)
        self._sheets = GpuSheets(crops.sheets, device)
        self._light = to_device(decode_srgb(np.arange(256, dtype=np.uint8)), device)
        self._thresholds = to_device(encoding_thresholds(256), device)
        self._grain_rng = torch.Generator(device)
        self._side, self._device = crops.side, device

    @torch.no_grad()
    def render(self, recipes: Sequence[CropRecipe]) -> CropBatch:
        """Return the crops of the recipes, in their order."""
        extents = [recipe.extent for recipe in recipes]
        parts, places = [], []
        for extent in sorted(set(extents)):
            chosen = [place for place, own_extent in enumerate(extents) if own_extent == extent]
            parts.append(_resize_batch(self._render_extent([recipes[place] for place in chosen], extent), self._side))
            places += chosen
        order = to_device(np.argsort(places), self._device)
        crops = CropBatch(*(torch.cat(layers)[order] for layers in zip(*parts, strict=True)))
        return self._photograph(crops, [recipe.camera for recipe in recipes])

    def _render_extent(self, recipes: Sequence[CropRecipe], extent: int) -> CropBatch:
        """Return the crops of one extent, before they are scaled and photographed."""
        windows, doubt = self._images.cut_windows(recipes, extent)
        kernels = np.stack([optics_kernel(recipe.lens) for recipe in recipes])
        lenses = filter_matrices(kernels, extent, self._device)
        glazed = self._apply_glazes(windows, recipes)
        clean, _ = self._compose(glazed, [recipe.painted for recipe in recipes], lenses)
        damaged, covers = self._compose(clean, [recipe.damage for recipe in recipes], lenses)
        alpha, kind = covers.max(dim=1)  # the first of equal kinds
        classes = torch.where(alpha > 0, 1 + kind, 0).to(torch.uint8)
        return CropBatch(damaged, clean, alpha, classes, doubt)

    def _apply_glazes(self, windows: Tensor, recipes: Sequence[CropRecipe]) -> Tensor:
        unchanged = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
        curves = np.stack([recipe.glaze.curves if recipe.glaze else unchanged for recipe in recipes])
        levels = to_device(curves.transpose(0, 2, 1).astype(np.float32), self._device)
        return levels.gather(2, windows.long().flatten(2)).view_as(windows)

    def _compose(
        self, pictures: Tensor, placed: Sequence[Sequence[PlacedSheet]], lenses: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return the (N, 3, H, W) pictures under the sheets over them, as `compose` does, and the cover of each kind.

        Pictures without a sheet cost nothing.
        """
        which = [place for place, stack in enumerate(placed) if stack]
        overlay = self._sheets.composite([placed[place] for place in which], pictures.shape[2])
        places = to_device(np.array(which, np.int64), self._device)
        after = pictures.index_copy(0, places, self._apply_overlay(overlay, pictures[places], lenses[places]))
        covers = overlay.covers.new_zeros((len(placed), *overlay.covers.shape[1:]))
        return after, covers.index_copy(0, places, overlay.covers)

    def _apply_overlay(self, overlay: Overlay, pictures: Tensor, lenses: Tensor) -> Tensor:
        lost, added = (apply_filter(light.permute(0, 3, 1, 2), lenses) for light in (overlay.kept - 1, overlay.added))
        light = torch.addcmul(added, self._light[pictures.int()], (1 + lost).clamp(min=0))
        is_changed = ((lost != 0) | (added != 0)).any(dim=1, keepdim=True)
        return torch.where(is_changed, torch.bucketize(light, self._thresholds, out_int32=True).float(), pictures)

    def _photograph(self, crops: CropBatch, cameras: Sequence[Camera | None]) -> CropBatch:
        """Photograph the crops that have a camera; both pictures of a crop get exactly the same grain."""
        used = [camera for camera in cameras if camera]
        if not used:
            return crops
        which = to_device(np.flatnonzero([camera is not None for camera in cameras]), self._device)
        self._grain_rng.manual_seed(used[0].seed)
        noise = torch.randn((len(used), self._side, self._side, 4), generator=self._grain_rng, device=self._device)
        damaged, clean = (
            layer.index_copy(0, which, photograph_batch(layer[which], used, noise, self._device))
            for layer in (crops.damaged, crops.clean)
        )
        return crops._replace(damaged=damaged, clean=clean)


def _resize_batch(crops: CropBatch, side: int) -> CropBatch:
    """Return the crops, scaled to `side` px."""
    if crops.alpha.shape[1] == side:
        return crops
    alpha = functional.interpolate(crops.alpha[:, None].float(), (side, side), mode="bilinear", antialias=True)
    return CropBatch(
        _resize_pictures(crops.damaged, side),
        _resize_pictures(crops.clean, side),
        alpha[:, 0].round().to(torch.uint8),
        _resize_nearest(crops.classes, side),
        _resize_nearest(crops.doubt.to(torch.uint8), side) > 0,
    )


def _resize_pictures(pictures: Tensor, side: int) -> Tensor:
    return functional.interpolate(pictures, (side, side), mode="bicubic", antialias=True).round().clamp(0, 255)


def _resize_nearest(layers: Tensor, side: int) -> Tensor:
    """Return (N, H, W) uint8 layers, scaled to `side` px."""
    return functional.interpolate(layers[:, None], (side, side), mode="nearest-exact")[:, 0]

"""Crops made on a graphics card, many at once: what `Crops.drawn` does one by one, up to rounding and grain."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from restoration.damage.light import decode_srgb, encoding_thresholds
from restoration.damage.optics import optics_kernel
from restoration.training.augment.mix import PlacedSheet
from restoration.training.augment.photo import Camera
from restoration.training.crop_dataset import CropDataset, CropRecipe
from restoration.training.device import to_device
from restoration.training.gpu.filters import apply_filter, filter_matrices
from restoration.training.gpu.images import GpuImages
from restoration.training.gpu.overlays import GpuSheets, Overlay
from restoration.training.gpu.photo import photograph_batch


class CropBatch(NamedTuple):
    """A batch of crops; see `Crop`."""

    damaged: Tensor  # (N, 3, side, side) float, whole numbers 0..255
    clean: Tensor  # the same
    alpha: Tensor  # (N, side, side) uint8
    classes: Tensor  # (N, side, side) uint8
    doubt: Tensor  # (N, side, side) bool


class CropRenderer:
    """Pictures and sheets on a card, and what turns recipes into crops there."""

    def __init__(self, crops: CropDataset, device: str) -> None:
        """Copy all that crops are made of to the device."""
        self._album = GpuImages(crops.pictures, crops.doubts, device)
        self._plates = GpuSheets(crops.sheets, device)
        self._light = to_device(decode_srgb(np.arange(256, dtype=np.uint8)), device)
        self._borders = to_device(encoding_thresholds(256), device)
        self._chance = torch.Generator(device)
        self._side, self._device = crops.side, device

    @torch.no_grad()
    def develop(self, recipes: Sequence[CropRecipe]) -> CropBatch:
        """The crops of the recipes, in their order."""
        extents = [recipe.extent for recipe in recipes]
        parts, places = [], []
        for extent in sorted(set(extents)):
            chosen = [place for place, one in enumerate(extents) if one == extent]
            parts.append(_resize_batch(self._side, self._made([recipes[place] for place in chosen], extent)))
            places += chosen
        order = to_device(np.argsort(places), self._device)
        prints = CropBatch(*(torch.cat(layers)[order] for layers in zip(*parts, strict=True)))
        return self._retaken(prints, [recipe.camera for recipe in recipes])

    def _made(self, recipes: Sequence[CropRecipe], extent: int) -> CropBatch:
        """Crops of one extent, not yet seen from afar."""
        details, doubt = self._album.details(recipes, extent)
        lenses = filter_matrices(np.stack([optics_kernel(recipe.lens) for recipe in recipes]), extent, self._device)
        clean, _ = self._composed(self._glazed(details, recipes), [recipe.painted for recipe in recipes], lenses)
        damaged, covers = self._composed(clean, [recipe.damage for recipe in recipes], lenses)
        alpha, kind = covers.max(dim=1)  # the first where two tie
        classes = torch.where(alpha > 0, 1 + kind, 0).to(torch.uint8)
        return CropBatch(damaged, clean, alpha, classes, doubt)

    def _glazed(self, details: Tensor, recipes: Sequence[CropRecipe]) -> Tensor:
        plain = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
        curves = np.stack([recipe.glaze.curves if recipe.glaze else plain for recipe in recipes])
        levels = to_device(curves.transpose(0, 2, 1).astype(np.float32), self._device)
        return levels.gather(2, details.long().flatten(2)).view_as(details)

    def _composed(
        self, pictures: Tensor, laid: Sequence[Sequence[PlacedSheet]], lenses: Tensor
    ) -> tuple[Tensor, Tensor]:
        """(N, 3, H, W) the pictures with all that lies over them, as `compose` makes them, and how far it covers them.

        The work is done for those over which something lies.
        """
        which = [place for place, pile in enumerate(laid) if pile]
        overlay = self._plates.over([laid[place] for place in which], pictures.shape[2])
        places = to_device(np.array(which, np.int64), self._device)
        after = pictures.index_copy(0, places, self._under(overlay, pictures[places], lenses[places]))
        covers = overlay.covers.new_zeros((len(laid), *overlay.covers.shape[1:]))
        return after, covers.index_copy(0, places, overlay.covers)

    def _under(self, overlay: Overlay, pictures: Tensor, lenses: Tensor) -> Tensor:
        lost, added = (apply_filter(light.permute(0, 3, 1, 2), lenses) for light in (overlay.kept - 1, overlay.added))
        light = torch.addcmul(added, self._light[pictures.int()], (1 + lost).clamp(min=0))
        is_changed = ((lost != 0) | (added != 0)).any(dim=1, keepdim=True)
        return torch.where(is_changed, torch.bucketize(light, self._borders, out_int32=True).float(), pictures)

    def _retaken(self, prints: CropBatch, cameras: Sequence[Camera | None]) -> CropBatch:
        """Those that have a camera, taken once more; both pictures of a crop get the very same grain."""
        used = [camera for camera in cameras if camera]
        if not used:
            return prints
        which = to_device(np.flatnonzero([camera is not None for camera in cameras]), self._device)
        self._chance.manual_seed(used[0].seed)
        noise = torch.randn((len(used), self._side, self._side, 4), generator=self._chance, device=self._device)
        damaged, clean = (
            layer.index_copy(0, which, photograph_batch(layer[which], used, noise, self._device))
            for layer in (prints.damaged, prints.clean)
        )
        return prints._replace(damaged=damaged, clean=clean)


def _resize_batch(side: int, prints: CropBatch) -> CropBatch:
    """The crops, `side` px wide and high."""
    if prints.alpha.shape[1] == side:
        return prints
    alpha = functional.interpolate(prints.alpha[:, None].float(), (side, side), mode="bilinear", antialias=True)
    return CropBatch(
        _resize_pictures(prints.damaged, side),
        _resize_pictures(prints.clean, side),
        alpha[:, 0].round().to(torch.uint8),
        _resize_nearest(prints.classes, side),
        _resize_nearest(prints.doubt.to(torch.uint8), side) > 0,
    )


def _resize_pictures(pictures: Tensor, side: int) -> Tensor:
    return functional.interpolate(pictures, (side, side), mode="bicubic", antialias=True).round().clamp(0, 255)


def _resize_nearest(layers: Tensor, side: int) -> Tensor:
    """(N, H, W) uint8, `side` px wide and high."""
    return functional.interpolate(layers[:, None], (side, side), mode="nearest-exact")[:, 0]

"""Crops made on a graphics card, many at once: what `Crops.drawn` does one by one, up to rounding and grain."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from restoration.damage.light import borders, decode
from restoration.damage.optics import kernel_of
from restoration.training import jpeg
from restoration.training.camera import Camera, grain_of
from restoration.training.crops import CropRecipe, Crops
from restoration.training.mixing import Laid
from restoration.training.plates import Overlay, Plates, sent, window_places

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
        self._shapes = [picture.shape[:2] for picture in crops.pictures]
        self._pixels = torch.from_numpy(np.concatenate([picture.reshape(-1, 3) for picture in crops.pictures])).to(
            device
        )
        self._doubts = torch.from_numpy(np.concatenate([np.zeros(1, bool), *map(np.ravel, crops.doubts)])).to(device)
        self._firsts = np.cumsum([0, *(height * width for height, width in self._shapes)])
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
        order = sent(np.argsort(places), self._device)
        prints = Prints(*(torch.cat(layers)[order] for layers in zip(*parts, strict=True)))
        return self._photographed(prints, [recipe.camera for recipe in recipes])

    def _made(self, recipes: Sequence[CropRecipe], extent: int) -> Prints:
        """Crops of one extent, not yet seen from afar."""
        windows, doubt = self._shown(recipes, extent)
        lenses = _lenses(np.stack([kernel_of(recipe.lens) for recipe in recipes]), extent, self._device)
        clean, _ = self._composed(self._glazed(windows, recipes), [recipe.painted for recipe in recipes], lenses)
        damaged, covers = self._composed(clean, [recipe.damage for recipe in recipes], lenses)
        alpha, kind = covers.max(dim=1)  # the first where two tie
        classes = torch.where(alpha > 0, 1 + kind, 0).to(torch.uint8)
        return Prints(damaged, clean, alpha, classes, doubt)

    def _shown(self, recipes: Sequence[CropRecipe], extent: int) -> tuple[Tensor, Tensor]:
        """(n, 3, extent, extent) what the recipes show of their pictures, and (n, extent, extent) what is doubted."""
        views = [(one.picture, one.view, self._shapes[one.picture][1]) for one in recipes]
        numbers = [
            (self._firsts[picture] + view.top * width + view.left, width, view.side, view.symmetry)
            for picture, view, width in views
        ]
        firsts, widths, sides, symmetries = sent(np.array(numbers).T, self._device)
        turns = window_places(extent, extent, self._device)[symmetries].flatten(1)
        largest = max(view.side for _, view, _ in views)
        pixels = _places(torch.arange(largest, device=self._device).expand(len(recipes), -1), firsts, widths, sides)
        windows = self._pixels[pixels].permute(0, 3, 1, 2).float()
        scale = _cubic(sides, extent, largest)[:, None]
        shown = (scale @ windows @ scale.mT).round().clamp(0, 255).flatten(2)
        shown = shown.gather(2, turns[:, None].expand(-1, 3, -1)).view(-1, 3, extent, extent)
        if len(self._doubts) == 1:  # there are none
            return shown, torch.zeros_like(shown[:, 0], dtype=torch.bool)
        nearest = (torch.arange(extent, device=self._device) + 0.5) * (sides[:, None] / extent)
        doubted = self._doubts[1 + _places(nearest.long(), firsts, widths, sides)].flatten(1)
        return shown, doubted.gather(1, turns).view(-1, extent, extent)

    def _glazed(self, windows: Tensor, recipes: Sequence[CropRecipe]) -> Tensor:
        plain = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
        curves = np.stack([recipe.glaze.curves if recipe.glaze else plain for recipe in recipes])
        levels = sent(curves.transpose(0, 2, 1).astype(np.float32), self._device)
        return levels.gather(2, windows.long().flatten(2)).view_as(windows)

    def _composed(self, pictures: Tensor, laid: Sequence[Sequence[Laid]], lenses: Tensor) -> tuple[Tensor, Tensor]:
        """(n, 3, H, W) the pictures with all that lies over them, as `compose` makes them, and how far it covers them.

        The work is done for those over which something lies.
        """
        which = [place for place, pile in enumerate(laid) if pile]
        overlay = self._plates.over([laid[place] for place in which], pictures.shape[2])
        places = sent(np.array(which, np.int64), self._device)
        after = pictures.index_copy(0, places, self._under(overlay, pictures[places], lenses[places]))
        covers = overlay.covers.new_zeros((len(laid), *overlay.covers.shape[1:]))
        return after, covers.index_copy(0, places, overlay.covers)

    def _under(self, overlay: Overlay, pictures: Tensor, lenses: Tensor) -> Tensor:
        lost, added = (_through(light.permute(0, 3, 1, 2), lenses) for light in (overlay.kept - 1, overlay.added))
        light = torch.addcmul(added, self._light[pictures.int()], (1 + lost).clamp(min=0))
        is_changed = ((lost != 0) | (added != 0)).any(dim=1, keepdim=True)
        return torch.where(is_changed, torch.bucketize(light, self._borders, out_int32=True).float(), pictures)

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
            _nearest(prints.classes, side),
            _nearest(prints.doubt.to(torch.uint8), side) > 0,
        )

    def _photographed(self, prints: Prints, cameras: Sequence[Camera | None]) -> Prints:
        """Those that are taken once more, taken; both pictures of a crop get the very same grain."""
        used = [camera for camera in cameras if camera]
        if not used:
            return prints
        which = sent(np.flatnonzero([camera is not None for camera in cameras]), self._device)
        self._chance.manual_seed(used[0].seed)
        noise = torch.randn((len(used), self._side, self._side, 4), generator=self._chance, device=self._device)
        deviations, specks = (
            self._column(told) for told in zip(*((one.grain, one.specks) for one in used), strict=True)
        )
        grain = grain_of(noise, deviations, specks).permute(0, 3, 1, 2)
        damaged, clean = (
            layer.index_copy(0, which, self._taken(layer[which], used, grain))
            for layer in (prints.damaged, prints.clean)
        )
        return prints._replace(damaged=damaged, clean=clean)

    def _taken(self, pictures: Tensor, cameras: Sequence[Camera], grain: Tensor) -> Tensor:
        soft = _through(pictures, self._blur([camera.blur for camera in cameras]), beyond="replicate")
        gains = sent(np.array([camera.gains for camera in cameras], np.float32), self._device)[:, :, None, None]
        contrast = self._column([camera.contrast for camera in cameras])
        developed = (128 + contrast * (soft * gains - 128) + grain).round().clamp(0, 255)
        lost = developed - _through(developed, self._blur([SHARPENED] * len(cameras)), beyond="replicate")
        sharp = torch.addcmul(developed, lost, self._column([camera.sharpening for camera in cameras]))
        return jpeg.saved(sharp.round().clamp(0, 255), [camera.quality for camera in cameras])

    def _blur(self, deviations: Sequence[float]) -> Tensor:
        """Lenses that spread points so far, px."""
        places = np.arange(-LENS, LENS + 1)
        weights = np.exp(-0.5 * np.square(places / np.maximum(np.array(deviations)[:, None], 1e-3)))
        weights /= weights.sum(axis=1, keepdims=True)
        return _lenses(weights.astype(np.float32), self._side, self._device)

    def _column(self, numbers: Sequence[float]) -> Tensor:
        """(N, 1, 1, 1)."""
        return sent(np.array(numbers, np.float32), self._device)[:, None, None, None]


def _places(steps: Tensor, firsts: Tensor, widths: Tensor, sides: Tensor) -> Tensor:
    """(n, k, k) where the pixels lie whose rows and columns are (n, k) `steps` from the first one of each window."""
    inside = torch.minimum(steps, sides[:, None] - 1)
    return firsts[:, None, None] + inside[:, :, None] * widths[:, None, None] + inside[:, None]


def _cubic(sides: Tensor, extent: int, largest: int) -> Tensor:
    """(n, extent, largest) matrices that scale lines of so many px to `extent` px; what lies beyond a side counts 0.

    Source:
        R. Keys, "Cubic convolution interpolation for digital image processing", IEEE TASSP 29(6), 1981,
        doi:10.1109/TASSP.1981.1163711; as wide as an output pixel where the picture shrinks, as Pillow has it.
    """
    ratio = (sides / extent)[:, None, None]
    here = (torch.arange(extent, device=sides.device)[:, None] + 0.5) * ratio
    pixels = torch.arange(largest, device=sides.device)
    distance = ((pixels + 0.5 - here) / ratio.clamp(min=1)).abs()
    near, far = (1.5 * distance - 2.5) * distance**2 + 1, ((2.5 - 0.5 * distance) * distance - 4) * distance + 2
    weights = torch.where(distance < 1, near, torch.where(distance < 2, far, 0.0))
    weights = torch.where(pixels < sides[:, None, None], weights, 0.0)
    return weights / weights.sum(dim=2, keepdim=True)


def _resized(pictures: Tensor, side: int) -> Tensor:
    return functional.interpolate(pictures, (side, side), mode="bicubic", antialias=True).round().clamp(0, 255)


def _nearest(layers: Tensor, side: int) -> Tensor:
    """(N, H, W) uint8, `side` px wide and high."""
    return functional.interpolate(layers[:, None], (side, side), mode="nearest-exact")[:, 0]


def _lenses(kernels: np.ndarray, side: int, device: str) -> Tensor:
    """(N, side, side + taps - 1) matrices that weight a line of pixels, those beyond it too, by (N, taps) kernels."""
    taps = kernels.shape[1]
    return functional.pad(sent(kernels, device), (0, 1))[:, _tap_at(side, taps, device)]


@lru_cache(maxsize=64)
def _tap_at(side: int, taps: int, device: str) -> Tensor:
    """(side, side + taps - 1) which tap of a kernel lies there; `taps`, one too many, where none does."""
    steps = np.subtract.outer(np.arange(side + taps - 1), np.arange(side)).T
    return sent(np.where((steps >= 0) & (steps < taps), steps, taps), device)


def _through(layers: Tensor, lenses: Tensor, beyond: str = "constant") -> Tensor:
    """(N, C, H, W) seen through lenses, along the columns and along the rows.

    Beyond the edge there is nothing; with `replicate` a picture goes on there as it ends.
    """
    reach = (lenses.shape[2] - lenses.shape[1]) // 2
    return lenses[:, None] @ functional.pad(layers, [reach] * 4, mode=beyond) @ lenses.mT[:, None]

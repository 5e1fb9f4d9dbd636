"""The damage sheets in GPU memory; windows of many layers are composited over many crops at once."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from restoration.domain import DAMAGE_KINDS
from restoration.training.augment.crop_window import SYMMETRIES, CropWindow
from restoration.training.augment.mix import PlacedSheet
from restoration.training.damage_bank import LAYER_GROUPS, DamageSheet, SheetLayer
from restoration.training.device import to_device

MAX_TONES = 256  # rows of a palette
OTHER_KIND = len(DAMAGE_KINDS)  # index of all kinds that are not damage


class Overlay(NamedTuple):
    """What layers do to the light of N crops, and how far each kind covers them."""

    kept: Tensor  # (N, side, side, 3) share of the light of the paint that comes through
    added: Tensor  # (N, side, side, 3) linear light that the layers add
    covers: Tensor  # (N, kinds, side, side) uint8, in the order of `DAMAGE_KINDS`


class _LayerWindow(NamedTuple):
    """A window of a layer over one of the crops."""

    crop: int  # index
    layer: int  # index
    place: PlacedSheet


class GpuSheets:
    """All layers of all sheets."""

    def __init__(self, sheets: Sequence[DamageSheet], device: str) -> None:
        """Copy the sheets, which must all have one size, to the device."""
        self._layers: list[SheetLayer] = []
        self._indices: dict[tuple[int, str], range] = {}  # of the layers of each group of each sheet
        for number, sheet in enumerate(sheets):
            for group in LAYER_GROUPS:
                first = len(self._layers)
                self._layers += sheet.layers_in([group])
                self._indices[number, group] = range(first, len(self._layers))
        self._shape = self._layers[0].shape
        self._covers, self._tones = (
            torch.from_numpy(np.stack(planes)).flatten().to(device)
            for planes in ([layer.cover for layer in self._layers], [layer.tones for layer in self._layers])
        )
        self._device = device

    def composite(self, placed: Sequence[Sequence[PlacedSheet]], side: int) -> Overlay:
        """Composite what lies over each of N crops of `side` px, as `DamageLayer.composite` does for one layer."""
        kept = torch.ones((len(placed), side, side, 3), device=self._device)
        added = torch.zeros_like(kept)
        covers = kept.new_zeros((len(placed), OTHER_KIND + 1, side, side), dtype=torch.uint8)
        levels = self._levels(placed)
        windows = [window for level in levels for window in level]
        if not windows:
            return Overlay(kept, added, covers[:, :OTHER_KIND])
        numbers = np.array([self._locate(window) for window in windows])
        crops, offsets, symmetries, kinds = to_device(numbers.T, self._device)
        palettes = to_device(self._palettes(windows), self._device)
        ends = np.cumsum([len(level) for level in levels]).tolist()
        for start, end in zip([0, *ends], ends, strict=False):
            crop, now = crops[start:end], slice(start, end)
            pixels = window_offsets(side, self._shape[1], self._device)[symmetries[now]] + offsets[now, None, None]
            rows = MAX_TONES * torch.arange(start, end, device=self._device)[:, None, None] + self._tones[pixels]
            cover, colours = self._covers[pixels], palettes[rows]
            share = cover[..., None] / 255
            through = 1 + share * (colours[..., :3] - 1)
            kept[crop] *= through
            added[crop] = torch.addcmul(share * colours[..., 3:], added[crop], through)
            covers[crop, kinds[now]] = torch.maximum(covers[crop, kinds[now]], cover)
        return Overlay(kept, added, covers[:, :OTHER_KIND])

    def _levels(self, placed: Sequence[Sequence[PlacedSheet]]) -> list[list[_LayerWindow]]:
        """Return the lowest layer over every crop, then the second lowest over every crop with at least two..."""
        stacks = [
            [
                _LayerWindow(crop, layer, place)
                for place in stack
                for group in place.groups
                for layer in self._indices[place.sheet, group]
            ]
            for crop, stack in enumerate(placed)
        ]
        highest = max(map(len, stacks), default=0)
        return [[stack[height] for stack in stacks if len(stack) > height] for height in range(highest)]

    def _locate(self, window: _LayerWindow) -> tuple[int, int, int, int]:
        """Return the crop of the window, its first pixel among those of all layers, its symmetry and its kind."""
        height, width = self._shape
        cut, kind = window.place.window, self._layers[window.layer].kind
        first = window.layer * height * width + cut.top * width + cut.left
        return window.crop, first, cut.symmetry, DAMAGE_KINDS.index(kind) if kind in DAMAGE_KINDS else OTHER_KIND

    def _palettes(self, windows: Sequence[_LayerWindow]) -> np.ndarray:
        """Return (windows * MAX_TONES, 6): the light that each tone of each window keeps, then the light it adds."""
        palettes = np.zeros((len(windows), MAX_TONES, 6), np.float32)
        for palette, window in zip(palettes, windows, strict=True):
            layer = self._layers[window.layer]
            changed = window.place.jitter.apply(layer.palette, layer.kind)
            palette[: len(changed.keep), :3], palette[: len(changed.keep), 3:] = changed.keep, changed.add
        return palettes.reshape(-1, 6)


@lru_cache(maxsize=64)
def window_offsets(side: int, width: int, device: str) -> Tensor:
    """Return (8, side, side) offsets of the pixels of a window from its first pixel, for every symmetry.

    Args:
        side: of the window, px.
        width: of the picture, px.
        device: for the tensor.
    """
    offsets = np.add.outer(width * np.arange(side), np.arange(side))
    views = [CropWindow(0, 0, side, symmetry).view(offsets) for symmetry in range(SYMMETRIES)]
    return to_device(np.stack(views), device)

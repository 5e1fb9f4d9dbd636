"""Sheets of damage as a graphics card holds them, to lay windows of many over many crops at once."""

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

MAX_TONES = 256  # rows that a palette has at most
OTHER_KIND = len(DAMAGE_KINDS)  # the place of all kinds that are no damage


class Overlay(NamedTuple):
    """What layers do to crops, and how far each kind covers them."""

    kept: Tensor  # (N, side, side, 3) part of the paint's light that comes through
    added: Tensor  # (N, side, side, 3) linear light that the layers add
    covers: Tensor  # (N, kinds, side, side) uint8, as in `DAMAGE`


class _LayerWindow(NamedTuple):
    """A window of a film, as it lies in the pile over one of the crops."""

    crop: int
    film: int
    laid: PlacedSheet


class GpuSheets:
    """All films of all sheets."""

    def __init__(self, sheets: Sequence[DamageSheet], device: str) -> None:
        """Copy them to the device; they must all be of one size."""
        self._films: list[SheetLayer] = []
        self._places: dict[tuple[int, str], range] = {}  # of a sheet's films of a group among all
        for number, sheet in enumerate(sheets):
            for group in LAYER_GROUPS:
                first = len(self._films)
                self._films += getattr(sheet, group)
                self._places[number, group] = range(first, len(self._films))
        self._shape = self._films[0].cover.shape
        self._covers, self._tones = (
            torch.from_numpy(np.stack(planes)).flatten().to(device)
            for planes in ([film.cover for film in self._films], [film.tones for film in self._films])
        )
        self._device = device

    def over(self, laid: Sequence[Sequence[PlacedSheet]], side: int) -> Overlay:
        """What lies over each of so many crops of `side` px, put together as `Layer.over` does it."""
        kept = torch.ones((len(laid), side, side, 3), device=self._device)
        added, covers = (
            torch.zeros_like(kept),
            kept.new_zeros((len(laid), OTHER_KIND + 1, side, side), dtype=torch.uint8),
        )
        levels = self._levels(laid)
        layers = [layer for level in levels for layer in level]
        if not layers:
            return Overlay(kept, added, covers[:, :OTHER_KIND])
        numbers = np.array([self._numbers(layer) for layer in layers])
        crops, firsts, symmetries, kinds = to_device(numbers.T, self._device)
        looks = to_device(self._looks(layers), self._device)
        ends = np.cumsum([len(level) for level in levels]).tolist()
        for start, end in zip([0, *ends], ends, strict=False):
            crop, now = crops[start:end], slice(start, end)
            pixels = window_offsets(side, self._shape[1], self._device)[symmetries[now]] + firsts[now, None, None]
            rows = MAX_TONES * torch.arange(start, end, device=self._device)[:, None, None] + self._tones[pixels]
            cover, look = self._covers[pixels], looks[rows]
            part = cover[..., None] / 255
            through = 1 + part * (look[..., :3] - 1)
            kept[crop] *= through
            added[crop] = torch.addcmul(part * look[..., 3:], added[crop], through)
            covers[crop, kinds[now]] = torch.maximum(covers[crop, kinds[now]], cover)
        return Overlay(kept, added, covers[:, :OTHER_KIND])

    def _levels(self, laid: Sequence[Sequence[PlacedSheet]]) -> list[list[_LayerWindow]]:
        """The lowest layer over every crop, the next one over every crop that has so many..."""
        piles = [
            [
                _LayerWindow(crop, film, one)
                for one in pile
                for group in one.groups
                for film in self._places[one.sheet, group]
            ]
            for crop, pile in enumerate(laid)
        ]
        highest = max(map(len, piles), default=0)
        return [[pile[height] for pile in piles if len(pile) > height] for height in range(highest)]

    def _numbers(self, layer: _LayerWindow) -> tuple[int, int, int, int]:
        """Its crop, its first pixel among those of all films, its symmetry and its kind."""
        height, width = self._shape
        view, kind = layer.laid.view, self._films[layer.film].kind
        first = layer.film * height * width + view.top * width + view.left
        return layer.crop, first, view.symmetry, DAMAGE_KINDS.index(kind) if kind in DAMAGE_KINDS else OTHER_KIND

    def _looks(self, layers: Sequence[_LayerWindow]) -> np.ndarray:
        """(layers * TONES, 6): what each tone of each layer keeps of the light, and what it adds."""
        looks = np.zeros((len(layers), MAX_TONES, 6), np.float32)
        for look, layer in zip(looks, layers, strict=True):
            film = self._films[layer.film]
            tinted = layer.laid.tint.of(film.palette, film.kind)
            look[: len(tinted.keep), :3], look[: len(tinted.keep), 3:] = tinted.keep, tinted.add
        return looks.reshape(-1, 6)


@lru_cache(maxsize=64)
def window_offsets(side: int, width: int, device: str) -> Tensor:
    """(8, side, side) where in a picture of that width each pixel of its first window lies, in every symmetry."""
    places = np.add.outer(width * np.arange(side), np.arange(side))
    views = [CropWindow(0, 0, side, symmetry).of(places) for symmetry in range(SYMMETRIES)]
    return to_device(np.stack(views), device)

"""Sheets of damage as a graphics card holds them, to lay windows of many over many crops at once."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from restoration.damage.layer import DAMAGE
from restoration.training.mixing import Laid
from restoration.training.sheets import GROUPS, Film, Sheet
from restoration.training.views import SYMMETRIES, View

TONES = 256  # rows that a palette has at most
OTHER = len(DAMAGE)  # the place of all kinds that are no damage


class Overlay(NamedTuple):
    """What layers do to crops, and how far each kind covers them."""

    kept: Tensor  # (N, side, side, 3) part of the paint's light that comes through
    added: Tensor  # (N, side, side, 3) linear light that the layers add
    covers: Tensor  # (N, kinds, side, side) uint8, as in `DAMAGE`


class Plates:
    """All films of all sheets."""

    def __init__(self, sheets: Sequence[Sheet], device: str) -> None:
        """Copy them to the device; they must all be of one size."""
        numbered = [(number, group) for number in range(len(sheets)) for group in GROUPS]
        films = [(key, film) for key in numbered for film in getattr(sheets[key[0]], key[1])]
        self._films = [film for _, film in films]
        self._places = {key: [place for place, (one, _) in enumerate(films) if one == key] for key in numbered}
        self._row = self._films[0].cover.shape[1]  # px
        self._covers, self._tones = (
            torch.from_numpy(np.stack(planes)).flatten(1).to(device)
            for planes in ([film.cover for film in self._films], [film.tones for film in self._films])
        )
        self._device = device

    def over(self, laid: Sequence[Sequence[Laid]], side: int) -> Overlay:
        """What lies over each of so many crops of `side` px, put together as `Layer.over` does it."""
        kept = torch.ones((len(laid), side, side, 3), device=self._device)
        added, covers = torch.zeros_like(kept), kept.new_zeros((len(laid), OTHER + 1, side, side), dtype=torch.uint8)
        piles = [
            [(film, one) for one in pile for group in one.groups for film in self._places[one.sheet, group]]
            for pile in laid
        ]
        for height in range(max(map(len, piles), default=0)):
            crops = [crop for crop, pile in enumerate(piles) if len(pile) > height]
            films, seen = zip(*(piles[crop][height] for crop in crops), strict=True)
            which, kinds = self._numbers(crops), self._numbers([_place(self._films[film]) for film in films])
            cover, keep, add = self._layer(films, seen, side)
            through = 1 + cover[..., None] / 255 * (keep - 1)
            kept[which] *= through
            added[which] = added[which] * through + cover[..., None] / 255 * add
            covers[which, kinds] = torch.maximum(covers[which, kinds], cover)
        return Overlay(kept, added, covers[:, :OTHER])

    def _layer(self, films: Sequence[int], seen: Sequence[Laid], side: int) -> tuple[Tensor, Tensor, Tensor]:
        """(n, side, side) cover of a window of each film, and (n, side, side, 3) what it keeps and adds where it is."""
        first = self._numbers([one.view.top * self._row + one.view.left for one in seen])
        pixels = _window(side, self._row, self._device)[self._numbers([one.view.symmetry for one in seen])]
        pixels = pixels + first[:, None, None]
        film = self._numbers(films)[:, None, None]
        looks = np.zeros((2, len(films), TONES, 3), np.float32)
        for row, (place, one) in enumerate(zip(films, seen, strict=True)):
            tinted = one.tint.of(self._films[place].palette, self._films[place].kind)
            looks[:, row, : len(tinted.keep)] = tinted.keep, tinted.add
        keep, add = torch.from_numpy(looks).to(self._device)
        row, tone = torch.arange(len(films), device=self._device)[:, None, None], self._tones[film, pixels].long()
        return self._covers[film, pixels], keep[row, tone], add[row, tone]

    def _numbers(self, numbers: Sequence[int]) -> Tensor:
        return torch.tensor(numbers, device=self._device)


def _place(film: Film) -> int:
    """Of its kind among `DAMAGE`."""
    return DAMAGE.index(film.kind) if film.kind in DAMAGE else OTHER


@lru_cache(maxsize=64)
def _window(side: int, row: int, device: str) -> Tensor:
    """(8, side, side) where in a sheet, `row` px wide, each pixel of a window lies, in every symmetry."""
    places = np.add.outer(row * np.arange(side), np.arange(side))
    views = [View(0, 0, side, symmetry).of(places) for symmetry in range(SYMMETRIES)]
    return torch.from_numpy(np.stack(views)).to(device)

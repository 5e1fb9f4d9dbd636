"""Crops to learn from: a window of some painting, with damage that no crop had before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage
from PIL.Image import Resampling

from restoration.damage.compose import compose
from restoration.damage.layer import DamageLayer
from restoration.damage.optics import Optics
from restoration.damage.truth import ground_truth_of, touch_mask
from restoration.domain import Image, Mask
from restoration.training.augment import crop_window, glaze, mix, photo
from restoration.training.augment.crop_window import CropWindow
from restoration.training.augment.glaze import Glaze
from restoration.training.augment.mix import PlacedSheet
from restoration.training.augment.photo import Camera
from restoration.training.config import AugmentationConfig
from restoration.training.damage_bank import CoverMap, DamageSheet, to_cover_map

EXTENT_STEPS = 4  # of a crop's side: the steps in which its windows grow, so that many of one size can be made at once


UNKNOWN = 255  # a pixel of which nothing need be said

Target = npt.NDArray[np.uint8]
"""(H, W): 0 sound, 1 + the place in `DAMAGE` of what covers most, or `UNKNOWN`."""


class Crop(NamedTuple):  # a tuple of arrays, which torch's DataLoader knows how to batch
    """A window of a painting, `side` px wide and high, before and after damage."""

    damaged: Image  # (side, side, 3) uint8
    clean: Image  # (side, side, 3) uint8; until it is photographed again, it is `damaged` wherever `touch` is False
    alpha: CoverMap  # (side, side) uint8, for which torch knows more operations than for uint16
    classes: npt.NDArray[np.uint8]  # (side, side); 0 uncovered, else 1 + the place in `DAMAGE` of what covers most
    touch: Mask  # (side, side); what damage altered at all: what an inpainter must replace
    doubt: Mask  # (side, side); where the painting itself may be damaged, so that nobody knows what is right


@dataclass(frozen=True, slots=True)
class CropRecipe:
    """Everything needed to make a crop again."""

    picture: int  # its number
    view: CropWindow  # of the picture
    extent: int  # px; side of what is damaged, and then seen from so far that it is as large as a crop
    glaze: Glaze | None
    painted: tuple[PlacedSheet, ...]  # what only looks like damage
    damage: tuple[PlacedSheet, ...]
    lens: Optics  # sees what is painted and the damage
    camera: Camera | None  # takes both pictures once more


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class CropDataset:
    """As many crops as are asked for, each made when it is asked for; a data set for torch's DataLoader.

    A crop depends on the seed and its index only: neither on the worker that makes it nor on what was made before. So
    there are no epochs to set: `count` is the length of the whole training, and one that stopped goes on at the next
    index. Every picture comes equally often, whatever its size, and so does every window of it.
    """

    pictures: Sequence[Image]  # (H, W, 3) uint8 RGB, undamaged, or nearly so
    sheets: Sequence[DamageSheet]
    count: int
    side: int = 256  # px
    seed: int = 0
    mixture: AugmentationConfig = field(default_factory=AugmentationConfig)
    doubts: Sequence[Mask] = ()  # (H, W) of each picture: where it may be damaged; empty: all are sound

    def __post_init__(self) -> None:
        """Raises ValueError where no crop could be made."""
        if not self.pictures or not self.sheets:
            raise ValueError(f"expected pictures and sheets, got {len(self.pictures)} and {len(self.sheets)}")
        for picture in self.pictures:
            if picture.dtype != np.uint8:
                raise ValueError(f"expected uint8 pictures, got {picture.dtype}")
        if self.doubts and [doubt.shape for doubt in self.doubts] != [one.shape[:2] for one in self.pictures]:
            raise ValueError("expected a doubt of its size for each picture")
        smallest = min((min(film.cover.shape) for sheet in self.sheets for film in sheet.films), default=0)
        largest = round(self.side * self.mixture.distance[1])
        if smallest < largest:
            raise ValueError(f"windows of {largest} px cannot be cut from sheets of {smallest} px")

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> Crop:
        """The crop of that index, 0..`count` - 1."""
        return self.drawn(self.recipe(index))

    def recipe(self, index: int) -> CropRecipe:
        """All chance that is in the crop of that index, 0..`count` - 1."""
        if not 0 <= index < self.count:
            raise IndexError(f"there are {self.count} crops, none of index {index}")
        seed = np.random.SeedSequence(self.seed, spawn_key=(index,))
        rngs = map(np.random.default_rng, seed.spawn(6))
        framed, glazed, painted, damaged, seen, retaken = rngs
        mixture, picture = self.mixture, int(framed.integers(len(self.pictures)))
        height, width = self.pictures[picture].shape[:2]
        extent = self._extent(float(np.exp(framed.uniform(*np.log(mixture.distance)))))
        return CropRecipe(
            picture=picture,
            view=crop_window.sample_zoomed_window((height, width), extent, mixture.zoom, framed),
            extent=extent,
            glaze=glaze.sample_glaze(glazed) if glazed.random() < mixture.glazed else None,
            painted=mix.sample_distractors(self.sheets, mixture, extent, painted),
            damage=mix.sample_damage(self.sheets, mixture, extent, damaged),
            lens=photo.sample_lens(seen),
            camera=photo.sample_camera(retaken) if retaken.random() < mixture.photographed else None,
        )

    def drawn(self, recipe: CropRecipe) -> Crop:
        """The crop of that recipe."""
        window = crop_window.cut_window(self.pictures[recipe.picture], recipe.view, recipe.extent)
        if recipe.glaze:
            window = glaze.apply_glaze(window, recipe.glaze)
        clean = compose(window, mix.cut_layers(recipe.painted, self.sheets), recipe.lens)
        layers = mix.cut_layers(recipe.damage, self.sheets)
        damaged = compose(clean, layers, recipe.lens)
        crop = _resize_crop(self.side, _make_crop(layers, clean, damaged, self._doubt(recipe)))
        return _photograph_crop(crop, recipe.camera) if recipe.camera else crop

    def _extent(self, distance: float) -> int:
        """The side of a window that is seen from so far: the nearest `EXTENTS`th of a crop's side, px."""
        least, most = (round(self.side * distance) for distance in self.mixture.distance)
        step = max(self.side // EXTENT_STEPS, 1)
        return min(max(round(self.side * distance / step) * step, least), most)

    def _doubt(self, recipe: CropRecipe) -> Mask:
        """Where the picture may be damaged, (extent, extent)."""
        if not self.doubts:
            return np.zeros((recipe.extent, recipe.extent), bool)
        return crop_window.cut_window(self.doubts[recipe.picture], recipe.view, recipe.extent, Resampling.NEAREST)


def _make_crop(layers: list[DamageLayer], clean: Image, damaged: Image, doubt: Mask) -> Crop:
    truth = ground_truth_of(layers, clean, damaged)
    alphas = np.stack(list(truth.alphas.values()))
    classes = np.where(truth.alpha > 0, 1 + alphas.argmax(axis=0), 0).astype(np.uint8)
    return Crop(damaged, clean, to_cover_map(truth.alpha), classes, truth.touch, doubt)


def _resize_crop(side: int, crop: Crop) -> Crop:
    """The crop, `side` px wide and high."""
    if len(crop.alpha) == side:
        return crop
    damaged, clean, alpha, classes, doubt = (
        np.array(PillowImage.fromarray(array).resize((side, side), how))
        for array, how in (
            (crop.damaged, Resampling.BICUBIC),
            (crop.clean, Resampling.BICUBIC),
            (crop.alpha, Resampling.BILINEAR),
            (crop.classes, Resampling.NEAREST),
            (crop.doubt, Resampling.NEAREST),
        )
    )
    return Crop(damaged, clean, alpha, classes, touch_mask(clean, damaged), doubt)


def _photograph_crop(crop: Crop, taken: Camera) -> Crop:
    return crop._replace(damaged=photo.photograph(crop.damaged, taken), clean=photo.photograph(crop.clean, taken))

"""A dataset of crops: random windows of paintings before and after fresh damage, with the ground truth."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage
from PIL.Image import Resampling

from restoration.damage.layer import DamageLayer, compose
from restoration.damage.light import Optics
from restoration.damage.truth import ground_truth_of, touch_mask
from restoration.domain import Image, Mask
from restoration.training.augment import crop_window, glaze, mix, photo
from restoration.training.augment.crop_window import CropWindow
from restoration.training.augment.glaze import Glaze
from restoration.training.augment.mix import PlacedSheet
from restoration.training.augment.photo import Camera
from restoration.training.config import AugmentationConfig
from restoration.training.damage_bank import CoverMap, DamageSheet, to_cover_map

EXTENT_STEPS = 4  # windows grow in steps of a quarter of a crop's side, so that many of one size are made at once

UNKNOWN = 255  # label of a pixel that does not count in losses and scores

Target = npt.NDArray[np.uint8]
"""(H, W) uint8 labels: 0 sound, 1 + index in `DAMAGE_KINDS` of the kind that covers most, or `UNKNOWN`."""


class Crop(NamedTuple):  # a tuple of arrays, which torch's DataLoader can stack
    """A window of a painting, scaled to `side` px, before and after damage."""

    damaged: Image  # (side, side, 3) uint8
    clean: Image  # (side, side, 3) uint8; equals `damaged` where `touch` is False, until a camera changes both
    alpha: CoverMap  # (side, side) uint8: torch supports more operations for it than for uint16
    classes: npt.NDArray[np.uint8]  # (side, side); 0 uncovered, else 1 + index in `DAMAGE_KINDS` of what covers most
    touch: Mask  # (side, side); every pixel that damage changed: what an inpainter must replace
    doubt: Mask  # (side, side); where the painting itself may be damaged, so that the truth is unknown


@dataclass(frozen=True, slots=True)
class CropRecipe:
    """Everything needed to make a crop again."""

    picture: int  # its index
    window: CropWindow  # of the picture
    extent: int  # px; side at which the window is damaged, before it is scaled to the side of a crop
    glaze: Glaze | None
    painted: tuple[PlacedSheet, ...]  # what only looks like damage
    damage: tuple[PlacedSheet, ...]
    lens: Optics  # blurs and sharpens what is painted and the damage
    camera: Camera | None  # photographs both pictures once more


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class CropDataset:
    """A dataset for torch's `DataLoader` of as many crops as requested, each made on demand.

    A crop depends only on the seed and its index, not on the worker that makes it nor on earlier crops. So there are
    no epochs: `count` is the length of the whole training, and a resumed run continues with the next index. Every
    picture is equally frequent whatever its size, and so is every window of it.
    """

    pictures: Sequence[Image]  # (H, W, 3) uint8 RGB, undamaged or nearly so
    sheets: Sequence[DamageSheet]
    count: int
    side: int = 256  # px
    seed: int = 0
    augmentation: AugmentationConfig = field(default_factory=AugmentationConfig)
    doubts: Sequence[Mask] = ()  # (H, W) for each picture: where it may be damaged; empty: nowhere

    def __post_init__(self) -> None:
        """Raise ValueError if no crops can be made."""
        if not self.pictures or not self.sheets:
            raise ValueError(f"expected pictures and sheets, got {len(self.pictures)} and {len(self.sheets)}")
        for picture in self.pictures:
            if picture.dtype != np.uint8:
                raise ValueError(f"expected uint8 pictures, got {picture.dtype}")
        if self.doubts and [doubt.shape for doubt in self.doubts] != [picture.shape[:2] for picture in self.pictures]:
            raise ValueError("expected a doubt mask of its size for each picture")
        smallest = min((min(layer.shape) for sheet in self.sheets for layer in sheet.layers), default=0)
        largest = round(self.side * self.augmentation.distance[1])
        if smallest < largest:
            raise ValueError(f"windows of {largest} px cannot be cut from sheets of {smallest} px")

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> Crop:
        """Return the crop of that index, 0..`count` - 1."""
        return self.render(self.recipe(index))

    def recipe(self, index: int) -> CropRecipe:
        """Make all random choices for the crop of that index, 0..`count` - 1."""
        if not 0 <= index < self.count:
            raise IndexError(f"there are {self.count} crops, none of index {index}")
        seed = np.random.SeedSequence(self.seed, spawn_key=(index,))
        window_rng, glaze_rng, painted_rng, damage_rng, lens_rng, camera_rng = map(np.random.default_rng, seed.spawn(6))
        augmentation, picture = self.augmentation, int(window_rng.integers(len(self.pictures)))
        height, width = self.pictures[picture].shape[:2]
        extent = self._extent(float(np.exp(window_rng.uniform(*np.log(augmentation.distance)))))
        return CropRecipe(
            picture=picture,
            window=crop_window.sample_zoomed_window((height, width), extent, augmentation.zoom, window_rng),
            extent=extent,
            glaze=glaze.sample_glaze(glaze_rng) if glaze_rng.random() < augmentation.glazed else None,
            painted=mix.sample_distractor_sheets(self.sheets, augmentation, extent, painted_rng),
            damage=mix.sample_damage_sheets(self.sheets, augmentation, extent, damage_rng),
            lens=photo.sample_lens(lens_rng),
            camera=photo.sample_camera(camera_rng) if camera_rng.random() < augmentation.photographed else None,
        )

    def render(self, recipe: CropRecipe) -> Crop:
        """Return the crop of a recipe."""
        window = crop_window.cut_window(self.pictures[recipe.picture], recipe.window, recipe.extent)
        if recipe.glaze:
            window = glaze.apply_glaze(window, recipe.glaze)
        clean = compose(window, mix.cut_layers(recipe.painted, self.sheets), recipe.lens)
        layers = mix.cut_layers(recipe.damage, self.sheets)
        damaged = compose(clean, layers, recipe.lens)
        crop = _resize_crop(_make_crop(layers, clean, damaged, self._doubt(recipe)), self.side)
        return _photograph_crop(crop, recipe.camera) if recipe.camera else crop

    def _extent(self, distance: float) -> int:
        """Return the side of a window at that camera distance, px, rounded to one of the `EXTENT_STEPS`."""
        least, most = (round(self.side * distance) for distance in self.augmentation.distance)
        step = max(self.side // EXTENT_STEPS, 1)
        return min(max(round(self.side * distance / step) * step, least), most)

    def _doubt(self, recipe: CropRecipe) -> Mask:
        """Return where the picture may be damaged, (extent, extent)."""
        if not self.doubts:
            return np.zeros((recipe.extent, recipe.extent), bool)
        return crop_window.cut_window(self.doubts[recipe.picture], recipe.window, recipe.extent, Resampling.NEAREST)


def _make_crop(layers: list[DamageLayer], clean: Image, damaged: Image, doubt: Mask) -> Crop:
    """Return the crop of layers, two (H, W, 3) pictures and an (H, W) mask of doubt, not yet scaled."""
    truth = ground_truth_of(layers, clean, damaged)
    alphas = np.stack(list(truth.alphas.values()))
    classes = np.where(truth.alpha > 0, 1 + alphas.argmax(axis=0), 0).astype(np.uint8)
    return Crop(damaged, clean, to_cover_map(truth.alpha), classes, truth.touch, doubt)


def _resize_crop(crop: Crop, side: int) -> Crop:
    """Return the crop, scaled to `side` px."""
    if len(crop.alpha) == side:
        return crop
    damaged, clean, alpha, classes, doubt = (
        np.array(PillowImage.fromarray(array).resize((side, side), resampling))
        for array, resampling in (
            (crop.damaged, Resampling.BICUBIC),
            (crop.clean, Resampling.BICUBIC),
            (crop.alpha, Resampling.BILINEAR),
            (crop.classes, Resampling.NEAREST),
            (crop.doubt, Resampling.NEAREST),
        )
    )
    return Crop(damaged, clean, alpha, classes, touch_mask(clean, damaged), doubt)


def _photograph_crop(crop: Crop, camera: Camera) -> Crop:
    return crop._replace(damaged=photo.photograph(crop.damaged, camera), clean=photo.photograph(crop.clean, camera))

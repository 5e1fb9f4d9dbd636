"""The dataset of a first lesson: windows of pictures from which plain shapes are cut out, and what was there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from restoration.damage.layer import HALF_ALPHA
from restoration.damage.simple_shapes import FORMS, GREYS, SimpleShapesRecipe, draw_simple_shapes
from restoration.domain import Image
from restoration.training.augment import crop_window
from restoration.training.inpainting_dataset import InpaintingExample

COVERAGE = (0.05, 0.3)  # part of an example that is cut out
SIZES = (0.1, 0.5)  # of a shape, relative to the side of an example
BREADTH = 1 / 12  # the greatest width of a segment, relative to the side; at least 2 px


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class ShapesDataset(Sequence[InpaintingExample]):
    """As many examples as asked for; each depends only on the seed and its index.

    Nothing shows through the shapes, and they do not look like damage. A network that knows only them is a good start,
    and a bad restorer.
    """

    pictures: Sequence[Image]  # (H, W, 3) uint8 RGB
    forms: tuple[str, ...]  # of the shapes; an example has those of one form
    length: int
    side: int = 256  # px
    seed: int = 0
    zoom: tuple[float, float] = (0.5, 1.5)  # least and most; see `crop_window.sample_zoomed_window`
    greys: tuple[int, ...] = GREYS  # sRGB, 0..255, of the shapes; those of an example have the same one

    def __post_init__(self) -> None:
        """Raise ValueError if no examples can be made."""
        if not self.pictures:
            raise ValueError("expected pictures, got none")
        if not self.forms or not set(self.forms) <= set(FORMS):
            raise ValueError(f"expected forms among {', '.join(FORMS)}, got {', '.join(self.forms)}")
        if not self.greys:
            raise ValueError("expected greys, got none")

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: int) -> InpaintingExample:  # type: ignore[override]  # a dataset has no slices
        """Return the example of that index, 0..length - 1."""
        if not 0 <= index < len(self):
            raise IndexError(f"there are {len(self)} examples, none of index {index}")
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(index,)))
        picture = self.pictures[int(rng.integers(len(self.pictures)))]
        window = crop_window.sample_zoomed_window(picture.shape[:2], self.side, self.zoom, rng)
        truth = crop_window.cut_window(picture, window, self.side)
        recipe = self._sample_shapes(rng)
        (layer,) = draw_simple_shapes(recipe, truth.shape[:2])
        mask = layer.alpha >= HALF_ALPHA
        blank = np.where(mask[..., np.newaxis], np.uint8(recipe.grey), truth)
        return InpaintingExample(blank, mask.astype(np.uint8), truth)

    def _sample_shapes(self, rng: np.random.Generator) -> SimpleShapesRecipe:
        return SimpleShapesRecipe(
            seed=int(rng.integers(2**32)),
            form=self.forms[int(rng.integers(len(self.forms)))],
            coverage=float(rng.uniform(*COVERAGE)),
            size=float(rng.uniform(*SIZES)),
            grey=int(rng.choice(self.greys)),
            breadth=max(2.0, BREADTH * self.side),
        )

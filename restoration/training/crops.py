"""Crops to learn from: a window of some painting, with damage that no crop had before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage
from PIL.Image import Resampling

from restoration.damage.compose import compose
from restoration.damage.layer import Layer
from restoration.damage.truth import touched, truth_of
from restoration.domain import Image, Mask
from restoration.training import camera
from restoration.training.framing import detail
from restoration.training.glazing import glazed
from restoration.training.mixing import Mixture, damage_on, painted_on
from restoration.training.sheets import Cover, Sheet, cover


class Crop(NamedTuple):  # a tuple of arrays, which torch's DataLoader knows how to batch
    """A window of a painting, `side` px wide and high, before and after damage."""

    damaged: Image  # (side, side, 3) uint8
    clean: Image  # (side, side, 3) uint8; until it is photographed again, it is `damaged` wherever `touch` is False
    alpha: Cover  # (side, side) uint8, for which torch knows more operations than for uint16
    classes: npt.NDArray[np.uint8]  # (side, side); 0 uncovered, else 1 + the place in `DAMAGE` of what covers most
    touch: Mask  # (side, side); what damage altered at all: what an inpainter must replace


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Crops:
    """As many crops as are asked for, each made when it is asked for; a data set for torch's DataLoader.

    A crop depends on the seed and its index only: neither on the worker that makes it nor on what was made before. So
    there are no epochs to set: `count` is the length of the whole training, and one that stopped goes on at the next
    index. Every picture comes equally often, whatever its size, and so does every window of it.
    """

    pictures: Sequence[Image]  # (H, W, 3) uint8 RGB, undamaged
    sheets: Sequence[Sheet]
    count: int
    side: int = 256  # px
    seed: int = 0
    mixture: Mixture = field(default_factory=Mixture)

    def __post_init__(self) -> None:
        """Raises ValueError where no crop could be made."""
        if not self.pictures or not self.sheets:
            raise ValueError(f"expected pictures and sheets, got {len(self.pictures)} and {len(self.sheets)}")
        for picture in self.pictures:
            if picture.dtype != np.uint8:
                raise ValueError(f"expected uint8 pictures, got {picture.dtype}")
        smallest = min((min(film.cover.shape) for sheet in self.sheets for film in sheet.films), default=0)
        largest = round(self.side * self.mixture.distance[1])
        if smallest < largest:
            raise ValueError(f"windows of {largest} px cannot be cut from sheets of {smallest} px")

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> Crop:
        """The crop of that index, 0..`count` - 1."""
        if not 0 <= index < self.count:
            raise IndexError(f"there are {self.count} crops, none of index {index}")
        seed = np.random.SeedSequence(self.seed, spawn_key=(index,))
        framing, glazing, painting, damaging, seeing, retaking = map(np.random.default_rng, seed.spawn(6))
        picture = self.pictures[int(framing.integers(len(self.pictures)))]
        extent = round(self.side * np.exp(framing.uniform(*np.log(self.mixture.distance))))
        window = detail(picture, extent, self.mixture.zoom, framing)
        if glazing.random() < self.mixture.glazed:
            window = glazed(window, glazing)
        lens = camera.lens(seeing)
        clean = compose(window, painted_on(self.sheets, self.mixture, extent, painting), lens)
        layers = damage_on(self.sheets, self.mixture, extent, damaging)
        crop = _seen_at(self.side, _crop_of(layers, clean, compose(clean, layers, lens)))
        return _photographed(crop, retaking) if retaking.random() < self.mixture.photographed else crop


def _crop_of(layers: list[Layer], clean: Image, damaged: Image) -> Crop:
    truth = truth_of(layers, clean, damaged)
    alphas = np.stack(list(truth.alphas.values()))
    classes = np.where(truth.alpha > 0, 1 + alphas.argmax(axis=0), 0).astype(np.uint8)
    return Crop(damaged, clean, cover(truth.alpha), classes, truth.touch)


def _seen_at(side: int, crop: Crop) -> Crop:
    """The crop, `side` px wide and high."""
    if len(crop.alpha) == side:
        return crop
    damaged, clean, alpha, classes = (
        np.array(PillowImage.fromarray(array).resize((side, side), how))
        for array, how in (
            (crop.damaged, Resampling.BICUBIC),
            (crop.clean, Resampling.BICUBIC),
            (crop.alpha, Resampling.BILINEAR),
            (crop.classes, Resampling.NEAREST),
        )
    )
    return Crop(damaged, clean, alpha, classes, touched(clean, damaged))


def _photographed(crop: Crop, rng: np.random.Generator) -> Crop:
    taken = camera.sample(rng)
    return crop._replace(damaged=camera.photograph(crop.damaged, taken), clean=camera.photograph(crop.clean, taken))

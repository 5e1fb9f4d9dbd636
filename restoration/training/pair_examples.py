"""Examples cut from pairs on disk, of which only a few are in memory at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL.Image import Resampling

from restoration.training import camera
from restoration.training.examples import UNKNOWN, Example
from restoration.training.framing import detail, framed
from restoration.training.mixing import Mixture
from restoration.training.pairs import AT_HAND, Pair, PairFiles, read_pair
from restoration.training.sheets import COVERED

REUSED = 16  # examples cut from a pair, on average, before it is put away: reading it takes as long as some of them


@dataclass(frozen=True, slots=True, eq=False)
class PairExamples(Sequence[Example]):
    """As many windows of pairs as are asked for; each depends on the seed and its index only.

    For a while all come from the same few pairs, drawn from all; then from the next few.
    """

    pairs: Sequence[PairFiles]  # at least one; none smaller than `side`
    length: int
    side: int  # px
    seed: int
    mixture: Mixture  # its zoom and its camera; the damage is there already

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: int) -> Example:  # type: ignore[override]  # a data set has no slices
        """The example of that index, 0..`length` - 1."""
        if not 0 <= index < self.length:
            raise IndexError(f"there are {self.length} examples, none of index {index}")
        seed = np.random.SeedSequence(self.seed, spawn_key=(0, index))
        framing, retaking = (np.random.default_rng(child) for child in seed.spawn(2))
        example = _window(read_pair(self._pair(index, framing)), self.side, self.mixture.zoom, framing)
        if retaking.random() < self.mixture.photographed:
            return example._replace(picture=camera.photograph(example.picture, camera.sample(retaking)))
        return example

    def _pair(self, index: int, rng: np.random.Generator) -> PairFiles:
        """Any of the pairs that are at hand at that index."""
        deal = np.random.SeedSequence(self.seed, spawn_key=(1, index // (AT_HAND * REUSED)))
        hand = np.random.default_rng(deal).permutation(len(self.pairs))[:AT_HAND]
        return self.pairs[int(rng.choice(hand))]


def _window(pair: Pair, side: int, zoom: tuple[float, float], rng: np.random.Generator) -> Example:
    """A random window in any symmetry, nearer or farther away, as in `framing.detail`; rims left open."""
    height, width = pair.cover.shape
    view = framed((height, width), side, zoom, rng)
    shown = [
        detail(layer, view, side, how)
        for layer, how in (
            (pair.picture, Resampling.BICUBIC),
            (pair.cover, Resampling.BILINEAR),  # never below 0 or above 255 in between
            (pair.kinds, Resampling.NEAREST),
        )
    ]
    picture, covered, kinds = shown
    target = np.where((covered >= COVERED) & (kinds > 0), kinds, np.uint8(UNKNOWN))
    target[covered == 0] = 0
    return Example(picture, target)

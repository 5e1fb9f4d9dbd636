"""The learnt detector: a U-Net that was shown much damage drawn on paintings. It looks at a picture tile by tile."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np

from restoration import weights
from restoration.damage.layer import DAMAGE, Kind
from restoration.domain import Image, Likelihood, Progress, silent
from restoration.imaging.tiling import Layers, blend_in, plan_tiles, read_tile
from restoration.networks.examiner import Examiner
from restoration.networks.trained import from_bytes
from restoration.weights import TrainedWeights

SOUGHT = (Kind.CRACK, Kind.SCRATCH, Kind.LOSS)  # worn paint is still there: nobody would paint over all of it

TILE = 640  # px, at most; larger ones are no quicker, for they do not fit the processor's cache
OVERLAP = 96  # px; so the likelihood is that of the whole picture to .006, and to .001 but for a pixel in a thousand


class UNetDetector:
    """Finds cracks, scratches and losses; tells them apart, and from abrasion."""

    key = "unet"

    def __init__(self, examiner: Examiner) -> None:
        """With a network that is ready; several detectors may share it."""
        self._examiner = examiner

    @classmethod
    def from_file(cls, path: Path | None = None) -> Self:
        """With the weights in `models/unet`, or in a file of yours that has its card beside it.

        A process loads the same weights once, however many detectors it makes.

        Raises:
            NotReady: the file, its card or PyTorch is not there.
            ForeignWeights: the file is not the one of which the card tells.
            UnreadableWeights: the card is none, or the file holds no network of this version of the program.
        """
        chosen = weights.UNET if path is None else replace(weights.UNET, path=path.absolute())
        return cls(_examiner(chosen, chosen.sha256()))

    def likelihood(self, image: Image, progress: Progress = silent) -> Likelihood:
        """How surely each pixel lies in a crack, a scratch or a loss; abrasion does not count.

        The same picture gives the same answer on the same machine, and its 16-bit version gives that too.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB. Not changed.
            progress: called as (done, total) after every few tiles.

        Returns:
            (H, W) float32 in 0..1, calibrated on validation paintings so that 0.5 is the best threshold.
        """
        likelihood: Likelihood = self._look(image, [SOUGHT], progress)[0]
        return likelihood

    def likelihood_by_kind(self, image: Image, progress: Progress = silent) -> dict[Kind, Likelihood]:
        """How surely each pixel is damaged by each kind in `DAMAGE`; those in `SOUGHT` make up the `likelihood`."""
        return dict(zip(DAMAGE, self._look(image, [(kind,) for kind in DAMAGE], progress), strict=True))

    def _look(self, image: Image, groups: Sequence[Sequence[Kind]], progress: Progress) -> Layers:
        """(groups, H, W): how surely each pixel is damaged by any kind of a group, found tile by tile."""
        height, width = image.shape[:2]
        tiles = plan_tiles(height, width, largest=TILE, overlap=OVERLAP, multiple_of=self._examiner.multiple_of)
        layers = np.zeros((len(groups), height, width), np.float32)
        for done in range(0, len(tiles), self._examiner.at_once):
            some = tiles[done : done + self._examiner.at_once]
            answers = self._examiner.damage_by_kind([read_tile(image, tile) for tile in some])
            for tile, kinds in zip(some, answers, strict=True):
                blend_in(layers, tile, _grouped(kinds, groups))
            progress(done + len(some), len(tiles))
        return np.minimum(layers, 1, out=layers)  # the weights of tiles come to 1 but for rounding


def _grouped(kinds: Layers, groups: Sequence[Sequence[Kind]]) -> Layers:
    """(groups, h, w) of (kinds, h, w), the kinds as `DAMAGE` has them."""
    return np.stack([kinds[[DAMAGE.index(kind) for kind in group]].sum(axis=0) for group in groups])


@lru_cache(maxsize=1)
def _examiner(chosen: TrainedWeights, sha256: str) -> Examiner:
    """The network of those weights; when they were trained anew, their `sha256` is another, and so is the network."""
    return chosen.opened(lambda data: Examiner(from_bytes(data)))

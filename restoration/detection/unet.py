"""The learnt detector: a U-Net that was shown much damage drawn on paintings. It looks at a picture tile by tile."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np

from restoration import weights
from restoration.detection.base import Detection
from restoration.domain import DAMAGE_KINDS, DamageKind, Image, KindMap, Likelihood, Progress, kind_number, no_progress
from restoration.imaging.tiling import ScoreMaps, Tile, blend_tile, paste_tile, plan_tiles, read_tile
from restoration.networks.detection_unet import decode_detection_unet
from restoration.networks.inference import DetectionModel
from restoration.weights import TrainedWeights

DETECTED_KINDS = np.array(
    [kind_number(kind) for kind in (DamageKind.CRACK, DamageKind.SCRATCH, DamageKind.LOSS)], np.uint8
)
"""Numbers of the kinds that count: worn paint is still there, nobody would paint over all of it."""

TILE = 720  # px, at most; larger ones are no quicker, for they do not fit the processor's cache
OVERLAP = 80  # px; so one pixel in a thousand is marked that would not be in the picture seen whole, or the reverse


class UNetDetector:
    """Finds cracks, scratches and losses; tells them apart, and from abrasion."""

    key = "unet"

    def __init__(self, examiner: DetectionModel) -> None:
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
        chosen = weights.DETECTION_UNET if path is None else replace(weights.DETECTION_UNET, path=path.absolute())
        return cls(_load_model(chosen, chosen.sha256()))

    def examine(self, image: Image, progress: Progress = no_progress) -> Detection:
        """How surely each pixel lies in a crack, a scratch or a loss, and in which; abrasion does not count.

        The same picture gives the same answer on the same machine, and its 16-bit version gives that too.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB. Not changed.
            progress: called as (done, total) after every few tiles.
        """
        kinds: KindMap = np.zeros(image.shape[:2], np.uint8)
        sums = np.zeros((1, *kinds.shape), np.float32)
        for tile, seen in self._tile_by_tile(image, progress):
            sought = seen[[number - 1 for number in DETECTED_KINDS]]
            blend_tile(sums, tile, sought.sum(axis=0, keepdims=True))
            paste_tile(kinds, tile, DETECTED_KINDS[sought.argmax(axis=0)])
        return Detection(_at_most_one(sums)[0], kinds)

    def likelihood(self, image: Image, progress: Progress = no_progress) -> Likelihood:
        """How surely each pixel lies in a crack, a scratch or a loss, calibrated on validation paintings.

        Takes and returns what `Detector.likelihood` does.
        """
        return self.examine(image, progress).likelihood

    def likelihood_by_kind(self, image: Image, progress: Progress = no_progress) -> dict[DamageKind, Likelihood]:
        """How surely each pixel is damaged by each kind in `DAMAGE`; those in `SOUGHT` make up the `likelihood`."""
        layers = np.zeros((len(DAMAGE_KINDS), *image.shape[:2]), np.float32)
        for tile, seen in self._tile_by_tile(image, progress):
            blend_tile(layers, tile, seen)
        return dict(zip(DAMAGE_KINDS, _at_most_one(layers), strict=True))

    def _tile_by_tile(self, image: Image, progress: Progress) -> Iterator[tuple[Tile, ScoreMaps]]:
        """Every tile, and (kinds, h, w) how surely its pixels are damaged by each kind in `DAMAGE`."""
        height, width = image.shape[:2]
        tiles = _plan_tiles(height, width, self._examiner.multiple_of)
        for done in range(0, len(tiles), self._examiner.at_once):
            some = tiles[done : done + self._examiner.at_once]
            yield from zip(some, self._examiner.damage_by_kind([read_tile(image, tile) for tile in some]), strict=True)
            progress(done + len(some), len(tiles))


def _plan_tiles(height: int, width: int, multiple_of: int) -> list[Tile]:
    """The tiles of a picture; a deep network needs sides that are multiples of much, and larger tiles for it."""
    overlap = -(-OVERLAP // multiple_of) * multiple_of
    largest = max(TILE // multiple_of * multiple_of, 4 * overlap)
    return plan_tiles(height, width, largest=largest, overlap=overlap, multiple_of=multiple_of)


def _at_most_one(layers: ScoreMaps) -> ScoreMaps:
    """The same, at most 1: the weights of tiles come to that but for rounding."""
    return np.minimum(layers, 1, out=layers)


@lru_cache(maxsize=1)
def _load_model(chosen: TrainedWeights, sha256: str) -> DetectionModel:
    """The network of those weights; when they were trained anew, their `sha256` is another, and so is the network."""
    return chosen.opened(lambda data: DetectionModel(decode_detection_unet(data)))

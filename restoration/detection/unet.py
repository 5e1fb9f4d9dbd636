"""The learnt detector: a U-Net trained on damage drawn on paintings. It sees a picture tile by tile."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np

from restoration import weights
from restoration.detection.base import Detection
from restoration.detection.evidence import Evidence, encode_evidence
from restoration.detection.kept_tiles import KeptTiles
from restoration.domain import DAMAGE_KINDS, DamageKind, Image, KindMap, Likelihood, Progress, kind_number, no_progress
from restoration.imaging.tiling import ScoreMaps, Tile, blend_tile, paste_tile, plan_tiles, read_tile
from restoration.networks.inference import DetectionModel, open_detection_model
from restoration.unfinished import Unfinished
from restoration.weights import TrainedWeights

DETECTED_KINDS = (DamageKind.CRACK, DamageKind.SCRATCH, DamageKind.LOSS)
"""The kinds that count: worn paint is still there, and nobody would paint over all of it."""

_NUMBERS = np.array([kind_number(kind) for kind in DETECTED_KINDS], np.uint8)

TILE = 720  # px, at most; larger tiles are not faster, because they do not fit the processor's cache
OVERLAP = 80  # px; with it, one pixel in a thousand gets another mark than without tiles


class UNetDetector:
    """Finds cracks, scratches and losses, and tells them apart; abrasion does not count."""

    key = "unet"

    def __init__(self, model: DetectionModel, work: Unfinished | None = None) -> None:
        """Take a model that is ready, which several detectors may share, and what is kept of the work on a picture."""
        self._model = model
        self._work = work or Unfinished()

    def keeping(self, work: Unfinished) -> "UNetDetector":
        """See `Resumable.keeping`."""
        return UNetDetector(self._model, work)

    @property
    def model(self) -> DetectionModel:
        """The model that it was given."""
        return self._model

    @classmethod
    def from_file(cls, path: Path | None = None) -> Self:
        """Load the weights in `models/unet`, or those in another file that has its card beside it.

        A process loads the same weights once, however many detectors it makes.

        Raises:
            NotReady: the file, its card or a library that runs it is missing.
            WrongWeights: the file does not match its card.
            UnreadableWeights: the card cannot be read, or the file holds no network of this version of the program.
        """
        file = weights.DETECTION_UNET if path is None else replace(weights.DETECTION_UNET, path=path.absolute())
        return cls(_load_model(file, file.sha256()))

    def detect(self, image: Image, progress: Progress = no_progress) -> Detection:
        """See `Detector.detect`.

        On one machine the same picture always gives the same answer, and its 16-bit version gives that answer too.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB. Not changed.
            progress: called as (done, total) after every few tiles.
        """
        height, width = image.shape[:2]
        work = self._work.part(f"{width}x{height}")
        kinds: KindMap = work.zeros("kinds", (height, width), np.uint8)
        evidence: Evidence = work.zeros("evidence", (len(DAMAGE_KINDS), height, width), np.uint8)
        sums: ScoreMaps = work.zeros("sums", (1, height, width), np.float32)
        tiles = KeptTiles(work, _plan_tiles(height, width, self._model.tile_multiple), sums)
        for tile, scores in self._tile_by_tile(image, tiles, progress):
            detected = scores[_NUMBERS - 1]
            blend_tile(sums, tile, detected.sum(axis=0, keepdims=True))
            paste_tile(kinds, tile, _NUMBERS[detected.argmax(axis=0)])
            for layer, codes in zip(evidence, encode_evidence(scores), strict=True):
                paste_tile(layer, tile, codes)
        return Detection(_at_most_one(sums)[0], kinds, evidence)

    def likelihood_by_kind(self, image: Image, progress: Progress = no_progress) -> dict[DamageKind, Likelihood]:
        """Return the likelihood of each kind of damage; those in `DETECTED_KINDS` add up to that of the detection.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB. Not changed.
            progress: called as (done, total) after every few tiles.

        Returns:
            (H, W) float32 in 0..1 for each of `DAMAGE_KINDS`.
        """
        height, width = image.shape[:2]
        layers = np.zeros((len(DAMAGE_KINDS), height, width), np.float32)
        tiles = KeptTiles(Unfinished(), _plan_tiles(height, width, self._model.tile_multiple), layers)
        for tile, scores in self._tile_by_tile(image, tiles, progress):
            blend_tile(layers, tile, scores)
        return dict(zip(DAMAGE_KINDS, _at_most_one(layers), strict=True))

    def _tile_by_tile(self, image: Image, tiles: KeptTiles, progress: Progress) -> Iterator[tuple[Tile, ScoreMaps]]:
        """Yield every tile that is not done with the (kinds, h, w) likelihoods of `DAMAGE_KINDS` in it."""
        for batch in tiles.batches(self._model.at_once):
            yield from zip(batch, self._model.damage_by_kind([read_tile(image, tile) for tile in batch]), strict=True)
            progress(tiles.done + len(batch), len(tiles))


def _plan_tiles(height: int, width: int, multiple_of: int) -> list[Tile]:
    """Return the tiles of a picture; a deep network needs multiples of a large number, and so larger tiles."""
    overlap = -(-OVERLAP // multiple_of) * multiple_of
    largest = max(TILE // multiple_of * multiple_of, 4 * overlap)
    return plan_tiles(height, width, largest=largest, overlap=overlap, multiple_of=multiple_of)


def _at_most_one(layers: ScoreMaps) -> ScoreMaps:
    """Limit the sums to 1, in place: the weights of tiles add up to 1 except for rounding."""
    return np.minimum(layers, 1, out=layers)


@lru_cache(maxsize=1)
def _load_model(file: TrainedWeights, sha256: str) -> DetectionModel:
    """Return the model of a weights file; new weights have another `sha256`, and so they are loaded anew."""
    return file.open_with(open_detection_model)

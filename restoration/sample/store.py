"""The sample, made once and kept as lossless PNGs; a store that cannot be read or written only costs time."""

import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from restoration.damage import craquelure, losses, scratches
from restoration.damage.optics import Optics
from restoration.damage.pair import apply_damage
from restoration.damage.recipe import DamageRecipe
from restoration.damage.severity import Severity
from restoration.damage.truth import touch_mask
from restoration.domain import Image, Mask
from restoration.errors import CannotWrite, RestorationError
from restoration.files import write_bytes
from restoration.imaging.painting import Painting
from restoration.imaging.png import encode_png
from restoration.imaging.reading import read_mask, read_painting
from restoration.imaging.writing import encode_mask
from restoration.paths import CACHE
from restoration.sample.still_life import FULL_WIDTH

SCALE = 10.0  # px/mm
AGE = Severity("sample", cracks=0.035, losses=0.003, extent=1.0, opening=1.1)


def age_painting(painting: Image, seed: int = 4) -> Image:
    """The painting as it came to us: (H, W, 3), the same dtype."""
    cracking, losing, scratching = (np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(3))
    layers = (
        craquelure.sample_craquelure(cracking, scale=SCALE, severity=AGE, style="dutch", look="open"),
        scratches.sample_scratches(scratching, scale=SCALE, bundles=0.5),
        losses.sample_losses(losing, scale=SCALE, coverage=AGE.losses),
    )
    recipe = DamageRecipe(AGE.key, "dutch", SCALE, layers, Optics(blur=0.6, sharpening=0.3))
    return apply_damage(painting, recipe).after


logger = logging.getLogger(__name__)

VERSION = "cup-4"  # names the folder; raise it whenever the painting or its damage would come out otherwise
FOLDER = CACHE / "sample"
TITLE = "Still life with a cup (sample)"
CREDIT = "Painted by this program after the photograph “Coffee” by Rachel Michetti (CC0), which scikit-image ships."


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class SamplePainting:
    """A painting whose damage is known to the pixel."""

    title: str
    image: Image  # damaged, (H, W, 3) uint8
    truth: Image  # before the damage
    mask: Mask  # every pixel that damage altered; image equals truth wherever it is False
    credit: str  # whose photograph it was painted after, and its licence


def sample_as_painting(sample: SamplePainting) -> Painting:
    """The damaged sample as if it came from a file; its sha256 is that of the pixels, as there is no file."""
    return Painting(sample.image, "sample.png", hashlib.sha256(sample.image.tobytes()).hexdigest(), "PNG")


def load_sample_painting(cache: Path | None = FOLDER) -> SamplePainting:
    """The sample painting; seconds at first, then read from `cache` (None: made anew, nothing kept)."""
    folder = cache and cache / VERSION
    kept = folder and _read(folder)
    if kept:
        return kept
    made = make_sample()
    if folder:
        _write(made, folder)
    return made


def make_sample(width: int = FULL_WIDTH) -> SamplePainting:
    """The sample painted now; `width` px, its height two thirds of that."""
    from restoration.sample import still_life  # scikit-image loads slowly: only when there is nothing kept

    truth = still_life.paint_still_life(width)
    return _sample(truth, age_painting(truth))


def _sample(truth: Image, image: Image) -> SamplePainting:
    return SamplePainting(TITLE, image, truth, touch_mask(truth, image), CREDIT)


def _read(folder: Path) -> SamplePainting | None:
    """What was kept; None if there is nothing, or nothing whole."""
    try:
        if not folder.is_dir():
            return None
        truth, image = (read_painting(folder / name).image for name in ("truth.png", "damaged.png"))
        mask = read_mask(folder / "mask.png", image)
    except (OSError, RestorationError) as error:
        logger.warning("the kept sample cannot be read, it is made anew: %s", error)
        return None
    if truth.shape != image.shape or not np.array_equal(mask, touch_mask(truth, image)):
        logger.warning("the kept sample contradicts itself, it is made anew")
        return None
    return _sample(truth, image)


def _write(sample: SamplePainting, folder: Path) -> None:
    files = {
        "truth.png": encode_png(sample.truth),
        "damaged.png": encode_png(sample.image),
        "mask.png": encode_mask(sample.mask),
    }
    try:
        for name, data in files.items():
            write_bytes(folder / name, data)
    except CannotWrite as error:
        logger.warning("the sample cannot be kept, it will be made anew: %s", error)

"""The sample painting, made once and stored as lossless PNGs; a folder that cannot be used only costs time."""

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from restoration.damage.craquelure import sample_craquelure
from restoration.damage.light import Optics
from restoration.damage.losses import sample_losses
from restoration.damage.pair import apply_damage
from restoration.damage.recipe import DamageRecipe
from restoration.damage.scratches import sample_scratches
from restoration.damage.severity import Severity
from restoration.damage.truth import touch_mask
from restoration.domain import Image, Mask
from restoration.errors import CannotWrite, RestorationError
from restoration.files import sha256_of_bytes, write_bytes
from restoration.imaging.mask_reading import read_saved_mask
from restoration.imaging.painting import Painting
from restoration.imaging.png import encode_png
from restoration.imaging.reading import read_painting
from restoration.imaging.writing import encode_mask
from restoration.paths import CACHE
from restoration.sample.still_life import FULL_WIDTH, paint_still_life

logger = logging.getLogger(__name__)

VERSION = "cup-4"  # names the folder; raise it whenever the painting or its damage changes
FOLDER = CACHE / "sample"
TITLE = "Still life with a cup (sample)"
CREDIT = "Painted by this program after the photograph “Coffee” by Rachel Michetti (CC0), which scikit-image ships."
SCALE = 10.0  # px/mm
SEVERITY = Severity("sample", cracks=0.035, losses=0.003, extent=1.0, opening=1.1)


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class SamplePainting:
    """A painting whose damage is known for every pixel."""

    title: str
    image: Image  # damaged, (H, W, 3) uint8
    truth: Image  # before the damage
    mask: Mask  # every pixel that damage altered; image equals truth wherever it is False
    credit: str  # whose photograph it was painted after, and its licence


def sample_as_painting(sample: SamplePainting) -> Painting:
    """Return the damaged sample as if it came from a file; its sha256 is that of the pixels, as there is no file."""
    return Painting(sample.image, "sample.png", sha256_of_bytes(sample.image.tobytes()), "PNG")


def load_sample_painting(folder: Path | None = FOLDER) -> SamplePainting:
    """Return the sample painting: the first call takes seconds, later calls read it from `folder`.

    Args:
        folder: where to store it. None: make it again and store nothing.
    """
    if folder is None:
        return make_sample()
    stored = _read(folder / VERSION)
    if stored:
        return stored
    made = make_sample()
    _write(made, folder / VERSION)
    return made


def make_sample(width: int = FULL_WIDTH) -> SamplePainting:
    """Return a newly painted sample, `width` px wide and two thirds of that high."""
    truth = paint_still_life(width)
    return _sample(truth, age_painting(truth))


def age_painting(painting: Image, seed: int = 4) -> Image:
    """Return the painting (H, W, 3) with the damage of age, in the same shape and dtype."""
    crack_rng, loss_rng, scratch_rng = (np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(3))
    layers = (
        sample_craquelure(crack_rng, scale=SCALE, severity=SEVERITY, style="dutch", look="open"),
        sample_scratches(scratch_rng, scale=SCALE, bundles=0.5),
        sample_losses(loss_rng, scale=SCALE, coverage=SEVERITY.losses),
    )
    recipe = DamageRecipe(SEVERITY.key, "dutch", SCALE, layers, Optics(blur=0.6, sharpening=0.3))
    return apply_damage(painting, recipe).damaged


def _sample(truth: Image, image: Image) -> SamplePainting:
    return SamplePainting(TITLE, image, truth, touch_mask(truth, image), CREDIT)


def _read(folder: Path) -> SamplePainting | None:
    """Return the stored sample; None if there is none, or if its files are broken or do not belong together."""
    try:
        if not folder.is_dir():
            return None
        truth, image = (read_painting(folder / name).image for name in ("truth.png", "damaged.png"))
        mask = read_saved_mask(folder / "mask.png", image)
    except (OSError, RestorationError) as error:
        logger.warning("the stored sample cannot be read, it is made again: %s", error)
        return None
    if truth.shape != image.shape or not np.array_equal(mask, touch_mask(truth, image)):
        logger.warning("the files of the stored sample do not belong together, it is made again")
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
        logger.warning("the sample cannot be stored, it will be made again: %s", error)

"""How the program reads each kind of file: the calls that a command or a page makes with it."""

import json
import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np

from restoration.collection import thumbnails
from restoration.collection.manifest import read_manifest
from restoration.collection.search import list_filter_choices, read_collection
from restoration.damage.serialization import recipe_from_json
from restoration.decoding import parse_json
from restoration.domain import DamageKind
from restoration.editing.corrected_mask import CorrectedMask
from restoration.editing.fabric import strokes_from_fabric
from restoration.editing.history import Step
from restoration.editing.serialization import step_to_json, steps_from_json
from restoration.editing.viewport import Viewport
from restoration.errors import BadRequest, UnsuitableFormat
from restoration.imaging.mask_reading import read_mask
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_painting
from restoration.imaging.writing import SUFFIXES, encode_painting
from restoration.museum.originals_table import OriginalsTable
from restoration.weights import DETECTION_UNET, TrainedWeights
from scripts.attacks.picture_seeds import HEIGHT, WIDTH, paint
from scripts.attacks.record_seeds import CANVAS_COLOUR
from scripts.attacks.sample import Sample

WRITTEN_MEGAPIXELS = 1.0  # a larger picture is read, but not written again: that takes seconds and tests nothing more

Read = Callable[[Sample, Path], None]
"""Reads a file as the program does; the folder is empty and may be filled."""


def read_picture(sample: Sample, folder: Path) -> None:
    """Read a painting, and write it with all that it carries; of a JPEG, make a thumbnail too."""
    painting = read_painting(sample.data, name=sample.name)
    if painting.image.size < 3e6 * WRITTEN_MEGAPIXELS:
        _write(painting)
    if sample.format == "jpg":
        path = folder / "photograph.jpg"
        path.write_bytes(sample.data)
        thumbnails.THUMBNAIL_FOLDER = folder / "thumbnails"
        thumbnails.make_thumbnail(path, 20)


def _write(painting: Painting) -> None:
    """Write a painting in a format that its digest chooses, and check that the file holds the same pixels."""
    format = [*SUFFIXES][int(painting.sha256[:4], 16) % len(SUFFIXES)]
    try:
        data = encode_painting(painting.image, painting, format)
    except UnsuitableFormat:
        return
    again = read_painting(data, name="again").image
    if format != "jpeg" and not np.array_equal(again, painting.image):
        raise ValueError(f"the {format} file that was written holds other pixels")


def read_as_mask(sample: Sample, folder: Path) -> None:
    """Read a mask of the painting."""
    read_mask(sample.data, paint())


def read_dossier(sample: Sample, folder: Path) -> None:
    """Open a dossier as the Restore page does, and repeat its corrections."""
    from restoration.app.restore.dossier_io import load_into_job, open_file  # it loads streamlit
    from restoration.app.restore.state import Job

    logging.getLogger("streamlit").setLevel(logging.CRITICAL)  # it misses its server
    job = Job()
    opened = open_file(sample.data, sample.name)
    load_into_job(job, opened)
    if job.painting:
        _repeat(job.steps, job.painting.image.shape[:2])


def read_strokes(sample: Sample, folder: Path) -> None:
    """Read corrections and repeat them on an empty mask."""
    _repeat(steps_from_json(parse_json(sample.data, name="corrections"), (HEIGHT, WIDTH)), (HEIGHT, WIDTH))


def read_canvas(sample: Sample, folder: Path) -> None:
    """Take strokes from the canvas in the browser, which may send anything that is JSON."""
    try:
        objects = json.loads(sample.data)
    except (ValueError, RecursionError) as error:
        raise BadRequest("Streamlit refuses what is not JSON.") from error
    if isinstance(objects, list) and all(isinstance(item, dict) for item in objects):
        viewport = Viewport(0, 0, WIDTH, HEIGHT, scale=1.0)
        strokes = strokes_from_fabric(objects, viewport, {CANVAS_COLOUR: DamageKind.CRACK})
        steps_from_json([step_to_json(stroke) for stroke in strokes], (HEIGHT, WIDTH))
        _repeat(strokes, (HEIGHT, WIDTH))


def read_recipe(sample: Sample, folder: Path) -> None:
    """Read a recipe of damage."""
    recipe_from_json(parse_json(sample.data, name="recipe"))


def read_card(sample: Sample, folder: Path) -> None:
    """Read the card of weights."""
    weights = TrainedWeights(folder / "network.pth", cure="Get them.")
    weights.file.write_bytes(b"none")
    weights.card.write_bytes(sample.data)
    weights.read()


def read_weights(sample: Sample, folder: Path) -> None:
    """Load the weights of a detector, with a card that fits, and find damage with them."""
    from restoration.detection.unet import UNetDetector  # it loads torch
    from restoration.files import sha256_of_bytes

    file = folder / DETECTION_UNET.path.name
    file.write_bytes(sample.data)
    file.with_suffix(".json").write_text(json.dumps({"sha256": sha256_of_bytes(sample.data)}))
    detection = UNetDetector.from_file(file).detect(paint())
    if not np.isfinite(detection.likelihood).all():
        raise ValueError("the likelihood is not finite")


def read_originals_table(sample: Sample, folder: Path) -> None:
    """Read a table of originals as Explore does, and as `fetch` does."""
    (folder / "originals").mkdir()
    (folder / "originals" / "met_7.jpg").write_bytes(b"")
    (folder / "originals" / "originals.csv").write_bytes(sample.data)
    list_filter_choices(read_collection(folder).originals)
    OriginalsTable(folder / "originals")


def read_manifest_table(sample: Sample, folder: Path) -> None:
    """Read the manifest of a collection of pairs."""
    (folder / "manifest.csv").write_bytes(sample.data)
    read_manifest(folder)


def _repeat(steps: tuple[Step, ...], shape: tuple[int, ...]) -> None:
    """Repeat corrections on an empty mask."""
    kinds = np.zeros(shape, np.uint8)
    CorrectedMask(kinds).kinds(kinds, steps)


LIBRARIES = {
    "dossier": ("restoration.app.restore.dossier_io",),
    "weights": ("restoration.detection.unet",),
}
"""What a kind of file needs and takes seconds to load."""

READERS: dict[str, Read] = {
    "picture": read_picture,
    "mask": read_as_mask,
    "dossier": read_dossier,
    "strokes": read_strokes,
    "canvas": read_canvas,
    "recipe": read_recipe,
    "card": read_card,
    "weights": read_weights,
    "originals": read_originals_table,
    "manifest": read_manifest_table,
}
"""By the kind of the sample."""

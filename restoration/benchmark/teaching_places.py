"""The places where teaching is measured: real cracks, and losses and worn paint that were drawn on paintings."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path

from restoration.benchmark.centrelines import centre_lines
from restoration.benchmark.precision_recall import counted_pixels
from restoration.benchmark.protocol import BenchmarkProtocol, crop_detail, seed_of
from restoration.benchmark.real_damage import (
    CRAQUELURE_PAIR,
    AnnotatedCrop,
    Annotations,
    PixelBox,
    draw_annotated_lines,
    load_annotations,
    read_craquelure_pair,
)
from restoration.benchmark.stroke_rule import strokes_on_areas, strokes_on_lines
from restoration.damage.abrasion import AbrasionRecipe
from restoration.damage.losses import LossRecipe
from restoration.damage.pair import apply_damage
from restoration.damage.recipe import AnyRecipe, DamageRecipe, sample_recipe
from restoration.damage.truth import GroundTruth
from restoration.detection.teaching.examples import Example, Window
from restoration.domain import Image, Mask
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.reading import read_painting

MAX_PAINTINGS = 8  # on which damage is drawn
SEVERITY = "severe"  # of it

LINE_F1 = "far_line_f1"
AREA_RECIPES: dict[str, tuple[type[AnyRecipe], ...]] = {
    "far_area_f1": (LossRecipe, AbrasionRecipe),
    "far_loss_f1": (LossRecipe,),
    "far_abrasion_f1": (AbrasionRecipe,),
}
"""The metrics of areas, each with what is drawn for it."""


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class KnownPlace:
    """A part of a picture whose damage is known, how strokes are drawn there, and how marks are counted."""

    name: str
    metric: str  # key of its F1
    window: Window
    damage: Mask  # (h, w): lines 1 px wide, or areas
    draw_strokes: Callable[[Mask, int], list[Example]]  # from the marks in the window, and how many of each sort
    counted: Callable[[Mask], Mask]  # what counts of the marks in the window


@dataclass(frozen=True, slots=True, eq=False)
class KnownPicture:
    """A picture with known places."""

    name: str
    image: Image
    places: tuple[KnownPlace, ...]
    sound: tuple[PixelBox, ...] = ()  # sound paint in it


ReadPictures = Callable[[], Iterator[KnownPicture]]
"""Reads the pictures of one file."""


def list_known_pictures(
    real: Path | None, paintings: Sequence[Path], protocol: BenchmarkProtocol
) -> list[ReadPictures]:
    """Return how to read the pictures of each file.

    Args:
        real: folder of close-ups with annotations.json, and of the mapped net; None for none.
        paintings: undamaged pictures; the first `MAX_PAINTINGS` are damaged.
        protocol: fixes the detail of each painting and its damage.

    Raises:
        BadRequest: the folder holds no annotations.
    """
    found: list[ReadPictures] = []
    if real is not None:
        annotations = load_annotations(real)
        files = sorted({crop.file for crop in annotations.lines})
        found += [partial(_close_up, annotations, file) for file in files]
        found.append(partial(_mapped_net, real / CRAQUELURE_PAIR))
    return [*found, *(partial(_damaged_details, path, protocol) for path in paintings[:MAX_PAINTINGS])]


def _close_up(annotations: Annotations, file: str) -> Iterator[KnownPicture]:
    image = read_painting(annotations.folder / file).image
    places = tuple(_crop_place(crop) for crop in annotations.lines if crop.file == file)
    sound = tuple(box.box for box in annotations.boxes if box.file == file and box.share is None)
    yield KnownPicture(Path(file).stem, image, places, sound)


def _crop_place(crop: AnnotatedCrop) -> KnownPlace:
    return _place_with_lines(crop.name, crop.box.window, draw_annotated_lines(crop))


def _mapped_net(folder: Path) -> Iterator[KnownPicture]:
    image, lines = read_craquelure_pair(folder)
    whole = slice(0, lines.shape[0]), slice(0, lines.shape[1])
    yield KnownPicture(CRAQUELURE_PAIR, image, (_place_with_lines("whole", whole, lines),))


def _place_with_lines(name: str, window: Window, lines: Mask) -> KnownPlace:
    def draw_strokes(marked: Mask, count: int) -> list[Example]:
        return strokes_on_lines(marked, lines, count)

    return KnownPlace(name, LINE_F1, window, lines, draw_strokes, centre_lines)


def _damaged_details(path: Path, protocol: BenchmarkProtocol) -> Iterator[KnownPicture]:
    """Yield the detail of a painting with each of `AREA_RECIPES`."""
    detail = crop_detail(as_8_bit(read_painting(path).image), path.stem, protocol)
    recipe = _recipe_with_areas(path.stem, protocol)
    for metric, kinds in AREA_RECIPES.items():
        layers = tuple(layer for layer in recipe.layers if isinstance(layer, kinds))
        pair = apply_damage(detail, replace(recipe, layers=layers))
        yield KnownPicture(path.stem, pair.damaged, (_place_with_areas(metric, pair.truth),))


def _place_with_areas(metric: str, truth: GroundTruth) -> KnownPlace:
    counted = counted_pixels(truth.alpha)

    def draw_strokes(marked: Mask, count: int) -> list[Example]:
        return strokes_on_areas(marked, truth.classes, count)

    def count_marks(marked: Mask) -> Mask:
        return marked & counted

    whole = slice(0, counted.shape[0]), slice(0, counted.shape[1])
    return KnownPlace(SEVERITY, metric, whole, truth.hard, draw_strokes, count_marks)


def _recipe_with_areas(picture: str, protocol: BenchmarkProtocol) -> DamageRecipe:
    """Return the first recipe of a painting that has losses and worn paint; few have both."""
    recipes = (
        sample_recipe(seed_of(picture, f"teaching {attempt}", protocol), severity=SEVERITY) for attempt in count()
    )
    return next(recipe for recipe in recipes if {LossRecipe, AbrasionRecipe} <= set(map(type, recipe.layers)))

"""What a network learns from and what it is examined on: originals with fresh damage, or pairs on disk."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np

from restoration.cli.splits import part, read_splits, split_of_damaged
from restoration.cli.terminal import bar
from restoration.collection.originals import read_originals
from restoration.domain import Image, Mask
from restoration.errors import BadRequest, Stopped
from restoration.files import sha256_of
from restoration.training.config import FindingPlan, TrainingPlan
from restoration.training.crops import Crops
from restoration.training.damage_bank import Sheet, read_sheets
from restoration.training.damage_drawing import SheetOrder, sheets_for
from restoration.training.detection_dataset import Example, PairExamples
from restoration.training.pairs import PairFiles, find_masks, find_pairs
from restoration.training.pictures import read_mask_as, read_original, refuse_small

Plan = TypeVar("Plan", bound=TrainingPlan)
Maker = Callable[[Crops, Plan], Sequence[Any]]
"""Makes an example of each crop."""


@dataclass(frozen=True, slots=True, eq=False)
class Lessons(Generic[Plan]):
    """Where examples come from, given a plan, their number and a seed; no painting serves both."""

    learning: Callable[[Plan, int, int], Sequence[Any]]
    exam: Callable[[Plan, int, int], Sequence[Any]]
    facts: dict[str, Any]  # by which these pictures and sheets are told from others, ready for JSON

    @property
    def summary(self) -> str:
        """How many pictures there are."""
        return f"{len(self.facts['train'])} pictures to learn from, {len(self.facts['val'])} for the exam"


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Sheets of damage: those in a file, or else those of an order."""

    file: Path | None
    order: SheetOrder

    def open(self) -> tuple[list[Sheet], dict[str, Any]]:
        """The sheets, and by what they are told from others; raises `Stopped` where Ctrl+C leaves some undrawn."""
        if self.file:
            return read_sheets(self.file), {"file": self.file.name, "sha256": sha256_of(self.file)}
        try:
            with bar("drawing damage") as progress:
                return sheets_for(self.order, progress=progress), asdict(self.order)
        except KeyboardInterrupt as interrupted:
            told = "Stopped while damage was drawn; its sheets are kept only once all are there."
            raise Stopped(told, hint="Next time they are drawn from the first on.") from interrupted


@dataclass(frozen=True, slots=True)
class Source:
    """Undamaged pictures, or nearly so."""

    folder: Path
    table: Path | None  # tells which are for what; None: tables beside the originals do, or their names
    doubts: Path | None = None  # masks of what may be damaged in them already: x.png or x_mask.png; None: nothing is


def from_originals(
    make: Maker[Plan], examine: Maker[Plan], source: Source, learning: Portfolio, exam: Portfolio, side: int
) -> Lessons[Plan]:
    """Lessons from undamaged pictures, which are damaged afresh for each example.

    Args:
        make: an example to learn from of each crop.
        examine: one for the exam.
        source: of the pictures.
        learning: damage to learn from.
        exam: damage for the exam.
        side: of an example, px.

    Raises:
        BadRequest: there are no pictures for one of the two, one is too small, or a table cannot be read.
        BadImage, BadSheets: a file cannot be read.
    """
    told = read_splits(source.table)
    found = read_originals(source.folder)
    originals = {original.path: told.get(original.painting, original.split) for original in found}
    parts = part(originals, source.folder)
    refuse_small(originals, side)
    sheets, these = learning.open()
    exam_sheets, those = exam.open()
    doubted = _doubted(source.doubts, parts.train) if source.doubts else []
    pictures = _read(parts.train)
    doubts = [read_mask_as(mask, picture.shape[:2]) for mask, picture in zip(doubted, pictures, strict=False)]
    facts: dict[str, Any] = {
        "train": [_fingerprint(path) for path in parts.train],
        "val": [_fingerprint(path) for path in parts.val],
        "sheets": these,
        "exam_sheets": those,
    }
    if doubted:
        facts["doubted"] = float(np.mean([doubt.mean() for doubt in doubts]))
        facts["doubts"] = [_fingerprint(path) for path in doubted]
    learn = partial(_fresh, make, pictures, doubts, sheets)
    return Lessons(learn, partial(_fresh, examine, _read(parts.val), [], exam_sheets), facts)


def from_pairs(images: Path, masks: Path, table: Path | None, side: int) -> Lessons[FindingPlan]:
    """Lessons from pictures that are damaged already, and their masks.

    Args:
        images: folder of the damaged pictures.
        masks: folder of what tells where they are damaged; see `find_pairs`.
        table: tells which paintings are for what; None: the passports beside the pictures do, or their names.
        side: of an example, px.

    Raises:
        BadRequest: there are no pictures for one of the two, one is too small or lacks its mask, or the table cannot
            be read.
        BadImage, BadMask: a file cannot be read, or fits no picture.
    """
    told = read_splits(table)
    pairs = {pair.picture: pair for pair in find_pairs(images, masks)}
    parts = part({picture: split_of_damaged(picture, told) for picture in pairs}, images)
    refuse_small(pairs, side)
    train, val = ([pairs[path] for path in paths] for paths in (parts.train, parts.val))
    facts = {name: [_fingerprint_of_pair(pair) for pair in chosen] for name, chosen in (("train", train), ("val", val))}
    return Lessons(partial(_cut, train), partial(_cut, val), facts)


def _fingerprint(path: Path) -> dict[str, str]:
    return {"file": path.name, "sha256": sha256_of(path)}


def _fingerprint_of_pair(pair: PairFiles) -> dict[str, str]:
    """Of the picture, and of what tells where it is damaged."""
    return _fingerprint(pair.picture) | {f"{held}_sha256": sha256_of(path) for held, path in pair.truth.items()}


def _read(paths: Sequence[Path]) -> list[Image]:
    pictures = []
    with bar("reading pictures") as progress, ThreadPoolExecutor() as pool:
        for picture in pool.map(read_original, paths):
            pictures.append(picture)
            progress(len(pictures), len(paths))
    return pictures


def _doubted(folder: Path, paths: Sequence[Path]) -> list[Path]:
    """The mask of the doubts about each picture."""
    return [*find_masks(paths, folder, cure="scripts/screen_originals.py writes such masks.").values()]


def _fresh(
    make: Maker[Plan],
    pictures: Sequence[Image],
    doubts: Sequence[Mask],
    sheets: Sequence[Sheet],
    plan: Plan,
    count: int,
    seed: int,
) -> Sequence[Any]:
    try:
        return make(Crops(pictures, sheets, count, plan.side, seed, plan.mixture, doubts), plan)
    except ValueError as error:
        hint = "Choose a smaller --side or --distance, or larger sheets."
        raise BadRequest(f"The sheets of damage do not suit: {error}.", hint=hint) from error


def _cut(pairs: Sequence[PairFiles], plan: FindingPlan, count: int, seed: int) -> Sequence[Example]:
    return PairExamples(pairs, count, plan.side, seed, plan.mixture)

"""What a network learns from and what it is examined on: originals with fresh damage, or pairs on disk."""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np

from restoration.cli.terminal import progress_bar
from restoration.collection.originals import TRAIN, VALIDATION, derive_split, read_originals
from restoration.domain import Image, Mask
from restoration.errors import BadRequest, Stopped, os_error_reason
from restoration.files import sha256_of_file
from restoration.training.config import DetectionConfig, TrainingConfig
from restoration.training.crop_dataset import CropDataset
from restoration.training.damage_bank import DamageSheet, read_sheets
from restoration.training.damage_drawing import SheetConfig, load_or_draw_sheets
from restoration.training.detection_dataset import DetectionExample, PairDetectionDataset
from restoration.training.pairs import PairFiles, find_masks, find_pairs
from restoration.training.pictures import read_mask_resized, read_original, reject_small_pictures


@dataclass(frozen=True, slots=True)
class SplitPaths:
    """The pictures of either part, in their given order."""

    train: list[Path]
    val: list[Path]


def split_pictures(splits: Mapping[Path, str], source: Path) -> SplitPaths:
    """The pictures parted; raises `BadRequest` where one of the parts is empty."""
    parts = SplitPaths(*([path for path, split in splits.items() if split == name] for name in (TRAIN, VALIDATION)))
    hint = f"Say which is which in a CSV with columns file and split ({TRAIN} or {VALIDATION}): --split FILE."
    if not splits:
        raise BadRequest(f"No picture in {source}.", hint="Fetch some: python -m restoration fetch --limit 20.")
    if not parts.train:
        raise BadRequest(f"Of the {len(splits)} pictures in {source}, none serves to learn from.", hint=hint)
    if not parts.val:
        raise BadRequest(f"Of the {len(splits)} pictures in {source}, none serves to validate.", hint=hint)
    return parts


def split_of_damaged(picture: Path, told: Mapping[str, str]) -> str:
    """The split of a damaged picture's painting: from the table, else its passport, else derived from the name."""
    painting = picture.stem.partition("__")[0]
    try:
        passport = json.loads(picture.with_suffix(".json").read_bytes())
        split = str(passport["origin"]["split"])
    except (OSError, ValueError, KeyError, TypeError):  # not made here
        split = derive_split(painting)
    return told.get(painting, split)


def read_splits(table: Path | None) -> dict[str, str]:
    """From the name of a painting's file, without its ending, to the split that the table gives it.

    Raises:
        BadRequest: it cannot be read, or lacks the columns.
    """
    if table is None:
        return {}
    try:
        with table.open(newline="", encoding="utf-8-sig") as opened:  # a spreadsheet may have put a mark first
            return {Path(row["file"]).stem: row["split"] for row in csv.DictReader(opened)}
    except OSError as error:
        raise BadRequest(
            f"The table {table} cannot be read ({os_error_reason(error)}).", hint="Check the path."
        ) from error
    except (KeyError, TypeError, UnicodeError, csv.Error) as error:
        hint = f"Give a CSV in UTF-8 with the columns file and split ({TRAIN} or {VALIDATION})."
        raise BadRequest(f"The table {table} does not tell which paintings are for what.", hint=hint) from error


Config = TypeVar("Config", bound=TrainingConfig)
MakeExamples = Callable[[CropDataset, Config], Sequence[Any]]
"""Makes an example of each crop."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainingData(Generic[Config]):
    """Where examples come from, given a plan, their number and a seed; no painting serves both."""

    learning: Callable[[Config, int, int], Sequence[Any]]
    exam: Callable[[Config, int, int], Sequence[Any]]
    facts: dict[str, Any]  # by which these pictures and sheets are told from others, ready for JSON

    @property
    def summary(self) -> str:
        """How many pictures there are."""
        return f"{len(self.facts['train'])} pictures to learn from, {len(self.facts['val'])} for the exam"


@dataclass(frozen=True, slots=True)
class SheetSource:
    """Sheets of damage: those in a file, or else those of an order."""

    file: Path | None
    order: SheetConfig

    def open(self) -> tuple[list[DamageSheet], dict[str, Any]]:
        """The sheets, and by what they are told from others; raises `Stopped` where Ctrl+C leaves some undrawn."""
        if self.file:
            return read_sheets(self.file), {"file": self.file.name, "sha256": sha256_of_file(self.file)}
        try:
            with progress_bar("drawing damage") as progress:
                return load_or_draw_sheets(self.order, progress=progress), asdict(self.order)
        except KeyboardInterrupt as interrupted:
            told = "Stopped while damage was drawn; its sheets are kept only once all are there."
            raise Stopped(told, hint="Next time they are drawn from the first on.") from interrupted


@dataclass(frozen=True, slots=True)
class OriginalsSource:
    """Undamaged pictures, or nearly so."""

    folder: Path
    table: Path | None  # tells which are for what; None: tables beside the originals do, or their names
    doubts: Path | None = None  # masks of what may be damaged in them already: x.png or x_mask.png; None: nothing is


def data_from_originals(
    make: MakeExamples[Config],
    examine: MakeExamples[Config],
    source: OriginalsSource,
    learning: SheetSource,
    exam: SheetSource,
    side: int,
) -> TrainingData[Config]:
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
    parts = split_pictures(originals, source.folder)
    reject_small_pictures(originals, side)
    sheets, these = learning.open()
    exam_sheets, those = exam.open()
    doubted = _find_doubt_masks(source.doubts, parts.train) if source.doubts else []
    pictures = _read_pictures(parts.train)
    doubts = [read_mask_resized(mask, picture.shape[:2]) for mask, picture in zip(doubted, pictures, strict=False)]
    facts: dict[str, Any] = {
        "train": [_file_facts(path) for path in parts.train],
        "val": [_file_facts(path) for path in parts.val],
        "sheets": these,
        "exam_sheets": those,
    }
    if doubted:
        facts["doubted"] = float(np.mean([doubt.mean() for doubt in doubts]))
        facts["doubts"] = [_file_facts(path) for path in doubted]
    learn = partial(_make_examples, make, pictures, doubts, sheets)
    return TrainingData(learn, partial(_make_examples, examine, _read_pictures(parts.val), [], exam_sheets), facts)


def data_from_pairs(images: Path, masks: Path, table: Path | None, side: int) -> TrainingData[DetectionConfig]:
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
    parts = split_pictures({picture: split_of_damaged(picture, told) for picture in pairs}, images)
    reject_small_pictures(pairs, side)
    train, val = ([pairs[path] for path in paths] for paths in (parts.train, parts.val))
    facts = {name: [_pair_facts(pair) for pair in chosen] for name, chosen in (("train", train), ("val", val))}
    return TrainingData(partial(_cut_examples, train), partial(_cut_examples, val), facts)


def _file_facts(path: Path) -> dict[str, str]:
    return {"file": path.name, "sha256": sha256_of_file(path)}


def _pair_facts(pair: PairFiles) -> dict[str, str]:
    """Of the picture, and of what tells where it is damaged."""
    return _file_facts(pair.picture) | {f"{held}_sha256": sha256_of_file(path) for held, path in pair.truth.items()}


def _read_pictures(paths: Sequence[Path]) -> list[Image]:
    pictures = []
    with progress_bar("reading pictures") as progress, ThreadPoolExecutor() as pool:
        for picture in pool.map(read_original, paths):
            pictures.append(picture)
            progress(len(pictures), len(paths))
    return pictures


def _find_doubt_masks(folder: Path, paths: Sequence[Path]) -> list[Path]:
    """The mask of the doubts about each picture."""
    return [*find_masks(paths, folder, cure="scripts/screen_originals.py writes such masks.").values()]


def _make_examples(
    make: MakeExamples[Config],
    pictures: Sequence[Image],
    doubts: Sequence[Mask],
    sheets: Sequence[DamageSheet],
    plan: Config,
    count: int,
    seed: int,
) -> Sequence[Any]:
    try:
        return make(CropDataset(pictures, sheets, count, plan.side, seed, plan.mixture, doubts), plan)
    except ValueError as error:
        hint = "Choose a smaller --side or --distance, or larger sheets."
        raise BadRequest(f"The sheets of damage do not suit: {error}.", hint=hint) from error


def _cut_examples(
    pairs: Sequence[PairFiles], plan: DetectionConfig, count: int, seed: int
) -> Sequence[DetectionExample]:
    return PairDetectionDataset(pairs, count, plan.side, seed, plan.mixture)

"""Training and validation examples: from originals with new damage, or from damaged pictures on disk."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np

from restoration.cli import terminal
from restoration.cli.splits import SplitPaths, group_by_split, read_splits, split_of_damaged
from restoration.cli.terminal import progress_bar
from restoration.collection.originals import read_originals
from restoration.domain import Image, Mask
from restoration.errors import BadRequest, Stopped
from restoration.files import sha256_of_file
from restoration.training.config import DetectionConfig, TrainingConfig, UNetConfig
from restoration.training.crop_dataset import CropDataset
from restoration.training.damage_bank import DamageSheet, read_sheets
from restoration.training.damage_drawing import SheetConfig, load_or_draw_sheets
from restoration.training.detection_dataset import DetectionExample, PairDetectionDataset
from restoration.training.pairs import PairFiles, find_masks, find_pairs
from restoration.training.pictures import read_mask_resized, read_original, reject_small_pictures
from restoration.training.time_limit import TimeLimit

_LONG = 300.0  # s; a training in which several processes are worth starting to draw damage

Config = TypeVar("Config", bound=TrainingConfig)
DamageConfig = TypeVar("DamageConfig", bound=UNetConfig)
MakeExamples = Callable[[CropDataset, DamageConfig], Sequence[Any]]
"""Makes an example of each crop."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainingData(Generic[Config]):
    """Makes training and evaluation examples from (config, count, seed); the two use different paintings."""

    training_examples: Callable[[Config, int, int], Sequence[Any]]
    evaluation_examples: Callable[[Config, int, int], Sequence[Any]]
    provenance: dict[str, Any]  # identifies the pictures and the damage; ready for JSON

    @property
    def summary(self) -> str:
        """The numbers of pictures."""
        return f"Training pictures: {len(self.provenance['train'])}, validation pictures: {len(self.provenance['val'])}"


@dataclass(frozen=True, slots=True)
class SheetSource:
    """Sheets of damage: those in a file, or else drawn ones."""

    file: Path | None
    config: SheetConfig  # of drawn sheets
    limit: TimeLimit | None = None  # of the whole training; None: all sheets are drawn
    share: float = 1.0  # of that time, after which no more sheets are drawn, 0..1

    def load(self) -> tuple[list[DamageSheet], dict[str, Any]]:
        """Return the sheets and what identifies them.

        Raises:
            Stopped: Ctrl+C was pressed before all were drawn.
        """
        if self.file:
            return read_sheets(self.file), {"file": self.file.name, "sha256": sha256_of_file(self.file)}
        try:
            with progress_bar("drawing damage") as progress:
                is_short = self.limit is not None and self.limit.seconds < _LONG
                workers = 1 if is_short else None  # other processes would spend the time on starting
                sheets = load_or_draw_sheets(
                    self.config, progress=progress, is_time_over=self._is_time_over, workers=workers
                )
        except KeyboardInterrupt as interrupted:
            message = "Stopped while damage was drawn; its sheets are kept only once all are there."
            raise Stopped(message, hint="Next time they are drawn from the first on.") from interrupted
        if len(sheets) < self.config.count:
            terminal.err.print(
                f"Only {len(sheets)} of {self.config.count} sheets of damage could be drawn in the time, so examples "
                "are less varied. Give more --minutes, or draw all of them once: begin without --minutes."
            )
        return sheets, asdict(replace(self.config, count=len(sheets)))

    def _is_time_over(self) -> bool:
        return self.limit is not None and self.limit.has_used(self.share)


@dataclass(frozen=True, slots=True)
class OriginalsSource:
    """Where undamaged pictures are, or nearly undamaged ones."""

    folder: Path
    splits: Path | None  # a table; None: tables beside the originals decide, or their names
    doubts: Path | None = None  # folder of masks of possible old damage, x.png or x_mask.png; None: there is none

    def find_pictures(self, side: int) -> SplitPaths:
        """Return the pictures of each split.

        Raises:
            BadRequest: there are none for training or for validation, one is smaller than `side` px, or a table cannot
                be read.
            BadImage: a file cannot be read.
        """
        table = read_splits(self.splits)
        found = read_originals(self.folder)
        splits = {original.path: table.get(original.painting, original.split) for original in found}
        paths = group_by_split(splits, self.folder)
        reject_small_pictures(splits, side)
        return paths


def data_from_originals(
    make_training: MakeExamples[DamageConfig],
    make_evaluation: MakeExamples[DamageConfig],
    source: OriginalsSource,
    training_sheets: SheetSource,
    evaluation_sheets: SheetSource,
    side: int,
) -> TrainingData[DamageConfig]:
    """Return examples from undamaged pictures; each example gets new damage.

    Args:
        make_training: makes examples for training.
        make_evaluation: makes examples for the evaluation.
        source: the pictures.
        training_sheets: damage for training.
        evaluation_sheets: damage for the evaluation.
        side: of an example, px.

    Raises:
        BadRequest: there are no pictures for training or for validation, one is too small, or a table cannot be read.
        BadImage, BadSheets: a file cannot be read.
    """
    paths = source.find_pictures(side)
    sheets, sheet_facts = training_sheets.load()
    other_sheets, other_sheet_facts = evaluation_sheets.load()
    doubt_paths = _find_doubt_masks(source.doubts, paths.train) if source.doubts else []
    pictures = read_pictures(paths.train)
    doubts = [read_mask_resized(mask, picture.shape[:2]) for mask, picture in zip(doubt_paths, pictures, strict=False)]
    provenance: dict[str, Any] = {
        "train": [file_facts(path) for path in paths.train],
        "val": [file_facts(path) for path in paths.val],
        "sheets": sheet_facts,
        "exam_sheets": other_sheet_facts,
    }
    if doubt_paths:
        provenance["doubted"] = float(np.mean([doubt.mean() for doubt in doubts]))
        provenance["doubts"] = [file_facts(path) for path in doubt_paths]
    return TrainingData(
        partial(_make_examples, make_training, pictures, doubts, sheets),
        partial(_make_examples, make_evaluation, read_pictures(paths.val), [], other_sheets),
        provenance,
    )


def data_from_pictures(
    make: Callable[[Sequence[Image], Config, int, int], Sequence[Any]], source: OriginalsSource, side: int
) -> TrainingData[Config]:
    """Return examples that `make` cuts from pictures, for (pictures, config, count, seed), without drawn damage.

    Args:
        make: the same for training and evaluation, which use different paintings.
        source: the pictures.
        side: of an example, px.

    Raises:
        BadRequest: there are no pictures for training or for validation, one is too small, or a table cannot be read.
        BadImage: a file cannot be read.
    """
    paths = source.find_pictures(side)
    provenance = {"train": list(map(file_facts, paths.train)), "val": list(map(file_facts, paths.val))}
    return TrainingData(partial(make, read_pictures(paths.train)), partial(make, read_pictures(paths.val)), provenance)


def _find_doubt_masks(folder: Path, pictures: Sequence[Path]) -> list[Path]:
    return [*find_masks(pictures, folder, cure="scripts/screen_originals.py writes such masks.").values()]


def read_pictures(paths: Sequence[Path]) -> list[Image]:
    """Read undamaged pictures in their order, with a progress bar; raise `BadImage` for a file that cannot be read."""
    pictures = []
    with progress_bar("reading pictures") as progress, ThreadPoolExecutor() as pool:
        for picture in pool.map(read_original, paths):
            pictures.append(picture)
            progress(len(pictures), len(paths))
    return pictures


def _make_examples(
    make: MakeExamples[DamageConfig],
    pictures: Sequence[Image],
    doubts: Sequence[Mask],
    sheets: Sequence[DamageSheet],
    config: DamageConfig,
    count: int,
    seed: int,
) -> Sequence[Any]:
    """Return `count` examples from (H, W, 3) uint8 pictures, each with an (H, W) mask unless `doubts` is empty.

    Raises:
        BadRequest: the sheets do not suit, such as sheets that are smaller than the windows of the config.
    """
    try:
        return make(CropDataset(pictures, sheets, count, config.side, seed, config.mixture, doubts), config)
    except ValueError as error:
        hint = "Choose a smaller --side or --distance, or larger sheets."
        raise BadRequest(f"The sheets of damage do not suit: {error}.", hint=hint) from error


def data_from_pairs(images: Path, masks: Path, table: Path | None, side: int) -> TrainingData[DetectionConfig]:
    """Return examples from damaged pictures and their masks.

    Args:
        images: folder of the damaged pictures.
        masks: folder of their masks or alpha files; see `find_pairs`.
        table: the splits of the paintings; None: the records beside the pictures decide, or their names.
        side: of an example, px.

    Raises:
        BadRequest: there are no pictures for training or for validation, one is too small or lacks its mask, or the
            table cannot be read.
        BadImage, BadMask: a file cannot be read, or a mask does not fit its picture.
    """
    splits = read_splits(table)
    pairs = {pair.picture: pair for pair in find_pairs(images, masks)}
    paths = group_by_split({picture: split_of_damaged(picture, splits) for picture in pairs}, images)
    reject_small_pictures(pairs, side)
    train, val = ([pairs[path] for path in part] for part in (paths.train, paths.val))
    provenance = {"train": [_pair_facts(pair) for pair in train], "val": [_pair_facts(pair) for pair in val]}
    return TrainingData(partial(_cut_examples, train), partial(_cut_examples, val), provenance)


def _cut_examples(
    pairs: Sequence[PairFiles], config: DetectionConfig, count: int, seed: int
) -> Sequence[DetectionExample]:
    return PairDetectionDataset(pairs, count, config.side, seed, config.mixture)


def file_facts(path: Path) -> dict[str, str]:
    """Return what identifies a file in a run card."""
    return {"file": path.name, "sha256": sha256_of_file(path)}


def _pair_facts(pair: PairFiles) -> dict[str, str]:
    """Return the facts of the picture, with the hash of each file of its truth."""
    return file_facts(pair.picture) | {f"{name}_sha256": sha256_of_file(path) for name, path in pair.truth.items()}

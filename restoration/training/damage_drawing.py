"""Sheets of damage, drawn: every severity and style in turn."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from restoration.damage.craquelure import CRACK_STYLES, CraquelureRecipe
from restoration.damage.distractors import DistractorRecipe
from restoration.damage.layer import DamageLayer
from restoration.damage.recipe import recipe_type_of, sample_recipe
from restoration.damage.serialization import GENERATOR_VERSION
from restoration.damage.severity import SEVERITIES
from restoration.domain import Progress, no_progress
from restoration.paths import CACHE
from restoration.processes import submit_jobs, worker_pool
from restoration.training.damage_bank import DamageSheet, SheetLayer, read_sheets, to_sheet_layer, write_sheets

SCALE_RANGE = (6.0, 15.0)  # px/mm; wider than for pictures, since a sheet is not scaled once it is drawn
DISTRACTORS_EVERY = 3  # sheets; the others hold damage only


def draw_sheets(
    count: int,
    *,
    side: int = 768,
    seed: int = 0,
    styles: Sequence[str] = tuple(CRACK_STYLES),
    workers: int = 1,
    progress: Progress = no_progress,
) -> list[DamageSheet]:
    """Sheets, each of which depends on the seed and its number only, whoever draws it.

    Args:
        count: how many; a multiple of the severities times the styles holds all of them equally often.
        side: of a sheet, px.
        seed: of all chance.
        styles: keys of `STYLES`, or `SIMPLE`; leave one out to see later how the unknown is met.
        workers: processes; 1 draws in this one.
        progress: called after each sheet.
    """
    job = partial(draw_sheet, side=side, seed=seed, styles=styles)
    if workers == 1:
        return _collect(map(job, range(count)), count, progress)
    with worker_pool(workers) as pool:
        given = submit_jobs((partial(job, number) for number in range(count)), pool)
        return _collect((future.result() for future in given), count, progress)


def draw_sheet(number: int, *, side: int, seed: int, styles: Sequence[str] = tuple(CRACK_STYLES)) -> DamageSheet:
    """The sheet of that number."""
    scaling, chance = np.random.SeedSequence(seed, spawn_key=(number,)).spawn(2)
    recipe = sample_recipe(
        chance,
        severity=_cycle(tuple(SEVERITIES), number),
        style=_cycle(styles, number // len(SEVERITIES)),
        scale=round(float(np.random.default_rng(scaling).uniform(*SCALE_RANGE)), 2),
        distracted=number % DISTRACTORS_EVERY == 0,
    )
    drawn: dict[type, list[DamageLayer]] = {}
    for part in recipe.layers:
        below = [layer for layers in drawn.values() for layer in layers]
        drawn[type(part)] = recipe_type_of(part).draw(part, (side, side), below)
    painted, cracked = drawn.pop(DistractorRecipe, []), drawn.pop(CraquelureRecipe, [])
    return DamageSheet(
        _to_sheet_layers(painted),
        _to_sheet_layers(cracked),
        _to_sheet_layers(layer for layers in drawn.values() for layer in layers),
    )


def _cycle(keys: Sequence[str], number: int) -> str:
    return keys[number % len(keys)]


def _to_sheet_layers(layers: Iterable[DamageLayer]) -> tuple[SheetLayer, ...]:
    return tuple(to_sheet_layer(layer) for layer in layers if layer.alpha.any())


def _collect(sheets: Iterable[DamageSheet], count: int, progress: Progress) -> list[DamageSheet]:
    done: list[DamageSheet] = []
    for sheet in sheets:
        done.append(sheet)
        progress(len(done), count)
    return done


CACHE_FOLDER = CACHE / "training"


@dataclass(frozen=True, slots=True)
class SheetConfig:
    """Which sheets are wanted; the same order gives the same sheets."""

    count: int = 400
    side: int = 768  # px
    seed: int = 0
    styles: tuple[str, ...] = tuple(CRACK_STYLES)  # or `SIMPLE`, the plain shapes of earlier work
    generator: int = GENERATOR_VERSION

    @property
    def name(self) -> str:
        """Of the file that keeps them."""
        styles = "-".join(self.styles)
        return f"{self.count}_sheets_{styles}_{self.side}px_seed{self.seed}_generator{self.generator}.npz"


def load_or_draw_sheets(
    order: SheetConfig, folder: Path = CACHE_FOLDER, progress: Progress = no_progress
) -> list[DamageSheet]:
    """The sheets, from the folder where they are kept, else drawn on all processors and kept there.

    Raises:
        BadSheets: what is kept is spoilt.
        CannotWrite: they cannot be kept.
    """
    path = folder / order.name
    if path.is_file():
        return read_sheets(path)
    sheets = draw_sheets(
        order.count,
        side=order.side,
        seed=order.seed,
        styles=order.styles,
        workers=min(os.cpu_count() or 1, order.count),
        progress=progress,
    )
    write_sheets(path, sheets)
    return sheets

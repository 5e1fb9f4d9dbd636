"""Sheets of damage, drawn: every severity and style in turn."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from restoration.damage.craquelure import STYLES, CraquelureRecipe
from restoration.damage.distractors import DistractorRecipe
from restoration.damage.kinds import kind_of
from restoration.damage.layer import Layer
from restoration.damage.recipe import sample
from restoration.damage.serialization import VERSION
from restoration.damage.severity import SEVERITIES
from restoration.domain import Progress, silent
from restoration.paths import CACHE
from restoration.processes import hand_out, hired
from restoration.training.damage_bank import Film, Sheet, film, read_sheets, write_sheets

SCALES = (6.0, 15.0)  # px/mm; wider than for pictures, since a sheet is not scaled once it is drawn
PAINTED_EVERY = 3  # sheets; the others hold damage only


def draw_sheets(
    count: int,
    *,
    side: int = 768,
    seed: int = 0,
    styles: Sequence[str] = tuple(STYLES),
    workers: int = 1,
    progress: Progress = silent,
) -> list[Sheet]:
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
        return _watched(map(job, range(count)), count, progress)
    with hired(workers) as pool:
        given = hand_out((partial(job, number) for number in range(count)), pool)
        return _watched((future.result() for future in given), count, progress)


def draw_sheet(number: int, *, side: int, seed: int, styles: Sequence[str] = tuple(STYLES)) -> Sheet:
    """The sheet of that number."""
    scaling, chance = np.random.SeedSequence(seed, spawn_key=(number,)).spawn(2)
    recipe = sample(
        chance,
        severity=_in_turn(tuple(SEVERITIES), number),
        style=_in_turn(styles, number // len(SEVERITIES)),
        scale=round(float(np.random.default_rng(scaling).uniform(*SCALES)), 2),
        distracted=number % PAINTED_EVERY == 0,
    )
    drawn: dict[type, list[Layer]] = {}
    for part in recipe.layers:
        below = [layer for layers in drawn.values() for layer in layers]
        drawn[type(part)] = kind_of(part).draw(part, (side, side), below)
    painted, cracked = drawn.pop(DistractorRecipe, []), drawn.pop(CraquelureRecipe, [])
    return Sheet(_films(painted), _films(cracked), _films(layer for layers in drawn.values() for layer in layers))


def _in_turn(keys: Sequence[str], number: int) -> str:
    return keys[number % len(keys)]


def _films(layers: Iterable[Layer]) -> tuple[Film, ...]:
    return tuple(film(layer) for layer in layers if layer.alpha.any())


def _watched(sheets: Iterable[Sheet], count: int, progress: Progress) -> list[Sheet]:
    done: list[Sheet] = []
    for sheet in sheets:
        done.append(sheet)
        progress(len(done), count)
    return done


FOLDER = CACHE / "training"


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """Which sheets are wanted; the same order gives the same sheets."""

    count: int = 400
    side: int = 768  # px
    seed: int = 0
    styles: tuple[str, ...] = tuple(STYLES)  # or `SIMPLE`, the plain shapes of earlier work
    generator: int = VERSION

    @property
    def name(self) -> str:
        """Of the file that keeps them."""
        styles = "-".join(self.styles)
        return f"{self.count}_sheets_{styles}_{self.side}px_seed{self.seed}_generator{self.generator}.npz"


def sheets_for(order: SheetOrder, folder: Path = FOLDER, progress: Progress = silent) -> list[Sheet]:
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

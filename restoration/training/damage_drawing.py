"""Drawing of damage sheets, in every severity and style in turn, and the cache of drawn sheets."""

from collections.abc import Callable, Iterable, Sequence
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
from restoration.threads import processor_count
from restoration.training.damage_bank import DamageSheet, SheetLayer, read_sheets, to_sheet_layer, write_sheets

SCALE_RANGE = (6.0, 15.0)  # px/mm; wider than for pictures, as the damage on a sheet is never scaled
DISTRACTORS_EVERY = 3  # sheets; the others contain only damage
LEAST_SHEETS = len(SEVERITIES)  # one of each severity
CACHE_FOLDER = CACHE / "training"

IsTimeOver = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class SheetConfig:
    """What is drawn on a set of sheets; the same settings give the same sheets."""

    count: int = 400  # a multiple of the severities times the styles contains all of them equally often
    side: int = 768  # px
    seed: int = 0
    styles: tuple[str, ...] = tuple(CRACK_STYLES)  # or `SIMPLE_STYLE`, the plain shapes of earlier work
    generator: int = GENERATOR_VERSION
    pale: float = 0.22  # chance of chips, crumbled plaster or lost gilding instead of flakes; see `sample_recipe`

    @property
    def name(self) -> str:
        """The name of the file in the cache."""
        styles = "-".join(self.styles)
        drawing = f"seed{self.seed}_generator{self.generator}_pale{self.pale:g}"
        return f"{self.count}_sheets_{styles}_{self.side}px_{drawing}.npz"


def load_or_draw_sheets(
    config: SheetConfig,
    folder: Path = CACHE_FOLDER,
    progress: Progress = no_progress,
    is_time_over: IsTimeOver = lambda: False,
    workers: int | None = None,
) -> list[DamageSheet]:
    """Return the sheets from the cache folder, or draw them and store them there.

    If the time is over before all are drawn, return the first ones, at least `LEAST_SHEETS`, and store nothing.
    Processes, `workers`, are as many as processors if it is None.

    Raises:
        BadSheets: the file in the cache cannot be read.
        CannotWrite: the file cannot be written.
    """
    path = folder / config.name
    if path.is_file():
        return read_sheets(path)
    workers = min(workers or processor_count(), config.count)
    sheets = draw_sheets(config, workers=workers, progress=progress, is_time_over=is_time_over)
    if len(sheets) == config.count:
        write_sheets(path, sheets)
    return sheets


def draw_sheets(
    config: SheetConfig,
    *,
    workers: int = 1,
    progress: Progress = no_progress,
    is_time_over: IsTimeOver = lambda: False,
) -> list[DamageSheet]:
    """Draw the sheets of a set; they do not depend on the number of workers.

    Args:
        config: what to draw.
        workers: processes; 1 draws in this process.
        progress: called after each sheet.
        is_time_over: asked after each sheet; the rest is then left out, but `LEAST_SHEETS` are drawn.
    """
    numbers = range(config.count)
    if workers == 1:
        return _collect((draw_sheet(config, number) for number in numbers), config.count, progress, is_time_over)
    with worker_pool(workers) as pool:
        futures = submit_jobs((partial(draw_sheet, config, number) for number in numbers), pool)
        sheets = _collect((future.result() for future in futures), config.count, progress, is_time_over)
        pool.shutdown(cancel_futures=True)
        return sheets


def draw_sheet(config: SheetConfig, number: int) -> DamageSheet:
    """Draw one sheet of a set; it depends only on its number and on the settings of the set but their count."""
    scale_seed, recipe_seed = np.random.SeedSequence(config.seed, spawn_key=(number,)).spawn(2)
    recipe = sample_recipe(
        recipe_seed,
        severity=_cycle(tuple(SEVERITIES), number),
        style=_cycle(config.styles, number // len(SEVERITIES)),
        scale=round(float(np.random.default_rng(scale_seed).uniform(*SCALE_RANGE)), 2),
        distracted=number % DISTRACTORS_EVERY == 0,
        pale=config.pale,
    )
    drawn: dict[type, list[DamageLayer]] = {}
    for part in recipe.layers:
        below = [layer for layers in drawn.values() for layer in layers]
        drawn[type(part)] = recipe_type_of(part).draw(part, (config.side, config.side), below)
    painted, cracked = drawn.pop(DistractorRecipe, []), drawn.pop(CraquelureRecipe, [])
    worn = [layer for layers in drawn.values() for layer in layers]
    return DamageSheet(_to_sheet_layers(painted), _to_sheet_layers(cracked), _to_sheet_layers(worn))


def _cycle(keys: Sequence[str], number: int) -> str:
    return keys[number % len(keys)]


def _to_sheet_layers(layers: Iterable[DamageLayer]) -> tuple[SheetLayer, ...]:
    return tuple(to_sheet_layer(layer) for layer in layers if layer.alpha.any())


def _collect(
    sheets: Iterable[DamageSheet], count: int, progress: Progress, is_time_over: IsTimeOver
) -> list[DamageSheet]:
    done: list[DamageSheet] = []
    for sheet in sheets:
        done.append(sheet)
        progress(len(done), count)
        if len(done) >= LEAST_SHEETS and is_time_over():
            break
    return done

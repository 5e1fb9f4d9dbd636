"""Sheets of damage, kept once they are drawn: the same are asked for again at every training."""

import os
from dataclasses import dataclass
from pathlib import Path

from restoration.damage.craquelure import STYLES
from restoration.damage.notation import VERSION
from restoration.domain import Progress, silent
from restoration.training.drawing import draw_sheets
from restoration.training.portfolio import read_sheets, write_sheets
from restoration.training.sheets import Sheet

FOLDER = Path(__file__).parents[2] / ".cache" / "training"


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

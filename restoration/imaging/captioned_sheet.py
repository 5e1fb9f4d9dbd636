"""Pictures side by side on one sheet, each with a line of words above it, to be judged by eye."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

GAP = 8  # px
HEADING = 22  # px
PAPER, INK = (250, 248, 244), (40, 36, 32)


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Labelled:
    """A picture and what is written above it."""

    label: str
    picture: npt.NDArray[np.uint8]  # (H, W, 3) RGB


def sheet_of(rows: Sequence[Sequence[Labelled]]) -> npt.NDArray[np.uint8]:
    """(H, W, 3) uint8: the rows from top to bottom; each cell is as large as the largest picture."""
    cells = [cell.picture.shape for row in rows for cell in row]
    height, width = (GAP + HEADING + max(h for h, _, _ in cells), GAP + max(w for _, w, _ in cells))
    sheet = Pillow.new("RGB", (max(map(len, rows)) * width + GAP, len(rows) * height + GAP), PAPER)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(14)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            left, top = GAP + column * width, GAP + number * height
            pen.text((left, top), cell.label, fill=INK, font=font)
            sheet.paste(Pillow.fromarray(cell.picture), (left, top + HEADING))
    return np.asarray(sheet)

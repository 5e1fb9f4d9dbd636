"""Pictures side by side on one sheet, each with a caption above it, for comparison by eye."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

GAP = 8  # px
CAPTION_HEIGHT = 22  # px
BACKGROUND, TEXT_COLOUR = (250, 248, 244), (40, 36, 32)  # RGB


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class CaptionedPicture:
    """A picture and its caption."""

    label: str
    picture: npt.NDArray[np.uint8]  # (H, W, 3) RGB


def draw_captioned_sheet(rows: Sequence[Sequence[CaptionedPicture]]) -> npt.NDArray[np.uint8]:
    """Return a (H, W, 3) uint8 sheet of rows, from top to bottom; each cell is as large as the largest picture."""
    shapes = [cell.picture.shape for row in rows for cell in row]
    height = GAP + CAPTION_HEIGHT + max(height for height, _, _ in shapes)
    width = GAP + max(width for _, width, _ in shapes)
    sheet = Pillow.new("RGB", (max(map(len, rows)) * width + GAP, len(rows) * height + GAP), BACKGROUND)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(14)
    for row_index, row in enumerate(rows):
        for column_index, cell in enumerate(row):
            left, top = GAP + column_index * width, GAP + row_index * height
            pen.text((left, top), cell.label, fill=TEXT_COLOUR, font=font)
            sheet.paste(Pillow.fromarray(cell.picture), (left, top + CAPTION_HEIGHT))
    return np.asarray(sheet)

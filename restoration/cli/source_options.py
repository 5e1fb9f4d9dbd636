"""The option to take the paint of a fill only from a part of each picture."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Annotated

import typer

from restoration.cli import terminal
from restoration.cli.places import Site
from restoration.cli.unfinished_painting import keeping_fills
from restoration.domain import Damage, MaskFile, PaintSource, Progress, Restoration
from restoration.errors import BadRequest
from restoration.files import sha256_of_bytes
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_picture_file
from restoration.inpainting.base import Inpainter
from restoration.output.annotations.mask_reading import read_any_mask
from restoration.pipeline import restore
from restoration.shared_windows import shared_regions
from restoration.unfinished import Unfinished

TAKES_A_SOURCE = "patchmatch"  # key of the only inpainter that does

SourceMasks = Annotated[
    str | None,
    typer.Option(
        "--source",
        metavar="FILE_OR_DIR",
        help=f"Take paint only from where this mask is white; for {TAKES_A_SOURCE}.",
    ),
]

FillPainting = Callable[[Site, Painting, Damage, Progress, Unfinished], Restoration]
"""Fills the damage of a painting that was read from that site, and keeps what it has done."""


def choose_fill(inpainter: Inpainter, *, takes_source: bool, relief: float = 0.0) -> FillPainting:
    """Return how the paintings of this run are filled.

    Args:
        inpainter: the method.
        takes_source: whether a mask says which paint to use; otherwise, paint around the damage is used.
        relief: 0..1, how much of the light and shade along the damage is taken away.

    Raises:
        BadRequest: this inpainter does not take a source.
    """
    if not takes_source:
        return partial(_fill_from_around, inpainter, relief)
    if inpainter.key != TAKES_A_SOURCE:
        hint = f"Add --inpainter {TAKES_A_SOURCE}, or leave out --source."
        raise BadRequest(f"The inpainter {inpainter.key} cannot be limited to a part of the picture.", hint=hint)
    return partial(_fill_from_source, relief)


def _fill_from_around(
    inpainter: Inpainter,
    relief: float,
    _: Site,
    painting: Painting,
    damage: Damage,
    progress: Progress,
    work: Unfinished,
) -> Restoration:
    """Fill the damage; workers help with a huge painting, if there are some."""
    with shared_regions(inpainter, painting.image) as chosen:
        return restore(painting.image, damage, keeping_fills(chosen, work), progress, relief=relief)


def _fill_from_source(
    relief: float, site: Site, painting: Painting, damage: Damage, progress: Progress, work: Unfinished
) -> Restoration:
    """Fill the damage with paint from where the mask of this painting is white."""
    from restoration.inpainting.patch_based.patchmatch import PatchMatch  # SciPy is loaded only when it is used

    assert site.paint  # `takes_source` says that there is one; this line is for the type checker
    file = site.paint
    data = read_picture_file(file)
    given = read_any_mask(data, painting.image, name=file.name, visible=painting.visible)
    terminal.print_notes(site.painting, given.notes)
    area = given.kinds > 0
    method, pixels = PatchMatch.with_source(painting.image, area, damage.mask), int((area & ~damage.mask).sum())
    marked_by = MaskFile(file.name, sha256_of_bytes(data))
    source = PaintSource(pixels, pixels / max(damage.paint_pixels, 1), marked_by, area)
    return replace(restore(painting.image, damage, keeping_fills(method, work), progress, relief=relief), source=source)

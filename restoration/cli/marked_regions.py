"""The regions of damage in a file: a mask, or a dossier with all that was decided in it."""

from pathlib import Path

import numpy as np

from restoration.cli import terminal
from restoration.domain import DamageKind, KindMap
from restoration.editing.effort import TooManyCorrections
from restoration.editing.history import MarkedArea, Step, Stroke, region_decisions
from restoration.editing.regions import RegionDecision, RegionMap, find_regions
from restoration.editing.replay import apply_steps
from restoration.editing.serialization import steps_from_json
from restoration.imaging.masks import as_loss_kinds
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_painting
from restoration.output.annotations.mask_reading import read_any_mask
from restoration.output.dossier import Dossier


def dossier_regions(dossier: Dossier, *, split_at_junctions: bool = False) -> RegionMap:
    """Return the regions of a dossier's mask, with their status and their notes."""
    steps = _read_steps(dossier)
    decisions = region_decisions(steps)
    return find_regions(_dossier_kinds(dossier, steps), None, decisions, split_at_junctions=split_at_junctions)


def mask_regions(
    path: Path,
    painting: Painting | None = None,
    kind: DamageKind = DamageKind.LOSS,
    *,
    split_at_junctions: bool = False,
    invert: bool = False,
) -> RegionMap:
    """Return the regions of a mask, and say on standard error what is odd about it.

    Args:
        path: a mask with kinds, or one in black and white, or GeoJSON where there is a painting.
        painting: to which it belongs; None: a picture of its own size.
        kind: what a mask in black and white marks.
        split_at_junctions: whether nets of cracks are divided into their branches.
        invert: whether black is the damage.

    Raises:
        BadMask, BadImage, BadAnnotations: the file cannot be read as a mask.
    """
    # Without a painting, a plain picture stands for it: the mask itself would be taken for the picture that was marked.
    image = np.zeros_like(read_painting(path).image) if painting is None else painting.image
    visible = None if painting is None else painting.visible
    marks = read_any_mask(path.read_bytes(), image, name=path.name, kind=kind, visible=visible, invert=invert)
    terminal.print_notes(path, marks.notes)
    return find_regions(marks.kinds, split_at_junctions=split_at_junctions)


def _read_steps(dossier: Dossier) -> tuple[Step, ...]:
    """Return the corrections; none where they are too many to repeat, for the mask stands for them."""
    try:
        return steps_from_json(dossier.corrections, dossier.mask.shape)
    except TooManyCorrections:
        return ()


def _dossier_kinds(dossier: Dossier, steps: tuple[Step, ...]) -> KindMap:
    """Return the kinds of the mask; a dossier from before 29 November 2026 knows only what results and strokes say."""
    if dossier.kinds is not None:
        return dossier.kinds
    kinds = as_loss_kinds(dossier.mask)
    for result in dossier.results:
        if (known := result.restoration.damage.kinds) is not None:
            kinds = np.where((kinds > 0) & (known > 0), known, kinds)
    changes = tuple(step for step in steps if isinstance(step, Stroke | MarkedArea | RegionDecision))
    drawn = apply_steps(kinds, changes)
    return np.where(dossier.mask & (drawn > 0), drawn, kinds)

"""The regions of damage in a file: a mask, or a dossier with all that was decided in it."""

from pathlib import Path

import numpy as np

from restoration.domain import DamageKind, KindMap, kind_number
from restoration.editing.effort import TooManyCorrections
from restoration.editing.history import MarkedArea, Step, Stroke, region_decisions
from restoration.editing.regions import RegionDecision, RegionMap, find_regions
from restoration.editing.replay import apply_steps
from restoration.editing.serialization import steps_from_json
from restoration.errors import BadMask
from restoration.imaging.masks import as_loss_kinds
from restoration.imaging.reading import read_mask, read_painting
from restoration.output.annotations import read_kinds
from restoration.output.dossier import Dossier


def dossier_regions(dossier: Dossier, *, split_at_junctions: bool = False) -> RegionMap:
    """Return the regions of a dossier's mask, with their status and their notes."""
    steps = _read_steps(dossier)
    decisions = region_decisions(steps)
    return find_regions(_dossier_kinds(dossier, steps), None, decisions, split_at_junctions=split_at_junctions)


def mask_regions(path: Path, kind: DamageKind, *, split_at_junctions: bool = False) -> RegionMap:
    """Return the regions of a mask with kinds, or of one in black and white, which marks damage of the given kind.

    Raises:
        BadMask, BadImage: the file cannot be read as a mask.
    """
    return find_regions(_mask_kinds(path, kind), split_at_junctions=split_at_junctions)


def _mask_kinds(path: Path, kind: DamageKind) -> KindMap:
    picture = read_painting(path)
    data = path.read_bytes()
    try:
        return read_kinds(data, picture.image.shape)
    except BadMask:  # not in the colours of the kinds
        return read_mask(data, picture.image).view(np.uint8) * np.uint8(kind_number(kind))


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
    told = tuple(step for step in steps if isinstance(step, Stroke | MarkedArea | RegionDecision))
    drawn = apply_steps(kinds, told)
    return np.where(dossier.mask & (drawn > 0), drawn, kinds)

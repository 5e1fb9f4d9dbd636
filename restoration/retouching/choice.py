"""Which mode each kind of damage is laid down in, and which pixels each mode covers."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from restoration.disk_arrays import compute_on_disk, zeros_on_disk
from restoration.domain import Damage, DamageKind, KindMap, Mask, kind_number
from restoration.retouching.flat import Sottotono
from restoration.retouching.modes import RETOUCHING
from restoration.retouching.recipe import INVISIBLE

Numbers: TypeAlias = npt.NDArray[np.uint8]

NO_EXCEPTIONS: Mapping[str, Mask] = MappingProxyType({})

_ORDER = (DamageKind.LOSS, DamageKind.ABRASION, DamageKind.SCRATCH, DamageKind.CRACK)  # the widest damage first


@dataclass(frozen=True, slots=True)
class ModeChoice:
    """The mode of each kind of damage: a key of `RETOUCHING`, or `INVISIBLE` for the fill as it is."""

    crack: str = INVISIBLE
    scratch: str = INVISIBLE
    loss: str = INVISIBLE
    abrasion: str = INVISIBLE

    def __post_init__(self) -> None:
        for mode in astuple(self):
            if mode != INVISIBLE:
                RETOUCHING[mode]  # raises `UnknownMethod`

    @classmethod
    def for_losses(cls, mode: str) -> "ModeChoice":
        """Return the usual choice beside a mode for losses: strokes have no room in cracks and scratches."""
        thin = Sottotono.key if has_strokes(mode) else mode
        return cls(crack=thin, scratch=thin, loss=mode, abrasion=mode)

    @property
    def is_invisible(self) -> bool:
        """Whether every fill stays as it is."""
        return set(astuple(self)) == {INVISIBLE}

    def mode_of(self, kind: DamageKind) -> str:
        """Return the mode of one of `DAMAGE_KINDS`."""
        mode: str = getattr(self, kind.value)
        return mode


def has_strokes(mode: str) -> bool:
    """Return whether a mode lays down strokes or dots, which merge from afar; raise `UnknownMethod` for no mode."""
    return mode != INVISIBLE and RETOUCHING.build(mode).has_strokes


def masks_by_mode(
    choice: ModeChoice, damage: Damage, exceptions: Mapping[str, Mask] = NO_EXCEPTIONS
) -> dict[str, Mask]:
    """Return which part of the damage, (H, W) bool, each mode covers: for `pipeline.reintegrate`.

    Args:
        choice: the mode of each kind; what has no kind counts as loss.
        damage: what was filled.
        exceptions: by mode, or `INVISIBLE`: (H, W) bool, pixels that take it whatever their kind is.

    Returns:
        The parts, which do not overlap; the mode for losses comes first. Modes without pixels are left out.
    """
    modes = list(dict.fromkeys([*(choice.mode_of(kind) for kind in _ORDER), *exceptions]))
    numbers = _number_modes(choice, modes, damage, exceptions)
    parts = {
        mode: compute_on_disk(partial(_covered_by, number), damage.mask, numbers, dtype=np.bool_)
        for number, mode in enumerate(modes)
        if mode != INVISIBLE
    }
    return {mode: part for mode, part in parts.items() if part.any()}


def _covered_by(number: int, mask: Mask, numbers: Numbers) -> Mask:
    covered: Mask = mask & (numbers == number)
    return covered


def _number_modes(choice: ModeChoice, modes: list[str], damage: Damage, exceptions: Mapping[str, Mask]) -> Numbers:
    """Return (H, W) the place in the list of each pixel's mode; that of a large picture lies on the disk."""
    table = np.full(256, modes.index(choice.loss), np.uint8)
    for kind in _ORDER:
        table[kind_number(kind)] = modes.index(choice.mode_of(kind))

    def number(kinds: KindMap, *masks: Mask) -> Numbers:
        numbers = table[kinds]
        for mode, mask in zip(exceptions, masks, strict=True):
            numbers[mask] = modes.index(mode)
        return numbers

    kinds = zeros_on_disk(damage.mask.shape, np.uint8) if damage.kinds is None else damage.kinds
    return compute_on_disk(number, kinds, *exceptions.values(), dtype=np.uint8)

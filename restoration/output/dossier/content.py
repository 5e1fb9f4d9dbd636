"""The names of a dossier's members; one who unpacks it finds pictures that any program shows."""

from dataclasses import dataclass, field
from typing import Any

from restoration.domain import Image, Mask, Restoration
from restoration.imaging.painting import Painting

_ROWS = 256  # that are compared at a time, which bounds the memory


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class SavedResult:
    """A restoration of the dossier's painting, and the choices that led to it."""

    restoration: Restoration
    plan: dict[str, Any]  # ready for JSON

    @property
    def is_sound(self) -> bool:
        """Whether outside the mask the paint is as it was, and no kind of damage is told."""
        height = len(self.restoration.before)
        return all(self._is_sound_in(slice(top, top + _ROWS)) for top in range(0, height, _ROWS))

    def _is_sound_in(self, rows: slice) -> bool:
        before, after, damage = self.restoration.before, self.restoration.after, self.restoration.damage
        outside = ~damage.mask[rows]
        is_untouched = not ((after[rows] != before[rows]).any(axis=2) & outside).any()
        return is_untouched and (damage.kinds is None or not (damage.kinds[rows].astype(bool) & outside).any())


@dataclass(frozen=True, slots=True, eq=False)
class Dossier:
    """The work on one painting. Plans and corrections mean something only to those who made them."""

    painting: Painting
    title: str
    mask: Mask  # the one in force, hand corrections included
    plan: dict[str, Any] = field(default_factory=dict)  # ready for JSON
    corrections: list[dict[str, Any]] = field(default_factory=list)  # strokes in order, each ready for JSON
    truth: Image | None = None  # the undamaged picture, where it is known
    results: list[SavedResult] = field(default_factory=list)


MANIFEST = "manifest.json"
ORIGINAL, MASK, TRUTH = "original.png", "mask.png", "truth.png"


def restored(number: int) -> str:
    """The restored picture of a result; results count from 1."""
    return f"results/{number}/restored.png"


def result_mask(number: int) -> str:
    """The mask that a result was filled by."""
    return f"results/{number}/mask.png"


def result_kinds(number: int) -> str:
    """The kind of damage at each pixel of that mask."""
    return f"results/{number}/kinds.png"


def required(results: int) -> set[str]:
    """The pictures that a dossier of so many results must hold."""
    return {ORIGINAL, MASK}.union(*({restored(number), result_mask(number)} for number in range(1, results + 1)))


def allowed(results: int) -> set[str]:
    """Those, and the ones that it may hold."""
    return required(results) | {TRUTH} | {result_kinds(number) for number in range(1, results + 1)}

"""One connected mark as an object: what it is, how large, and what a person decided about it."""

from dataclasses import dataclass
from enum import StrEnum

from restoration.domain import Box, DamageKind


class RegionStatus(StrEnum):
    """What a person decided about a region."""

    PROPOSED = "proposed"  # nothing was decided yet
    ACCEPTED = "accepted"
    REJECTED = "rejected"  # it is no damage: no longer marked, but still listed
    NOT_TO_FILL = "not to be filled"  # it is damage, and stays visible


@dataclass(frozen=True, slots=True)
class Region:
    """One region of damage; lengths are in px of the picture."""

    number: int  # from 1, top to bottom
    kind: DamageKind
    box: Box
    area: int  # px
    length: float  # along the line; see `measuring.ribbon_length`
    width: float  # mean: area / length
    likelihood: float | None = None  # mean of the detector's, 0..1; None where a person drew all of it
    evidence: int | None = None  # 0..4 after the London Charter; None before a fill
    status: RegionStatus = RegionStatus.PROPOSED
    note: str = ""
    fill: str | None = None  # key of the result that it takes; None for the default one
    reintegration: str | None = None  # key of a mode, or "invisible"; None for the default one
    refused: tuple[str, ...] = ()  # keys of the results that were seen when another one was chosen

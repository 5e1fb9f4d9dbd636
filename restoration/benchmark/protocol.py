"""What is measured, on which pictures: fixed by a seed, so that anyone can repeat it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from restoration.damage.craquelure import STYLES
from restoration.damage.pair import Pair, damage
from restoration.damage.procedural import seed_words
from restoration.damage.recipe import sample
from restoration.damage.severity import SEVERITIES
from restoration.domain import Image
from restoration.imaging.tiling import detail_in

VERSION = 1
"""Raised whenever the same pictures would get other figures."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """How a run goes about it."""

    seed: int = 2026
    side: int = 512  # px; of the detail that is taken of each painting
    severities: tuple[str, ...] = tuple(SEVERITIES)
    paintings: int | None = None  # at most; None for all


FULL = Protocol()
QUICK = Protocol(side=320, severities=("light", "heavy"), paintings=4)


@dataclass(frozen=True, slots=True)
class Case:
    """One detail of one painting with one kind of damage; what it looks like is settled by its names and the seed."""

    picture: str
    severity: str
    style: str


def cases(pictures: list[str], protocol: Protocol) -> Iterator[Case]:
    """Every painting at every severity; the styles come in turn, so that each meets every severity."""
    styles = list(STYLES)
    for number, picture in enumerate(pictures):
        for level, severity in enumerate(protocol.severities):
            yield Case(picture, severity, styles[(number + level) % len(styles)])


def detail(painting: Image, picture: str, protocol: Protocol) -> Image:
    """The part of a painting that is measured: a window of `side` px somewhere in its middle half, or all of it."""
    rng = np.random.default_rng(_seed(picture, "detail", protocol))
    return np.ascontiguousarray(painting[detail_in(painting.shape, protocol.side, rng)])


def damaged(window: Image, case: Case, protocol: Protocol) -> Pair:
    """The detail with the damage of a case."""
    seed = _seed(case.picture, case.severity, protocol)
    return damage(window, sample(seed, severity=case.severity, style=case.style))


def _seed(picture: str, purpose: str, protocol: Protocol) -> np.random.SeedSequence:
    return np.random.SeedSequence([protocol.seed, *seed_words(f"{picture}/{purpose}")])

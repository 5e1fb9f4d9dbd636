"""What is measured, on which pictures: fixed by a seed, so that anyone can repeat it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from restoration.damage.craquelure import CRACK_STYLES
from restoration.damage.pair import DamagedPair, apply_damage
from restoration.damage.procedural import entropy_from_name
from restoration.damage.recipe import sample_recipe
from restoration.damage.severity import SEVERITIES
from restoration.domain import Image
from restoration.imaging.tiling import random_central_crop

PROTOCOL_VERSION = 1
"""Raised whenever the same pictures would get other figures."""


@dataclass(frozen=True, slots=True)
class BenchmarkProtocol:
    """How a run goes about it."""

    seed: int = 2026
    side: int = 512  # px; of the detail that is taken of each painting
    severities: tuple[str, ...] = tuple(SEVERITIES)
    paintings: int | None = None  # at most; None for all


FULL_PROTOCOL = BenchmarkProtocol()
QUICK_PROTOCOL = BenchmarkProtocol(side=320, severities=("light", "heavy"), paintings=4)


@dataclass(frozen=True, slots=True)
class DamageCase:
    """One detail of one painting with one kind of damage; what it looks like is settled by its names and the seed."""

    picture: str
    severity: str
    style: str


def list_cases(pictures: list[str], protocol: BenchmarkProtocol) -> Iterator[DamageCase]:
    """Every painting at every severity; the styles come in turn, so that each meets every severity."""
    styles = list(CRACK_STYLES)
    for number, picture in enumerate(pictures):
        for level, severity in enumerate(protocol.severities):
            yield DamageCase(picture, severity, styles[(number + level) % len(styles)])


def crop_detail(painting: Image, picture: str, protocol: BenchmarkProtocol) -> Image:
    """The part of a painting that is measured: a window of `side` px somewhere in its middle half, or all of it."""
    rng = np.random.default_rng(_seed(picture, "detail", protocol))
    return np.ascontiguousarray(painting[random_central_crop(painting.shape, protocol.side, rng)])


def damage_detail(window: Image, case: DamageCase, protocol: BenchmarkProtocol) -> DamagedPair:
    """The detail with the damage of a case."""
    seed = _seed(case.picture, case.severity, protocol)
    return apply_damage(window, sample_recipe(seed, severity=case.severity, style=case.style))


def _seed(picture: str, purpose: str, protocol: BenchmarkProtocol) -> np.random.SeedSequence:
    return np.random.SeedSequence([protocol.seed, *entropy_from_name(f"{picture}/{purpose}")])

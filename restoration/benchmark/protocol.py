"""The protocol of a benchmark: which pictures get which damage; a seed fixes all of it, so anyone can repeat a run."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from restoration.damage.craquelure import CRACK_STYLES
from restoration.damage.pair import DamagedPair, apply_damage
from restoration.damage.recipe import entropy_from_name, sample_recipe
from restoration.damage.severity import SEVERITIES
from restoration.domain import Image
from restoration.imaging.tiling import random_central_crop

PROTOCOL_VERSION = 1
"""To be raised whenever the same pictures would get other values."""


@dataclass(frozen=True, slots=True)
class BenchmarkProtocol:
    """The settings of a run that change what is measured."""

    seed: int = 2026
    side: int = 512  # px, of the detail that is cut from each painting
    severities: tuple[str, ...] = tuple(SEVERITIES)
    paintings: int | None = None  # at most; None for all


FULL_PROTOCOL = BenchmarkProtocol()
QUICK_PROTOCOL = BenchmarkProtocol(side=320, severities=("light", "heavy"), paintings=4)


@dataclass(frozen=True, slots=True)
class DamageCase:
    """One kind of damage on the detail of one painting; the names and the protocol's seed fix every pixel of it."""

    picture: str
    severity: str
    style: str


def list_cases(pictures: list[str], protocol: BenchmarkProtocol) -> Iterator[DamageCase]:
    """Yield every painting at every severity; the styles rotate, so that each style meets every severity."""
    styles = list(CRACK_STYLES)
    for number, picture in enumerate(pictures):
        for level, severity in enumerate(protocol.severities):
            yield DamageCase(picture, severity, styles[(number + level) % len(styles)])


def crop_detail(painting: Image, picture: str, protocol: BenchmarkProtocol) -> Image:
    """Return the detail of a painting that is measured.

    Args:
        painting: (H, W, 3) uint8 or uint16 RGB.
        picture: its name, which fixes the place of the detail.
        protocol: of the run.

    Returns:
        (side, side, 3), somewhere in the middle half of the painting; all of a painting that is smaller.
    """
    rng = np.random.default_rng(seed_of(picture, "detail", protocol))
    return np.ascontiguousarray(painting[random_central_crop(painting.shape, protocol.side, rng)])


def damage_detail(detail: Image, case: DamageCase, protocol: BenchmarkProtocol) -> DamagedPair:
    """Return a detail, (H, W, 3), without and with the damage of a case."""
    seed = seed_of(case.picture, case.severity, protocol)
    return apply_damage(detail, sample_recipe(seed, severity=case.severity, style=case.style))


def seed_of(picture: str, purpose: str, protocol: BenchmarkProtocol) -> np.random.SeedSequence:
    """Return the seed of what a run does with a picture for one purpose; equal names give equal seeds."""
    return np.random.SeedSequence([protocol.seed, *entropy_from_name(f"{picture}/{purpose}")])

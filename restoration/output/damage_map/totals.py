"""What a damage map counts: regions, their areas and lengths, by kind and by status."""

from collections.abc import Iterable
from dataclasses import dataclass

from restoration.domain import DAMAGE_KINDS, DamageKind
from restoration.editing.regions import Region, RegionStatus


@dataclass(frozen=True, slots=True)
class Total:
    """The sum over some regions."""

    count: int = 0
    area: int = 0  # px
    length: float = 0.0  # px

    def __add__(self, other: "Total") -> "Total":
        return Total(self.count + other.count, self.area + other.area, self.length + other.length)


def is_damage(region: Region) -> bool:
    """Return whether a region counts: one that was rejected is no damage."""
    return region.status is not RegionStatus.REJECTED


def total(regions: Iterable[Region]) -> Total:
    """Return the sum over regions, whatever their status."""
    return sum((Total(1, region.area, region.length) for region in regions), Total())


def totals_by_kind(regions: Iterable[Region]) -> dict[DamageKind, Total]:
    """Return the sums of each kind of damage that occurs; rejected regions do not count."""
    counted = [region for region in regions if is_damage(region)]
    sums = {kind: total(region for region in counted if region.kind is kind) for kind in DAMAGE_KINDS}
    return {kind: each for kind, each in sums.items() if each.count}


def totals_by_status(regions: Iterable[Region]) -> dict[RegionStatus, Total]:
    """Return the sums of each status that occurs."""
    listed = list(regions)
    sums = {status: total(region for region in listed if region.status is status) for status in RegionStatus}
    return {status: each for status, each in sums.items() if each.count}


def largest(regions: Iterable[Region], count: int) -> list[Region]:
    """Return the largest regions that count as damage, the largest first."""
    return sorted(filter(is_damage, regions), key=lambda region: (-region.area, region.number))[:count]

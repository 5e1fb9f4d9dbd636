"""Damage as objects: connected marks with their size, their likelihood, and what a person decided about them."""

from restoration.editing.regions.decision import RegionDecision
from restoration.editing.regions.finding import find_regions
from restoration.editing.regions.region import Region, RegionStatus
from restoration.editing.regions.region_map import RegionMap

__all__ = ["Region", "RegionDecision", "RegionMap", "RegionStatus", "find_regions"]

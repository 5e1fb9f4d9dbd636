"""Regions with everything that an export must carry."""

import numpy as np
import pytest

from restoration.editing.regions import RegionStatus, find_regions
from restoration.editing.replay import apply_steps
from restoration.output.annotations import AnnotationContext


@pytest.fixture
def context():
    return AnnotationContext("Madonna “in Rot”", 10.0, "A. Müller", "2026-11-29T10:00:00Z")


@pytest.fixture
def regions():
    """A crack, a scratch with a note, a loss with a hole, and a rejected crack; from top to bottom."""
    kinds, likelihood = np.zeros((60, 80), np.uint8), np.zeros((60, 80), np.float32)
    kinds[5, 10:30], kinds[15, 10:30], kinds[45:47, 10:30] = 1, 2, 1
    kinds[25:35, 40:50] = 3
    kinds[28:31, 44:47] = 0
    likelihood[5] = 0.75
    found = find_regions(kinds, likelihood)
    decisions = (
        found.decide([2], RegionStatus.ACCEPTED, note='=1+1, a "hair"'),
        found.decide([4], RegionStatus.REJECTED),
    )
    return find_regions(apply_steps(kinds, decisions), likelihood, decisions)

"""Agreement of a mask with what is known to be damaged."""

import numpy as np
import pytest

from restoration.benchmark.agreement import Agreement, strict_agreement

ALPHA = np.array([[0, 13_000, 32_768, 65_535, 0, 0]], np.uint16)


def agreement(*marks):
    return strict_agreement(np.array([marks], bool), ALPHA)


def test_the_soft_rim_counts_neither_way():
    assert agreement(0, 0, 1, 1, 0, 0) == agreement(0, 1, 1, 1, 0, 0) == Agreement(1.0, 1.0)


def test_marking_sound_paint_costs_precision_and_missing_damage_recall():
    assert agreement(1, 0, 1, 1, 1, 0) == Agreement(0.5, 1.0)
    assert agreement(0, 0, 0, 1, 0, 0) == Agreement(1.0, 0.5)


def test_f1_is_the_harmonic_mean_and_nothing_for_nothing():
    assert Agreement(0.5, 1.0).f1 == pytest.approx(2 / 3)
    assert agreement(0, 0, 0, 0, 0, 0).f1 == 0.0

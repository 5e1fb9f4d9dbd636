"""A sheet drawn by hand, so that training is tested in milliseconds and without a brush."""

import numpy as np
import pytest

from restoration.damage.layer import FULL_ALPHA, DamageLayer, make_palette
from restoration.domain import DamageKind
from restoration.training.damage_bank import DamageSheet, to_sheet_layer
from tests.unit.training.tiny import Lesson

SIDE = 72  # px


def layer(kind, rows, columns, look, strength=FULL_ALPHA):
    """A rectangle."""
    alpha = np.zeros((SIDE, SIDE), np.uint16)
    alpha[rows, columns] = strength
    return DamageLayer(kind, alpha, np.zeros((SIDE, SIDE), np.uint8), look)


@pytest.fixture
def sheet():
    """Brush strokes, a broad black crack that runs across, and beside it a chalky loss with a soft rim."""
    strokes = layer(DamageKind.PAINTED, slice(None, None, 9), slice(None), make_palette(0.1))
    crack = layer(DamageKind.CRACK, slice(30, 34), slice(None), make_palette(0.1))
    rim = layer(DamageKind.LOSS, slice(10, 24), slice(10, 50), make_palette(0.5, 0.3), FULL_ALPHA // 4)
    loss = layer(DamageKind.LOSS, slice(12, 22), slice(12, 48), make_palette(0.15, 0.5))
    return DamageSheet(
        (to_sheet_layer(strokes),), (to_sheet_layer(crack),), (to_sheet_layer(rim), to_sheet_layer(loss))
    )


@pytest.fixture
def lesson(sheet):
    return Lesson(sheet)

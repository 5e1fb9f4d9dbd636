"""A sheet drawn by hand, so that training is tested in milliseconds and without a brush."""

import numpy as np
import pytest

from restoration.damage.layer import FULL, Layer, palette
from restoration.domain import Kind
from restoration.training.damage_bank import Sheet, film
from tests.unit.training.tiny import Lesson

SIDE = 72  # px


def layer(kind, rows, columns, look, strength=FULL):
    """A rectangle."""
    alpha = np.zeros((SIDE, SIDE), np.uint16)
    alpha[rows, columns] = strength
    return Layer(kind, alpha, np.zeros((SIDE, SIDE), np.uint8), look)


@pytest.fixture
def sheet():
    """Brush strokes, a broad black crack that runs across, and beside it a chalky loss with a soft rim."""
    strokes = layer(Kind.PAINTED, slice(None, None, 9), slice(None), palette(0.1))
    crack = layer(Kind.CRACK, slice(30, 34), slice(None), palette(0.1))
    rim = layer(Kind.LOSS, slice(10, 24), slice(10, 50), palette(0.5, 0.3), FULL // 4)
    loss = layer(Kind.LOSS, slice(12, 22), slice(12, 48), palette(0.15, 0.5))
    return Sheet((film(strokes),), (film(crack),), (film(rim), film(loss)))


@pytest.fixture
def lesson(sheet):
    return Lesson(sheet)

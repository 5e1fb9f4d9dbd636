"""A damage sheet made by hand, so that training is tested in milliseconds."""

import numpy as np
import pytest
import torch

from restoration.damage.layer import FULL_ALPHA, DamageLayer, make_palette
from restoration.domain import DamageKind
from restoration.training.damage_bank import DamageSheet, to_sheet_layer
from tests.unit.training.tiny import TinyTraining

SIDE = 72  # px


@pytest.fixture(autouse=True, scope="package")
def one_thread():
    """Tiny networks are slower on several threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def rectangle(kind, rows, columns, palette, alpha=FULL_ALPHA):
    """Return a layer with damage in a rectangle."""
    alphas = np.zeros((SIDE, SIDE), np.uint16)
    alphas[rows, columns] = alpha
    return to_sheet_layer(DamageLayer(kind, alphas, np.zeros((SIDE, SIDE), np.uint8), palette))


@pytest.fixture
def sheet():
    """Brush strokes, a broad black crack from edge to edge, and beside it a chalky loss with a soft rim."""
    strokes = rectangle(DamageKind.PAINTED, slice(None, None, 9), slice(None), make_palette(0.1))
    crack = rectangle(DamageKind.CRACK, slice(30, 34), slice(None), make_palette(0.1))
    rim = rectangle(DamageKind.LOSS, slice(10, 24), slice(10, 50), make_palette(0.5, 0.3), FULL_ALPHA // 4)
    loss = rectangle(DamageKind.LOSS, slice(12, 22), slice(12, 48), make_palette(0.15, 0.5))
    return DamageSheet((strokes,), (crack,), (rim, loss))


@pytest.fixture
def tiny_training(sheet):
    return TinyTraining(sheet)

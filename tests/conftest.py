"""What many tests need: a small painting, a hole in it, and the folder of real paintings where it is at hand."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from restoration.imaging import reading
from restoration.imaging.picture_decoding import decode_picture
from restoration.threads import use_own_share

use_own_share()  # test processes share the processors; and PyTorch's threads would burn theirs while they wait

# No deadline: pytest-timeout ends what hangs, and a busy machine is no fault. A fifth of the usual examples: a fresh
# clone's run has eight minutes, and the next run draws others.
settings.register_profile("suite", deadline=None, max_examples=20)
settings.load_profile("suite")

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture
def painting():
    """A 48 x 64 painting: a warm gradient with grain, so that no two neighbours are equal."""
    rng = np.random.default_rng(1)
    light = np.linspace(60, 200, 64)[np.newaxis, :, np.newaxis] * np.array([1.0, 0.8, 0.6])
    return np.clip(light + rng.normal(0, 6, (48, 64, 3)), 0, 255).astype(np.uint8)


@pytest.fixture
def hole():
    """Two cracks that cross and a small loss, in a 48 x 64 painting."""
    mask = np.zeros((48, 64), bool)
    mask[20:22, 4:60] = True
    mask[5:40, 30:32] = True
    mask[30:36, 45:52] = True
    return mask


@pytest.fixture
def shared():
    """The folder of real paintings and close-ups that lies beside the project on the developers' machines."""
    if not (SHARED / "paintings").is_dir():
        pytest.skip("needs the paintings of ../shared")
    return SHARED


@pytest.fixture(autouse=True)
def own_main(monkeypatch):
    """AppTest leaves the dashboard as `__main__`, which every process that a later test starts would run again."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(autouse=True)
def own_decoder():
    """The dashboard lets its own process decode from its first run on; a later test shall not depend on that."""
    with reading.decoding_by(decode_picture):
        yield

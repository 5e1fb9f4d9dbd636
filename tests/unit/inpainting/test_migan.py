"""MI-GAN: overlapping tiles, and no black crack that stays dark."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration import weights
from restoration.weights import WrongWeights
from tests.stand_ins import MiganSession

migan = pytest.importorskip("restoration.inpainting.migan", exc_type=ImportError)
PAINT = (180, 140, 90)


@pytest.fixture(scope="module")
def cracked():
    """A smooth painting with grain and black cracks 3 px wide, and where the cracks are."""
    rng = np.random.default_rng(4)
    sound = np.clip(PAINT + rng.normal(0, 5, (96, 120, 3)), 0, 255).astype(np.uint8)
    crack = np.zeros(sound.shape[:2], bool)
    crack[40:43, 10:110] = crack[8:90, 60:63] = True
    return np.where(crack[..., np.newaxis], 0, sound).astype(np.uint8), crack


@pytest.fixture
def published(shared, monkeypatch):
    """MI-GAN with its published weights."""
    monkeypatch.setattr(weights, "MIGAN", replace(weights.MIGAN, path=shared / "weights" / "migan_pipeline_v2.onnx"))
    return migan.MiGan.from_file()


def darkness(filled, crack):
    """Return by how many grey levels the crack is darker than the paint."""
    return np.mean(PAINT) - filled[crack].mean()


@pytest.mark.shared
def test_a_black_crack_becomes_as_light_as_the_paint_around_it(published, cracked):
    picture, crack = cracked
    padding = [(0, migan.TILE_SIDE - side) for side in crack.shape]
    as_published = published._paint(np.pad(picture, [*padding, (0, 0)], mode="reflect"), np.pad(crack, padding))
    assert darkness(as_published[: crack.shape[0], : crack.shape[1]], crack) > 60, "the file alone would do as well"
    assert abs(darkness(published.fill(picture, crack), crack)) < 3


def test_sixteen_bits_are_filled_like_eight(cracked):
    picture, crack = cracked
    inpainter = migan.MiGan(MiganSession())
    deep = inpainter.fill(picture.astype(np.uint16) * 257, crack)
    assert deep.dtype == np.uint16
    np.testing.assert_array_equal(deep, inpainter.fill(picture, crack).astype(np.uint16) * 257)


def test_a_window_larger_than_a_tile_is_filled_to_its_corners():
    rng = np.random.default_rng(5)
    sound = np.clip(PAINT + rng.normal(0, 5, (600, 530, 3)), 0, 255).astype(np.uint8)
    hole = np.zeros(sound.shape[:2], bool)
    hole[::60], hole[:, ::60] = True, True
    hole[[0, -1]] = hole[:, [0, -1]] = True
    filled = migan.MiGan(MiganSession()).fill(np.where(hole[..., np.newaxis], 0, sound).astype(np.uint8), hole)
    assert np.abs(filled[hole] - np.array(PAINT, float)).max() < 40


@given(st.integers(512, 3000))
def test_tiles_overlap_and_cover_the_whole_side(length):
    done = 0
    for tile, finished in migan._plan_tiles(length):
        assert tile.stop - tile.start == migan.TILE_SIDE
        assert finished.start == tile.start <= max(done - 64, 0), "it sees less than 64 px of the tile before"
        done = finished.stop
    assert done == length


def test_another_file_is_refused(monkeypatch, tmp_path):
    (tmp_path / "migan.onnx").write_bytes(b"other")
    monkeypatch.setattr(weights, "MIGAN", replace(weights.MIGAN, path=tmp_path / "migan.onnx"))
    with pytest.raises(WrongWeights, match=r"migan\.onnx is not the published file"):
        migan.MiGan.from_file()

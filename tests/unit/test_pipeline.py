"""The pipeline with simple stand-ins for the methods."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.catalog import RETOUCHING
from restoration.detection.base import Detection, SteppedDetection
from restoration.domain import Damage, DamageKind
from restoration.errors import BadMask
from restoration.inpainting.base import Needs
from restoration.pipeline import Settings, detect, mark, mark_kinds, reintegrate, restore
from restoration.retouching.recipe import Recipe


class White:
    """An inpainter that paints the whole window white."""

    key = "white"
    needs = Needs(context=4, region=16)

    def fill(self, image, mask):
        return np.full_like(image, np.iinfo(image.dtype).max)


class Brightness:
    """A detector for which bright pixels are damaged."""

    key = "brightness"

    def detect(self, image, progress=None):
        likelihood = (image.mean(axis=2) / np.iinfo(image.dtype).max).astype(np.float32)
        return Detection.of_one_kind(likelihood, DamageKind.CRACK)


@given(st.floats(0, 1), st.floats(0, 1), st.integers(-2, 3))
def test_more_sensitivity_marks_more_never_less_at_any_growth(one, other, growth):
    likelihood = np.random.default_rng(4).random((30, 40), np.float32)
    less, more = sorted((one, other))
    assert not (mark(likelihood, Settings(less, growth)) & ~mark(likelihood, Settings(more, growth))).any()


@given(st.integers(0, 100), st.integers(-2, 3))
def test_the_kind_map_covers_the_mask_and_is_the_same_for_a_stepped_detection(hundredths, growth):
    rng = np.random.default_rng(5)
    detection = Detection(rng.random((30, 40), np.float32), rng.integers(1, 4, (30, 40), np.uint8))
    settings = Settings(hundredths / 100, growth)
    kinds = mark_kinds(detection, settings)
    assert np.array_equal(kinds > 0, mark(detection.likelihood, settings))
    assert np.array_equal(kinds, mark_kinds(SteppedDetection.of(detection), settings))


def test_a_restoration_records_how_it_was_made(painting):
    damage = detect(painting, Brightness(), Settings(sensitivity=0.3, growth=0))
    restoration = restore(painting, damage, White())
    assert restoration.damage.detector == "brightness"
    width = {"widest": 4, "automatic_width": 1}
    assert restoration.damage.parameters == {"sensitivity": 0.3, "growth": 0} | width
    assert restoration.inpainter == "white"
    assert np.array_equal(restoration.before, painting)
    assert (restoration.after[damage.mask] == 255).all()
    assert restore(painting, Damage(damage.mask), White()).damage.detector is None


@pytest.mark.parametrize("mode", RETOUCHING.keys)
def test_a_reintegration_takes_no_colour_from_what_is_invisible(mode, painting):
    visible, loss = np.ones((48, 64), bool), np.zeros((48, 64), bool)
    visible[:, :20], loss[10:40, 20:44] = False, True
    laid = []
    for hidden in (0, 255):
        painting[~visible] = hidden
        filled = restore(painting, Damage(loss, visible=visible), White())
        laid.append(reintegrate(filled, Recipe(mode)).after)
    assert np.array_equal(laid[0][visible], laid[1][visible])


def test_an_island_without_sound_paint_gets_the_mean_of_the_picture(painting):
    visible, loss = np.zeros((48, 64), bool), np.zeros((48, 64), bool)
    visible[2:8, 2:8] = loss[2:8, 2:8] = visible[:, 50:] = True
    painting[:, 50:], painting[:, :50] = 90, 0
    restoration = restore(painting, Damage(loss, visible=visible), White())
    assert (restoration.after[loss] == 90).all()
    assert restoration.damage.share == 36 / (36 + 48 * 14)
    with pytest.raises(BadMask, match="covers the whole picture"):
        restore(painting, Damage(visible, visible=visible), White())

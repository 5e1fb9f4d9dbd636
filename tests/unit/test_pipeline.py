"""The pipeline with simple stand-ins for the methods."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from restoration.detection.base import Detection, SteppedDetection
from restoration.domain import Damage, DamageKind
from restoration.inpainting.base import Needs
from restoration.pipeline import Settings, detect, mark, mark_kinds, restore


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

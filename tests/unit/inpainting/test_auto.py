"""The automatic inpainter: cracks by one method, the inside of losses by the mean of two, or with other texture."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from restoration.inpainting.auto import BLEND_FULL_DEPTH, WIDE_PART, Auto, BlendedInpainter, find_wide_parts
from restoration.inpainting.base import Needs, fill_shares
from restoration.inpainting.filling import fill
from restoration.inpainting.patch_based.patchmatch import GuidedPatchMatch

masks = st.tuples(st.integers(1, 60), st.integers(1, 60)).flatmap(lambda shape: hnp.arrays(bool, shape))


class Flat:
    """An inpainter that fills with one grey and keeps the masks that it gets."""

    needs = Needs(context=8, region=256)

    def __init__(self, key, grey):
        self.key, self.grey, self.masks = key, grey, []

    def fill(self, image, mask):
        self.masks.append(mask)
        return np.full_like(image, self.grey)


@pytest.fixture
def first():
    return Flat("first", 100)


@pytest.fixture
def second():
    return Flat("second", 200)


@pytest.fixture
def mask():
    """A square loss, and a crack that meets it."""
    mask = np.zeros((80, 120), bool)
    mask[10:70, 50:110] = True
    mask[38:42, :50] = True
    return mask


@pytest.fixture
def image():
    """Rough paint."""
    return np.random.default_rng(1).integers(0, 60, (80, 120, 3), np.uint8)


def test_cracks_are_filled_by_the_first_method_and_the_middle_of_a_loss_by_the_mean(image, mask, first, second):
    filled = Auto(first, BlendedInpainter(second)).fill(image, mask)[..., 0]
    assert (filled[38:42, :50] == 100).all()
    assert filled[40, 80] in (149, 150)
    assert filled[10, 80] == 100, "the second method has an influence at the rim"
    assert (np.diff(filled[10 : 10 + int(BLEND_FULL_DEPTH), 80].astype(int)) >= 0).all()


def test_plain_paint_and_paint_that_the_first_method_saw_are_kept(image, mask, second):
    class Seeing(Flat):
        """It sees through the damage."""

        def fill(self, window, mask):
            return window.copy()

    through = Auto(Seeing("seeing", 0), BlendedInpainter(second)).fill(image, mask)
    assert np.abs(through.astype(int) - image).mean() < 10
    plain = np.full_like(image, 30)
    assert np.array_equal(Auto(Flat("first", 30), BlendedInpainter(second)).fill(plain, mask), plain)


def test_the_second_method_gets_losses_only_and_sees_no_crack(image, mask, first, second):
    Auto(first, BlendedInpainter(second)).fill(image, mask)
    (filled,) = second.masks
    assert filled.sum() == find_wide_parts(mask).sum()
    second.masks.clear()
    Auto(first, BlendedInpainter(second)).fill(image, mask & ~find_wide_parts(mask))
    assert not second.masks


def test_a_second_method_that_follows_the_first_gives_texture_to_losses_alone(image, mask, first):
    filled = Auto(first, BlendedInpainter(GuidedPatchMatch(), most=1.0)).fill(image, mask)
    wide = find_wide_parts(mask)
    assert (filled[mask & ~wide] == 100).all()
    assert filled[20:60, 60:100].std() > 5
    assert np.abs(filled[20:60, 60:100].mean() - 100) < 30, "colours of the first method, which are not those around"


def test_without_a_second_method_the_first_fills_everything(image, mask, first):
    assert np.array_equal(Auto(first, None).fill(image, mask), fill(image, mask, first))


def test_16_bits_are_kept(image, mask):
    image = image.astype(np.uint16) * 257
    filled = Auto(Flat("a", 10_001), BlendedInpainter(Flat("b", 30_000))).fill(image, mask)
    assert filled.dtype == np.uint16
    assert 15_000 < filled[40, 80, 0] <= 20_001


@given(masks)
def test_wide_parts_lie_in_the_mask_and_the_shares_add_up_to_it(mask):
    assert not (find_wide_parts(mask) & ~mask).any()
    parts = fill_shares(Auto(Flat("first", 1), BlendedInpainter(Flat("second", 2))).stages(mask))
    assert sum(share.pixels for share in parts) == mask.sum()


@pytest.mark.parametrize(("width", "is_wide"), [(WIDE_PART - 1, False), (WIDE_PART, True)])
def test_a_part_is_wide_if_a_disc_has_room_in_it(width, is_wide):
    mask = np.zeros((60, 60), bool)
    mask[20 : 20 + width, 5:55] = True
    assert find_wide_parts(mask).any() == is_wide


def test_the_shares_contain_the_box_of_each_loss(mask, first, second):
    alone, together = fill_shares(Auto(first, BlendedInpainter(second)).stages(mask))
    assert alone.methods == ("first",)
    assert together.methods == ("first", "second")
    (box,) = together.boxes
    assert np.allclose(box, (50, 10, 60, 60), atol=4)
    (all_,) = fill_shares(Auto(first, None).stages(mask))
    assert (all_.methods, all_.pixels) == (("first",), mask.sum())

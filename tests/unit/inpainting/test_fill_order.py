"""Several regions at the same time: what is filled is what one after the other fills, to the pixel."""

import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from restoration.inpainting.base import Needs, Stage
from restoration.inpainting.fill_order import FillOrder
from restoration.inpainting.filling import fill_stages, plan_regions


class Checksum:
    """An inpainter whose fill shows every pixel that it saw, those that were filled before among them."""

    key = "checksum"

    def __init__(self, context):
        self.needs = Needs(context=context, region=16)

    def fill(self, image, mask):
        assert not mask.all(), "there is nothing to fill from"
        places = np.arange(1, 1 + image[~mask].size).reshape(-1, 3)
        return np.full_like(image, (image[~mask] * places).sum() % 251)


class ChecksumInAnyOrder(Checksum):
    """The same, which fills several windows at a time: as late as possible, and in any order."""

    def __init__(self, context, at_once, chance):
        super().__init__(context)
        self.at_once, self._chance, self.most = at_once, chance, 0

    def begin(self, image, mask):
        return Pending(self.fill, image, mask)

    def first_done(self, begun):
        self.most = max(self.most, len(begun))
        assert self.most <= self.at_once
        return self._chance.choice(list(begun))


class Pending:
    def __init__(self, fill, image, mask):
        self.fill, self.image, self.mask = fill, image, mask

    def result(self):
        return self.fill(self.image, self.mask)


shapes = st.tuples(st.integers(1, 90), st.integers(1, 90))


@st.composite
def marked_places(draw):
    """Return rectangles of damage, and what of the picture is visible (or None); some damage is wider than a region."""
    height, width = draw(shapes)
    mask, visible = np.zeros((height, width), bool), np.ones((height, width), bool)
    corners = st.tuples(st.integers(0, height - 1), st.integers(0, width - 1))
    for layer, value in ((mask, True), (visible, False)):
        for row, column in draw(st.lists(corners, max_size=8)):
            layer[row : row + draw(st.integers(1, 40)), column : column + draw(st.integers(1, 40))] = value
    mask[0, 0], visible[0, 0] = False, True
    return mask, draw(st.sampled_from([None, visible]))


@given(
    marked_places() | st.tuples(shapes.flatmap(lambda shape: hnp.arrays(bool, shape)), st.none()),
    st.integers(1, 20),
    st.integers(2, 9),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_what_is_filled_at_the_same_time_is_what_is_filled_one_after_the_other(
    marks, context, at_once, is_grey, chance
):
    mask, visible = marks
    mask[0, 0] = False
    image = np.random.default_rng(0).integers(0, 256, (*mask.shape, 1 if is_grey else 3), np.uint8)
    image = np.ascontiguousarray(np.broadcast_to(image, (*mask.shape, 3)))
    alone = fill_stages(image, [Stage(Checksum(context), mask)], visible=visible)
    several = ChecksumInAnyOrder(context, at_once, chance)
    together = fill_stages(image, [Stage(several, mask)], visible=visible)
    assert np.array_equal(together, alone)


def test_regions_far_from_each_other_are_filled_at_the_same_time():
    mask = np.zeros((120, 120), bool)
    mask[::32, ::32] = True
    several = ChecksumInAnyOrder(4, 5, random.Random(0))
    fill_stages(np.zeros((120, 120, 3), np.uint8), [Stage(several, mask)])
    assert several.most == 5


@given(st.lists(st.tuples(*[st.integers(0, 60), st.integers(1, 20)] * 2), max_size=12), st.integers(0, 9))
def test_a_region_waits_for_those_before_it_that_it_conflicts_with_and_for_no_other(places, context):
    boxes = np.array([((top, top + high), (left, left + wide)) for top, high, left, wide in places]).reshape(-1, 2, 2)
    order, left = FillOrder(boxes, context), list(range(len(boxes)))

    def conflict(one, other):
        return all(abs(boxes[one, axis].sum() - boxes[other, axis].sum()) < _sides(one, other, axis) for axis in (0, 1))

    def _sides(one, other, axis):
        return np.ptp(boxes[[one, other], axis], axis=1).sum() + 2 * context

    while left:
        begun = list(iter(order.begin, None))
        assert begun == [each for each in left if not any(conflict(each, before) for before in left if before < each)]
        left = [each for each in left if each not in begun]
        for each in begun:
            order.finish(each)
    assert order.begin() is None


def test_the_boxes_of_regions_contain_their_damage(painting, hole):
    regions = plan_regions(hole, size=16, context=4)
    for region, (rows, columns) in zip(regions, regions.boxes(range(len(regions))), strict=True):
        left, top, width, height = region.box
        assert rows[0] <= top and top + height <= rows[1]
        assert columns[0] <= left and left + width <= columns[1]

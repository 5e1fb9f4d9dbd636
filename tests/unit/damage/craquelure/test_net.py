"""Promises of a net: later cracks end at older ones, nothing leaves the picture, tough places stay whole."""

import numpy as np
import pytest

from restoration.damage.craquelure.growth import STEP, GrowthSettings
from restoration.damage.craquelure.net import CrackGeneration, NetLayout, grow_net

SHAPE = (240, 320)
CALM = GrowthSettings(tremor=0.02, kink=0.1, kink_every=20, attraction_radius=20, stop_probability=0)
STOPPING = GrowthSettings(tremor=0.02, kink=0.1, kink_every=20, attraction_radius=20, stop_probability=0.02)
WHOLE = NetLayout(direction=0.0, bend=0.0, bend_reach=100, extent=1.0, extent_reach=100)
LADDER = (
    CrackGeneration(60, angle=0.0, angle_scatter=0.05, perpendicular_share=0.0, growth=CALM),
    CrackGeneration(30, angle=np.pi / 2, angle_scatter=0.05, perpendicular_share=0.0, growth=CALM),
)


def net(seed=1, layout=WHOLE, generations=LADDER):
    return grow_net(SHAPE, layout, generations, np.random.SeedSequence(seed), given=[])


def nearest(points, point):
    return np.sqrt(np.square(points - point).sum(axis=1)).min()


def test_an_end_that_is_not_free_lies_at_another_crack_or_at_the_edge():
    cracks = net()
    for crack in cracks:
        for end, is_free in zip((crack.points[0], crack.points[-1]), crack.is_free_end, strict=True):
            to_edge = min(end[0], end[1], SHAPE[1] - end[0], SHAPE[0] - end[1])
            to_others = min(nearest(other.points, end) for other in cracks if other is not crack)
            assert is_free or min(to_edge, to_others) <= 3


def test_ends_are_free_only_where_tips_stop_by_chance():
    assert not any(any(crack.is_free_end) for crack in net())
    cracks = net(generations=(CrackGeneration(60, 0.0, 0.05, 0.0, STOPPING),))
    assert sum(sum(crack.is_free_end) for crack in cracks) > len(cracks) / 2


@pytest.mark.parametrize("seed", range(4))
def test_cracks_do_not_cross(seed):
    owners = np.zeros(SHAPE, int)
    for number, crack in enumerate(net(seed), start=1):
        columns, rows = np.floor(crack.points[3:-3]).astype(int).T
        met = owners[rows, columns]
        assert not ((met != 0) & (met != number)).any(), "a crack goes on through an older one"
        owners[rows, columns] = number


def test_every_point_lies_in_the_picture_one_step_from_the_next():
    for crack in net():
        assert (crack.points >= 0).all() and (crack.points < (SHAPE[1], SHAPE[0])).all()
        steps = np.sqrt(np.square(np.diff(crack.points, axis=0)).sum(axis=1))
        assert steps == pytest.approx(np.full(len(steps), STEP), abs=0.01)


def test_the_first_cracks_follow_the_direction_and_the_second_cross_it():
    cracks = net()
    for generation, direction in ((0, np.array([1.0, 0.0])), (1, np.array([0.0, 1.0]))):
        spans = [crack.points[-1] - crack.points[0] for crack in cracks if crack.generation == generation]
        along = [abs(span @ direction) / np.linalg.norm(span) for span in spans if np.linalg.norm(span) > 15]
        assert np.median(along) > 0.9


def test_tough_paint_hardly_tears():
    partly = NetLayout(direction=0.0, bend=0.0, bend_reach=100, extent=0.3, extent_reach=150)
    whole, part = (sum(len(crack.points) for crack in net(layout=layout)) for layout in (WHOLE, partly))
    assert 0.1 < part / whole < 0.6

"""The peers themselves, where they are installed."""

import numpy as np
import pytest

from restoration.benchmark.peers.catalog import PEERS, peer_settings, start_peers

INVITED = [one for one in PEERS if one.key != "fsr-best"]  # it has the worker of fsr-fast, and takes ten times as long


@pytest.fixture(params=INVITED, ids=lambda one: one.key)
def peer(request):
    with start_peers(peer_settings(), [request.param]) as attendance:
        if attendance.absent:
            pytest.skip(attendance.absent[request.param.key])
        yield attendance.present[0].build()


def test_it_fills_the_hole_with_something_like_its_surroundings_and_always_the_same(peer, painting, hole):
    dark, light = painting.copy(), painting.copy()
    dark[hole], light[hole] = 0, 255
    filled = peer.fill(dark, hole)
    assert np.abs(filled[hole].astype(float) - painting[hole]).mean() < 12, "grey levels, on a grain of 6"
    np.testing.assert_array_equal(peer.fill(light, hole), filled)

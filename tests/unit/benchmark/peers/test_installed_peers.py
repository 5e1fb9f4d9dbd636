"""The real peers, where they are installed."""

import numpy as np
import pytest

from restoration.benchmark.peers.catalog import PEERS, peer_settings, start_peers

# fsr-best has the worker of fsr-fast, and takes ten times as long.
QUICK_PEERS = [peer for peer in PEERS if peer.key != "fsr-best"]


@pytest.fixture(params=QUICK_PEERS, ids=lambda peer: peer.key)
def installed_peer(request):
    with start_peers(peer_settings(), [request.param]) as peers:
        if peers.absent:
            pytest.skip(peers.absent[request.param.key])
        yield peers.present[0].build()


def test_it_fills_the_hole_like_its_surroundings_and_always_the_same(installed_peer, painting, hole):
    dark, light = painting.copy(), painting.copy()
    dark[hole], light[hole] = 0, 255
    filled = installed_peer.fill(dark, hole)
    assert np.abs(filled[hole].astype(float) - painting[hole]).mean() < 12, "grey levels, on a grain of 6"
    np.testing.assert_array_equal(installed_peer.fill(light, hole), filled)

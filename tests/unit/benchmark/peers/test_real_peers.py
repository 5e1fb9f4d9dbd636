"""The peers themselves, where they are installed."""

import runpy
import sys
from types import SimpleNamespace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.benchmark.peers.attendance import gather
from restoration.benchmark.peers.place import place
from restoration.benchmark.peers.roster import PEERS, WORKERS

INVITED = [one for one in PEERS if one.key != "fsr-best"]  # it has the worker of fsr-fast, and takes ten times as long


@pytest.fixture(params=INVITED, ids=lambda one: one.key)
def peer(request):
    with gather(place(), [request.param]) as attendance:
        if attendance.absent:
            pytest.skip(attendance.absent[request.param.key])
        yield attendance.present[0].build()


def test_it_fills_the_hole_with_something_like_its_surroundings_and_always_the_same(peer, painting, hole):
    dark, light = painting.copy(), painting.copy()
    dark[hole], light[hole] = 0, 255
    filled = peer.fill(dark, hole)
    assert np.abs(filled[hole].astype(float) - painting[hole]).mean() < 12, "grey levels, on a grain of 6"
    np.testing.assert_array_equal(peer.fill(light, hole), filled)


@given(st.integers(512, 3000))
def test_tiles_overlap_and_leave_nothing_undone(length):
    with patch.dict(sys.modules, onnxruntime=SimpleNamespace(__version__="none")):
        tiles = list(runpy.run_path(str(WORKERS / "migan.py"))["_tiles"](length))
    done = 0
    for seen, finished in tiles:
        assert seen.stop - seen.start == 512
        assert finished.start == seen.start <= max(done - 64, 0), "it sees 64 px of what was filled before"
        done = finished.stop
    assert done == length

"""Someone else's inpainter in another process."""

import os
import sys
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.benchmark.peers.inpainter import PeerFailed, PeerInpainter
from restoration.errors import BadImage
from restoration.inpainting.filling import fill

UNLUCKY, LUCKY = np.zeros((8, 13, 3), np.uint8), np.zeros((8, 14, 3), np.uint8)


def hole_in(picture):
    hole = np.zeros(picture.shape[:2], bool)
    hole[2:4, 3:9] = True
    return hole


def started(spec, settings, option, timeout=20.0):
    return closing(PeerInpainter("negative", replace(spec, option=option).command(settings), timeout))


@given(height=st.integers(1, 40), width=st.integers(1, 40), seed=st.integers(0, 9))
def test_the_picture_comes_back_as_the_peer_made_it_whatever_it_prints(peer, height, width, seed):
    rng = np.random.default_rng(seed)
    picture, hole = rng.integers(0, 256, (height, width, 3), np.uint8), rng.random((height, width)) < 0.3
    expected = np.where(hole[..., np.newaxis], 255 - picture, picture)
    np.testing.assert_array_equal(peer.fill(picture, hole), expected)


def test_it_sees_the_whole_picture(peer, painting, hole):
    whole = peer.fill(painting, hole)
    np.testing.assert_array_equal(fill(painting, hole, peer), whole)
    assert peer.needs.region > 10**6


def test_it_knows_the_seconds_of_its_work_and_the_version_of_its_software(peer, painting, hole):
    before = peer.seconds
    peer.fill(painting, hole)
    assert before < peer.seconds < before + 1
    assert peer.version == "Negative 1.0"


def test_a_picture_of_16_bits_is_refused(peer, painting, hole):
    with pytest.raises(BadImage, match="8-bit"):
        peer.fill(painting.astype(np.uint16), hole)


@pytest.mark.parametrize(
    ("option", "timeout", "message"),
    [("refuse", 20.0, "13 brings bad luck"), ("die", 20.0, "exit status 3"), ("hang", 0.5, "no answer within 0.5 s")],
)
def test_after_a_picture_that_fails_the_next_is_filled(spec, settings, option, timeout, message):
    with started(spec, settings, option, timeout) as peer:
        with pytest.raises(PeerFailed, match=message):
            peer.fill(UNLUCKY, hole_in(UNLUCKY))
        assert (peer.fill(LUCKY, hole_in(LUCKY))[hole_in(LUCKY)] == 255).all()


@pytest.mark.parametrize("code", ["print('hello')", "print('[1, 2]')", "print('{}')", "import os; os._exit(4)"])
def test_a_process_that_does_not_speak_the_protocol_is_refused(code):
    with pytest.raises(PeerFailed, match=r"cannot be understood|exit status 4"):
        PeerInpainter("nonsense", [sys.executable, "-I", "-S", "-c", code], 20.0)


def test_an_answer_that_ends_early_is_refused():
    code = """if True:
        import sys
        print('{"answer": "v"}', flush=True); sys.stdin.buffer.read(1); print('{"answer": 0.1}', flush=True)"""
    with (
        closing(PeerInpainter("cut", [sys.executable, "-I", "-S", "-c", code], 20.0)) as peer,
        pytest.raises(PeerFailed, match="in the middle"),
    ):
        peer.fill(LUCKY, hole_in(LUCKY))


def test_no_process_is_left_behind(spec, settings):
    with started(spec, settings, "") as peer:
        process = peer._process._process
        os.kill(process.pid, 0)  # raises an error if there is no such process
    assert process.returncode == 0

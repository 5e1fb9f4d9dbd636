"""Someone else's inpainter, reached in another process."""

import os
import sys
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.benchmark.peers.inpainter import PeerInpainter
from restoration.benchmark.peers.process import PeerFailed
from restoration.errors import BadImage
from restoration.inpainting.filling import fill

UNLUCKY, LUCKY = np.zeros((8, 13, 3), np.uint8), np.zeros((8, 14, 3), np.uint8)


def hole_in(picture):
    hole = np.zeros(picture.shape[:2], bool)
    hole[2:4, 3:9] = True
    return hole


def troubled(mirror, here, trouble, patience=20.0):
    return closing(PeerInpainter("mirror", replace(mirror, option=trouble).command(here), patience))


@given(height=st.integers(1, 40), width=st.integers(1, 40), seed=st.integers(0, 9))
def test_what_comes_back_is_what_the_peer_made_whatever_else_it_prints(mirrored, height, width, seed):
    rng = np.random.default_rng(seed)
    picture, hole = rng.integers(0, 256, (height, width, 3), np.uint8), rng.random((height, width)) < 0.3
    expected = np.where(hole[..., np.newaxis], 255 - picture, picture)
    np.testing.assert_array_equal(mirrored.fill(picture, hole), expected)


def test_it_sees_the_whole_picture(mirrored, painting, hole):
    whole = mirrored.fill(painting, hole)
    np.testing.assert_array_equal(fill(painting, hole, mirrored), whole)
    assert mirrored.needs.region > 10**6


def test_it_counts_the_seconds_of_its_work_and_tells_what_it_works_with(mirrored, painting, hole):
    before = mirrored.seconds
    mirrored.fill(painting, hole)
    assert before < mirrored.seconds < before + 1
    assert mirrored.version == "Mirror 1.0"


def test_sixteen_bits_are_declined_in_words(mirrored, painting, hole):
    with pytest.raises(BadImage, match="8-bit"):
        mirrored.fill(painting.astype(np.uint16), hole)


@pytest.mark.parametrize(
    ("trouble", "patience", "words"),
    [("refuse", 20.0, "13 brings bad luck"), ("die", 20.0, "exit status 3"), ("hang", 0.5, "no answer within 0.5 s")],
)
def test_after_a_picture_that_fails_the_next_is_filled(mirror, here, trouble, patience, words):
    with troubled(mirror, here, trouble, patience) as peer:
        with pytest.raises(PeerFailed, match=words):
            peer.fill(UNLUCKY, hole_in(UNLUCKY))
        assert (peer.fill(LUCKY, hole_in(LUCKY))[hole_in(LUCKY)] == 255).all()


@pytest.mark.parametrize("code", ["print('hello')", "print('[1, 2]')", "print('{}')", "import os; os._exit(4)"])
def test_a_process_that_talks_nonsense_is_no_peer(code):
    with pytest.raises(PeerFailed, match=r"nonsense|exit status 4"):
        PeerInpainter("nonsense", [sys.executable, "-I", "-S", "-c", code], 20.0)


def test_an_answer_cut_short_is_none(tmp_path):
    code = """if True:
        import sys
        print('{"answer": "v"}', flush=True); sys.stdin.buffer.read(1); print('{"answer": 0.1}', flush=True)"""
    with (
        closing(PeerInpainter("cut", [sys.executable, "-I", "-S", "-c", code], 20.0)) as peer,
        pytest.raises(PeerFailed, match="in the middle"),
    ):
        peer.fill(LUCKY, hole_in(LUCKY))


def test_no_process_is_left_behind(mirror, here):
    with troubled(mirror, here, "") as peer:
        process = peer._worker._process
        os.kill(process.pid, 0)  # is there
    assert process.returncode == 0

"""Peers made for the tests: their workers are served by the Python that runs the tests."""

import sys
from contextlib import closing
from pathlib import Path

import pytest

from restoration.benchmark.peers.catalog import PeerSettings, PeerSpec
from restoration.benchmark.peers.inpainter import PeerInpainter

MIRROR = """
import os, time

print("a library says hello when it is loaded", flush=True)

class Peer:
    version = "Mirror 1.0"

    def __init__(self, option):
        self.option = option

    def fill(self, picture, hole):
        print("and when it is used", flush=True)
        if self.option == "refuse" and picture.shape[1] == 13:
            raise ValueError("13 brings bad luck")
        if self.option == "die" and picture.shape[1] == 13:
            os._exit(3)
        if self.option == "hang" and picture.shape[1] == 13:
            time.sleep(60)
        filled = picture.copy()
        filled[hole] = 255 - filled[hole]
        return filled
"""


@pytest.fixture(scope="session")
def mirror(tmp_path_factory):
    """The invitation of a peer that turns what lies in the hole into its negative."""
    file = tmp_path_factory.mktemp("workers") / "mirror.py"
    file.write_text(MIRROR)
    return PeerSpec("mirror", "Mirror", "Turns damage into its negative.", "", str(file))


@pytest.fixture(scope="session")
def here():
    """A place whose Python is ours."""
    return PeerSettings(Path(sys.executable), patience=20.0)


@pytest.fixture(scope="session")
def mirrored(mirror, here):
    """The peer that is invited by `mirror`."""
    with closing(PeerInpainter("mirror", mirror.command(here), here.patience)) as peer:
        yield peer

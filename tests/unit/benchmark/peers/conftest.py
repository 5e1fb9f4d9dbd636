"""A peer made for the tests; its worker runs under the Python that runs the tests."""

import sys
from contextlib import closing
from pathlib import Path

import pytest

from restoration.benchmark.peers.catalog import PeerSettings, PeerSpec
from restoration.benchmark.peers.inpainter import PeerInpainter

NEGATIVE_WORKER = """
import os, time

print("a library prints when it is loaded", flush=True)

class PeerWorker:
    version = "Negative 1.0"

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
def spec(tmp_path_factory):
    """A peer that fills the hole with its negative; its option chooses how it fails on pictures 13 px wide."""
    file = tmp_path_factory.mktemp("workers") / "negative.py"
    file.write_text(NEGATIVE_WORKER)
    return PeerSpec("negative", "Negative", "Turns damage into its negative.", "", str(file))


@pytest.fixture(scope="session")
def settings():
    """Settings with our own Python."""
    return PeerSettings(Path(sys.executable), timeout=20.0)


@pytest.fixture(scope="session")
def peer(spec, settings):
    """The running peer of `spec`."""
    with closing(PeerInpainter("negative", spec.command(settings), settings.timeout)) as inpainter:
        yield inpainter

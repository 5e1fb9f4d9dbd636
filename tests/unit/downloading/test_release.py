"""New weights take the old ones' place only if they are what their card promises."""

import hashlib
import json

import pytest

from restoration.downloading.client import Client, DownloadFailed, NotFound
from restoration.downloading.weight_files import download_release
from restoration.weights import TrainedWeights

OLD, NEW = b"old", b"new" * 60_000
FILE, CARD = "/release/damage_mask_unet.pth", "/release/damage_mask_unet.json"


def card_of(data):
    return json.dumps({"file": "damage_mask_unet.pth", "sha256": hashlib.sha256(data).hexdigest()}).encode()


@pytest.fixture
def weights(tmp_path):
    """Old weights, with the card beside them."""
    weights = TrainedWeights(tmp_path / "damage_mask_unet.pth", cure="Get them.")
    weights.file.write_bytes(OLD)
    weights.card.write_bytes(card_of(OLD))
    return weights


@pytest.fixture
def release(met, weights):
    """Bring new weights from a server on this machine."""
    met.pictures |= {FILE: NEW, CARD: card_of(NEW)}
    return lambda: download_release(Client(pause=0, backoff=0, timeout=0.2), met.address + FILE, weights)


def test_a_release_takes_the_old_ones_place(release, weights):
    release()
    assert weights.read() == NEW
    assert len(list(weights.file.parent.iterdir())) == 2, "parts were left"


def test_an_interrupted_download_goes_on_where_it_stopped(release, weights, met):
    met.faults[FILE] = ["cut"]
    with pytest.raises(DownloadFailed):
        release()
    assert weights.read() == OLD
    met.calls.clear()
    release()
    assert weights.read() == NEW
    assert any(headers.get("Range", "").startswith("bytes=1") for path, _, headers in met.calls if path == FILE)


def test_weights_that_are_not_what_their_card_promises_are_not_kept(release, weights, met):
    met.pictures[FILE] = NEW[:-1]
    with pytest.raises(DownloadFailed, match="card promises"):
        release()
    assert weights.read() == OLD
    assert len(list(weights.file.parent.iterdir())) == 2


def test_what_is_no_card_is_not_kept(release, weights, met):
    met.pictures[CARD] = b"<html>Welcome</html>"
    with pytest.raises(DownloadFailed, match="no card"):
        release()
    assert weights.read() == OLD
    assert len(list(weights.file.parent.iterdir())) == 2


def test_a_release_without_a_card_is_not_there(release, weights, met):
    del met.pictures[CARD]
    with pytest.raises(NotFound):
        release()
    assert weights.read() == OLD

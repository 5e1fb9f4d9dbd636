"""Weights are downloaded once and can be resumed, and only the right file replaces an older one."""

import hashlib
import json

import pytest

from restoration.downloading.client import Client, DownloadFailed, NotFound
from restoration.downloading.weight_files import download_published, download_release
from restoration.errors import CannotWrite
from restoration.weights import PublishedWeights, TrainedWeights

DATA, PATH = b"weights" * 30_000, "/release/net.pt"
OLD, NEW = b"old", b"new" * 60_000
FILE, CARD = "/release/damage_mask_unet.pth", "/release/damage_mask_unet.json"


@pytest.fixture
def published(tmp_path):
    sha256 = hashlib.sha256(DATA).hexdigest()
    return PublishedWeights(tmp_path / "net" / "net.pt", (sha256,), "https://example.org", "MIT")


@pytest.fixture
def download(met, published):
    """Download the published weights from a server on this machine, and return the progress reports."""
    met.pictures[PATH] = DATA

    def download():
        reports = []
        client = Client(pause=0, backoff=0, timeout=0.2)
        download_published(client, met.address + PATH, published, lambda *report: reports.append(report))
        return reports

    return download


def test_the_file_is_downloaded_with_progress_and_only_once(download, published, met):
    assert download()[-1] == (len(DATA), len(DATA))
    assert published.read() == DATA
    assert [path.name for path in published.file.parent.iterdir()] == ["net.pt"], "a part was left"
    assert download() == [] and len(met.calls) == 1


def test_a_file_with_an_invalid_date_is_downloaded(download, published, met):
    met.changed = "0"
    download()
    assert published.read() == DATA


def test_ctrl_c_leaves_a_part_that_the_next_download_continues(met, published, download):
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download_published(Client(pause=0), met.address + PATH, published, stop)
    assert published.file.with_name("net.pt.part").stat().st_size > 0
    download()
    assert "Range" in met.calls[-1][2] and published.read() == DATA


def test_another_file_is_removed_and_an_older_one_stays(download, published, met):
    published.file.parent.mkdir()
    published.file.write_bytes(b"older")
    met.pictures[PATH] = DATA[:-1]
    with pytest.raises(DownloadFailed, match=r"not the published net\.pt"):
        download()
    assert published.file.read_bytes() == b"older"
    assert len(list(published.file.parent.iterdir())) == 1


def test_a_folder_in_the_place_of_the_file_is_an_error(download, published):
    published.file.mkdir(parents=True)
    with pytest.raises(CannotWrite, match=r"net\.pt cannot be replaced"):
        download()


def card_of(data):
    return json.dumps({"file": "damage_mask_unet.pth", "sha256": hashlib.sha256(data).hexdigest()}).encode()


@pytest.fixture
def trained(tmp_path):
    """Old weights, with their card beside them."""
    weights = TrainedWeights(tmp_path / "damage_mask_unet.pth", cure="Get them.")
    weights.file.write_bytes(OLD)
    weights.card.write_bytes(card_of(OLD))
    return weights


@pytest.fixture
def release(met, trained):
    """Download new weights from a server on this machine."""
    met.pictures |= {FILE: NEW, CARD: card_of(NEW)}
    return lambda: download_release(Client(pause=0, backoff=0, timeout=0.2), met.address + FILE, trained)


def test_a_release_replaces_the_old_weights(release, trained):
    release()
    assert trained.read() == NEW
    assert len(list(trained.file.parent.iterdir())) == 2, "parts were left"


def test_an_interrupted_download_of_a_release_continues_where_it_stopped(release, trained, met):
    met.faults[FILE] = ["cut"]
    with pytest.raises(DownloadFailed):
        release()
    assert trained.read() == OLD
    met.calls.clear()
    release()
    assert trained.read() == NEW
    assert any(headers.get("Range", "").startswith("bytes=1") for path, _, headers in met.calls if path == FILE)


def test_weights_that_do_not_match_their_card_are_not_kept(release, trained, met):
    met.pictures[FILE] = NEW[:-1]
    with pytest.raises(DownloadFailed, match="do not match their card"):
        release()
    assert trained.read() == OLD
    assert len(list(trained.file.parent.iterdir())) == 2


def test_a_file_that_is_no_card_is_not_kept(release, trained, met):
    met.pictures[CARD] = b"<html>Welcome</html>"
    with pytest.raises(DownloadFailed, match="no card"):
        release()
    assert trained.read() == OLD
    assert len(list(trained.file.parent.iterdir())) == 2


def test_a_release_without_a_card_is_not_found(release, trained, met):
    del met.pictures[CARD]
    with pytest.raises(NotFound):
        release()
    assert trained.read() == OLD

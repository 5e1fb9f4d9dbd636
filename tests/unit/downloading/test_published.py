"""Published weights: fetched once, gone on with, and never kept if they are something else."""

import hashlib

import pytest

from restoration.downloading.client import Client, DownloadFailed
from restoration.downloading.weight_files import download_published
from restoration.errors import CannotWrite
from restoration.weights import PublishedWeights

DATA, AT = b"weights" * 30_000, "/release/net.pt"


@pytest.fixture
def net(tmp_path):
    return PublishedWeights(
        tmp_path / "net" / "net.pt", (hashlib.sha256(DATA).hexdigest(),), "https://example.org", "MIT"
    )


@pytest.fixture
def bring(met, net):
    """Bring the weights from a server on this machine; gives the progress that was told."""
    met.pictures[AT] = DATA

    def go():
        told = []
        visitor = Client(pause=0, backoff=0, timeout=0.2)
        download_published(visitor, met.address + AT, net, lambda *report: told.append(report))
        return told

    return go


def test_the_file_is_brought_with_progress_and_only_once(bring, net, met):
    assert bring()[-1] == (len(DATA), len(DATA))
    assert net.read() == DATA
    assert [path.name for path in net.file.parent.iterdir()] == ["net.pt"], "a part was left"
    assert bring() == [] and len(met.calls) == 1


def test_a_file_whose_date_is_no_date_is_brought(bring, net, met):
    met.changed = "0"
    bring()
    assert net.read() == DATA


def test_an_interrupted_download_goes_on_where_it_stopped(bring, net, met):
    met.faults[AT] = ["cut"]
    with pytest.raises(DownloadFailed):
        bring()
    assert not net.is_there()
    bring()
    assert net.read() == DATA
    assert met.calls[-1][2]["Range"].startswith("bytes=1")


def test_ctrl_c_leaves_a_part_to_go_on_from(met, net, bring):
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download_published(Client(pause=0), met.address + AT, net, stop)
    assert net.file.with_name("net.pt.part").stat().st_size > 0
    bring()
    assert "Range" in met.calls[-1][2] and net.read() == DATA


def test_another_file_is_not_kept_and_does_not_harm_what_is_there(bring, net, met):
    net.file.parent.mkdir()
    net.file.write_bytes(b"older")
    met.pictures[AT] = DATA[:-1]
    with pytest.raises(DownloadFailed, match=r"not the published net\.pt"):
        bring()
    assert net.file.read_bytes() == b"older"
    assert len(list(net.file.parent.iterdir())) == 1


def test_a_folder_in_its_place_gets_a_sentence(bring, net):
    net.file.mkdir(parents=True)
    with pytest.raises(CannotWrite, match=r"net\.pt cannot be replaced"):
        bring()

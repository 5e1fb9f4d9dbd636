"""Peers that come, and peers that cannot."""

from dataclasses import replace

from restoration.benchmark.peers.catalog import PEERS, PeerSettings, start_peers


def test_without_their_python_every_peer_is_absent_with_a_reason_and_a_cure(tmp_path):
    with start_peers(PeerSettings(python=tmp_path / "python")) as attendance:
        assert not attendance.present
    assert list(attendance.absent) == [one.key for one in PEERS]
    assert all("cannot be started" in why and "make peers" in why for why in attendance.absent.values())


def test_one_that_lacks_its_package_is_absent_and_the_others_come(mirror, here, tmp_path, painting, hole):
    lost = tmp_path / "lost.py"
    lost.write_text("import no_such_package")
    with start_peers(here, [replace(mirror, key="lost", worker=str(lost)), mirror]) as attendance:
        assert attendance.absent == {"lost": "lost: No module named 'no_such_package'."}
        assert attendance.versions == {"mirror": "Mirror 1.0"}
        (entry,) = attendance.present
        peer = entry.build()
        assert entry.build() is peer, "a second process would have to load everything again"
        assert (peer.fill(painting, hole) != painting).any()
    assert not peer._worker.is_alive


def test_a_worker_is_told_its_option_last(mirror):
    assert replace(mirror, option="INPAINT_FSR_FAST").command(PeerSettings())[-1] == "INPAINT_FSR_FAST"

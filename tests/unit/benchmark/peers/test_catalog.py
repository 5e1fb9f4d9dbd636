"""The list of peers, their workers, and which of them can start."""

import ast
from dataclasses import replace

import pytest

from restoration.benchmark.peers.catalog import PEERS, WORKERS, PeerSettings, peer_settings, start_peers
from restoration.catalog import INPAINTERS


def test_every_key_is_unique_and_none_is_one_of_our_methods():
    keys = [peer.key for peer in PEERS]
    assert len({*keys, *INPAINTERS.keys}) == len(keys) + len(INPAINTERS.keys)


def test_every_peer_has_a_worker_and_every_worker_a_peer():
    workers = {path.name for path in WORKERS.glob("*.py")} - {"__init__.py", "serve.py"}
    assert {peer.worker for peer in PEERS} == workers


@pytest.mark.parametrize("path", sorted(WORKERS.glob("*.py")), ids=lambda path: path.name)
def test_no_worker_imports_our_package(path):
    nodes = list(ast.walk(ast.parse(path.read_text())))
    names = [ast.unparse(node) for node in nodes if isinstance(node, ast.Import)]
    origins = [node.module for node in nodes if isinstance(node, ast.ImportFrom)]
    assert not [name for name in names + origins if "restoration" in name]


def test_an_environment_variable_names_the_python_of_the_peers(monkeypatch):
    monkeypatch.delenv("RESTORATION_BENCH_PYTHON", raising=False)
    assert peer_settings() == PeerSettings()
    monkeypatch.setenv("RESTORATION_BENCH_PYTHON", "/elsewhere/python")
    assert peer_settings().python.as_posix() == "/elsewhere/python"


def test_a_worker_gets_its_option_as_the_last_argument(spec):
    assert replace(spec, option="INPAINT_FSR_FAST").command(PeerSettings())[-1] == "INPAINT_FSR_FAST"


def test_without_their_python_every_peer_is_absent_with_a_reason_and_a_cure(tmp_path):
    with start_peers(PeerSettings(python=tmp_path / "python")) as peers:
        assert not peers.present
    assert list(peers.absent) == [peer.key for peer in PEERS]
    assert all("cannot be started" in reason and "make peers" in reason for reason in peers.absent.values())


def test_a_peer_without_its_package_is_absent_and_the_others_start(spec, settings, tmp_path, painting, hole):
    lost = tmp_path / "lost.py"
    lost.write_text("import no_such_package")
    with start_peers(settings, [replace(spec, key="lost", worker=str(lost)), spec]) as peers:
        assert peers.absent == {"lost": "lost: No module named 'no_such_package'."}
        assert peers.versions == {"negative": "Negative 1.0"}
        (entry,) = peers.present
        inpainter = entry.build()
        assert entry.build() is inpainter, "a second process would have to load everything again"
        assert (inpainter.fill(painting, hole) != painting).any()
    assert not inpainter._process.is_alive

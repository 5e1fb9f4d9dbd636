"""The list of peers, and the workers that stand for them."""

import ast

import pytest

from restoration.benchmark.peers.catalog import PEERS, WORKERS, PeerSettings, peer_settings
from restoration.catalog import INPAINTERS


def test_no_key_stands_twice_or_is_one_of_ours():
    keys = [one.key for one in PEERS]
    assert len({*keys, *INPAINTERS.keys}) == len(keys) + len(INPAINTERS.keys)


def test_every_peer_has_a_worker_and_every_worker_a_peer():
    workers = {path.name for path in WORKERS.glob("*.py")} - {"__init__.py", "serve.py"}
    assert {one.worker for one in PEERS} == workers


@pytest.mark.parametrize("path", sorted(WORKERS.glob("*.py")), ids=lambda path: path.name)
def test_no_worker_needs_our_package(path):
    names = [ast.unparse(node) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Import)]
    origins = [node.module for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
    assert not [name for name in names + origins if "restoration" in name]


def test_the_place_can_be_named_in_the_environment(monkeypatch):
    monkeypatch.delenv("RESTORATION_BENCH_PYTHON", raising=False)
    assert peer_settings() == PeerSettings()
    monkeypatch.setenv("RESTORATION_BENCH_PYTHON", "/elsewhere/python")
    assert peer_settings().python.as_posix() == "/elsewhere/python"

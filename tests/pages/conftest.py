"""What every test of a page needs."""

import sys

import pytest


@pytest.fixture(autouse=True)
def own_main(monkeypatch):
    """AppTest leaves the dashboard as `__main__`, which every process that a later test starts would run again."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])

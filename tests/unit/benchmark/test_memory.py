"""Memory is told as what the work adds."""

from restoration.benchmark import memory


def test_what_an_inpainter_adds_is_no_less_than_nothing(monkeypatch):
    monkeypatch.setattr(memory, "SIDE", 200)
    added = memory._added("telea")
    assert added is None or 0 <= added < 500

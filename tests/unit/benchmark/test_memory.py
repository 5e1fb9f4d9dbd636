"""Memory is measured as what the fill adds."""

from restoration.benchmark import memory
from restoration.catalog import INPAINTERS
from restoration.registry import Registry


def test_an_inpainter_holds_at_least_a_copy_of_the_picture(monkeypatch):
    monkeypatch.setattr(memory, "SIDE", 1000)
    monkeypatch.setattr(memory, "INPAINTERS", Registry("inpainter", [INPAINTERS["telea"]]))
    rows = memory.measure_memory()
    assert [row.method for row in rows] in ([], ["telea"])
    assert all(1000 * 1000 * 3 / 2**20 <= row.value < 500 for row in rows)

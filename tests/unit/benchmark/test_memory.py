"""Memory is told as what the work adds."""

from restoration.benchmark import memory
from restoration.catalog import INPAINTERS
from restoration.registry import Registry


def test_an_inpainter_holds_at_least_a_copy_of_the_picture(monkeypatch):
    monkeypatch.setattr(memory, "SIDE", 1000)
    monkeypatch.setattr(memory, "INPAINTERS", Registry("inpainter", [INPAINTERS["telea"]]))
    cells = memory.measure_memory()
    assert [cell.method for cell in cells] in ([], ["telea"])
    assert all(1000 * 1000 * 3 / 2**20 <= cell.value < 500 for cell in cells)

"""Memory is measured as what the fill adds."""

import pytest

from restoration.benchmark import memory
from restoration.benchmark.wide_losses import TASK as LOSSES
from restoration.catalog import INPAINTERS
from restoration.registry import Registry


@pytest.mark.parametrize(("task", "size"), [("fill", ""), (LOSSES, "60-200 px")])
def test_an_inpainter_holds_at_least_a_copy_of_the_picture(monkeypatch, task, size):
    monkeypatch.setattr(memory, "SIDE", 1000)
    monkeypatch.setattr(memory, "INPAINTERS", Registry("inpainter", [INPAINTERS["telea"]]))
    rows = memory.measure_memory(task)
    assert [(row.task, row.method, row.severity) for row in rows] in ([], [(task, "telea", size)])
    assert all(1000 * 1000 * 3 / 2**20 <= row.value < 500 for row in rows)

"""Drawing of damage sheets."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from restoration.damage.craquelure import CRACK_STYLES
from restoration.damage.severity import SEVERITIES
from restoration.domain import DamageKind
from restoration.training.damage_bank import HALF_COVERED
from restoration.training.damage_drawing import LEAST_SHEETS, SheetConfig, draw_sheet, draw_sheets, load_or_draw_sheets

ROOT = Path(__file__).parents[3]
CONFIG = SheetConfig(count=3, side=128, seed=5)
ENDLESS = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background process ignores it
from restoration.training.damage_drawing import SheetConfig, draw_sheets
config = SheetConfig(count=10_000, side=128)
try:
    draw_sheets(config, workers=2, progress=lambda done, total: done == 1 and print("drawn", flush=True))
except KeyboardInterrupt:
    sys.exit("interrupted")
"""


def covers(sheets):
    return [layer.cover.tobytes() for sheet in sheets for layer in sheet.layers]


def test_several_workers_draw_the_sheets_that_their_numbers_and_the_seed_determine():
    reports = []
    sheets = draw_sheets(CONFIG, workers=2, progress=lambda done, total: reports.append((done, total)))
    assert covers(sheets) == covers([draw_sheet(CONFIG, number) for number in range(3)])
    assert reports == [(1, 3), (2, 3), (3, 3)]
    assert covers(sheets[:1]) != covers([draw_sheet(replace(CONFIG, seed=6), 0)])


def test_no_two_sheets_of_one_style_and_severity_are_alike():
    period = len(CRACK_STYLES) * len(SEVERITIES)
    assert covers([draw_sheet(CONFIG, 1)]) != covers([draw_sheet(CONFIG, 1 + period)])


def test_pale_losses_replace_only_losses_and_are_kept_apart_in_the_cache():
    flakes, pale = (SheetConfig(side=256, seed=2, pale=share) for share in (0.0, 1.0))
    sheet, other = draw_sheet(flakes, 3), draw_sheet(pale, 3)
    assert covers([replace(sheet, worn=())]) == covers([replace(other, worn=())])
    assert covers([sheet]) != covers([other])
    assert flakes.name != pale.name


def test_sheets_are_drawn_once_and_then_read_from_the_cache(tmp_path, monkeypatch):
    config = replace(CONFIG, count=1)
    drawn = load_or_draw_sheets(config, tmp_path)
    monkeypatch.delattr("restoration.training.damage_drawing.draw_sheets")
    assert covers(load_or_draw_sheets(config, tmp_path)) == covers(drawn)


@pytest.mark.parametrize("workers", [1, 2])
def test_when_the_time_is_over_the_sheets_so_far_are_enough_and_nothing_is_kept(tmp_path, workers):
    config = replace(CONFIG, count=40, side=64)
    drawn = load_or_draw_sheets(config, tmp_path, is_time_over=lambda: True, workers=workers)
    assert covers(drawn) == covers(draw_sheets(replace(config, count=LEAST_SHEETS)))
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs a process group")
def test_ctrl_c_stops_all_workers_at_once_and_without_error_output():
    command, pipe = [sys.executable, "-c", ENDLESS], subprocess.PIPE
    drawing = subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, start_new_session=True)
    try:
        assert drawing.stdout.readline() == b"drawn\n"
        os.killpg(drawing.pid, signal.SIGINT)  # as a terminal does
        _, errors = drawing.communicate(timeout=60)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(drawing.pid, signal.SIGKILL)
    assert errors == b"interrupted\n"


def test_each_group_of_layers_contains_its_kinds():
    sheets = draw_sheets(SheetConfig(count=5, side=256, seed=2))
    assert {layer.kind for sheet in sheets for layer in sheet.painted} == {DamageKind.PAINTED}
    assert {layer.kind for sheet in sheets for layer in sheet.cracked} <= {DamageKind.CRACK, DamageKind.RELIEF}
    assert {layer.kind for sheet in sheets for layer in sheet.worn}.isdisjoint({DamageKind.CRACK, DamageKind.PAINTED})
    assert sum(bool(sheet.cracked) for sheet in sheets) >= 4
    severe = sheets[4]
    losses = [layer.cover >= HALF_COVERED for layer in severe.worn if layer.kind is DamageKind.LOSS]
    assert np.mean(losses) > 0.03

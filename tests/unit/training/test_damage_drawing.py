"""Sheets, drawn."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from restoration.damage.craquelure import CRACK_STYLES
from restoration.damage.severity import SEVERITIES
from restoration.domain import DamageKind
from restoration.training.damage_bank import read_sheets, write_sheets
from restoration.training.damage_drawing import draw_sheet, draw_sheets

ROOT = Path(__file__).parents[3]
SIDE = 128  # px
ENDLESS = """
import sys
from restoration.training.damage_drawing import draw_sheets
try:
    draw_sheets(10_000, side=128, workers=2, progress=lambda done, total: done == 1 and print("drawn", flush=True))
except KeyboardInterrupt:
    sys.exit("interrupted")
"""


def covers(sheets):
    return [film.cover.tobytes() for sheet in sheets for film in sheet.films]


def test_a_sheet_depends_on_seed_and_number_alone():
    told = []
    sheets = draw_sheets(3, side=SIDE, seed=5, progress=lambda done, total: told.append((done, total)))
    assert covers(sheets[2:]) == covers([draw_sheet(2, side=SIDE, seed=5)])
    assert covers(sheets) != covers(draw_sheets(3, side=SIDE, seed=6))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_no_two_sheets_of_one_style_and_severity_are_alike():
    alike = len(CRACK_STYLES) * len(SEVERITIES)
    assert covers([draw_sheet(1, side=SIDE, seed=5)]) != covers([draw_sheet(1 + alike, side=SIDE, seed=5)])


def test_what_was_drawn_can_be_kept(tmp_path):
    sheets = draw_sheets(2, side=SIDE, seed=8)
    write_sheets(tmp_path / "sheets.npz", sheets)
    assert covers(read_sheets(tmp_path / "sheets.npz")) == covers(sheets)


def test_several_workers_draw_the_same_sheets():
    assert covers(draw_sheets(2, side=SIDE, seed=5, workers=2)) == covers(draw_sheets(2, side=SIDE, seed=5))


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs a process group")
def test_ctrl_c_ends_several_workers_at_once_and_none_of_them_complains():
    command, pipe = [sys.executable, "-c", ENDLESS], subprocess.PIPE
    drawing = subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, start_new_session=True)
    try:
        assert drawing.stdout.readline() == b"drawn\n"
        os.killpg(drawing.pid, signal.SIGINT)  # as a terminal does
        _, complained = drawing.communicate(timeout=20)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(drawing.pid, signal.SIGKILL)
    assert complained == b"interrupted\n"


def test_films_lie_where_they_belong():
    sheets = draw_sheets(5, side=2 * SIDE, seed=2)
    assert {film.kind for sheet in sheets for film in sheet.painted} == {DamageKind.PAINTED}
    assert {film.kind for sheet in sheets for film in sheet.cracked} <= {DamageKind.CRACK, DamageKind.RELIEF}
    assert {film.kind for sheet in sheets for film in sheet.worn}.isdisjoint({DamageKind.CRACK, DamageKind.PAINTED})
    assert sum(bool(sheet.cracked) for sheet in sheets) >= 4
    severe = sheets[4]
    assert np.mean([film.cover >= 128 for film in severe.worn if film.kind is DamageKind.LOSS]) > 0.03

"""The sheet of all modes refuses an impossible scale or distance in one sentence, before any work."""

import sys

import pytest

from scripts import reintegration_sheet


@pytest.mark.parametrize("option", [("--px-per-mm", "0"), ("--px-per-mm", "nan"), ("--metres", "0")])
def test_an_impossible_scale_or_distance_is_refused(monkeypatch, tmp_path, option):
    monkeypatch.setattr(reintegration_sheet, "_filled_pictures", lambda _: pytest.fail("work was begun"))
    monkeypatch.setattr(sys, "argv", ["reintegration_sheet.py", "--out", str(tmp_path), *option])
    with pytest.raises(SystemExit, match="impossible"):
        reintegration_sheet.main()

"""`extend`: the photograph stays, what lies beyond is filled, and the record says where the photograph lies."""

import json

import numpy as np
import pytest
from PIL import Image


def test_a_picture_is_extended_on_the_sides_that_were_asked_for(run, scan, tmp_path):
    before = np.asarray(Image.open(scan))
    height, width = before.shape[:2]
    options = ("--by", "5", "--right", "10%", "--top", "2mm", "--scale", 4, "--inpainter", "telea")
    code, printed, errors = run("extend", scan, *options, "--output", tmp_path / "out")
    assert code == 0, errors
    assert "a.png: Extended beyond the photograph by 5 px left, 8 px top" in errors
    after = np.asarray(Image.open(tmp_path / "out" / "a_extended_restored.png"))
    right = round(width / 10)
    assert after.shape == (height + 8 + 5, width + 5 + right, 3)
    assert f"{after.shape[1]} x {after.shape[0]} px" in printed
    np.testing.assert_array_equal(after[8 : 8 + height, 5 : 5 + width], before)
    record = json.loads((tmp_path / "out" / "a_extended_report.json").read_text())
    assert record["input"]["photograph_box"] == [5, 8, width, height]
    assert record["damage"]["by_kind"]["loss"]["pixels"] == after[..., 0].size - height * width
    assert record["input"]["notes"] == [errors.strip().partition(": ")[2]]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "Nothing says by how much"),
        (("--left", "3cm"), "'3cm' is not a length"),
        (("--left", "3mm"), "needs the scale"),
        (("--by", "0"), "No side is extended"),
    ],
)
def test_what_cannot_be_extended_is_refused_with_a_cure(run, scan, tmp_path, options, message):
    code, _, errors = run("extend", scan, *options, "--inpainter", "telea", "--output", tmp_path / "out")
    assert code and message in errors
    assert not list(tmp_path.glob("out/*"))

"""The script for difficult files finds what is wrong with a result, and what is right."""

import json

import numpy as np
import pytest
from PIL import Image

from scripts.cases import kinds
from scripts.cases.running import Run


@pytest.fixture
def folder(tmp_path, painting):
    """A folder of a kind with one bitmap, its mask, and what a command might have made of it."""
    kind, output = tmp_path / "kinds" / "16_bitmaps", tmp_path / "out"
    for path in (kind, output):
        path.mkdir(parents=True)
    mask = np.zeros(painting.shape[:2], np.uint8)
    mask[5:9] = 255
    Image.fromarray(painting).save(kind / "a.bmp")
    Image.fromarray(mask).save(kind / "mask.png")
    return tmp_path


@pytest.mark.parametrize(
    ("row", "note", "fault"),
    [
        (6, "Seen.", ""),
        (20, "Seen.", "pixels outside the mask differ by"),
        (6, "Other.", "a note is not on standard error"),
    ],
)
def test_a_result_is_judged_by_its_pixels_and_by_what_is_said(folder, painting, row, note, fault):
    after = painting.copy()
    after[row] ^= 1
    Image.fromarray(after).save(folder / "out" / "a_restored.png")
    (folder / "out" / "a_report.json").write_text(json.dumps({"input": {"notes": [note]}}))
    [case] = kinds.find_cases(folder / "kinds")
    found = case.judge(Run(0, ["a.bmp: Seen."], folder / "out", 1.0), case.source)
    assert found.startswith(fault) and bool(found) == bool(fault)

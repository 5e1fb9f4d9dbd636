"""The gallery shows where detectors differ."""

import runpy
from pathlib import Path

import numpy as np

from restoration.imaging.captioned_sheet import CAPTION_HEIGHT, GAP

SCRIPT = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "detection_gallery.py"))
gallery_sheet, most_different_windows = SCRIPT["gallery_sheet"], SCRIPT["most_different_windows"]


def masks(height, width):
    one, other = np.zeros((2, height, width), bool)
    one[5:9, 40:70] = True
    other[5:9, 40:70] = True  # the masks agree here
    other[60:70, 10:20] = True  # differ most here,
    one[30:34, 80:84] = True  # and a little here
    return one, other


def contains(window, row, column):
    return window[0].start <= row < window[0].stop and window[1].start <= column < window[1].stop


def test_the_first_detail_is_where_the_masks_differ_most():
    first, second, *_ = most_different_windows(list(masks(90, 120)), side=30, count=4)
    assert contains(first, 60, 10)
    assert contains(first, 69, 19)
    assert contains(second, 30, 80)


def test_details_do_not_overlap_and_lie_within_the_picture():
    covered = np.zeros((90, 120), int)
    for window in most_different_windows(list(masks(90, 120)), side=30, count=9):
        assert covered[window].shape == (30, 30)
        covered[window] += 1
    assert covered.max() == 1


def test_a_picture_smaller_than_a_detail_is_shown_whole():
    assert most_different_windows(list(masks(90, 120)), side=500) == [(slice(0, 90), slice(0, 120))]


def test_with_a_single_detector_the_details_are_where_it_marks_most():
    one, _ = masks(90, 120)
    assert contains(most_different_windows([one], side=30)[0], 5, 45)


def test_a_sheet_has_the_picture_and_a_column_for_each_detector():
    one, other = masks(90, 120)
    image = np.full((90, 120, 3), 60000, np.uint16)
    sheet = gallery_sheet(image, {"one": one, "other": other})
    assert sheet.shape == (90 + CAPTION_HEIGHT + 2 * GAP, 3 * (120 + GAP) + GAP, 3)
    top = GAP + CAPTION_HEIGHT
    columns = [sheet[top : top + 90, GAP + n * (120 + GAP) :][:, :120] for n in range(3)]
    assert (columns[0] == columns[0][0, 0]).all()
    for mask, column in ((one, columns[1]), (other, columns[2])):
        assert np.array_equal((column != columns[0]).any(axis=2), mask)

"""Opaque cracks: nothing shows through, the shares are those of the severity, and each method is measured on them."""

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from restoration.benchmark.methods import Competitors, find_competitors
from restoration.benchmark.opaque_cracks import COLOURS, THINNEST, WIDEST, displace_midpoints, draw_opaque_cracks
from restoration.benchmark.protocol import BenchmarkProtocol
from restoration.benchmark.synthetic_damage import measure_synthetic_damage
from restoration.damage.severity import SEVERITIES

PROTOCOL = BenchmarkProtocol(side=256)


@pytest.fixture(scope="module")
def detail():
    rough = np.random.default_rng(1).integers(60, 200, (25, 26, 3)).astype(np.uint8)
    return np.asarray(Pillow.fromarray(rough).resize((256, 256), Pillow.Resampling.BICUBIC))


@pytest.fixture(scope="module")
def drawn(detail):
    """The detail with cracks of each severity."""
    return list(draw_opaque_cracks(detail, "a", PROTOCOL))


def one_colour(each):
    """Return where the most frequent colour stands: the inside of the cracks."""
    colours, counts = np.unique(each.damaged.reshape(-1, 3), axis=0, return_counts=True)
    return (each.damaged == colours[counts.argmax()]).all(axis=2)


def test_each_severity_covers_its_share_of_the_picture(drawn):
    assert [each.severity for each in drawn] == list(SEVERITIES)
    for each in drawn:
        expected = SEVERITIES[each.severity].cracks + SEVERITIES[each.severity].losses
        inside = one_colour(each)
        assert inside.mean() < 1.15 * expected < 1.9 * each.mask.mean() < 4 * expected


def test_nothing_shows_inside_the_rim_is_a_pixel_wide_and_the_rest_is_untouched(detail, drawn):
    for each in drawn:
        inside = one_colour(each)
        assert np.abs(each.damaged[inside][0].astype(int) - COLOURS[each.colour]).max() <= 10
        rim = each.mask & ~inside
        beside = cv2.dilate(inside.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        assert np.count_nonzero(rim & beside) > 0.95 * np.count_nonzero(rim) > 0  # thin cracks may be all rim
        assert np.array_equal(each.damaged[~each.mask], detail[~each.mask])


def test_mild_damage_is_cracks_of_one_to_five_pixels_and_severe_damage_has_wider_losses(drawn):
    widest = {
        each.severity: 2 * cv2.distanceTransform(one_colour(each).astype(np.uint8), cv2.DIST_L2, 5) for each in drawn
    }
    assert THINNEST <= widest["trace"].max() <= WIDEST + 2
    assert widest["heavy"].max() > 1.5 * WIDEST and widest["severe"].max() > 1.5 * WIDEST


def test_the_name_of_the_picture_fixes_the_cracks_and_each_colour_comes_in_turn(detail, drawn):
    again, other = (list(draw_opaque_cracks(detail, name, PROTOCOL)) for name in ("a", "b"))
    for first, second, third in zip(drawn, again, other, strict=True):
        assert np.array_equal(first.damaged, second.damaged) and not np.array_equal(first.mask, third.mask)
    assert {each.colour for each in drawn[:3]} == set(COLOURS)


def test_a_bent_line_keeps_its_ends_and_strays_little():
    ends = np.array([[10.0, 20.0], [70.0, 100.0]])
    line = displace_midpoints(ends, np.random.default_rng(1))
    assert np.array_equal(line[[0, -1]], ends) and len(line) > 10
    length = np.hypot(*np.diff(line, axis=0).T).sum()
    assert 100 < length < 130


def test_every_inpainter_but_the_median_is_measured_and_beats_doing_nothing(detail, tmp_path):
    found = find_competitors().for_opaque()
    assert "median" not in {entry.key for entry in found.opaque_inpainters}
    quick = tuple(entry for entry in found.opaque_inpainters if entry.key in ("nothing", "telea"))
    Pillow.fromarray(detail).save(tmp_path / "met_1.png")
    scores, cost = measure_synthetic_damage(
        [tmp_path / "met_1.png"],
        BenchmarkProtocol(side=128, severities=("light", "heavy")),
        Competitors((), (), opaque_inpainters=quick),
        tmp_path / "run",
        workers=1,
        on_outcome=lambda outcome: None,
    )
    assert {(row.task, row.severity) for row in scores} == {("opaque", "light"), ("opaque", "heavy")}
    assert {row.metric for row in cost} == {"seconds_per_mpx", "seconds_per_damaged_mpx"}
    psnr = {(row.method, row.severity): row.value for row in scores if row.metric == "psnr_inside"}
    for severity in ("light", "heavy"):
        assert psnr["telea", severity] > psnr["nothing", severity] + 3

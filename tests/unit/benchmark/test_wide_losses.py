"""Wide losses: drawn in the sizes of their class, filled by each method, and joined to a run that is there already."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from restoration.benchmark import methods
from restoration.benchmark.methods import find_competitors
from restoration.benchmark.protocol import BenchmarkProtocol
from restoration.benchmark.synthetic_damage import measure_synthetic_damage
from restoration.benchmark.wide_losses import SIZE_CLASSES, TASK, draw_wide_losses
from restoration.catalog import INPAINTERS
from restoration.errors import RestorationError
from restoration.registry import Registry

PROTOCOL = BenchmarkProtocol(side=256)


@pytest.fixture(scope="module")
def detail():
    rough = np.random.default_rng(1).integers(60, 200, (25, 26, 3)).astype(np.uint8)
    return np.asarray(Pillow.fromarray(rough).resize((260, 256), Pillow.Resampling.BICUBIC))


def longer_sides(mask):
    """Return the longer side of each connected piece of a mask; pixels that hardly changed are closed first."""
    closed = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    return cv2.connectedComponentsWithStats(closed)[2][1:, 2:4].max(axis=1)


def test_losses_have_the_sizes_of_their_class_and_change_nothing_around_them(detail):
    found = list(draw_wide_losses(detail, "a", PROTOCOL))
    assert [each.size for each in found] == [size_class.key for size_class in SIZE_CLASSES]
    for each, size_class in zip(found, SIZE_CLASSES, strict=True):
        sides = longer_sides(each.mask)
        assert 1 <= len(sides) <= size_class.count
        assert size_class.smallest <= min(sides) and max(sides) <= size_class.largest + 8  # with the blurred rim
        assert np.array_equal(each.damaged[~each.mask], detail[~each.mask])


def test_the_name_of_the_picture_fixes_the_losses(detail):
    masks = [next(draw_wide_losses(detail, name, PROTOCOL)).mask for name in ("a", "a", "b")]
    assert np.array_equal(masks[0], masks[1]) and not np.array_equal(masks[0], masks[2])


@pytest.mark.parametrize(("side", "sizes"), [(30, []), (100, ["15-60 px"]), (140, ["15-60 px", "60-200 px"])])
def test_losses_that_are_too_large_for_a_detail_are_left_out(detail, side, sizes):
    assert [each.size for each in draw_wide_losses(detail[:side, :side], "a", PROTOCOL)] == sizes


def test_the_true_sizes_stand_beside_the_scores(detail, tmp_path):
    Pillow.fromarray(detail).save(tmp_path / "met_1.png")
    found = find_competitors().for_losses()
    quick = tuple(entry for entry in found.loss_inpainters if entry.key in ("nothing", "telea"))
    scores, cost = measure_synthetic_damage(
        [tmp_path / "met_1.png"],
        PROTOCOL,
        replace(found, loss_inpainters=quick),
        tmp_path,
        workers=1,
        on_outcome=lambda outcome: None,
    )
    assert {row.task for row in (*scores, *cost)} == {TASK}
    values = {(row.method, row.severity, row.metric): row.value for row in scores}
    for size_class in SIZE_CLASSES:
        assert values["telea", size_class.key, "psnr_inside"] > values["nothing", size_class.key, "psnr_inside"]
        assert values["telea", size_class.key, "outside_change"] == 0


def test_what_generates_paint_takes_part_only_on_request_and_only_where_it_can_run(monkeypatch):
    def competing(**request):
        found = find_competitors(**request)
        assert "diffusion" not in {entry.key for entry in found.inpainters}
        return {entry.key for entry in found.loss_inpainters}

    ready = replace(INPAINTERS["diffusion"], problem=lambda: None)
    monkeypatch.setattr(methods, "INPAINTERS", Registry("inpainter", [ready]))
    assert "diffusion" not in competing() and "diffusion" in competing(generated=True)
    broken = replace(ready, problem=lambda: RestorationError("Its weights are not there."))
    monkeypatch.setattr(methods, "INPAINTERS", Registry("inpainter", [broken]))
    with pytest.raises(RestorationError, match="not there"):
        competing(generated=True)

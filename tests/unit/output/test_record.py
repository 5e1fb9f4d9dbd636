"""The record of a restoration."""

from dataclasses import replace

import numpy as np
import pytest

from restoration.domain import Damage, FillShare, Restoration
from restoration.errors import BadRequest
from restoration.imaging.painting import Painting
from restoration.output.record import make_record


def record_of(restoration, **options):
    source = Painting(restoration.before, "madonna.png", "0" * 64, "PNG")
    return make_record(source, restoration, restored_sha256="1" * 64, mask_sha256="2" * 64, **options)


def damage_entry(painting, hole, *, kinds=None, px_per_mm=None):
    return record_of(Restoration(painting, painting, Damage(hole, kinds=kinds), "telea", 0.1), px_per_mm=px_per_mm)[
        "damage"
    ]


def test_damage_is_listed_by_kind_where_kinds_are_known(painting, hole):
    kinds = hole.astype(np.uint8)
    kinds[30:36, 45:52] = 3  # a loss of 6 x 7 px
    by_kind = damage_entry(painting, hole, kinds=kinds)["by_kind"]
    assert list(by_kind) == ["crack", "loss"], "an absent kind is listed too, or the order is another"
    assert by_kind["loss"] == {"share": 42 / hole.size, "pixels": 42}
    assert by_kind["crack"]["pixels"] == hole.sum() - 42


def test_a_scale_gives_areas_in_square_millimetres(painting, hole):
    entry = damage_entry(painting, hole, kinds=hole.astype(np.uint8), px_per_mm=2.0)
    assert entry["mm2"] == entry["by_kind"]["crack"]["mm2"] == hole.sum() / 4
    assert entry["px_per_mm"] == 2.0


def test_without_kinds_and_scale_the_record_has_no_entries_for_them(painting, hole):
    assert set(damage_entry(painting, hole)) == {"share", "pixels", "regions"}


@pytest.mark.parametrize("scale", [0.0, -1.0, float("nan"), float("inf")])
def test_an_impossible_scale_is_refused(painting, hole, scale):
    with pytest.raises(BadRequest, match="impossible"):
        damage_entry(painting, hole, px_per_mm=scale)


def test_the_methods_that_filled_each_part_are_listed_where_they_are_known(painting, hole):
    shares = (FillShare(("neural",), 9), FillShare(("neural", "migan"), 400, ((3, 5, 20, 20),)))
    restoration = Restoration(painting, painting, Damage(hole), "auto", 0.1, shares=shares)
    assert record_of(restoration)["filled_by"] == [
        {"methods": ["neural"], "pixels": 9},
        {"methods": ["neural", "migan"], "pixels": 400, "boxes": [[3, 5, 20, 20]]},
    ]
    assert "filled_by" not in record_of(replace(restoration, shares=()))


def test_only_a_lossy_file_may_differ_outside_the_mask(painting, hole):
    restoration = Restoration(painting, painting, Damage(hole), "telea", 0.1)
    assert record_of(restoration)["statement"].endswith("equals the decoded input.")
    assert record_of(restoration, is_lossy=True)["statement"].endswith("saving as JPEG changed in all of them.")
    assert record_of(restoration)["output"] == {"restored_sha256": "1" * 64, "mask_sha256": "2" * 64}

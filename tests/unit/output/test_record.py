"""The record of a restoration."""

from dataclasses import replace
from importlib.metadata import PackageNotFoundError

import numpy as np
import pytest

from restoration.domain import Damage, FillShare, Restoration
from restoration.errors import BadRequest
from restoration.imaging.painting import Painting
from restoration.output import record


def survey(painting, hole, *, kinds=None, px_per_mm=None):
    restoration = Restoration(painting, painting, Damage(hole, kinds=kinds), "telea", 0.1)
    source = Painting(painting, "madonna.png", "0" * 64, "PNG")
    return record.make_record(source, restoration, restored=b"", mask=b"", px_per_mm=px_per_mm)["damage"]


def test_a_library_that_is_not_installed_is_left_out_of_the_versions(monkeypatch):
    def version(name):
        if name == "torch":
            raise PackageNotFoundError(name)
        return "1"

    monkeypatch.setattr(record, "version", version)
    assert "torch" not in record.software_versions()
    assert record.software_versions()["numpy"] == "1"


def test_damage_is_told_by_kind_where_kinds_are_known(painting, hole):
    kinds = hole.astype(np.uint8)
    kinds[30:36, 45:52] = 3  # a loss of 6 x 7 px
    by_kind = survey(painting, hole, kinds=kinds)["by_kind"]
    assert list(by_kind) == ["crack", "loss"], "a kind that is not there was told too, or the order is another"
    assert by_kind["loss"] == {"share": 42 / hole.size, "pixels": 42}
    assert by_kind["crack"]["pixels"] == hole.sum() - 42


def test_with_a_scale_damage_is_told_in_square_millimetres(painting, hole):
    told = survey(painting, hole, kinds=hole.astype(np.uint8), px_per_mm=2.0)
    assert told["mm2"] == told["by_kind"]["crack"]["mm2"] == hole.sum() / 4
    assert told["px_per_mm"] == 2.0


def test_without_kinds_and_scale_nothing_is_told_of_them(painting, hole):
    assert set(survey(painting, hole)) == {"share", "pixels", "regions"}


@pytest.mark.parametrize("scale", [0.0, -1.0, float("nan"), float("inf")])
def test_an_impossible_scale_is_refused(painting, hole, scale):
    with pytest.raises(BadRequest, match="impossible"):
        survey(painting, hole, px_per_mm=scale)


def test_what_filled_which_part_is_told_where_it_is_known(painting, hole):
    source = Painting(painting, "madonna.png", "0" * 64, "PNG")
    shares = (FillShare(("neural",), 9), FillShare(("neural", "migan"), 400, ((3, 5, 20, 20),)))
    restoration = Restoration(painting, painting, Damage(hole), "auto", 0.1, shares=shares)
    told = record.make_record(source, restoration, restored=b"", mask=b"")
    assert told["filled_by"] == [
        {"methods": ["neural"], "pixels": 9},
        {"methods": ["neural", "migan"], "pixels": 400, "boxes": [[3, 5, 20, 20]]},
    ]
    assert "filled_by" not in record.make_record(source, replace(restoration, shares=()), restored=b"", mask=b"")

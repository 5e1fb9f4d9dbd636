"""The record of a restoration."""

from dataclasses import replace

import numpy as np

from restoration.domain import Damage, FillShare, Restoration
from restoration.editing.regions import RegionStatus, find_regions
from restoration.imaging.painting import Painting
from restoration.imaging.scale import scale_by_hand, scale_from_ruler
from restoration.output.damage_map import TitleBlock
from restoration.output.record import make_mask_record, make_record


def record_of(restoration, **options):
    source = Painting(restoration.before, "madonna.png", "0" * 64, "PNG")
    return make_record(source, restoration, restored_sha256="1" * 64, mask_sha256="2" * 64, **options)


def damage_entry(painting, hole, *, kinds=None, **options):
    return record_of(Restoration(painting, painting, Damage(hole, kinds=kinds), "telea", 0.1), **options)["damage"]


def test_damage_is_listed_by_kind_where_kinds_are_known(painting, hole):
    kinds = hole.astype(np.uint8)
    kinds[30:36, 45:52] = 3  # a loss of 6 x 7 px
    by_kind = damage_entry(painting, hole, kinds=kinds)["by_kind"]
    assert list(by_kind) == ["crack", "loss"], "an absent kind is listed too, or the order is another"
    assert by_kind["loss"] == {"share": 42 / hole.size, "pixels": 42}
    assert by_kind["crack"]["pixels"] == hole.sum() - 42


def test_a_scale_gives_areas_in_square_millimetres(painting, hole):
    entry = damage_entry(painting, hole, kinds=hole.astype(np.uint8), scale=scale_by_hand(2))
    assert entry["mm2"] == entry["by_kind"]["crack"]["mm2"] == hole.sum() / 4
    assert entry["px_per_mm"] == 2.0


def test_without_kinds_and_scale_the_record_has_no_entries_for_them(painting, hole):
    assert set(damage_entry(painting, hole)) == {"share", "pixels", "regions"}


def test_who_examined_the_painting_and_how_the_scale_is_known_is_said_where_it_is_known(painting, hole):
    restoration = Restoration(painting, painting, Damage(hole), "telea", 0.1)
    scale = scale_from_ruler((0, 0), (60, 0), 30)
    record = record_of(restoration, scale=scale, examined=TitleBlock(operator="A. Rossi", date="28 November"))
    assert record["examined"] == {"operator": "A. Rossi", "date": "28 November"}
    assert record["scale"] == {"px_per_mm": 2.0, "source": "ruler", "note": "30 mm = 60 px"}
    assert not record_of(restoration).keys() & {"examined", "scale"}


def test_regions_are_counted_by_what_was_decided_about_them(painting, hole):
    kinds = np.where(hole, 1, 0).astype(np.uint8)
    found = find_regions(kinds)
    rejected = found.decide([found.at(48, 33).number], RegionStatus.REJECTED)
    left = np.where(found.labels == found.at(48, 33).number, 0, kinds).astype(np.uint8)
    entry = damage_entry(painting, left > 0, regions=find_regions(left, decisions=[rejected]))
    assert entry["regions_by_status"] == {"proposed": 1, "rejected": 1}


def test_the_methods_that_filled_each_part_are_listed_where_they_are_known(painting, hole):
    shares = (FillShare(("neural",), 9), FillShare(("neural", "migan"), 400, ((3, 5, 20, 20),)))
    restoration = Restoration(painting, painting, Damage(hole), "auto", 0.1, shares=shares)
    assert record_of(restoration)["filled_by"] == [
        {"methods": ["neural"], "pixels": 9},
        {"methods": ["neural", "migan"], "pixels": 400, "boxes": [[3, 5, 20, 20]]},
    ]
    assert "filled_by" not in record_of(replace(restoration, shares=()))


def test_a_composite_says_what_was_chosen_and_refused_for_which_region(painting, hole):
    found = find_regions(hole.astype(np.uint8))
    small = found.at(48, 33)
    chosen = found.decide([small.number], fill="telea", reintegration="tratteggio", seen=("telea", "lama", "auto"))
    regions = find_regions(hole.astype(np.uint8), decisions=[chosen])
    shares = (FillShare(("auto",), 126), FillShare(("telea",), 42))
    restoration = Restoration(painting, painting, Damage(hole), "auto", 0.1, shares=shares)
    assert record_of(restoration, regions=regions, composed_of=("auto", "telea"))["composite"] == {
        "default": "auto",
        "shares": {"auto": 0.75, "telea": 0.25},
        "regions": [
            {
                "number": small.number,
                "kind": "crack",
                "box": [45, 30, 7, 6],
                "chosen": "telea",
                "refused": ["auto", "lama"],
                "reintegration": "tratteggio",
            }
        ],
    }
    assert "composite" not in record_of(restoration, regions=regions)


def test_only_a_lossy_file_may_differ_outside_the_mask(painting, hole):
    restoration = Restoration(painting, painting, Damage(hole), "telea", 0.1)
    assert record_of(restoration)["statement"].endswith("equals the decoded input.")
    assert record_of(restoration, is_lossy=True)["statement"].endswith("saving as JPEG changed in all of them.")
    assert record_of(restoration)["output"] == {"restored_sha256": "1" * 64, "mask_sha256": "2" * 64}


def test_a_generated_fill_is_called_so_with_its_words_and_its_seed(painting, hole):
    restoration = Restoration(painting, painting, Damage(hole), "diffusion", 0.1)
    record = record_of(replace(restoration, generation={"prompt": "gold", "seed": 3}))
    assert record["generation"] == {"prompt": "gold", "seed": 3}
    assert record["statement"].startswith("Digital hypothesis, generated: pixels inside the mask were invented")
    assert "generation" not in record_of(restoration)


def test_a_grey_picture_is_recorded_as_one_channel(painting, hole):
    source = Painting(painting, "x-ray.tif", "0" * 64, "TIFF", is_grey=True)
    assert make_mask_record(source, Damage(hole, "unet"), "2" * 64)["input"]["channels"] == 1
    assert record_of(Restoration(painting, painting, Damage(hole), "telea", 0.1))["input"]["channels"] == 3

"""The pairs of one painting: true to the pixel, kept when they are there, made anew when they would differ."""

from dataclasses import replace

import numpy as np
import pytest
import tifffile
from PIL import Image

from restoration.collection import generation
from restoration.collection.generation import InconsistentPair, make_pairs
from restoration.collection.pair_request import PairRequest
from restoration.damage import serialization
from restoration.damage.layer import HALF_ALPHA
from restoration.domain import DAMAGE_KINDS
from restoration.errors import BadImage
from restoration.imaging.reading import read_painting

ORDER = PairRequest(per_image=1, severity="severe", style="simple", seed=1)
CRACKED = replace(ORDER, style="dutch")
PAIR = "a__severe-0"


@pytest.fixture
def make(originals, tmp_path):
    """Make the pairs of a.png in `tmp_path`; gives what was said."""

    def go(order=ORDER, path=originals / "a.png"):
        return make_pairs(path, order, tmp_path, "train")

    return go


@pytest.fixture
def read(tmp_path):
    def go(name):
        return np.asarray(Image.open(tmp_path / name))

    return go


def test_outside_the_touch_mask_the_damaged_picture_is_the_original(make, read, painting):
    make(CRACKED)
    damaged, touch = read(f"synthetic_damaged/{PAIR}.png"), read(f"synthetic_masks/{PAIR}_touch.png")
    assert set(np.unique(touch)) == {0, 255}
    assert np.array_equal(damaged[touch == 0], painting[touch == 0])
    assert (damaged[touch == 255] != painting[touch == 255]).any(axis=1).all()


def test_the_mask_is_where_any_kind_of_damage_covers_half(make, read, tmp_path):
    make(CRACKED)
    with tifffile.TiffFile(tmp_path / "synthetic_masks" / f"{PAIR}_alpha.tif") as file:
        alphas = {page.tags["PageName"].value: page.asarray() for page in file.pages}
    assert list(alphas) == list(DAMAGE_KINDS)
    assert all(alpha.dtype == np.uint16 for alpha in alphas.values())
    mask = read(f"synthetic_masks/{PAIR}_mask.png") == 255
    assert mask.any()
    assert np.array_equal(mask, np.maximum.reduce(list(alphas.values())) >= HALF_ALPHA)


def test_an_undamaged_pair_is_the_original_with_an_empty_truth(make, read, painting):
    make(replace(ORDER, undamaged=1.0))
    assert np.array_equal(read("synthetic_damaged/a__none-0.png"), painting)
    for ending in ("mask", "touch"):
        assert not read(f"synthetic_masks/a__none-0_{ending}.png").any()


def test_sixteen_bits_stay_sixteen(make, originals, painting, tmp_path):
    tifffile.imwrite(originals / "deep.tif", painting.astype(np.uint16) * 257 + 3, photometric="rgb")
    make(path=originals / "deep.tif")
    assert read_painting(tmp_path / "synthetic_damaged" / "deep__severe-0.png").image.dtype == np.uint16


def test_what_is_there_is_not_made_again(make, content, tmp_path, monkeypatch):
    order = replace(ORDER, per_image=3)
    assert make(replace(order, per_image=2)) == "2 made"
    assert make(order) == "1 made, 2 there already"
    before = content(tmp_path)
    monkeypatch.setattr(generation, "read_painting", None)  # not even the original is read
    assert make(order) == "3 there already"
    assert content(tmp_path) == before


@pytest.mark.parametrize("other", [{"seed": 2}, {"style": "french"}, {"scale": 30.0}])
def test_another_order_of_the_same_name_is_made_anew_as_if_alone(make, content, tmp_path, other):
    make(replace(ORDER, **other))
    alone = content(tmp_path)
    make()
    assert content(tmp_path) != alone
    make(replace(ORDER, **other))
    assert content(tmp_path) == alone


def test_another_original_of_the_same_name_is_damaged_anew(make, originals, content, tmp_path):
    make()
    before = content(tmp_path / "synthetic_damaged")
    (originals / "b.png").replace(originals / "a.png")
    assert make() == "1 made"
    assert content(tmp_path / "synthetic_damaged") != before


def test_a_lost_or_cut_file_is_made_again(make, content, tmp_path):
    make()
    whole = content(tmp_path)
    (tmp_path / "synthetic_masks" / f"{PAIR}_touch.png").unlink()
    (tmp_path / "synthetic_damaged" / f"{PAIR}.png").write_bytes(b"half")
    make()
    assert content(tmp_path) == whole


def test_where_something_was_painted_the_picture_before_damage_is_kept_too(make, read, tmp_path, painting):
    make(replace(ORDER, distracted=True))
    clean, damaged = read(f"synthetic_damaged/{PAIR}_clean.png"), read(f"synthetic_damaged/{PAIR}.png")
    untouched = read(f"synthetic_masks/{PAIR}_touch.png") == 0
    assert np.array_equal(clean[untouched], damaged[untouched])
    assert not np.array_equal(clean, painting)
    make()
    assert not (tmp_path / "synthetic_damaged" / f"{PAIR}_clean.png").exists()


def test_what_an_older_generator_made_is_made_anew(make, monkeypatch):
    make()
    monkeypatch.setattr(serialization, "GENERATOR_VERSION", serialization.GENERATOR_VERSION + 1)
    assert make() == "1 made"


def test_a_pair_that_its_mask_does_not_describe_is_never_written(make, content, originals, tmp_path, monkeypatch):
    def beyond_its_mask(image, recipe):
        pair = draw(image, recipe)
        pair.truth.touch[:] = False
        return pair

    draw = generation.damage
    monkeypatch.setattr(generation, "apply_damage", beyond_its_mask)
    with pytest.raises(InconsistentPair, match="reaches beyond"):
        make()
    assert set(content(tmp_path)) == {"originals/a.png", "originals/b.png"}


def test_an_original_that_is_no_picture_is_named(make, originals):
    (originals / "c.jpg").write_bytes(b"not a picture")
    with pytest.raises(BadImage):
        make(path=originals / "c.jpg")

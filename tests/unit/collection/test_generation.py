"""Synthetic pairs: exact to the pixel, reproducible, and made again only when they would differ."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import tifffile
from PIL import Image

from restoration.batch import paintings_in
from restoration.collection import generation
from restoration.collection.generation import InconsistentPair, generate_pairs, make_pairs
from restoration.collection.pair_request import PairRequest
from restoration.damage import serialization
from restoration.damage.layer import HALF_ALPHA
from restoration.domain import DAMAGE_KINDS
from restoration.errors import BadImage
from restoration.imaging.reading import read_painting
from restoration.processes import run_jobs

REQUEST = PairRequest(per_image=1, severity="severe", style="simple", seed=1)
CRACKED = replace(REQUEST, style="dutch")
TWO_EACH = PairRequest(per_image=2, severity="moderate", style="simple", seed=5)
PAIR = "a__severe-0"


@pytest.fixture
def make(originals, tmp_path):
    """Make the pairs of a.png in `tmp_path`, and return the summary."""

    def make(request=REQUEST, path=originals / "a.png"):
        return make_pairs(path, request, tmp_path, "train")

    return make


@pytest.fixture
def read(tmp_path):
    def read(name):
        return np.asarray(Image.open(tmp_path / name))

    return read


def test_outside_the_touch_mask_the_damaged_picture_equals_the_original(make, read, painting):
    make(CRACKED)
    damaged, touch = read(f"synthetic_damaged/{PAIR}.png"), read(f"synthetic_masks/{PAIR}_touch.png")
    assert set(np.unique(touch)) == {0, 255}
    assert np.array_equal(damaged[touch == 0], painting[touch == 0])
    assert (damaged[touch == 255] != painting[touch == 255]).any(axis=1).all()


def test_the_mask_is_true_where_damage_of_any_kind_covers_half(make, read, tmp_path):
    make(CRACKED)
    with tifffile.TiffFile(tmp_path / "synthetic_masks" / f"{PAIR}_alpha.tif") as file:
        alphas = {page.tags["PageName"].value: page.asarray() for page in file.pages}
    assert list(alphas) == list(DAMAGE_KINDS)
    assert all(alpha.dtype == np.uint16 for alpha in alphas.values())
    mask = read(f"synthetic_masks/{PAIR}_mask.png") == 255
    assert mask.any()
    assert np.array_equal(mask, np.maximum.reduce(list(alphas.values())) >= HALF_ALPHA)


def test_an_undamaged_pair_is_the_original_with_empty_masks(make, read, painting):
    make(replace(REQUEST, undamaged=1.0))
    assert np.array_equal(read("synthetic_damaged/a__none-0.png"), painting)
    for ending in ("mask", "touch"):
        assert not read(f"synthetic_masks/a__none-0_{ending}.png").any()


def test_a_16_bit_original_gives_a_16_bit_damaged_picture(make, originals, painting, tmp_path):
    tifffile.imwrite(originals / "deep.tif", painting.astype(np.uint16) * 257 + 3, photometric="rgb")
    make(path=originals / "deep.tif")
    assert read_painting(tmp_path / "synthetic_damaged" / "deep__severe-0.png").image.dtype == np.uint16


def test_finished_pairs_are_not_made_again(make, read_files, tmp_path, monkeypatch):
    request = replace(REQUEST, per_image=3)
    assert make(replace(request, per_image=2)) == "2 made"
    assert make(request) == "1 made, 2 there already"
    before = read_files(tmp_path)
    monkeypatch.setattr(generation, "read_painting", None)  # not even the original is read
    assert make(request) == "3 there already"
    assert read_files(tmp_path) == before


@pytest.mark.parametrize("change", [{"seed": 2}, {"style": "french"}, {"scale": 30.0}])
def test_another_request_with_the_same_names_replaces_the_pairs_without_a_trace(make, read_files, tmp_path, change):
    make(replace(REQUEST, **change))
    alone = read_files(tmp_path)
    make()
    assert read_files(tmp_path) != alone
    make(replace(REQUEST, **change))
    assert read_files(tmp_path) == alone


def test_a_changed_original_gives_a_new_pair(make, originals, read_files, tmp_path):
    make()
    before = read_files(tmp_path / "synthetic_damaged")
    (originals / "b.png").replace(originals / "a.png")
    assert make() == "1 made"
    assert read_files(tmp_path / "synthetic_damaged") != before


def test_a_pair_with_a_missing_or_cut_file_is_made_again(make, read_files, tmp_path):
    make()
    complete = read_files(tmp_path)
    (tmp_path / "synthetic_masks" / f"{PAIR}_touch.png").unlink()
    (tmp_path / "synthetic_damaged" / f"{PAIR}.png").write_bytes(b"half")
    make()
    assert read_files(tmp_path) == complete


def test_with_painted_distractors_the_picture_before_damage_is_written_too(make, read, tmp_path, painting):
    make(replace(REQUEST, distracted=True))
    clean, damaged = read(f"synthetic_damaged/{PAIR}_clean.png"), read(f"synthetic_damaged/{PAIR}.png")
    untouched = read(f"synthetic_masks/{PAIR}_touch.png") == 0
    assert np.array_equal(clean[untouched], damaged[untouched])
    assert not np.array_equal(clean, painting)
    make()
    assert not (tmp_path / "synthetic_damaged" / f"{PAIR}_clean.png").exists()


def test_a_pair_of_an_older_generator_is_made_again(make, monkeypatch):
    make()
    monkeypatch.setattr(serialization, "GENERATOR_VERSION", serialization.GENERATOR_VERSION + 1)
    assert make() == "1 made"


def test_a_pair_whose_mask_misses_damage_is_never_written(make, read_files, tmp_path, monkeypatch):
    def apply_beyond_mask(image, recipe):
        pair = apply_damage(image, recipe)
        pair.truth.touch[:] = False
        return pair

    apply_damage = generation.apply_damage
    monkeypatch.setattr(generation, "apply_damage", apply_beyond_mask)
    with pytest.raises(InconsistentPair, match="reaches beyond"):
        make()
    assert set(read_files(tmp_path)) == {"originals/a.png", "originals/b.png"}


def test_an_original_that_is_no_picture_is_refused(make, originals):
    (originals / "c.jpg").write_bytes(b"not a picture")
    with pytest.raises(BadImage):
        make(path=originals / "c.jpg")


def test_any_number_of_workers_gives_the_same_files_and_reports_all_failures(originals, read_files, tmp_path):
    (originals / "torn.jpg").write_bytes(b"not a picture")
    reports = {}
    for workers, paintings in ((1, paintings_in(originals)), (2, paintings_in(originals)[::-1])):
        outcomes = reports[workers] = []
        folder = tmp_path / str(workers)
        assert (
            generate_pairs(paintings, TWO_EACH, folder, run=partial(run_jobs, workers=workers), report=outcomes.append)
            == 4
        )
    assert {outcome.source.name: outcome.done for outcome in reports[1]} == {
        "a.png": True,
        "b.png": True,
        "torn.jpg": False,
    }
    assert set(reports[1]) == set(reports[2])
    assert read_files(tmp_path / "1") == read_files(tmp_path / "2")


def test_an_interrupted_run_leaves_a_correct_manifest_and_can_be_continued(originals, read_files, tmp_path):
    def interrupt(outcome):
        raise KeyboardInterrupt

    paintings, folder = paintings_in(originals), tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        generate_pairs(paintings, TWO_EACH, folder, run=partial(run_jobs, workers=1), report=interrupt)
    assert (folder / "manifest.csv").read_text().count("\n") == 1 + TWO_EACH.per_image
    (folder / "synthetic_damaged" / ".0123456789abcdef.part").touch()  # a killed run leaves such a file
    assert generate_pairs(paintings, TWO_EACH, folder, run=partial(run_jobs, workers=1), report=print) == 4
    generate_pairs(paintings, TWO_EACH, tmp_path / "at once", run=partial(run_jobs, workers=1), report=print)
    assert read_files(folder) == read_files(tmp_path / "at once")


def test_the_manifest_is_written_long_before_the_end_of_a_long_run(originals, tmp_path, monkeypatch):
    monkeypatch.setattr(generation, "MANIFEST_EVERY", 1)
    has_manifest = []

    def look(outcome):
        has_manifest.append((tmp_path / "manifest.csv").exists())

    generate_pairs(paintings_in(originals), TWO_EACH, tmp_path, run=partial(run_jobs, workers=1), report=look)
    assert has_manifest == [False, True]

"""What is put into a dossier comes out of it."""

import io
import json
import tracemalloc
import zipfile
from dataclasses import replace

import imagecodecs
import numpy as np
import pytest

from restoration.domain import Damage, FillShare, PaintSource, ReliefRemoval, Restoration
from restoration.errors import BadDossier
from restoration.files import pack_zip
from restoration.imaging.painting import Metadata, Painting
from restoration.imaging.png import encode_png
from restoration.imaging.reading import read_painting
from restoration.output.dossier import Dossier, SavedResult, encode_dossier, read_dossier

PROFILE = imagecodecs.cms_profile("adobergb")
METADATA = Metadata(
    PROFILE,
    b"MM\0*\0\0\0\x08\0\0\0\0\0\0",
    b"<x/>",
    (300.0, 240.0),
    iptc=b"\x1c\2\5\0\4Hill",
    texts=(("Author", "Ānna"), ("Title", "Hill")),
)
STROKES = [{"erase": False, "points": [[1.5, 2], [3, 4]]}, {"erase": True, "points": []}]
SHARES = (FillShare(("telea",), 30), FillShare(("telea", "ns"), 200, ((30, 20, 12, 16),)))


GENERATION = {"prompt": "gold", "seed": 3}
SOURCE = PaintSource(600, 0.2)


def full_dossier(painting, hole, depth=np.uint8):
    """A dossier with everything that one may hold."""
    image = painting.astype(depth) * depth(np.iinfo(depth).max // 255)
    alpha = np.full(hole.shape, 9, depth)
    source = Painting(
        image, "Madönna \udcff.tif", "ab" * 32, "TIFF", METADATA, alpha, ("Converted.",), extra=alpha // 2
    )
    kinds = hole.astype(np.uint8) * np.uint8(3)
    taught = {"strokes": {"crack": 2}}
    damage = Damage(hole, "opencv", {"sensitivity": 0.4, "growth": 1}, 1.25, kinds, taught)
    after = np.where(hole[..., np.newaxis], image // 2, image)
    results = [
        SavedResult(
            Restoration(image, after, damage, "telea", 0.5, shares=SHARES, generation=GENERATION, source=SOURCE),
            {"inpainter": "telea"},
        ),
        SavedResult(Restoration(image, image.copy(), Damage(np.zeros_like(hole)), "ns", 0), {}),
    ]
    plan, own = {"detector": "opencv"}, np.full_like(kinds, 4)
    return Dossier(source, "Madonna", hole, plan, STROKES, image // 3, results, kinds, own)


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_the_whole_work_comes_back(painting, hole, depth):
    saved = full_dossier(painting, hole, depth)
    opened = read_dossier(encode_dossier(saved))
    for after, before in ((opened.painting.image, saved.painting.image), (opened.truth, saved.truth)):
        assert after.dtype == depth
        np.testing.assert_array_equal(after, before)
    np.testing.assert_array_equal(opened.painting.alpha, saved.painting.alpha)
    np.testing.assert_array_equal(opened.painting.extra, saved.painting.extra)
    np.testing.assert_array_equal(opened.mask, hole)
    np.testing.assert_array_equal(opened.kinds, saved.kinds)
    np.testing.assert_array_equal(opened.own_mask, saved.own_mask)
    for field in ("name", "sha256", "format", "notes", "original"):
        assert getattr(opened.painting, field) == getattr(saved.painting, field)
    assert opened.painting.metadata == replace(METADATA, dpi=pytest.approx((300, 240), abs=0.02))
    assert (opened.title, opened.plan, opened.corrections) == (saved.title, saved.plan, STROKES)


def test_a_grey_painting_comes_back_grey(painting, hole):
    grey = painting[..., :1].repeat(3, axis=2)
    data = encode_png(grey[..., 0], metadata=Metadata(grey_icc=imagecodecs.cms_profile("gray", gamma=1.8)))
    source = read_painting(data)
    after = np.where(hole[..., np.newaxis], grey // 2, grey)
    result = SavedResult(Restoration(grey, after, Damage(hole), "telea", 0.5), {})
    opened = read_dossier(encode_dossier(Dossier(source, "X-ray", hole, results=[result])))
    np.testing.assert_array_equal(opened.painting.image, grey)
    np.testing.assert_array_equal(opened.results[0].restoration.after, after)
    assert (opened.painting.is_grey, opened.painting.metadata) == (True, source.metadata)


def test_each_result_comes_back_with_its_methods_and_settings(painting, hole):
    saved = full_dossier(painting, hole)
    opened = read_dossier(encode_dossier(saved))
    for after, before in zip(opened.results, saved.results, strict=True):
        assert after.plan == before.plan
        assert after.restoration.before is opened.painting.image
        np.testing.assert_array_equal(after.restoration.after, before.restoration.after)
        for field in ("inpainter", "seconds", "shares", "generation"):
            assert getattr(after.restoration, field) == getattr(before.restoration, field)
        np.testing.assert_array_equal(after.restoration.damage.mask, before.restoration.damage.mask)
        for field in ("detector", "parameters", "seconds", "taught"):
            assert getattr(after.restoration.damage, field) == getattr(before.restoration.damage, field)
    assert (opened.results[0].restoration.source.share, opened.results[1].restoration.source) == (0.2, None)
    np.testing.assert_array_equal(opened.results[0].restoration.damage.kinds, hole * 3)
    assert opened.results[1].restoration.damage.kinds is None


def test_a_painting_without_any_work_comes_back_too(painting, hole, tmp_path):
    path = tmp_path / "madonna_dossier.zip"
    path.write_bytes(encode_dossier(Dossier(Painting(painting, "a.png", "0" * 64, "PNG"), "A", hole)))
    opened = read_dossier(path)
    assert (opened.truth, opened.results, opened.corrections) == (None, [], [])


def test_the_same_work_gives_the_same_bytes_also_after_it_was_read(painting, hole):
    data = encode_dossier(full_dossier(painting, hole))
    assert data == encode_dossier(full_dossier(painting.copy(), hole)) == encode_dossier(read_dossier(data))


def test_the_names_in_the_manifest_are_those_of_the_file_format(painting, hole):
    with zipfile.ZipFile(io.BytesIO(encode_dossier(full_dossier(painting, hole)))) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert list(manifest) == ["dossier", "title", "input", "plan", "corrections", "results", "sha256"]
    assert list(manifest["input"]) == ["name", "sha256", "format", "notes", "width", "height", "original"]
    assert manifest["results"][0] == {
        "plan": {"inpainter": "telea"},
        "detector": "opencv",
        "parameters": {"sensitivity": 0.4, "growth": 1},
        "inpainter": "telea",
        "detect_seconds": 1.25,
        "fill_seconds": 0.5,
        "shares": [
            {"methods": ["telea"], "pixels": 30, "boxes": []},
            {"methods": ["telea", "ns"], "pixels": 200, "boxes": [[30, 20, 12, 16]]},
        ],
        "generation": {"prompt": "gold", "seed": 3},
        "taught": {"strokes": {"crack": 2}},
        "source": {"pixels": 600, "share": 0.2},
        "relief": None,
    }


def test_a_dossier_of_the_first_version_is_read(painting, hole):
    with zipfile.ZipFile(io.BytesIO(encode_dossier(full_dossier(painting, hole)))) as archive:
        members = {name: archive.read(name) for name in archive.namelist() if name not in ("kinds.png", "own_mask.png")}
    manifest = json.loads(members["manifest.json"]) | {"dossier": 1}
    for name in ("kinds.png", "own_mask.png"):
        del manifest["sha256"][name]
    for result in manifest["results"]:
        del result["shares"], result["taught"]
    members["manifest.json"] = json.dumps(manifest).encode()
    opened = read_dossier(pack_zip([(name, [data]) for name, data in members.items()]))
    assert [result.restoration.shares for result in opened.results] == [(), ()]
    assert (opened.kinds, opened.own_mask) == (None, None)


def test_encoding_takes_little_more_memory_than_the_file_is_long():
    image = np.random.default_rng(0).integers(0, 256, (1600, 500, 3), dtype=np.uint8)
    mask = np.zeros((1600, 500), bool)
    result = SavedResult(Restoration(image, image, Damage(mask), "telea", 0), {})
    tracemalloc.start()
    data = encode_dossier(Dossier(Painting(image, "a.png", "0" * 64, "PNG"), "A", mask, results=[result] * 2))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1.3 * len(data)


def test_an_unpacked_dossier_holds_pictures(painting, hole):
    with zipfile.ZipFile(io.BytesIO(encode_dossier(full_dossier(painting, hole)))) as archive:
        assert {"original.png", "mask.png", "truth.png", "results/2/restored.png"} < set(archive.namelist())


def test_a_file_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(BadDossier, match=r"none\.zip"):
        read_dossier(tmp_path / "none.zip")


def test_the_band_beside_the_mask_comes_back_and_another_change_is_refused(painting, hole):
    saved = full_dossier(painting, hole)
    affected = ~hole & np.roll(hole, 2, axis=1)
    after = np.where((hole | affected)[..., np.newaxis], painting // 2, painting)
    relief = ReliefRemoval(0.7, affected)
    made = Restoration(saved.painting.image, after, Damage(hole), "telea", 0.5, relief=relief)
    data = encode_dossier(replace(saved, results=[SavedResult(made, {})]))
    read = read_dossier(data).results[0].restoration
    np.testing.assert_array_equal(read.after, after)
    np.testing.assert_array_equal(read.relief.affected, affected)
    assert read.relief.strength == 0.7
    less = replace(made, relief=replace(relief, affected=np.zeros_like(hole)))
    with pytest.raises(ValueError, match="changed pixels"):
        encode_dossier(replace(saved, results=[SavedResult(less, {})]))

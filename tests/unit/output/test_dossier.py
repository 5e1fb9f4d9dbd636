"""What is put into a dossier comes out of it."""

import io
import tracemalloc
import zipfile
from dataclasses import replace

import imagecodecs
import numpy as np
import pytest

from restoration.domain import Damage, FillShare, Restoration
from restoration.errors import BadDossier
from restoration.imaging.painting import Metadata, Painting
from restoration.output.dossier import Dossier, SavedResult, encode_dossier, read_dossier

PROFILE = imagecodecs.cms_profile("adobergb")
METADATA = Metadata(PROFILE, b"MM\0*\0\0\0\x08\0\0\0\0\0\0", b"<x/>", (300.0, 240.0))
STROKES = [{"erase": False, "points": [[1.5, 2], [3, 4]]}, {"erase": True, "points": []}]


SHARES = (FillShare(("telea",), 30), FillShare(("telea", "ns"), 200, ((30, 20, 12, 16),)))


def made(painting, hole, depth=np.uint8):
    """A dossier with all that one may hold."""
    image = painting.astype(depth) * depth(np.iinfo(depth).max // 255)
    alpha = np.full(hole.shape, 9, depth)
    source = Painting(image, "Madönna \udcff.tif", "ab" * 32, "TIFF", METADATA, alpha, ("Converted.",))
    damage = Damage(hole, "opencv", {"sensitivity": 0.4, "growth": 1}, 1.25, hole.astype(np.uint8) * np.uint8(3))
    after = np.where(hole[..., np.newaxis], image // 2, image)
    results = [
        SavedResult(Restoration(image, after, damage, "telea", 0.5, shares=SHARES), {"inpainter": "telea"}),
        SavedResult(Restoration(image, image.copy(), Damage(np.zeros_like(hole)), "ns", 0), {}),
    ]
    return Dossier(source, "Madonna", hole, {"detector": "opencv"}, STROKES, image // 3, results)


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_the_whole_work_comes_back(painting, hole, depth):
    kept = made(painting, hole, depth)
    again = read_dossier(encode_dossier(kept))
    for one, other in ((again.painting.image, kept.painting.image), (again.truth, kept.truth)):
        assert one.dtype == depth
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(again.painting.alpha, kept.painting.alpha)
    np.testing.assert_array_equal(again.mask, hole)
    same = ("name", "sha256", "format", "notes")
    assert [getattr(again.painting, key) for key in same] == [getattr(kept.painting, key) for key in same]
    assert again.painting.metadata == replace(METADATA, dpi=pytest.approx((300, 240), abs=0.02))
    assert (again.title, again.plan, again.corrections) == (kept.title, kept.plan, STROKES)


def test_each_result_comes_back_with_how_it_came_about(painting, hole):
    kept = made(painting, hole)
    again = read_dossier(encode_dossier(kept))
    for one, other in zip(again.results, kept.results, strict=True):
        restoration, was = one.restoration, other.restoration
        np.testing.assert_array_equal(restoration.after, was.after)
        np.testing.assert_array_equal(restoration.damage.mask, was.damage.mask)
        assert restoration.before is again.painting.image
        assert (one.plan, restoration.inpainter, restoration.seconds) == (other.plan, was.inpainter, was.seconds)
        assert restoration.shares == was.shares
        told = (restoration.damage.detector, restoration.damage.parameters, restoration.damage.seconds)
        assert told == (was.damage.detector, was.damage.parameters, was.damage.seconds)
    np.testing.assert_array_equal(again.results[0].restoration.damage.kinds, hole * 3)
    assert again.results[1].restoration.damage.kinds is None


def test_a_painting_that_nothing_was_done_to_comes_back_too(painting, hole, tmp_path):
    path = tmp_path / "madonna_dossier.zip"
    path.write_bytes(encode_dossier(Dossier(Painting(painting, "a.png", "0" * 64, "PNG"), "A", hole)))
    again = read_dossier(path)
    assert (again.truth, again.results, again.corrections) == (None, [], [])


def test_the_same_work_gives_the_same_bytes_also_after_it_was_read(painting, hole):
    data = encode_dossier(made(painting, hole))
    assert data == encode_dossier(made(painting.copy(), hole)) == encode_dossier(read_dossier(data))


def test_little_more_memory_is_taken_than_the_file_is_long():
    image = np.random.default_rng(0).integers(0, 256, (1600, 500, 3), dtype=np.uint8)
    mask = np.zeros((1600, 500), bool)
    result = SavedResult(Restoration(image, image, Damage(mask), "telea", 0), {})
    tracemalloc.start()
    data = encode_dossier(Dossier(Painting(image, "a.png", "0" * 64, "PNG"), "A", mask, results=[result] * 2))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1.3 * len(data)


def test_one_who_unpacks_it_finds_pictures(painting, hole):
    with zipfile.ZipFile(io.BytesIO(encode_dossier(made(painting, hole)))) as archive:
        assert {"original.png", "mask.png", "truth.png", "results/2/restored.png"} < set(archive.namelist())


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadDossier, match=r"none\.zip"):
        read_dossier(tmp_path / "none.zip")

"""A picture from an IIIF server keeps where it comes from in its file, as long as the file shows all of it."""

from dataclasses import replace

import numpy as np
import pytest

from restoration.domain import Damage, Restoration
from restoration.imaging.iiif_source import IiifSource, place_of, source_entry, source_of, with_source
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_painting
from restoration.imaging.writing import encode_painting
from restoration.output.dossier import Dossier, encode_dossier, read_dossier
from restoration.output.record import make_record
from restoration.output.report import encode_report

SOURCE = IiifSource(
    "https://images.example/1",
    region=(200, 100, 128, 96),
    full_size=(1000, 800),
    size=(64, 48),
    canvas="https://museum.example/canvas/1",
    canvas_size=(5000, 4000),
    label="Fr\u00f6hlich <1r> & \u2028",
    rights="https://creativecommons.org/publicdomain/zero/1.0/",
    attribution="A museum",
)


@pytest.fixture
def fetched(painting):
    return with_source(Painting(painting, "x.png", "0" * 64, "PNG"), SOURCE)


@pytest.mark.parametrize("format", ["png", "tiff", "jpeg", "webp", "jp2"])
def test_every_format_keeps_the_source(fetched, format):
    read = read_painting(encode_painting(fetched.image, fetched, format))
    assert source_of(read) == SOURCE
    assert b"creativecommons.org" in read.metadata.xmp


def test_pixels_become_units_of_the_canvas(fetched):
    place = place_of(fetched)
    assert (place.target, place.is_canvas) == (SOURCE.canvas, True)
    assert place.point(0, 0) == (1000, 500)
    assert place.point(64, 48) == (1640, 980)


def test_a_picture_on_a_part_of_its_canvas_is_moved_with_it(fetched):
    moved = with_source(fetched, replace(SOURCE, placed=(100.0, 50.0, 1000.0, 800.0)))
    assert place_of(moved).point(64, 48) == (428, 246)


def test_without_a_manifest_the_full_picture_is_the_target(fetched):
    place = place_of(with_source(fetched, replace(SOURCE, canvas="", canvas_size=None)))
    assert (place.target, place.is_canvas, place.width) == (SOURCE.image, False, 1000)
    assert place.point(64, 48) == (328, 196)


def test_an_enlarged_or_extended_picture_lies_in_the_same_place(fetched):
    enlarged = replace(fetched, image=np.zeros((192, 256, 3), np.uint8))
    extended = replace(fetched, image=np.zeros((68, 84, 3), np.uint8), original=(10, 20, 64, 48))
    assert place_of(enlarged).point(256, 192) == (1640, 980)
    assert place_of(extended).point(10, 20) == (1000, 500)
    assert place_of(extended).point(74, 68) == (1640, 980)


@pytest.mark.parametrize(
    "changed",
    [
        {"region": (900, 100, 128, 96)},
        {"full_size": (0, 800)},
        {"placed": (0.0, 0.0, 0.0, 10.0)},
        {"placed": (0.0, 0.0, 1e300, 10.0)},
        {"size": (63, 48)},
    ],
)
def test_an_impossible_source_is_not_believed(fetched, changed):
    assert source_of(with_source(fetched, replace(SOURCE, **changed))) is None


def test_a_picture_that_was_cut_has_no_source_in_its_record(fetched):
    cut = replace(fetched, image=np.ascontiguousarray(fetched.image[:40]))
    assert source_entry(cut) == {} == source_entry(Painting(fetched.image, "x.png", "", "PNG"))
    assert source_entry(fetched)["iiif"]["region"] == [200, 100, 128, 96]


def test_a_dossier_and_a_report_keep_where_it_comes_from(fetched, hole):
    dossier = read_dossier(encode_dossier(Dossier(fetched, "x", hole)))
    assert source_of(dossier.painting) == SOURCE
    restoration = Restoration(fetched.image, fetched.image, Damage(hole), "telea", 0)
    record = make_record(dossier.painting, restoration, restored_sha256="a" * 64, mask_sha256="b" * 64)
    report = encode_report(dossier.painting, restoration, record, "x").decode()
    assert "128 × 96 px at 200, 100 of 1,000 × 800 px" in report
    assert all(text in report for text in (SOURCE.image, SOURCE.canvas, SOURCE.rights, SOURCE.attribution))

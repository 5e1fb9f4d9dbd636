"""`regions`: exports of a mask or a dossier."""

import csv
import io
import json

import numpy as np
import pytest
from PIL import Image

from restoration.domain import DamageKind
from restoration.editing.history import Stroke
from restoration.editing.regions import RegionStatus, find_regions
from restoration.editing.replay import apply_steps
from restoration.editing.serialization import step_to_json
from restoration.imaging.reading import read_painting
from restoration.output.dossier import Dossier, encode_dossier


@pytest.fixture
def mask(tmp_path):
    pixels = np.zeros((60, 80), np.uint8)
    pixels[20:22, 10:50], pixels[40:50, 60:70] = 255, 255
    Image.fromarray(pixels).save(tmp_path / "a_mask.png")
    return tmp_path / "a_mask.png"


def rows(folder):
    text = (folder / "a_regions.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def test_all_formats_of_a_mask(run, mask, tmp_path):
    code, printed, errors = run("regions", mask, "--output", tmp_path / "new", "--kind", "crack", "--scale", "10")
    assert (code, errors) == (0, "")
    assert "2 crack" in printed
    names = {path.name for path in (tmp_path / "new").iterdir()}
    assert names == {"a_regions.geojson", "a_regions.w3c.json", "a_regions.csv", "a_kinds.png", "a_mask_crack.png"}
    line, _ = rows(tmp_path / "new")
    assert float(line["length mm"]) == pytest.approx(4, rel=0.04)


def test_what_was_exported_can_be_read_again(run, mask, tmp_path):
    run("regions", mask, "--output", tmp_path / "new", "--kind", "scratch", "--format", "masks")
    code, printed, _ = run("regions", tmp_path / "new" / "a_kinds.png", "--output", tmp_path, "--format", "csv")
    assert code == 0
    assert "2 scratch" in printed
    assert {row["kind"] for row in rows(tmp_path)} == {"scratch"}


def test_a_dossier_brings_what_was_decided(run, tmp_path, painting):
    Image.fromarray(painting).save(tmp_path / "a.png")
    shape = painting.shape[:2]
    strokes = [Stroke(((5.0, y), (40.0, y)), 3.0, DamageKind.CRACK) for y in (10.0, 20.0, 30.0)]
    found = find_regions(apply_steps(np.zeros(shape, np.uint8), tuple(strokes)))
    steps = [*strokes, found.decide([2], RegionStatus.REJECTED), found.decide([3], RegionStatus.ACCEPTED, note="old")]
    kinds = apply_steps(np.zeros(shape, np.uint8), tuple(steps))
    dossier = Dossier(read_painting(tmp_path / "a.png"), "A", kinds > 0, {}, [step_to_json(step) for step in steps])
    (tmp_path / "a_dossier.zip").write_bytes(encode_dossier(dossier))
    code, printed, _ = run("regions", tmp_path / "a_dossier.zip", "--output", tmp_path, "--format", "csv")
    assert code == 0
    assert "2 crack; 1 rejected" in printed
    remarks = [(row["kind"], row["status"], row["note"]) for row in rows(tmp_path)]
    assert remarks == [("crack", "proposed", ""), ("crack", "rejected", ""), ("crack", "accepted", "old")]


def test_a_net_is_divided_on_request(run, mask, tmp_path):
    pixels = np.zeros((60, 80), np.uint8)
    pixels[30, 5:75] = pixels[5:55, 40] = 255
    Image.fromarray(pixels).save(mask)
    words = "regions", mask, "--output", tmp_path, "--kind", "crack", "--format", "csv"
    run(*words)
    assert len(rows(tmp_path)) == 1
    run(*words, "--split-at-junctions")
    assert len(rows(tmp_path)) == 4
    geojson = tmp_path / "a_regions.geojson"
    assert not geojson.exists()


def test_wrong_requests_are_one_sentence(assert_refused, mask, tmp_path):
    words = "regions", mask, "--output", tmp_path / "new"
    assert_refused(*words, "--scale", "0", message="scale")
    assert_refused(*words, "--format", "xml", message="--format")
    assert_refused("regions", tmp_path / "none.png", "--output", tmp_path, message="none.png")
    (tmp_path / "text.png").write_text("no picture")
    assert_refused("regions", tmp_path / "text.png", "--output", tmp_path, message="picture")


def test_geojson_says_the_title_of_the_dossier(run, tmp_path, painting):
    Image.fromarray(painting).save(tmp_path / "a.png")
    mask = np.zeros(painting.shape[:2], np.bool_)
    mask[5:9, 5:9] = True
    dossier = Dossier(read_painting(tmp_path / "a.png"), "The Title", mask, {}, [])
    (tmp_path / "a_dossier.zip").write_bytes(encode_dossier(dossier))
    run("regions", tmp_path / "a_dossier.zip", "--output", tmp_path, "--format", "geojson")
    collection = json.loads((tmp_path / "a_regions.geojson").read_text(encoding="utf-8"))
    assert collection["picture"]["title"] == "The Title"
    assert [one["properties"]["classification"]["name"] for one in collection["features"]] == ["loss"]

"""`teach`, and what it taught in `detect` and `restore`."""

import json

import numpy as np
import pytest
from PIL import Image

from restoration.domain import DamageKind
from restoration.editing.history import Stroke
from restoration.editing.serialization import step_to_json
from restoration.imaging.reading import read_painting
from restoration.output.dossier import Dossier, encode_dossier


@pytest.fixture
def scan(tmp_path, painting):
    path = tmp_path / "a.png"
    painting[20:22, 6:60] //= 4
    Image.fromarray(painting).save(path)
    return path


@pytest.fixture
def strokes(tmp_path, painting):
    """A partial mask: a crack that the detector should see, and sound paint."""
    partial = np.full(painting.shape[:2], 128, np.uint8)
    partial[30:33, 10:40], partial[40:44, 10:40] = 255, 0
    Image.fromarray(partial).save(tmp_path / "strokes.png")
    return tmp_path / "strokes.png"


def test_what_strokes_teach_is_written_and_used(run, scan, strokes, tmp_path):
    taught = tmp_path / "new" / "a_taught.json"
    code, printed, errors = run("teach", scan, "--mask", strokes, "--output", taught)
    assert (code, errors) == (0, "")
    assert "1 on crack, 1 on sound" in printed
    code, _, errors = run("restore", scan, "--taught", taught, "--inpainter", "telea", "--output", tmp_path / "out")
    assert (code, errors) == (0, "")
    report = json.loads((tmp_path / "out" / "a_report.json").read_text(encoding="utf-8"))
    assert report["taught"]["strokes"] == {"crack": 1, "sound": 1}
    assert len(report["taught"]["features"]) == 19


def test_the_strokes_of_a_dossier_teach_too(run, scan, tmp_path):
    painting = read_painting(scan)
    stroke = step_to_json(Stroke(((10.0, 30.0), (40.0, 30.0)), 3.0, DamageKind.CRACK))
    dossier = Dossier(painting, "A", np.zeros(painting.image.shape[:2], bool), {}, [stroke])
    (tmp_path / "a_dossier.zip").write_bytes(encode_dossier(dossier))
    code, printed, _ = run("teach", scan, "--mask", tmp_path / "a_dossier.zip", "--output", tmp_path / "a.json")
    assert code == 0
    assert "1 on crack" in printed


def test_a_mask_that_shows_nothing_says_what_to_draw(assert_refused, scan, tmp_path, painting):
    Image.fromarray(np.full(painting.shape[:2], 128, np.uint8)).save(tmp_path / "grey.png")
    words = "teach", scan, "--mask", tmp_path / "grey.png", "--output", tmp_path / "x.json"
    assert_refused(*words, message="two strokes of each")
    assert not (tmp_path / "x.json").exists()


def test_a_mask_without_anything_open_is_refused(assert_refused, scan, tmp_path, painting):
    Image.fromarray(np.where(painting[..., 0] > 128, 255, 0).astype(np.uint8)).save(tmp_path / "full.png")
    words = "teach", scan, "--mask", tmp_path / "full.png", "--output", tmp_path / "x.json"
    assert_refused(*words, message="leaves nothing open")


def test_a_mask_of_0_and_1_is_refused_as_everywhere(assert_refused, scan, tmp_path, painting):
    Image.fromarray((painting[..., 0] > 128).astype(np.uint8)).save(tmp_path / "ones.png")
    words = "teach", scan, "--mask", tmp_path / "ones.png", "--output", tmp_path / "x.json"
    assert_refused(*words, message="from 0 to 1 of 255")


@pytest.mark.parametrize("name", ["a.png", "strokes.png", "."])
def test_no_input_is_replaced(assert_refused, scan, strokes, tmp_path, name):
    before = scan.read_bytes()
    words = "teach", scan, "--mask", strokes, "--output", tmp_path / name
    assert_refused(*words, message="what was learnt")
    assert scan.read_bytes() == before


def test_what_was_taught_goes_neither_with_a_mask_nor_with_any_width(run, assert_refused, scan, strokes, tmp_path):
    run("teach", scan, "--mask", strokes, "--output", tmp_path / "x.json")
    words = "restore", scan, "--taught", tmp_path / "x.json", "--output", tmp_path / "out"
    assert_refused(*words, "--mask", strokes, message="not both")
    assert_refused(*words, "--widest", "12", message="12 px")


@pytest.mark.parametrize("content", [b"cos\nsystem\n(S'true'\ntR.", b"{}", b"\x89PNG"])
def test_a_file_from_elsewhere_is_refused_in_a_sentence(assert_refused, scan, tmp_path, content):
    (tmp_path / "hostile.json").write_bytes(content)
    words = "detect", scan, "--taught", tmp_path / "hostile.json", "--output", tmp_path / "out"
    assert_refused(*words, message="taught file cannot be understood")
    assert not (tmp_path / "out").exists()


def test_what_was_taught_to_another_detector_is_refused(run, assert_refused, scan, strokes, tmp_path):
    run("teach", scan, "--mask", strokes, "--detector", "opencv", "--output", tmp_path / "x.json")
    words = "detect", scan, "--taught", tmp_path / "x.json", "--detector", "unet", "--output", tmp_path / "out"
    assert_refused(*words, message="belongs to the detector opencv")

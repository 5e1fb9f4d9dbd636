"""INPUT as an address: the region is fetched, restored, and annotated in the coordinates of its canvas."""

import json
import re

import numpy as np
import pytest
from PIL import Image

from restoration.imaging.iiif_source import source_of
from restoration.imaging.reading import read_painting
from restoration.museum.iiif.client import ALLOW_LOCAL_VARIABLE

QUICK = "--detector", "opencv", "--inpainter", "telea"


@pytest.fixture
def manifest(iiif):
    """The address of a manifest of two canvases; the first is twice as large as its picture, which has a crack."""
    iiif.picture = np.full((500, 700, 3), 180, np.uint8)
    iiif.picture[220:222, 110:190] = 20
    picture = {"id": "x", "type": "Image", "service": [{"id": iiif.service, "type": "ImageService3"}]}
    iiif.pages["/manifest"] = {
        "type": "Manifest",
        "rights": "http://rightsstatements.org/vocab/NoC-US/1.0/",
        "items": [
            {
                "id": f"https://museum.example/canvas/{name}",
                "label": {"en": [name]},
                "width": 1400,
                "height": 1000,
                "items": [{"items": [{"motivation": "painting", "body": picture, "target": "c"}]}],
            }
            for name in ("Front", "Back")
        ],
    }
    return f"{iiif.address}/manifest"


def test_a_region_at_an_address_is_restored_and_annotated_on_its_canvas(manifest, run, tmp_path):
    asked = ("--region", "100,200,96,64", "--canvas", "1", "--allow-local")
    code, _, errors = run("restore", manifest, "--output", tmp_path, *asked, *QUICK)
    assert code == 0
    assert "Rights: http://rightsstatements.org/vocab/NoC-US/1.0/" in errors
    fetched, restored = (tmp_path / f"Front_100_200_96_64{end}.png" for end in ("", "_restored"))
    record = json.loads(fetched.with_name(f"{fetched.stem}_report.json").read_text())
    assert record["input"]["iiif"]["region"] == [100, 200, 96, 64]
    assert record["input"]["iiif"]["canvas"] == "https://museum.example/canvas/Front"
    assert source_of(read_painting(restored)) == source_of(read_painting(fetched)) is not None

    mask = np.zeros((64, 96), np.uint8)
    mask[20:22, 10:90] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    code, *_ = run("regions", tmp_path / "mask.png", "--picture", fetched, "--output", tmp_path, "--format", "w3c")
    assert code == 0
    page = json.loads((tmp_path / "mask_regions.w3c.json").read_text())
    assert page["partOf"][0]["id"] == "https://museum.example/canvas/Front"
    points = re.findall(r"(\d+),(\d+)", page["items"][0]["target"]["selector"]["value"])
    assert {tuple(map(int, point)) for point in points} >= {(220, 440), (380, 444)}


def test_detect_and_inpaint_take_an_address_too(manifest, run, tmp_path):
    asked = ("--region", "100,200,96,64", "--canvas", "2", "--allow-local", "--output", tmp_path)
    assert run("detect", manifest, "--detector", "opencv", *asked)[0] == 0
    mask = tmp_path / "Back_100_200_96_64_mask.png"
    assert run("inpaint", manifest, "--mask", mask, "--inpainter", "telea", *asked)[0] == 0
    assert (tmp_path / "Back_100_200_96_64_restored.png").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "inside the network of this machine"),
        (("--allow-local",), "The manifest has 2 pictures: 1 Front, 2 Back. Choose one with --canvas 1 to 2."),
        (("--allow-local", "--canvas", "3"), "There is no picture 3"),
        (("--allow-local", "--canvas", "1", "--region", "1,2,3"), "is no region. Give x,y,width,height"),
    ],
)
def test_what_cannot_be_fetched_is_refused_in_a_sentence(manifest, assert_refused, tmp_path, words, message):
    assert_refused("restore", manifest, "--output", tmp_path, *words, message=message)


def test_a_region_beyond_the_picture_is_refused_after_the_rights_are_told(manifest, run, tmp_path):
    asked = ("--allow-local", "--canvas", "1", "--region", "650,0,100,9")
    code, _, errors = run("restore", manifest, "--output", tmp_path, *asked)
    rights, error = errors.splitlines()
    assert code == 2
    assert rights.startswith("Front: 1400 x 1000. Rights: http")
    assert "does not lie in the picture of 700 x 500 px" in error


def test_local_addresses_are_allowed_by_a_variable_too(manifest, assert_refused, tmp_path, monkeypatch):
    monkeypatch.setenv(ALLOW_LOCAL_VARIABLE, "1")
    assert_refused("restore", manifest, "--output", tmp_path, message="The manifest has 2 pictures")


def test_options_of_an_address_do_not_fit_a_file(scan, assert_refused, tmp_path):
    assert_refused("restore", scan, "--output", tmp_path, "--region", "0,0,9,9", message="belong to an address")

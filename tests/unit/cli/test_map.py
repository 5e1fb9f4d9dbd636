"""`map`: a damage map as a file."""

import numpy as np
import pytest
from PIL import Image

from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_painting
from restoration.imaging.scale import scale_by_hand
from restoration.output.annotations.kind_masks import encode_kinds
from restoration.output.damage_map import TitleBlock
from restoration.output.dossier import Dossier, encode_dossier


@pytest.fixture
def scan(tmp_path, painting):
    Image.fromarray(painting).save(tmp_path / "a.png", dpi=(508, 508))
    return tmp_path / "a.png"


@pytest.fixture
def mask(tmp_path, hole):
    Image.fromarray(hole).save(tmp_path / "a_mask.png")
    return tmp_path / "a_mask.png"


def test_a_map_is_drawn_in_both_formats(run, scan, mask, tmp_path):
    code, printed, errors = run("map", scan, "--mask", mask, "--scale", 4, "-o", tmp_path / "out" / "a.pdf")
    assert (code, errors) == (0, "")
    assert "2 regions, " in printed
    assert (tmp_path / "out" / "a.pdf").read_bytes().startswith(b"%PDF-1.7")
    words = "--title", "Madonna", "--inventory", "NG 1234", "--operator", "A. Rossi", "--date", "28 November"
    assert run("map", scan, "--mask", mask, "--size-cm", "12x16", *words, "-o", tmp_path / "a.svg")[0] == 0
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    for text in (*words[1::2], "0.400 px/mm, from the size of the painting: 12 × 16 cm", "Losses"):
        assert f">{text}</text>" in svg, text


def test_kinds_of_a_mask_and_the_resolution_of_a_scan_are_used(run, scan, hole, tmp_path):
    (tmp_path / "kinds.png").write_bytes(encode_kinds(hole.astype(np.uint8)))
    assert run("map", scan, "--mask", tmp_path / "kinds.png", "-o", tmp_path / "a.svg")[0] == 0
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert ">Cracks</text>" in svg and ">Losses</text>" not in svg
    assert "508 dpi in the PNG file" in svg


def test_a_dossier_brings_its_scale_and_its_words(run, scan, hole, tmp_path):
    painting: Painting = read_painting(scan)
    plan = {"scale": scale_by_hand(8).to_json(), "title_block": TitleBlock(operator="A. Rossi").to_json()}
    (tmp_path / "a.zip").write_bytes(encode_dossier(Dossier(painting, "Madonna", hole, plan)))
    code, _, errors = run("map", scan, "--mask", tmp_path / "a.zip", "--inventory", "7", "-o", tmp_path / "a.svg")
    assert (code, errors) == (0, "")
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    for text in ("Madonna", "A. Rossi", "7", "8.00 px/mm, given by hand"):
        assert f">{text}</text>" in svg, text


def test_a_size_that_does_not_fit_is_told(run, scan, mask, tmp_path):
    code, _, errors = run("map", scan, "--mask", mask, "--size-cm", "10x10", "-o", tmp_path / "a.svg")
    assert code == 0
    assert "a difference of 33%" in errors


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--scale", 4, "--size-cm", "1x2"), "given twice"),
        (("--size-cm", "twelve"), "is no size"),
        (("--scale", 0), "impossible"),
        (("--output", "map.png"), "is no name for a map"),
    ],
)
def test_a_wrong_request_is_one_sentence(assert_refused, scan, mask, tmp_path, options, message):
    output = () if "--output" in options else ("--output", tmp_path / "a.pdf")
    assert_refused("map", scan, "--mask", mask, *output, *options, message=message)

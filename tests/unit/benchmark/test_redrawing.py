"""The damage of a finished run, drawn again."""

from dataclasses import asdict, replace

import numpy as np
import pytest
from PIL import Image

from restoration.benchmark.protocol import PROTOCOL_VERSION, BenchmarkProtocol, list_cases
from restoration.benchmark.redrawing import cases_by_severity, find_original, protocol_from_record, redraw_case
from restoration.benchmark.results import BenchmarkResults, ResultRow
from restoration.benchmark.steps import BenchmarkPicture
from restoration.damage.serialization import GENERATOR_VERSION
from restoration.errors import BadRequest
from restoration.files import sha256_of_file
from restoration.imaging.reading import read_painting

TINY = BenchmarkProtocol(side=64, severities=("light", "heavy"))


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "originals" / "below" / "met_1.png"
    path.parent.mkdir(parents=True)
    rough = np.random.default_rng(1).integers(60, 200, (12, 14, 3)).astype(np.uint8)
    Image.fromarray(rough).resize((112, 96), Image.Resampling.BICUBIC).save(path)
    return path


def metadata(protocol=TINY, version=PROTOCOL_VERSION):
    return {"protocol": {"version": version, "generator": GENERATOR_VERSION, **asdict(protocol)}}


def test_the_damage_is_drawn_again_to_the_last_bit(picture):
    measured = BenchmarkPicture(picture, tuple(list_cases(["met_1"], TINY)), TINY)
    scores = [ResultRow("fill", "ns", "met_1", case.severity, case.style, "psnr", 1.0) for case in measured.cases]
    scores += [replace(row, task="opaque", style="black") for row in scores]  # other damage of the same severities
    results = BenchmarkResults(scores, [], metadata())
    cases = cases_by_severity(results, "met_1")
    assert list(cases) == ["light", "heavy"]
    for case, pair in measured.pairs:
        again = redraw_case(read_painting(picture), cases[case.severity], protocol_from_record(results.metadata))
        np.testing.assert_array_equal(again.damaged, pair.damaged)
        np.testing.assert_array_equal(again.clean, pair.clean)


def test_damage_of_another_version_is_not_drawn():
    with pytest.raises(BadRequest, match="Another version"):
        protocol_from_record(metadata(version=0))


@pytest.mark.parametrize("record", [[], "run", {}, {"protocol": []}, {"protocol": {"version": PROTOCOL_VERSION}}])
def test_a_record_without_a_protocol_is_refused_in_a_sentence(record):
    with pytest.raises(BadRequest, match="The protocol of this run cannot be understood") as caught:
        protocol_from_record(record)
    assert "Run it again." in caught.value.sentence


@pytest.mark.parametrize("name", ["seed", "side", "severities", "paintings"])
def test_damage_is_not_drawn_from_half_a_protocol(name):
    record = metadata()
    del record["protocol"][name]
    with pytest.raises(BadRequest, match=name):
        protocol_from_record(record)


def test_a_picture_is_found_by_its_stem_below_the_folder(picture, tmp_path):
    assert find_original(tmp_path / "originals", "met_1", sha256_of_file(picture)) == picture


def test_another_file_of_that_name_is_refused(picture, tmp_path):
    with pytest.raises(BadRequest, match="is not the file that was measured"):
        find_original(tmp_path / "originals", "met_1", "0" * 64)


@pytest.mark.parametrize("name", ["nowhere", "a" * 300], ids=["absent", "too long a name"])
def test_a_missing_picture_is_answered_with_what_to_do(tmp_path, name):
    with pytest.raises(BadRequest) as caught:
        find_original(tmp_path / name, "met_1", "0" * 64)
    assert "Name the folder" in caught.value.sentence

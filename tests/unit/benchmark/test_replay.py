"""What a run measured can be looked at again, and nothing else is taken for it."""

from dataclasses import asdict, replace

import numpy as np
import pytest
from PIL import Image

from restoration.benchmark import protocol as protocols
from restoration.benchmark.methods import find_competitors
from restoration.benchmark.protocol import BenchmarkProtocol
from restoration.benchmark.redrawing import cases_by_severity, find_original, protocol_from_record, redraw_case
from restoration.benchmark.results import BenchmarkResults
from restoration.benchmark.steps import BenchmarkPicture
from restoration.benchmark.synthetic_damage import measure_synthetic_damage
from restoration.damage import serialization
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


def told(protocol=TINY, version=protocols.PROTOCOL_VERSION):
    return {"protocol": {"version": version, "generator": serialization.GENERATOR_VERSION, **asdict(protocol)}}


def test_what_was_measured_is_drawn_again_to_the_last_bit(picture, tmp_path):
    everyone = find_competitors()
    few = replace(everyone, fillers=everyone.fillers[:3], finders=everyone.finders[:1])
    scores, cost = measure_synthetic_damage([picture], TINY, few, tmp_path / "run", workers=1, tell=lambda _: None)
    results = BenchmarkResults(scores, cost, told())
    cases = cases_by_severity(results, "met_1")
    assert list(cases) == ["light", "heavy"]
    measured = BenchmarkPicture(picture, tuple(cases.values()), TINY).pairs
    for case, pair in measured:
        again = redraw_case(read_painting(picture), cases[case.severity], protocol_from_record(results.about))
        np.testing.assert_array_equal(again.after, pair.after)
        np.testing.assert_array_equal(again.before, pair.before)


def test_damage_of_another_version_is_not_drawn():
    with pytest.raises(BadRequest, match="another version"):
        protocol_from_record(told(version=0))


def test_a_picture_is_found_by_its_stem_below_the_folder(picture, tmp_path):
    assert find_original(tmp_path / "originals", "met_1", sha256_of_file(picture)) == picture


def test_another_file_of_that_name_is_not_taken_for_it(picture, tmp_path):
    with pytest.raises(BadRequest, match="is not the file that was measured"):
        find_original(tmp_path / "originals", "met_1", "0" * 64)


@pytest.mark.parametrize("name", ["nowhere", "a" * 300], ids=["absent", "no name at all"])
def test_where_there_is_no_picture_the_cure_is_named(tmp_path, name):
    with pytest.raises(BadRequest) as caught:
        find_original(tmp_path / name, "met_1", "0" * 64)
    assert "Name the folder" in caught.value.sentence

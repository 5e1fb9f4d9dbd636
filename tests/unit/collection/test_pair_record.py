"""A pair record is the same after writing and reading, and stands only for a complete pair."""

import json
import os

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from restoration.collection.pair_record import (
    PairCoverage,
    PairOrigin,
    PairRecord,
    encode_pair_record,
    part_path,
    read_pair_record,
)

FILES = {"damaged": b"picture", "mask": b"white", "touch": b"white", "alpha": b"grey"}


def make_record(painting="madonna", seed=7, scale=10.0):
    origin = PairOrigin(painting, f"{painting}.jpg", "ab" * 32, "train", seed, 0, {"severity": "light", "scale": scale})
    sizes = {part: len(data) for part, data in FILES.items()}
    return PairRecord(origin, 64, 48, PairCoverage(0.01, 0, 0, 0, 0.01, 0.02), sizes, dict.fromkeys(FILES, "cd" * 32))


def write_pair(record, folder):
    for part, data in {**FILES, "record": encode_pair_record(record)}.items():
        path = folder / part_path(part, record.origin.pair)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


@given(seed=st.integers(0, 2**70), scale=st.floats(0.1, 100))
@example(seed=2**70, scale=10.0)  # larger than 64 bits
@settings(max_examples=10)
def test_a_record_is_the_same_after_reading(tmp_path_factory, seed, scale):
    record, folder = make_record(seed=seed, scale=scale), tmp_path_factory.getbasetemp()
    write_pair(record, folder)
    assert read_pair_record(folder, record.origin.pair) == record


def test_a_file_name_that_is_no_valid_text_is_kept(tmp_path):
    record = make_record(painting=os.fsdecode(b"m\xe9re"))
    write_pair(record, tmp_path)
    assert read_pair_record(tmp_path, record.origin.pair) == record


@pytest.mark.parametrize("part", [*FILES, "record"])
def test_a_pair_with_a_cut_or_missing_file_has_no_record(tmp_path, part):
    record = make_record()
    write_pair(record, tmp_path)
    path = tmp_path / part_path(part, record.origin.pair)
    path.write_bytes(path.read_bytes()[:-3])
    assert read_pair_record(tmp_path, record.origin.pair) is None
    path.unlink()
    assert read_pair_record(tmp_path, record.origin.pair) is None


def with_change(**changes):
    return json.dumps(json.loads(encode_pair_record(make_record())) | changes)


def with_recipe(**recipe):
    origin = json.loads(encode_pair_record(make_record()))["origin"]
    return with_change(origin=origin | {"recipe": {"severity": "light"} | recipe})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "7",
        "[" * 100_000,
        json.dumps({"origin": {"painting": "madonna"}}),
        with_change(width="wide"),
        with_change(sizes={"other": 3}),
        with_change(sha256={}),
        with_recipe(severity=["light"]),
        with_recipe(style=5),
        with_recipe(layers=7),
        with_recipe(layers=[{"look": {}}]),
        with_recipe(scale="10 px"),
        with_recipe(style="a\0"),
        with_recipe(style="\ud800"),
        with_recipe(style="long" * 50_000),
    ],
)
def test_a_file_with_other_content_is_no_record(tmp_path, text):
    write_pair(make_record(), tmp_path)
    (tmp_path / part_path("record", "madonna__light-0")).write_text(text)
    assert read_pair_record(tmp_path, "madonna__light-0") is None

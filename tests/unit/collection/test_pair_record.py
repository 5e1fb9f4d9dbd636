"""A passport says the same when it is read again, and vouches only for whole pairs."""

import json
import os

import pytest
from hypothesis import given, settings
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


def passport_of(painting="madonna", seed=7, scale=10.0):
    origin = PairOrigin(painting, f"{painting}.jpg", "ab" * 32, "train", seed, 0, {"severity": "light", "scale": scale})
    sizes = {part: len(data) for part, data in FILES.items()}
    return PairRecord(origin, 64, 48, PairCoverage(0.01, 0, 0, 0, 0.01, 0.02), sizes, dict.fromkeys(FILES, "cd" * 32))


def lay_down(passport, folder):
    for part, data in {**FILES, "passport": encode_pair_record(passport)}.items():
        path = folder / part_path(part, passport.origin.pair)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


@given(seed=st.integers(0, 2**70), scale=st.floats(0.1, 100))
@settings(max_examples=20)
def test_a_passport_read_again_says_the_same(tmp_path_factory, seed, scale):
    passport, folder = passport_of(seed=seed, scale=scale), tmp_path_factory.getbasetemp()
    lay_down(passport, folder)
    assert read_pair_record(folder, passport.origin.pair) == passport


def test_a_name_that_is_no_text_is_no_obstacle(tmp_path):
    passport = passport_of(painting=os.fsdecode(b"m\xe9re"))
    lay_down(passport, tmp_path)
    assert read_pair_record(tmp_path, passport.origin.pair) == passport


@pytest.mark.parametrize("part", [*FILES, "passport"])
def test_a_pair_with_a_file_missing_or_cut_short_has_none(tmp_path, part):
    passport = passport_of()
    lay_down(passport, tmp_path)
    path = tmp_path / part_path(part, passport.origin.pair)
    path.write_bytes(path.read_bytes()[:-3])
    assert read_pair_record(tmp_path, passport.origin.pair) is None
    path.unlink()
    assert read_pair_record(tmp_path, passport.origin.pair) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", "7", json.dumps({"origin": {"painting": "madonna"}})])
def test_what_is_no_passport_is_none(tmp_path, text):
    path = tmp_path / part_path("passport", "madonna__light-0")
    path.parent.mkdir()
    path.write_text(text)
    assert read_pair_record(tmp_path, "madonna__light-0") is None

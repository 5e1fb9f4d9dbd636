"""The files of a collection are compared with its manifest; the pairs in the repository are as they were made."""

from dataclasses import replace

import pytest

from restoration.collection.generation import make_pairs
from restoration.collection.manifest import write_manifest
from restoration.collection.pair_record import encode_pair_record, part_path, read_pair_record
from restoration.collection.pair_request import PairRequest
from restoration.collection.verification import verify_collection
from restoration.errors import BadRequest
from restoration.paths import ROOT

PREGENERATED = ROOT / "data" / "pregenerated"


def test_the_pairs_in_the_repository_are_small_and_as_they_were_made():
    found = verify_collection(PREGENERATED, (PREGENERATED / "originals").glob("*.png"))
    assert (found.pairs, found.faults) == (4, ())
    assert sum(path.stat().st_size for path in PREGENERATED.rglob("*.*")) < 1e6


def test_a_record_that_tells_other_hashes_than_the_manifest_is_a_fault(originals, tmp_path):
    make_pairs(originals / "a.png", PairRequest(per_image=1, severity="heavy", style="simple"), tmp_path, "val")
    write_manifest(tmp_path)
    record = read_pair_record(tmp_path, "a__heavy-0")
    changed = replace(record, sha256=record.sha256 | {"mask": "0" * 64})
    (tmp_path / part_path("record", "a__heavy-0")).write_bytes(encode_pair_record(changed))
    steps = []
    found = verify_collection(tmp_path, [], lambda done, total: steps.append((done, total)))
    assert found.faults == (
        "a__heavy-0: its record and the manifest differ.",
        "synthetic_masks/a__heavy-0_mask.png: its content was changed.",
    )
    assert steps == [(1, 1)]


def test_without_a_manifest_nothing_can_be_compared(tmp_path):
    with pytest.raises(BadRequest, match="No pairs are named"):
        verify_collection(tmp_path, [])

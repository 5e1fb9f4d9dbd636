"""The description of a run is checked before the page shows it."""

import copy
import json

import pytest

from restoration.benchmark.results import BENCHMARKS, REFERENCE_RUN, RUN_FILE
from restoration.benchmark.run_description import check_description
from restoration.errors import BadRequest

REFERENCE = json.loads((BENCHMARKS / REFERENCE_RUN / RUN_FILE).read_bytes())


def test_the_description_of_the_reference_run_is_accepted_and_one_of_a_newer_version_too():
    check_description(REFERENCE)
    check_description(REFERENCE | {"weather": "fine"})


@pytest.mark.parametrize("name", sorted(REFERENCE.keys() - {"date"}))
def test_a_missing_or_wrong_part_is_refused(name):
    without = {key: value for key, value in REFERENCE.items() if key != name}
    missing = [] if name in ("chosen", "parts") else [without]  # older runs do not say how pictures were chosen
    for wrong in (*missing, without | {name: 7}, without | {name: [[]]}):
        with pytest.raises(BadRequest, match="run's description"):
            check_description(wrong)


@pytest.mark.parametrize(
    ("name", "value"), [("side", 10**9), ("side", 0), ("seed", -1), ("severities", [5]), ("version", None)]
)
def test_a_protocol_that_could_take_the_memory_is_refused(name, value):
    metadata = copy.deepcopy(REFERENCE)
    metadata["protocol"][name] = value
    with pytest.raises(BadRequest, match=name):
        check_description(metadata)

"""The short form of `scripts/attack.py`; the long one is run by hand before a release."""

import os
from contextlib import closing
from itertools import chain, islice

import pytest

from scripts.attacks import kills, visitors
from scripts.attacks.command_line import inpaint_folder
from scripts.attacks.known_pictures import exif_pointers, frame_floods, jpeg_strips, known_pictures, png_sides
from scripts.attacks.known_records import known_records
from scripts.attacks.mutations import mutate, mutate_one
from scripts.attacks.picture_seeds import picture_seeds
from scripts.attacks.record_seeds import record_seeds
from scripts.attacks.results import Outcome
from scripts.attacks.workers import read_all

pytestmark = pytest.mark.timeout(300)  # s; on a busy machine the programs that are killed start slowly

KNOWN_SHARE = 3  # every third known bad file is read here; the long form reads all
VISITORS_VARIABLE = "RESTORATION_TEST_VISITORS"


def failures(verdicts):
    with closing(verdicts):
        return {sample.name: verdict for sample, verdict in verdicts if verdict.outcome is Outcome.FAILED}


@pytest.fixture(scope="module")
def seeds():
    return [*picture_seeds(), *record_seeds()]


def test_a_mutation_depends_only_on_its_seed_and_number(seeds):
    assert mutate_one(seeds, 3, 41) == mutate_one(seeds, 3, 41) == next(islice(mutate(seeds, 3), 41, None))
    assert mutate_one(seeds, 3, 41).data != mutate_one(seeds, 4, 41).data


def test_sound_files_are_read_and_mutated_ones_are_read_or_refused_in_a_sentence(seeds):
    outcomes = {}
    for sample, verdict in read_all([*seeds, *islice(mutate(seeds, seed=0), 200)]):
        outcomes.setdefault(verdict.outcome, []).append(sample.name)
    assert Outcome.FAILED not in outcomes
    refused = {sample.name for sample in seeds} & {*outcomes[Outcome.REFUSED]}
    assert refused == {"card.json"}, "it belongs to no weights; all other seeds are sound"


def test_known_bad_files_are_read_or_refused_in_a_sentence():
    assert not failures(read_all(islice(chain(known_pictures(), known_records()), 0, None, KNOWN_SHARE)))


def test_bad_pictures_in_a_folder_cost_one_line_each_and_no_neighbour():
    bad = [*exif_pointers(), *jpeg_strips(), *islice(png_sides(), 2), *islice(frame_floods(), 1)]
    assert not failures(judged for judged in inpaint_folder(bad))


def test_killed_programs_leave_nothing_half_written_and_the_next_run_completes_their_work():
    assert not {name: verdict for name, verdict in kills.kill_programs(1, seed=0) if verdict.outcome is Outcome.FAILED}


def test_half_written_files_are_noticed(tmp_path):
    whole = {sample.name: sample.data for sample in picture_seeds()}
    (tmp_path / "whole.png").write_bytes(whole["rows_2_8.png"])
    (tmp_path / "table.csv").write_text("a,b\n1,2\n")
    assert not [*kills.half_written(tmp_path)]
    (tmp_path / "half.png").write_bytes(whole["rows_2_8.png"][:1000])
    (tmp_path / "half.tif").write_bytes(whole["strips_lzw.tif"][:1000])
    (tmp_path / "half.json").write_text('{"a": ')
    (tmp_path / "half.csv").write_text("a,b\n1\n")
    assert len([*kills.half_written(tmp_path)]) == 4


@pytest.mark.skipif(
    VISITORS_VARIABLE not in os.environ, reason=f"needs root, Chromium and minutes: set {VISITORS_VARIABLE}=1"
)
def test_visitors_finish_on_a_small_machine():
    report = visitors.VisitReport()
    visitors.visit(2, gigabytes=1.0, seed=0, report=report)
    assert not [verdict for _, verdict in report.verdicts if verdict.outcome is Outcome.FAILED], report.notes

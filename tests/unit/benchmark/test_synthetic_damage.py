"""A run is repeatable to the last digit, continues where it stopped, and its baselines make sense."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image as Pillow

from restoration.batch import Outcome
from restoration.benchmark import steps, synthetic_damage
from restoration.benchmark.methods import find_competitors
from restoration.benchmark.metric_catalog import METRICS
from restoration.benchmark.protocol import BenchmarkProtocol
from restoration.benchmark.synthetic_damage import PARTIAL_RESULTS_FOLDER, measure_synthetic_damage

TINY = BenchmarkProtocol(side=96, severities=("light", "heavy"))


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("originals")
    rng = np.random.default_rng(1)
    for name in ("met_1", "met_2"):
        rough = rng.integers(60, 200, (13, 15, 3)).astype(np.uint8)
        Pillow.fromarray(rough).resize((120, 100), Pillow.Resampling.BICUBIC).save(folder / f"{name}.png")
    return sorted(folder.iterdir())


def quick_competitors():
    """Return the baselines and two quick methods."""
    found = find_competitors().for_quick_run().only(["nothing", "median", "telea", "everything", "opencv"])
    return replace(found, pairs=tuple(pair for pair in found.pairs if {"unet", "auto"}.isdisjoint(pair.key.split("+"))))


def measured(pictures, folder, competitors=None):
    outcomes = []
    competitors = competitors or quick_competitors()
    scores, cost = measure_synthetic_damage(pictures, TINY, competitors, folder, workers=1, on_outcome=outcomes.append)
    return scores, cost, outcomes


def messages(outcomes):
    assert all(outcome.done for outcome in outcomes), outcomes
    return [outcome.message for outcome in outcomes]


@pytest.fixture(scope="module")
def finished(pictures, tmp_path_factory):
    """The folder of a finished run, its scores and its costs."""
    folder = tmp_path_factory.mktemp("run")
    scores, cost, outcomes = measured(pictures, folder)
    assert messages(outcomes) == ["10 steps done"] * 2
    return folder, scores, cost


@pytest.fixture
def copied(finished, tmp_path):
    """A copy of the finished run, and its scores."""
    folder, scores, _ = finished
    shutil.copytree(folder, tmp_path / "run")
    return tmp_path / "run", scores


def means(scores, task, metric):
    methods = {row.method for row in scores if row.task == task}
    return {
        method: np.mean([row.value for row in scores if (row.task, row.method, row.metric) == (task, method, metric)])
        for method in methods
    }


def test_a_rerun_gives_the_same_scores_to_the_last_digit(finished, pictures, tmp_path):
    assert measured(pictures, tmp_path)[0] == finished[1]


def test_finished_steps_are_not_done_again(finished, pictures, monkeypatch):
    folder, scores, cost = finished
    monkeypatch.setattr(steps, "measure_inpainter", lambda *_: pytest.fail("measured again"))
    again, same_cost, outcomes = measured(pictures, folder)
    assert again == scores and same_cost == cost
    assert messages(outcomes) == ["done before"] * 2


def test_an_interrupted_picture_continues_with_the_missing_step(copied, pictures):
    folder, scores = copied
    file = folder / PARTIAL_RESULTS_FOLDER / "met_1.json"
    saved = json.loads(file.read_text())
    del saved["steps"]["fill telea"]
    file.write_text(json.dumps(saved))
    again, _, outcomes = measured(pictures, folder)
    assert again == scores
    assert messages(outcomes) == ["1 steps done", "done before"]


def test_a_run_that_is_stopped_keeps_what_was_done(pictures, tmp_path):
    def stop(done, total):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measure_synthetic_damage(
            pictures, TINY, quick_competitors(), tmp_path, workers=1, on_outcome=lambda _: None, progress=stop
        )
    saved = json.loads((tmp_path / PARTIAL_RESULTS_FOLDER / "met_1.json").read_text())["steps"]
    assert list(saved) == ["fill nothing", "fill median"]


def test_a_picture_that_is_done_holds_no_pixels_any_more(pictures, tmp_path, monkeypatch):
    made, make = [], steps.BenchmarkPicture
    monkeypatch.setattr(synthetic_damage, "BenchmarkPicture", lambda *args: made.append(make(*args)) or made[-1])
    measured(pictures[:1], tmp_path)
    (picture,) = made
    assert not {"detail", "pairs"} & vars(picture).keys()


def test_a_detector_with_new_weights_is_measured_again(copied, pictures):
    competitors = quick_competitors()
    everything, opencv = competitors.detectors
    opencv = replace(opencv, weights_version=lambda: "2")
    pairs = tuple(pair._replace(detector=opencv) if pair.detector else pair for pair in competitors.pairs)
    _, _, outcomes = measured(pictures, copied[0], replace(competitors, detectors=(everything, opencv), pairs=pairs))
    assert messages(outcomes) == ["3 steps done"] * 2  # detect, sound, restore


@pytest.mark.parametrize("data", [b"", b"[]", b'{"circumstances": {}, "steps": {}}'])
def test_a_damaged_file_or_one_of_another_protocol_is_replaced(copied, pictures, data):
    folder, scores = copied
    (folder / PARTIAL_RESULTS_FOLDER / "met_2.json").write_bytes(data)
    assert measured(pictures, folder)[0] == scores


@pytest.mark.parametrize(
    ("circumstance", "now"), [("is_available", lambda shape: "other"), ("library_versions", lambda: {"numpy": "0"})]
)
def test_results_of_other_metrics_or_libraries_are_not_mixed(copied, pictures, monkeypatch, circumstance, now):
    monkeypatch.setattr(synthetic_damage, circumstance, now)
    assert messages(measured(pictures[:1], copied[0])[2]) == ["10 steps done"]
    assert messages(measured(pictures[:1], copied[0])[2]) == ["done before"]


def test_a_picture_that_fails_is_named_and_the_others_continue(pictures, tmp_path):
    broken, strip = tmp_path / "broken.png", tmp_path / "strip.png"
    broken.write_bytes(b"no picture")
    Pillow.new("RGB", (200, 5)).save(strip)
    scores, _, outcomes = measured([broken, strip, pictures[0]], tmp_path / "run")
    assert [(outcome.source, outcome.done) for outcome in outcomes] == [
        (broken, False),
        (strip, False),
        (pictures[0], True),
    ]
    assert "too small to be scored" in outcomes[1].message
    assert {row.picture for row in scores} == {"met_1"}


def test_inpainters_leave_sound_paint_alone_and_score_more_than_doing_nothing(finished):
    _, scores, _ = finished
    assert set(means(scores, "fill", "outside_change").values()) == {0.0}
    psnr = means(scores, "fill", "psnr_inside")
    assert psnr["nothing"] == min(psnr.values()) and psnr["telea"] > psnr["nothing"] + 3


def test_marking_everything_finds_all_and_is_seldom_right(finished):
    _, scores, _ = finished
    assert means(scores, "detect", "recall")["everything"] == 1.0
    assert means(scores, "detect", "precision")["everything"] < 0.3
    assert means(scores, "sound", "marked")["everything"] == 1.0


def test_a_detected_mask_scores_less_than_the_true_mask(finished):
    _, scores, _ = finished
    psnr = means(scores, "restore", "psnr_inside")
    assert psnr["true-mask+telea"] > psnr["opencv+telea"] and psnr["true-mask+telea"] > psnr["nothing"]


def test_a_picture_that_another_machine_measured_elsewhere_is_named(pictures, tmp_path, monkeypatch):
    monkeypatch.setattr(
        synthetic_damage, "run_jobs_on_cluster", lambda jobs, _: (Outcome(path, "done", done=True) for path in jobs)
    )
    outcomes = []
    measure_synthetic_damage(
        pictures[:1],
        TINY,
        quick_competitors(),
        tmp_path,
        workers=1,
        cluster="tcp://10.0.0.5:8786",
        on_outcome=outcomes.append,
    )
    (outcome,) = outcomes
    assert not outcome.done and "the same folders and the same weights" in outcome.message


def test_each_value_is_there_once_and_its_metric_is_in_the_catalog(finished):
    _, scores, cost = finished
    for rows in (scores, cost):
        keys = [(row.task, row.method, row.picture, row.severity, row.metric) for row in rows]
        assert len(keys) == len(set(keys))
        assert {row.metric for row in rows} <= {metric.key for metric in METRICS}

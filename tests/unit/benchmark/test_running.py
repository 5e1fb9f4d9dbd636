"""A run is repeated to the last digit, goes on where it stopped, and its baselines make sense."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image as Pillow

from restoration.benchmark import steps, synthetic_damage
from restoration.benchmark.methods import find_competitors
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


def competing(**settings):
    """Everyone but the networks that fill, which would need a second for each detail."""
    everyone = find_competitors(**settings)
    return replace(everyone, fillers=tuple(one for one in everyone.fillers if not one.edition()))


def measured(pictures, folder, **settings):
    outcomes = []
    scores, cost = measure_synthetic_damage(
        pictures, TINY, competing(**settings), folder, workers=1, tell=outcomes.append
    )
    assert all(outcome.done for outcome in outcomes), outcomes
    return scores, cost, outcomes


@pytest.fixture(scope="module")
def once(pictures, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    return folder, *measured(pictures, folder)


def means(scores, task, metric):
    methods = {cell.method for cell in scores if cell.task == task}
    return {
        method: np.mean(
            [cell.value for cell in scores if (cell.task, cell.method, cell.metric) == (task, method, metric)]
        )
        for method in methods
    }


def test_a_rerun_gives_the_same_scores_to_the_last_digit(once, pictures, tmp_path):
    _, scores, _, _ = once
    assert measured(pictures, tmp_path)[0] == scores


def test_what_is_done_is_not_done_again(once, pictures, monkeypatch):
    folder, scores, cost, _ = once
    monkeypatch.setattr(steps, "measure_inpainter", lambda *_: pytest.fail("measured again"))
    again, same_cost, outcomes = measured(pictures, folder)
    assert again == scores and same_cost == cost
    assert {outcome.message for outcome in outcomes} == {"done before"}


def test_an_interrupted_picture_goes_on_with_the_step_that_is_missing(once, pictures):
    folder, scores, _, _ = once
    piece = folder / PARTIAL_RESULTS_FOLDER / "met_1.json"
    kept = json.loads(piece.read_text())
    del kept["steps"]["fill telea"]
    piece.write_text(json.dumps(kept))
    again, _, outcomes = measured(pictures, folder)
    assert again == scores
    assert [outcome.message for outcome in outcomes] == ["1 steps done", "done before"]


def test_whoever_stops_a_run_keeps_what_was_done(pictures, tmp_path):
    def stop(done, total):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measure_synthetic_damage(pictures, TINY, competing(), tmp_path, workers=1, tell=lambda _: None, progress=stop)
    kept = json.loads((tmp_path / PARTIAL_RESULTS_FOLDER / "met_1.json").read_text())["steps"]
    assert list(kept) == ["fill nothing", "fill median"]


def test_a_picture_that_is_done_holds_no_pixels_any_more(pictures, tmp_path, monkeypatch):
    subjects = []
    monkeypatch.setattr(
        synthetic_damage, "BenchmarkPicture", lambda *told: subjects.append(steps.BenchmarkPicture(*told)) or subjects[-1]
    )
    measured(pictures, tmp_path)
    assert len(subjects) == 2
    for subject in subjects:
        assert not {"window", "pairs"} & vars(subject).keys()


def test_a_detector_that_was_taught_anew_is_measured_anew(once, pictures):
    folder, *_ = once
    everyone = competing()
    taught = tuple(replace(one, edition=lambda: "2") if one.key == "opencv" else one for one in everyone.finders)
    outcomes = []
    measure_synthetic_damage(pictures, TINY, replace(everyone, finders=taught), folder, workers=1, tell=outcomes.append)
    assert {outcome.message for outcome in outcomes} == {"3 steps done"}  # detect, sound, restore


@pytest.mark.parametrize("spoilt", [b"", b"[]", b'{"circumstances": {}, "steps": {}}'])
def test_a_piece_that_is_spoilt_or_of_another_protocol_is_made_anew(once, pictures, spoilt):
    folder, scores, _, _ = once
    (folder / PARTIAL_RESULTS_FOLDER / "met_2.json").write_bytes(spoilt)
    assert measured(pictures, folder)[0] == scores


@pytest.mark.parametrize(
    ("circumstance", "now"), [("is_at_hand", lambda shape: "other"), ("libraries", lambda: {"numpy": "0"})]
)
def test_figures_of_other_measures_or_libraries_are_not_mixed(once, pictures, tmp_path, monkeypatch, circumstance, now):
    shutil.copytree(once[0], tmp_path / "run")
    monkeypatch.setattr(synthetic_damage, circumstance, now)
    _, _, outcomes = measured(pictures[:1], tmp_path / "run")
    assert [outcome.message for outcome in outcomes] != ["done before"]
    assert [outcome.message for outcome in measured(pictures[:1], tmp_path / "run")[2]] == ["done before"]


def test_a_picture_too_small_to_be_scored_is_named_and_the_others_go_on(pictures, tmp_path):
    Pillow.new("RGB", (200, 5)).save(tmp_path / "strip.png")
    outcomes = []
    measure_synthetic_damage(
        [tmp_path / "strip.png", pictures[0]], TINY, competing(), tmp_path, workers=1, tell=outcomes.append
    )
    assert [outcome.done for outcome in outcomes] == [False, True]
    assert "too small to be scored" in outcomes[0].message


def test_a_failing_picture_is_named_and_the_others_go_on(pictures, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    outcomes = []
    scores, _ = measure_synthetic_damage(
        [broken, pictures[0]], TINY, competing(), tmp_path / "run", workers=1, tell=outcomes.append
    )
    assert [outcome.done for outcome in outcomes] == [False, True]
    assert {cell.picture for cell in scores} == {"met_1"}


def test_every_filler_leaves_sound_paint_alone_and_beats_doing_nothing(once):
    _, scores, _, _ = once
    assert set(means(scores, "fill", "outside_change").values()) == {0.0}
    psnr = means(scores, "fill", "psnr_inside")
    assert psnr["nothing"] == min(psnr.values()) and psnr["telea"] > psnr["nothing"] + 3


def test_marking_everything_finds_all_and_is_seldom_right(once):
    _, scores, _, _ = once
    assert means(scores, "detect", "recall")["everything"] == 1.0
    assert means(scores, "detect", "precision")["everything"] < 0.3
    assert means(scores, "sound", "marked")["everything"] == 1.0


def test_the_true_mask_bounds_what_finding_and_filling_reach(once):
    _, scores, _, _ = once
    psnr = means(scores, "restore", "psnr_inside")
    assert psnr["true-mask+telea"] > psnr["opencv+telea"] and psnr["true-mask+telea"] > psnr["nothing"]


def test_each_figure_is_there_once(once):
    _, scores, cost, _ = once
    for cells in (scores, cost):
        places = [(cell.task, cell.method, cell.picture, cell.severity, cell.metric) for cell in cells]
        assert len(places) == len(set(places))


def test_every_metric_is_told_of(once):
    from restoration.benchmark.metric_catalog import METRICS

    _, scores, cost, _ = once
    assert {cell.metric for cell in [*scores, *cost]} <= {metric.key for metric in METRICS}

"""The benchmark of enlarging, on a drawn picture and without any weights."""

import numpy as np
import pytest
from PIL import Image

from restoration.benchmark import enlarging
from restoration.benchmark.protocol import BenchmarkProtocol
from restoration.sample import load_sample_painting


@pytest.fixture
def paths(tmp_path, monkeypatch):
    monkeypatch.setattr("restoration.weights.MODELS", tmp_path / "no models")
    Image.fromarray(np.asarray(load_sample_painting().truth)).save(tmp_path / "a.png")
    return [tmp_path / "a.png"]


def test_every_method_that_can_run_is_scored_on_both_reductions(paths):
    scores, times = enlarging.measure_enlarging(paths, BenchmarkProtocol(side=130))
    assert {row.method for row in scores} == {"lanczos", "bicubic", "lanczos4"}
    assert {row.severity for row in scores} == {enlarging.PLAIN, enlarging.PHOTOGRAPHED}
    by = {(row.method, row.severity, row.metric): row.value for row in scores}
    assert by["lanczos", "plain", "enlarged_psnr"] > by["bicubic", "plain", "enlarged_psnr"] > 20
    assert by["lanczos", "plain", "enlarged_psnr"] > by["lanczos", "photographed", "enlarged_psnr"]
    assert all(row.value > 0 for row in times)
    assert enlarging.measure_enlarging(paths, BenchmarkProtocol(side=130))[0] == scores


def test_the_truth_scores_best():
    truth = np.asarray(load_sample_painting().truth)[:64, :64]
    scores = enlarging.score_enlarged(truth, truth)
    assert scores["enlarged_ssim"] == pytest.approx(1)
    assert scores["enlarged_psnr"] == 100

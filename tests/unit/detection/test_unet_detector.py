"""The learnt detector with a small random network: any picture, no seams, a sentence where weights are not right."""

import hashlib
import io
import json
from itertools import pairwise

import cv2
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration import weights
from restoration.detection import unet
from restoration.detection.base import mask_at
from restoration.detection.unet import UNetDetector
from restoration.domain import DAMAGE_KINDS, DamageKind
from restoration.networks.detection_unet import (
    Calibration,
    DetectionDesign,
    DetectionUNet,
    TrainedDetectionUNet,
    encode_detection_unet,
)
from restoration.networks.inference import DetectionModel
from restoration.weights import NotReady, UnreadableWeights, WrongWeights

TILE, OVERLAP = 80, 20  # px


def trained(seed=1):
    """A small random network whose normalisations are those of random pictures."""
    torch.manual_seed(seed)
    network = DetectionUNet(DetectionDesign(widths=(4, 8, 8)))
    with torch.no_grad():
        network(torch.rand(2, 3, 32, 32))
    return TrainedDetectionUNet(network.eval(), Calibration())


def save(path, data):
    """Weights and their card."""
    path.write_bytes(data)
    path.with_suffix(".json").write_text(json.dumps({"file": path.name, "sha256": hashlib.sha256(data).hexdigest()}))
    return path


def torch_file(content):
    file = io.BytesIO()
    torch.save(content, file)
    return file.getvalue()


@pytest.fixture(scope="module")
def detector():
    return UNetDetector(DetectionModel(trained(), "cpu"))


@pytest.fixture
def small_tiles(monkeypatch):
    monkeypatch.setattr(unet, "TILE", TILE)
    monkeypatch.setattr(unet, "OVERLAP", OVERLAP)


@pytest.fixture
def clouds():
    """A smooth picture of four tiles and more."""
    noise = np.random.default_rng(5).uniform(0, 255, (150, 170, 3))
    return cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 4), None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from([np.uint8, np.uint16]))
def test_any_picture_gets_a_likelihood_for_each_pixel(detector, height, width, depth):
    image = np.random.default_rng(height).integers(0, np.iinfo(depth).max, (height, width, 3), depth, endpoint=True)
    before = image.copy()
    likelihood = detector.likelihood(image)
    assert (likelihood.shape, likelihood.dtype) == ((height, width), np.float32)
    assert likelihood.min() >= 0
    assert likelihood.max() <= 1
    assert np.array_equal(image, before)


def test_in_tiles_a_picture_looks_as_it_does_whole(detector, clouds, small_tiles, monkeypatch):
    cut = detector.likelihood(clouds)
    monkeypatch.setattr(unet, "TILE", 260)
    whole = detector.likelihood(clouds)
    assert np.ptp(whole) > 0.1, "a flat answer has no seams"
    assert np.abs(cut - whole).max() < 0.005
    assert max(np.abs(np.diff(cut - whole, axis=axis)).max() for axis in (0, 1)) < 0.005, "a seam shows"


@pytest.mark.parametrize("levels", [2, 6, 8], ids="{} levels".format)
def test_networks_of_any_depth_are_given_tiles_that_suit_them(clouds, levels):
    torch.manual_seed(1)
    deep = UNetDetector(
        DetectionModel(TrainedDetectionUNet(DetectionUNet(DetectionDesign(widths=(2,) * levels)), Calibration()), "cpu")
    )
    assert deep.likelihood(clouds).shape == clouds.shape[:2]


def test_the_same_picture_gets_the_same_answer(detector, clouds, small_tiles):
    assert np.array_equal(detector.likelihood(clouds), detector.likelihood(clouds))


def test_more_sensitivity_marks_more(detector, clouds):
    likelihood = detector.likelihood(clouds)
    masks = [mask_at(likelihood, sensitivity) for sensitivity in (0, 0.3, 0.5, 0.7, 1)]
    assert not masks[0].any()
    assert all((more | less == more).all() for less, more in pairwise(masks))


def test_cracks_scratches_and_losses_make_up_the_damage_and_abrasion_does_not_count(detector, clouds, small_tiles):
    kinds = detector.likelihood_by_kind(clouds)
    assert tuple(kinds) == DAMAGE_KINDS
    assert kinds.pop(DamageKind.ABRASION).mean() > 0.01
    np.testing.assert_allclose(sum(kinds.values()), detector.likelihood(clouds), atol=1e-5)


def test_progress_is_told_to_the_end_and_can_stop_the_work(detector, clouds, small_tiles):
    reports = []
    detector.likelihood(clouds, lambda *report: reports.append(report))
    assert reports[-1][0] == reports[-1][1] == len(reports) > 4

    def stop(done, total):
        raise InterruptedError(done)

    with pytest.raises(InterruptedError, match="1"):
        detector.likelihood(clouds, stop)


def test_two_detectors_share_a_network_until_it_is_trained_anew(tmp_path):
    path = save(tmp_path / "own.pth", encode_detection_unet(trained()))
    one, other = UNetDetector.from_file(path), UNetDetector.from_file(path)
    assert one._examiner is other._examiner
    save(path, encode_detection_unet(trained(seed=2)))
    assert UNetDetector.from_file(path)._examiner is not one._examiner


def test_a_written_network_answers_as_before(detector, tmp_path, clouds):
    read = UNetDetector.from_file(save(tmp_path / "own.pth", encode_detection_unet(trained())))
    np.testing.assert_allclose(read.likelihood(clouds), detector.likelihood(clouds), atol=0.01)  # half precision


def test_without_weights_or_card_there_is_a_sentence_with_a_cure(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "MODELS", tmp_path)
    with pytest.raises(NotReady) as refusal:
        UNetDetector.from_file()
    assert refusal.value.sentence.startswith("models/unet/damage_mask_unet.pth is not there. Get them with")
    assert "opencv" in refusal.value.sentence
    (tmp_path / "unet").mkdir()
    (tmp_path / "unet" / "damage_mask_unet.pth").touch()
    with pytest.raises(NotReady, match=r"damage_mask_unet\.json"):
        UNetDetector.from_file()


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-100]), WrongWeights),
        (lambda path: path.with_suffix(".json").write_text("not a card"), UnreadableWeights),
        (lambda path: path.with_suffix(".json").write_text('{"file": "own.pth"}'), UnreadableWeights),
        (lambda path: save(path, b"no weights"), UnreadableWeights),
        (lambda path: save(path, torch_file({"state_dict": {}})), UnreadableWeights),
    ],
    ids=["cut short", "no card", "card without hash", "other bytes", "another program's"],
)
def test_weights_that_are_not_right_are_refused_with_a_cure(tmp_path, spoil, error):
    path = save(tmp_path / "own.pth", encode_detection_unet(trained()))
    spoil(path)
    with pytest.raises(error) as refusal:
        UNetDetector.from_file(path)
    assert "opencv" in refusal.value.hint

"""The learnt detector with a small random network: any picture, no seams, a clear error for wrong weights."""

import hashlib
import io
import json

import cv2
import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from restoration import weights
from restoration.detection import unet
from restoration.detection.unet import UNetDetector
from restoration.domain import DAMAGE_KINDS, DamageKind
from restoration.networks.designs import DetectionDesign
from restoration.networks.detection_unet import (
    DetectionUNet,
    TrainedDetectionUNet,
    encode_detection_unet,
)
from restoration.networks.torch_inference import TorchDetectionModel
from restoration.networks.trained_weights import Calibration
from restoration.unfinished import Unfinished
from restoration.weights import NotReady, UnreadableWeights, WrongWeights

TILE, OVERLAP = 80, 20  # px


def random_network(seed=1):
    """Return a small random network with the batch statistics of random pictures."""
    torch.manual_seed(seed)
    network = DetectionUNet(DetectionDesign(widths=(4, 8, 8)))
    with torch.no_grad():
        network(torch.rand(2, 3, 32, 32))
    return TrainedDetectionUNet(network.eval(), Calibration())


def save(path, data):
    """Write weights and their card."""
    path.write_bytes(data)
    path.with_suffix(".json").write_text(json.dumps({"file": path.name, "sha256": hashlib.sha256(data).hexdigest()}))
    return path


def torch_file(content):
    file = io.BytesIO()
    torch.save(content, file)
    return file.getvalue()


@pytest.fixture(scope="module")
def detector():
    return UNetDetector(TorchDetectionModel(random_network(), "cpu"))


@pytest.fixture
def small_tiles(monkeypatch):
    monkeypatch.setattr(unet, "TILE", TILE)
    monkeypatch.setattr(unet, "OVERLAP", OVERLAP)


@pytest.fixture(scope="module")
def clouds():
    """A smooth picture of four small tiles and more."""
    noise = np.random.default_rng(5).uniform(0, 255, (150, 170, 3))
    return cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 4), None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)


@pytest.fixture(scope="module")
def whole(detector, clouds):
    """The likelihood of the smooth picture, seen in a single tile."""
    return detector.detect(clouds).likelihood


@settings(max_examples=8)
@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from([np.uint8, np.uint16]))
def test_any_picture_gets_a_likelihood_for_each_pixel(detector, height, width, depth):
    image = np.random.default_rng(height).integers(0, np.iinfo(depth).max, (height, width, 3), depth, endpoint=True)
    before = image.copy()
    likelihood = detector.detect(image).likelihood
    assert (likelihood.shape, likelihood.dtype) == ((height, width), np.float32)
    assert likelihood.min() >= 0
    assert likelihood.max() <= 1
    assert np.array_equal(image, before)


def test_tiles_show_no_seam_and_report_progress_to_the_end(detector, clouds, whole, small_tiles):
    reports = []
    tiled = detector.detect(clouds, lambda *report: reports.append(report)).likelihood
    assert reports[-1][0] == reports[-1][1] == len(reports) > 4
    assert np.ptp(whole) > 0.1, "a constant answer has no seams"
    assert np.abs(tiled - whole).max() < 0.005
    assert max(np.abs(np.diff(tiled - whole, axis=axis)).max() for axis in (0, 1)) < 0.005, "a seam is visible"
    assert np.array_equal(detector.detect(clouds).likelihood, tiled), "a second run gives another answer"


class Killed(Exception):
    """Stands for a kill: it ends the work between two tiles."""


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(killed_after=st.lists(st.integers(1, 8), min_size=1, max_size=3), keeps=st.sets(st.integers(1, 8)))
def test_a_detection_that_was_killed_goes_on_to_the_same_answer(
    detector, clouds, small_tiles, tmp_path_factory, killed_after, keeps
):
    expected = detector.detect(clouds)
    folder, looks = tmp_path_factory.mktemp("work"), []
    for tiles in (*killed_after, None):
        work = Unfinished(folder)

        def stop(done, total, tiles=tiles):
            looks.append(done)
            if len(looks) == tiles:
                raise Killed

        looks.clear()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Unfinished, "is_due", property(lambda _: len(looks) in keeps))
            try:
                found = detector.keeping(work).detect(clouds, stop)
            except Killed:
                continue
    assert found.likelihood.tobytes() == expected.likelihood.tobytes()
    assert found.kinds.tobytes() == expected.kinds.tobytes()
    assert found.evidence.tobytes() == expected.evidence.tobytes()


@pytest.mark.parametrize("levels", range(1, 10))
def test_networks_of_any_depth_get_suitable_tiles(levels):
    multiple = DetectionDesign(widths=(2,) * levels).tile_multiple
    for tile in unet._plan_tiles(1500, 900, multiple):
        for span in (tile.rows, tile.columns):
            assert span.start % multiple == span.size % multiple == 0
            assert span.size > 0


def test_cracks_scratches_and_losses_add_up_to_the_damage_and_abrasion_does_not_count(detector, clouds, whole):
    kinds = detector.likelihood_by_kind(clouds)
    assert tuple(kinds) == DAMAGE_KINDS
    assert kinds.pop(DamageKind.ABRASION).mean() > 0.01
    np.testing.assert_allclose(sum(kinds.values()), whole, atol=1e-5)


def test_an_exception_in_the_progress_stops_the_work(detector, clouds, small_tiles):
    def stop(done, total):
        raise InterruptedError(done)

    with pytest.raises(InterruptedError, match="1"):
        detector.detect(clouds, stop)


def test_detectors_share_a_network_until_it_is_trained_anew(tmp_path, clouds, whole):
    path = save(tmp_path / "own.pth", encode_detection_unet(random_network()))
    one, other = UNetDetector.from_file(path), UNetDetector.from_file(path)
    assert one._model is other._model
    np.testing.assert_allclose(one.detect(clouds).likelihood, whole, atol=0.01)  # half precision
    save(path, encode_detection_unet(random_network(seed=2)))
    assert UNetDetector.from_file(path)._model is not one._model


def test_missing_weights_or_a_missing_card_give_a_sentence_with_a_cure(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "MODELS", tmp_path)
    with pytest.raises(NotReady) as refusal:
        UNetDetector.from_file()
    assert refusal.value.sentence.startswith("models/unet/damage_mask_unet.pth is not there. Get weights and card with")
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
def test_wrong_weights_are_refused_with_a_cure(tmp_path, spoil, error):
    path = save(tmp_path / "own.pth", encode_detection_unet(random_network()))
    spoil(path)
    with pytest.raises(error) as refusal:
        UNetDetector.from_file(path)
    assert "opencv" in refusal.value.hint

"""PyTorch and ONNX Runtime give the same answers for the same weights, whatever their design."""

import numpy as np
import pytest
import torch

from restoration.detection.unet import UNetDetector
from restoration.domain import DAMAGE_KINDS
from restoration.imaging.masks import grow_mask
from restoration.inpainting.filling import fill
from restoration.inpainting.neural import Neural
from restoration.networks import onnx_session
from restoration.networks.designs import DetectionDesign, EnlargingDesign, InpaintingDesign, InputScale
from restoration.networks.detection_unet import DetectionUNet, TrainedDetectionUNet, encode_detection_unet
from restoration.networks.enlarging_network import EnlargingNetwork, encode_enlarging_network
from restoration.networks.inpainting_unet import InpaintingUNet, encode_inpainting_unet
from restoration.networks.onnx_inference import OnnxDetectionModel, OnnxEnlargingModel, OnnxInpaintingModel
from restoration.networks.torch_inference import TorchDetectionModel, TorchEnlargingModel, TorchInpaintingModel
from restoration.networks.trained_weights import Calibration
from restoration.sample import load_sample_painting
from restoration.weights import DETECTION_UNET, INPAINTING_UNET

CLOSE = 1e-4  # of a likelihood
SENSITIVITIES = np.arange(0.1, 0.95, 0.1)


@pytest.fixture(scope="module")
def detectors():
    """The shipped detector on PyTorch and on ONNX Runtime."""
    data = DETECTION_UNET.read()
    models = TorchDetectionModel.from_bytes(data, "cpu"), OnnxDetectionModel.from_bytes(data)
    return [UNetDetector(model) for model in models]


@pytest.fixture(scope="module")
def inpainters():
    """The shipped inpainter on PyTorch and on ONNX Runtime."""
    data = INPAINTING_UNET.read()
    return [Neural(TorchInpaintingModel.from_bytes(data, "cpu")), Neural(OnnxInpaintingModel.from_bytes(data))]


def picture(height, width, depth=np.uint8):
    """Return a detail of the cracked sample, up to its edges; in 16 bits with more than 256 levels."""
    image = np.asarray(load_sample_painting().image)[:height, -width:]
    if depth == np.uint8:
        return np.ascontiguousarray(image)
    noise = np.random.default_rng(1).integers(0, 256, image.shape, np.uint16)
    return image.astype(np.uint16) * 256 + noise


PICTURES = {
    "two tiles": (160, 800, np.uint8),
    "odd sides": (97, 331, np.uint8),
    "16 bit": (160, 240, np.uint16),
    "smaller than a tile": (33, 47, np.uint8),
    "one row": (1, 90, np.uint8),
}


@pytest.mark.parametrize(("height", "width", "depth"), PICTURES.values(), ids=PICTURES)
def test_both_find_the_same_damage(detectors, height, width, depth):
    image = picture(height, width, depth)
    with_torch, with_onnx = (detector.detect(image) for detector in detectors)
    np.testing.assert_allclose(with_onnx.likelihood, with_torch.likelihood, atol=CLOSE, rtol=0)
    for sensitivity in SENSITIVITIES:
        assert np.array_equal(with_onnx.at(sensitivity), with_torch.at(sensitivity)), f"at {sensitivity:.1f}"


@pytest.mark.parametrize(("height", "width", "depth"), PICTURES.values(), ids=PICTURES)
def test_both_fill_alike(detectors, inpainters, height, width, depth):
    image = picture(height, width, depth)
    mask = grow_mask(detectors[0].detect(image).likelihood > 0.3, 1)
    mask[: max(height // 3, 1), width // 2 : width // 2 + 30] = True  # a loss at the border
    with_torch, with_onnx = (fill(image, mask, inpainter).astype(int) for inpainter in inpainters)
    assert (with_torch != image).any()
    one_level = 1 if depth == np.uint8 else 257
    assert np.abs(with_torch - with_onnx).max() <= one_level


@pytest.mark.parametrize(
    "design",
    [
        DetectionDesign(widths=(4,), classes=1, ridges=False, scales=(InputScale(1.0, 1.0),)),
        DetectionDesign(widths=(4, 8, 8)),
        DetectionDesign(widths=(8, 4), scales=(InputScale(0.5, 0.25), InputScale(1.5, 0.25), InputScale(1.0, 0.5))),
        DetectionDesign(widths=(2,) * 6, classes=6, scales=(InputScale(1.0, 1.0),)),
    ],
    ids=["one size", "small", "three scales", "deep"],
)
def test_detection_networks_of_other_designs_agree(design):
    torch.manual_seed(1)
    network = DetectionUNet(design)
    with torch.no_grad():
        network(torch.rand(2, 3, *[8 * design.multiple_of] * 2))  # in training mode it records means and variances
    calibration = Calibration(0.3, 1.5, reserves=tuple(np.linspace(-1, 1, design.classes).tolist()))
    data = encode_detection_unet(TrainedDetectionUNet(network.eval(), calibration))
    side = design.tile_multiple
    tiles = list(np.random.default_rng(2).integers(0, 256, (3, side, 2 * side, 3), np.uint8))
    with_torch = TorchDetectionModel.from_bytes(data, "cpu").damage_by_kind(tiles)
    with_onnx = OnnxDetectionModel.from_bytes(data).damage_by_kind(tiles)
    assert np.ptp(with_torch) > 0.03
    np.testing.assert_allclose(with_onnx, with_torch, atol=CLOSE, rtol=0)


@pytest.mark.parametrize("widths", [(4,), (4, 8, 8), (8, 4), (2,) * 7], ids=str)
@pytest.mark.parametrize("share", [0.1, 0.9, 1.0])
def test_inpainting_networks_of_other_designs_agree(widths, share):
    torch.manual_seed(1)
    network = InpaintingUNet(InpaintingDesign(widths))
    torch.nn.init.normal_(network.head.weight, std=0.3)
    side = network.design.multiple_of
    rng = np.random.default_rng(3)
    image, mask = rng.integers(0, 65536, (3 * side, 2 * side, 3), np.uint16), rng.random((3 * side, 2 * side)) < share
    data = encode_inpainting_unet(network.eval())
    with_torch = TorchInpaintingModel.from_bytes(data, "cpu").paint(image, mask).astype(int)
    with_onnx = OnnxInpaintingModel.from_bytes(data).paint(image, mask).astype(int)
    assert np.abs(with_onnx - with_torch).max() <= 1e-3 * 65535


@pytest.mark.parametrize("design", [EnlargingDesign(4, 1), EnlargingDesign(6, 3)], ids=str)
def test_enlarging_networks_agree(design):
    torch.manual_seed(1)
    network = EnlargingNetwork(design)
    torch.nn.init.normal_(network.head.weight, std=0.1)
    data, image = encode_enlarging_network(network), picture(9, 31, np.uint16)
    with_torch = TorchEnlargingModel.from_bytes(data, "cpu").enlarge(image).astype(int)
    with_onnx = OnnxEnlargingModel.from_bytes(data).enlarge(image).astype(int)
    assert with_torch.shape == (36, 124, 3)
    assert np.abs(with_onnx - with_torch).max() <= 1e-3 * 65535


@pytest.mark.parametrize("library", ["torch", "onnx"])
def test_the_number_of_threads_changes_no_bit(library, monkeypatch):
    """A quota, a worker or a variable changes that number; the same picture must give the same result."""
    image = picture(320, 400, np.uint16)
    answers = []
    before = torch.get_num_threads()
    try:
        for threads in (1, 2, 4):
            torch.set_num_threads(threads)
            monkeypatch.setattr(onnx_session, "thread_count", lambda threads=threads: threads)
            answers.append(_detected_and_filled(library, image))
    finally:
        torch.set_num_threads(before)
    assert all(answer == answers[0] for answer in answers)


def _detected_and_filled(library, image):
    detection_model = {"torch": TorchDetectionModel, "onnx": OnnxDetectionModel}[library]
    inpainting_model = {"torch": TorchInpaintingModel, "onnx": OnnxInpaintingModel}[library]
    detector = UNetDetector(detection_model.from_bytes(DETECTION_UNET.read()))
    layers = detector.likelihood_by_kind(image)
    mask = grow_mask(layers[DAMAGE_KINDS[0]] > 0.3, 1)
    mask[100:140, 100:150] = True
    filled = fill(image, mask, Neural(inpainting_model.from_bytes(INPAINTING_UNET.read())))
    return [layer.tobytes() for layer in layers.values()], filled.tobytes()

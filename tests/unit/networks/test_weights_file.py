"""A file of weights that would take memory, run code or hold no numbers is refused before it does harm."""

import io
import resource
import zipfile
from time import process_time

import pytest
import torch

from restoration.networks.designs import DetectionDesign, InpaintingDesign
from restoration.networks.detection_unet import (
    DetectionUNet,
    TrainedDetectionUNet,
    decode_detection_unet,
    encode_detection_unet,
)
from restoration.networks.inpainting_unet import InpaintingUNet, decode_inpainting_unet, encode_inpainting_unet
from restoration.networks.trained_weights import DETECTION_FORMAT, Calibration
from restoration.networks.weights_file import UnsuitableWeights

TINY = DetectionDesign(widths=(4, 8), ridges=False)
FACTS = {"format": DETECTION_FORMAT, "design": TINY.as_record(), "calibration": {"middle": 0.0, "slope": 1.0}}


@pytest.fixture(scope="module")
def state():
    torch.manual_seed(1)
    return {name: tensor.clone() for name, tensor in DetectionUNet(TINY).state_dict().items()}


def saved(**content):
    file = io.BytesIO()
    torch.save(content, file)
    return file.getvalue()


def test_the_file_of_these_tests_is_read(state):
    assert decode_detection_unet(saved(**FACTS, state={name: to_half(each) for name, each in state.items()}))


def to_half(tensor):
    return tensor.half() if tensor.is_floating_point() else tensor


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_weight_that_is_no_number_is_refused_with_its_reason(number):
    torch.manual_seed(1)
    detector, inpainter = DetectionUNet(TINY), InpaintingUNet(InpaintingDesign(widths=(4, 8)))
    for network in (detector, inpainter):
        with torch.no_grad():
            next(network.parameters()).view(-1)[3] = number
    with pytest.raises(UnsuitableWeights, match="not a finite number"):
        decode_detection_unet(encode_detection_unet(TrainedDetectionUNet(detector, Calibration())))
    with pytest.raises(UnsuitableWeights, match="not a finite number"):
        decode_inpainting_unet(encode_inpainting_unet(inpainter))


@pytest.mark.parametrize(
    "design",
    [
        {"widths": (20_000, 20_000)},
        {"widths": (4, 8) * 100_000},
        {"widths": (0, 8)},
        {"widths": ()},
        {"widths": (4.0, 8)},
        {"widths": (True, 8)},
        {"widths": (2048,) * 12},
        {"widths": "48"},
        {"widths": (4, 8), "classes": 10**9},
        {"widths": (4, 8), "classes": 4.5},
        {"widths": (4, 8), "looks": ()},
        {"widths": (4, 8), "looks": ({"size": float("nan"), "counts": 1.0},)},
        {"widths": (4, 8), "looks": ({"size": 1000.0, "counts": 1.0},)},
        {"widths": (4, 8), "looks": ({"size": 1.0, "counts": float("inf")},)},
        {"widths": (4, 8), "looks": ({"size": 1.0, "counts": 1.0},) * 100_000},
        {"widths": (4, 8), "unknown": 1},
        [1],
        None,
    ],
    ids=lambda design: str(design)[:60],
)
def test_an_impossible_design_is_refused_before_a_network_is_made(state, design):
    start, before = process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ValueError, match=r"expected a file|not those of the network"):
        decode_detection_unet(saved(**FACTS | {"design": design}, state=state))
    assert process_time() - start < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # kB


@pytest.mark.parametrize(
    "calibration",
    [
        {"middle": float("nan"), "slope": 1.0},
        {"middle": 0.0, "slope": float("inf")},
        {"middle": 0.0, "slope": 1.0, "reserves": (1.0,)},
        {"middle": 0.0, "slope": 1.0, "favours": (float("nan"),) * 4},
        {"middle": "0", "slope": 1.0},
        {},
        [],
    ],
    ids=str,
)
def test_an_impossible_calibration_is_refused(state, calibration):
    half = {name: to_half(each) for name, each in state.items()}
    if calibration == {}:
        assert decode_detection_unet(saved(**FACTS | {"calibration": calibration}, state=half))
        return
    with pytest.raises(ValueError, match=r"calibration|expected a file"):
        decode_detection_unet(saved(**FACTS | {"calibration": calibration}, state=half))


def test_tensors_that_only_claim_to_be_large_are_refused(state):
    huge = torch.zeros(1).half().expand(10**6, 10**6)
    with pytest.raises(ValueError, match="expected a file"):
        decode_detection_unet(saved(**FACTS, state=state | {"huge": huge}))


def test_a_file_that_unpacks_to_more_than_its_size_is_refused(state):
    plain, packed = zipfile.ZipFile(io.BytesIO(saved(**FACTS, state=state))), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in plain.namelist():
            archive.writestr(name, plain.read(name))
    with pytest.raises(ValueError, match="expected a file"):
        decode_detection_unet(packed.getvalue())


class Allocation:
    """A pickle that asks torch, which allows it, for 40 GB."""

    def __reduce__(self):
        return torch.Tensor, (100_000, 100_000)


def test_nothing_but_weights_is_made_of_a_file(state):
    with pytest.raises(ValueError, match="expected a file"):
        decode_detection_unet(saved(**FACTS, state=state, more=Allocation()))


@pytest.mark.parametrize("wrong", [{}, {"state": []}, {"state": {"a": 1}}, {"state": None}], ids=str)
def test_a_file_without_weights_is_refused(wrong):
    with pytest.raises(ValueError, match=r"expected a file|not those"):
        decode_detection_unet(saved(**FACTS, **wrong))

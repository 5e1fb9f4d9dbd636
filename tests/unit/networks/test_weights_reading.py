"""Weights are read as torch reads them, without torch; a file that wants more than to describe arrays is refused."""

import io
import pickle
import zipfile
from collections import OrderedDict

import numpy as np
import pytest
import torch

from restoration.networks.designs import DetectionDesign, InpaintingDesign, InputScale, state_shapes
from restoration.networks.detection_unet import DetectionUNet
from restoration.networks.inpainting_unet import InpaintingUNet
from restoration.networks.trained_weights import decode_inpainting_weights
from restoration.networks.weights_file import decode_weights, encode_weights
from restoration.weights import DETECTION_UNET, INPAINTING_UNET

FORM = "test, 1"


def read(data):
    return decode_weights(FORM, data, lambda record: record)


def saved(**state):
    file = io.BytesIO()
    torch.save({"format": FORM, "state": state}, file)
    return file.getvalue()


@pytest.mark.parametrize("weights", [DETECTION_UNET, INPAINTING_UNET], ids=["unet", "inpainter"])
def test_the_shipped_weights_are_read_as_torch_reads_them(weights):
    data = weights.read()
    expected = torch.load(io.BytesIO(data), weights_only=True)
    record = decode_weights(expected["format"], data, lambda record: record)
    assert list(record["state"]) == list(expected["state"])
    for name, tensor in expected.pop("state").items():
        np.testing.assert_array_equal(record["state"][name], tensor.numpy())
        assert record["state"][name].dtype == tensor.numpy().dtype
    assert {name: value for name, value in record.items() if name != "state"} == expected


def test_parts_of_shared_numbers_in_any_order_are_read():
    whole = torch.arange(24.0).reshape(2, 3, 4)
    state = {"whole": whole, "part": whole[1, :, 1:3], "turned": whole.permute(2, 0, 1), "single": torch.tensor(7)}
    for name, array in read(saved(**state))["state"].items():
        np.testing.assert_array_equal(array, state[name].numpy())


@pytest.mark.parametrize("levels", [1, 2, 5])
@pytest.mark.parametrize("ridges", [True, False])
def test_the_shapes_of_a_design_are_those_of_its_network(levels, ridges):
    widths = (4, 8, 12, 16, 20)[:levels]
    detection = DetectionDesign(widths, classes=3, ridges=ridges, scales=(InputScale(1.0, 1.0),))
    inpainting = InpaintingDesign(widths)
    for design, network in ((detection, DetectionUNet(detection)), (inpainting, InpaintingUNet(inpainting))):
        assert state_shapes(design) == {name: tuple(each.shape) for name, each in network.state_dict().items()}


def test_weights_of_another_design_are_refused_in_words():
    network = InpaintingUNet(InpaintingDesign((4, 8)))
    data = encode_weights("retoucher, 1", {"design": {"widths": (4, 12)}}, network.state_dict())
    with pytest.raises(ValueError, match="not those of the network"):
        decode_inpainting_weights(data)


def packed(description, numbers=b"\0" * 64):
    """Return an archive like torch's, with a pickle of our own."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.pkl", description)
        archive.writestr("archive/data/0", numbers)
    return file.getvalue()


STORAGE = b"(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\x000X\3\0\0\0cpuM\0\x01tQ"
VIEW = b"ctorch._utils\n_rebuild_tensor_v2\n(" + STORAGE
DESCRIPTIONS = {
    "a function of Python": pickle.dumps(print),
    "a name of numpy": pickle.dumps(np.dtype("f4")),
    "an object with a state": pickle.dumps(OrderedDict.fromkeys("a"), protocol=4),
    "a memo of gigabytes": b"\x80\2}r\xff\xff\xff\x7f.",
    "bytes of gigabytes": b"\x80\5\x96" + (2**40).to_bytes(8, "little") + b".",
    "a call of a type": b"\x80\2ctorch\nFloatStorage\nK\1\x85R.",
    "an array beyond its numbers": b"\x80\2" + VIEW + b"K\x0fK\x02\x85K\1\x85\x89}tR.",
    "an array before its numbers": b"\x80\2" + VIEW + b"J\xff\xff\xff\xffK\x02\x85K\1\x85\x89}tR.",
    "an array that repeats one number": b"\x80\2" + VIEW + b"K\0J\xff\xff\xff\x7f\x85K\0\x85\x89}tR.",
    "no dictionary": b"\x80\2].",
    "half a pickle": b"\x80\2}(",
}


@pytest.mark.parametrize("description", DESCRIPTIONS.values(), ids=DESCRIPTIONS)
def test_a_description_that_wants_more_is_refused(description):
    with pytest.raises(ValueError, match="expected a file of the format 'test, 1'"):
        read(packed(description))


def test_the_hostile_descriptions_are_refused_for_what_they_are():
    """The same bytes with a place for the array are read: so it is the place that is refused above."""
    state = b"\x80\2}(X\6\0\0\0formatX\7\0\0\0test, 1X\5\0\0\0state}X\1\0\0\0a" + VIEW
    (array,) = read(packed(state + b"K\1K\2\x85K\1\x85\x89}tRsu."))["state"].values()
    np.testing.assert_array_equal(array, np.zeros(2))


def test_arrays_together_take_no_more_memory_than_the_file_has_bytes():
    numbers = torch.zeros(100_000)
    with pytest.raises(ValueError, match="expected a file"):
        read(saved(**{f"copy {number}": numbers[number:] for number in range(50)}))

"""Whole pictures are enlarged part by part, and nobody can tell."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from restoration.enlarging import pictures
from restoration.enlarging.networks import NetworkEnlarger
from restoration.enlarging.pictures import check_enlargeable, enlarge_image, enlarge_painting
from restoration.enlarging.resampling import Lanczos
from restoration.errors import BadRequest, ImageTooLarge
from restoration.imaging.limits import LIMIT_VARIABLE
from restoration.imaging.painting import Metadata, Painting
from restoration.networks.designs import EnlargingDesign
from restoration.networks.enlarging_network import EnlargingNetwork, encode_enlarging_network
from restoration.networks.torch_inference import TorchEnlargingModel
from restoration.sample import load_sample_painting


def untrained():
    """An enlarger whose small network has random weights."""
    torch.manual_seed(4)
    network = EnlargingNetwork(EnlargingDesign(width=4, blocks=2))
    torch.nn.init.normal_(network.head.weight, std=0.3)
    return NetworkEnlarger("untrained", TorchEnlargingModel.from_bytes(encode_enlarging_network(network), "cpu"))


ENLARGERS = {"lanczos": Lanczos(), "network": untrained()}


def noise(height, width, dtype=np.uint8):
    return np.random.default_rng(5).integers(0, np.iinfo(dtype).max, (height, width, 3), dtype, endpoint=True)


@given(st.sampled_from(list(ENLARGERS)), st.integers(1, 70), st.integers(1, 70), st.sampled_from([2, 4]))
def test_parts_give_the_whole(key, height, width, by):
    image, enlarger = noise(height, width), ENLARGERS[key]
    with pytest.MonkeyPatch.context() as context:
        context.setattr(pictures, "_PART", 16)
        in_parts = enlarge_image(image, enlarger, by)
    whole = enlarger.enlarge(image, by)
    assert in_parts.shape == whole.shape == (by * height, by * width, 3)
    difference = np.abs(in_parts.astype(int) - whole)
    assert difference.max() <= {"lanczos": 0, "network": 1}[key], "another size of the part rounds otherwise"
    assert np.count_nonzero(difference) <= 1 + whole.size // 1000


@pytest.mark.parametrize("key", ENLARGERS)
def test_16_bits_stay_16_bits(key):
    shallow = np.asarray(load_sample_painting().truth)[:24, :30]
    enlarged = enlarge_image(shallow.astype(np.uint16) * 257, ENLARGERS[key], 4)
    assert enlarged.dtype == np.uint16
    assert len(np.unique(enlarged)) > 256
    assert np.abs(enlarged / 257 - enlarge_image(shallow, ENLARGERS[key], 4)).max() < 1.5, (
        "the same picture, rounded less"
    )


def test_a_flat_colour_stays_as_it_is():
    flat = np.full((9, 7, 3), (12, 200, 255), np.uint8)
    np.testing.assert_array_equal(enlarge_image(flat, Lanczos(), 4), np.full((36, 28, 3), (12, 200, 255)))


def painting(image, **facts):
    return Painting(image, "a.b.png", "0" * 64, "PNG", **facts)


def test_everything_that_goes_with_a_picture_grows_along():
    alpha = np.zeros((6, 8), np.uint8)
    alpha[:, 4:] = 255
    image = np.where(alpha[..., np.newaxis] > 0, np.uint8(200), np.uint8(0)).repeat(3, axis=2)
    before = painting(image, alpha=alpha, metadata=Metadata(dpi=(300.0, 150.0)), original=(1, 2, 3, 4))
    after = enlarge_painting(before, Lanczos(), 4).painting
    assert after.name == "a.b_x4.png"
    assert (after.metadata.dpi, after.original) == ((1200.0, 600.0), (4, 8, 12, 16))
    assert after.alpha.shape == (24, 32)
    assert (after.alpha[:, :14] == 0).all() and (after.alpha[:, 18:] == 255).all()
    assert (after.image[after.alpha > 0] == 200).all(), "a hidden colour does not bleed into the paint"


def test_grey_stays_grey():
    grey = noise(8, 8)[..., :1].repeat(3, axis=2)
    after = enlarge_painting(painting(grey, is_grey=True), untrained(), 4).painting.image
    assert (after == after[..., :1]).all()
    assert len(np.unique(after)) > 9


def test_an_impossible_size_is_refused_with_a_cure(monkeypatch):
    before = painting(noise(100, 100))
    with pytest.raises(BadRequest, match="cannot be enlarged 3 times"):
        enlarge_painting(before, Lanczos(), 3)
    monkeypatch.setenv(LIMIT_VARIABLE, "0.1")
    with pytest.raises(ImageTooLarge, match=r"would have 0.16 megapixels; the limit is 0.1") as refused:
        enlarge_painting(before, Lanczos(), 4)
    assert "detail" in refused.value.hint
    with pytest.raises(ImageTooLarge, match=r"would have 768 megapixels; the limit is 0.1"):
        check_enlargeable((6000, 8000, 3), 4)
    assert enlarge_painting(replace(before, image=noise(10, 10)), Lanczos(), 4).painting.image.shape == (40, 40, 3)


def test_work_can_be_stopped_between_parts():
    def stop(done, total):
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        enlarge_image(noise(200, 10), Lanczos(), 2, stop)

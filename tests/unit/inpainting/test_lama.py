"""LaMa with a small network of the same signature: padding, bit depth, and a clear error for wrong weights."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration import weights
from restoration.inpainting.lama import Lama
from restoration.weights import NotReady, UnreadableWeights, WrongWeights
from tests.stand_ins import lama_file


class Echo:
    """A network that returns its input and keeps it."""

    def paint(self, image, mask):
        self.input = image, mask
        return (image / np.iinfo(image.dtype).max).astype(np.float32)


@pytest.fixture
def publish(monkeypatch, tmp_path):
    """Replace the published weights, and put a file in their place."""

    def go(published, found):
        file = tmp_path / "big-lama.pt"
        file.write_bytes(found)
        sha256 = (hashlib.sha256(published).hexdigest(),)
        monkeypatch.setattr(weights, "LAMA", replace(weights.LAMA, path=file, sha256=sha256))

    return go


@settings(max_examples=20)
@given(st.integers(1, 150), st.integers(1, 150), st.sampled_from([np.uint8, np.uint16]))
def test_padding_suits_the_model_and_is_removed_again(height, width, depth):
    rng = np.random.default_rng(height)
    image = rng.integers(0, np.iinfo(depth).max, (height, width, 3), depth, endpoint=True)
    mask = rng.random((height, width)) < 0.3
    echo = Echo()
    assert np.array_equal(Lama(echo).fill(image, mask), image), "a grey level is lost, or a pixel moved"
    padded, hole = echo.input
    assert padded.shape[:2] == hole.shape
    assert all(side % 8 == 0 and side >= 64 for side in hole.shape)
    assert np.array_equal(hole[:height, :width], mask)


def test_the_published_file_is_loaded_once_and_fills(publish, painting, hole):
    publish(lama_file(), lama_file())
    one, other = Lama.from_file(), Lama.from_file()
    assert one._model is other._model
    assert np.abs(one.fill(painting, hole)[hole].astype(float) - painting[hole]).mean() < 12


def test_another_file_is_refused_before_its_code_can_run(publish):
    publish(b"published", lama_file())
    with pytest.raises(WrongWeights) as refusal:
        Lama.from_file()
    assert "Get it again with `python scripts/download_lama_weights.py" in refusal.value.sentence


def test_a_published_file_that_pytorch_cannot_read_gives_a_sentence(publish):
    publish(b"published", b"published")
    with pytest.raises(UnreadableWeights, match="cannot be read by this version of PyTorch"):
        Lama.from_file()


def test_a_missing_file_gives_the_command_that_downloads_it(publish):
    publish(b"published", b"published")
    weights.LAMA.file.unlink()
    with pytest.raises(NotReady) as refusal:
        Lama.from_file()
    assert "python scripts/download_lama_weights.py --dest models/lama" in refusal.value.hint

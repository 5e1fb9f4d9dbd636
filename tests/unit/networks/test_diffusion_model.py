"""A real pipeline of diffusers, tiny and with random weights: loading, repeating, and what is never opened."""

import json
import shutil
from importlib.util import find_spec

import numpy as np
import pytest
import torch

from restoration.errors import BadRequest
from restoration.inpainting.diffusion.request import GenerationRequest
from restoration.networks.diffusion_model import DiffusionModel
from restoration.weights import UnreadableWeights

pytestmark = [
    pytest.mark.skipif(not find_spec("diffusers"), reason="needs the packages of requirements-generative.txt"),
    pytest.mark.filterwarnings("ignore"),  # of diffusers and transformers
]

REQUEST = GenerationRequest("gold", "blue", steps=2)


def write_tokenizer(folder):
    """Write the files of a tokenizer that knows single letters, as CLIP's are published."""
    letters = [chr(code) for code in range(33, 127)]
    words = [*letters, *(f"{letter}</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    ends = {"bos_token": words[-2], "eos_token": words[-1], "pad_token": words[-1], "unk_token": words[-1]}
    folder.mkdir()
    (folder / "vocab.json").write_text(json.dumps({word: number for number, word in enumerate(words)}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"model_max_length": 77, "tokenizer_class": "CLIPTokenizer", **ends})
    )
    return len(words)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder as Stable Diffusion's, with networks of a few thousand random weights, on pictures of 64 px."""
    import diffusers
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    folder = tmp_path_factory.mktemp("models")
    torch.manual_seed(0)
    words = write_tokenizer(folder / "letters")
    sizes = {"hidden_size": 32, "intermediate_size": 37, "num_attention_heads": 4, "num_hidden_layers": 2}
    blocks = ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"]
    diffusers.StableDiffusionInpaintPipeline(
        vae=diffusers.AutoencoderKL(
            block_out_channels=[32] * 4,  # four blocks: it halves the sides three times, as the published one does
            down_block_types=["DownEncoderBlock2D"] * 4,
            up_block_types=["UpDecoderBlock2D"] * 4,
        ),
        text_encoder=CLIPTextModel(CLIPTextConfig(vocab_size=words, eos_token_id=words - 1, **sizes)),
        tokenizer=CLIPTokenizer.from_pretrained(folder / "letters"),
        unet=diffusers.UNet2DConditionModel(
            sample_size=8,
            in_channels=9,
            layers_per_block=1,
            block_out_channels=(32, 64),
            cross_attention_dim=32,
            down_block_types=blocks[:2],
            up_block_types=blocks[2:],
        ),
        scheduler=diffusers.DDIMScheduler(clip_sample=False, set_alpha_to_one=False, steps_offset=1),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    ).save_pretrained(folder / "tiny")
    return folder / "tiny"


@pytest.fixture(scope="module")
def model(folder):
    return DiffusionModel.from_folder(folder, "cpu")


@pytest.fixture
def painting():
    return np.random.default_rng(0).random((64, 64, 3), np.float32)


@pytest.fixture
def hole():
    mask = np.zeros((64, 64), bool)
    mask[16:40, 8:32] = True
    return mask


@pytest.fixture
def copied(folder, tmp_path):
    """The folder, to change it."""
    return shutil.copytree(folder, tmp_path / "copy")


def test_the_same_seed_gives_the_same_pixels_and_another_one_others(model, painting, hole):
    assert (model.side, model.cell) == (64, 8) and 0 < model.work < 0.01
    first, again, other = (model.paint(painting, hole, REQUEST, seed) for seed in (5, 5, 6))
    assert (first.shape, first.dtype) == (painting.shape, np.float32)
    assert np.array_equal(first, again)
    assert not np.array_equal(first[hole], other[hole])


def test_words_count_and_too_many_are_refused(model, painting, hole):
    fills = [model.paint(painting, hole, GenerationRequest(words, "", steps=2), 5) for words in ("gold", "blue")]
    assert not np.array_equal(*fills)
    model.check_words("x" * 75)
    with pytest.raises(BadRequest, match="reads 75 words or parts of words; these are 76"):
        model.check_words("x" * 76)


def test_a_low_strength_starts_from_what_lies_in_the_hole(model, painting, hole):
    other = np.where(hole[..., np.newaxis], np.float32(0.5), painting)
    for strength, is_equal in ((1.0, True), (0.5, False)):
        request = GenerationRequest("gold", "", steps=4, strength=strength)
        fills = [model.paint(picture, hole, request, 5) for picture in (painting, other)]
        assert np.array_equal(*fills) is is_equal


def test_half_precision_and_a_safety_checker_that_was_not_downloaded_are_understood(copied, painting, hole):
    for part, stem in (
        ("unet", "diffusion_pytorch_model"),
        ("vae", "diffusion_pytorch_model"),
        ("text_encoder", "model"),
    ):
        (copied / part / f"{stem}.safetensors").rename(copied / part / f"{stem}.fp16.safetensors")
    index = json.loads((copied / "model_index.json").read_text())
    index["safety_checker"] = ["stable_diffusion", "StableDiffusionSafetyChecker"]
    index["feature_extractor"] = ["transformers", "CLIPImageProcessor"]
    (copied / "model_index.json").write_text(json.dumps(index))
    assert DiffusionModel.from_folder(copied, "cpu").paint(painting, hole, REQUEST, 5).any()


def test_pickles_are_never_opened_and_code_in_a_folder_never_runs(copied, tmp_path):
    weights = copied / "unet" / "diffusion_pytorch_model.safetensors"
    weights.rename(weights.with_suffix(".bin"))
    with pytest.raises(UnreadableWeights, match="cannot be loaded"):
        DiffusionModel.from_folder(copied, "cpu")
    weights.with_suffix(".bin").rename(weights)
    (copied / "unet" / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nclass Own: pass\n")
    index = json.loads((copied / "model_index.json").read_text())
    (copied / "model_index.json").write_text(json.dumps(index | {"unet": ["own", "Own"]}))
    with pytest.raises(UnreadableWeights, match="cannot be loaded"):
        DiffusionModel.from_folder(copied, "cpu")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("damage", ["no index", "no JSON", "cut weights", "not for masks"])
def test_a_damaged_folder_gives_a_sentence(copied, damage):
    index, weights = copied / "model_index.json", copied / "vae" / "diffusion_pytorch_model.safetensors"
    if damage == "no index":
        index.unlink()
    elif damage == "no JSON":
        index.write_text("{")
    elif damage == "cut weights":
        weights.write_bytes(weights.read_bytes()[:10_000])
    else:
        index.write_text(index.read_text().replace("StableDiffusionInpaintPipeline", "DDPMPipeline"))
    with pytest.raises(UnreadableWeights, match="cannot be loaded") as refusal:
        DiffusionModel.from_folder(copied, "cpu")
    assert "\n" not in refusal.value.sentence and "Download it again" in refusal.value.sentence

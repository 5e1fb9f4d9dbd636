"""Generated paint, with a stand-in for the model: what it gets, what is taken back, and what is missing to use it."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from restoration import weights
from restoration.catalog import INPAINTERS
from restoration.domain import Damage
from restoration.errors import BadRequest, RefusedFill
from restoration.inpainting.base import Needs, describe_generation
from restoration.inpainting.classical import Telea
from restoration.inpainting.diffusion import duration, model_folder
from restoration.inpainting.diffusion.duration import StableDiffusion15, estimate
from restoration.inpainting.diffusion.inpainter import Diffusion
from restoration.inpainting.diffusion.model_folder import ModelFolder
from restoration.inpainting.diffusion.request import PRESETS, GenerationRequest, describe_words, find_preset
from restoration.inpainting.fill_cache import CachedInpainter
from restoration.networks.diffusion_model import DiffusionModel
from restoration.pipeline import restore
from tests.stand_ins import InpaintPipeline

GIGABYTE = 10**9


@pytest.fixture
def pipeline():
    return InpaintPipeline()


@pytest.fixture
def diffusion(pipeline):
    return Diffusion(DiffusionModel(pipeline), ModelFolder(Path("models"), "stand-in", "f00"))


@pytest.fixture
def model_at(tmp_path, monkeypatch):
    """Put a model into a folder, of files with the given sizes, and name it in the environment."""

    def model_at(folder=tmp_path / "mine", **sizes):
        for name, size in (
            {"model_index.json": 2} | {key.replace("__", "."): size for key, size in sizes.items()}
        ).items():
            path = folder / name if name.startswith("model_index") else folder / "unet" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.truncate(size)
        return folder

    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(weights, "MODELS", tmp_path / "models")
    monkeypatch.setattr(model_folder, "available_memory", lambda: 32.0 * GIGABYTE)
    monkeypatch.setattr(model_folder, "find_spec", lambda name: name)
    monkeypatch.setattr(model_folder, "torch_device", lambda: "cpu")
    return model_at


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_only_the_mask_changes_and_sixteen_bits_are_used(diffusion, painting, hole, depth):
    picture = painting.astype(depth) * (np.iinfo(depth).max // 255)
    filled = diffusion.fill(picture, hole)
    assert np.array_equal(filled[~hole], picture[~hole])
    assert (filled[hole] != picture[hole]).any(axis=1).mean() > 0.9
    if depth == np.uint16:
        assert len(np.unique(filled[hole] % 257)) > 100, "it was quantised to 8 bits"


def test_a_thin_crack_takes_whole_cells_for_the_model_and_its_own_colour_is_not_shown_to_it(diffusion, pipeline):
    picture, crack = np.full((100, 128, 3), 90, np.uint8), np.zeros((100, 128), bool)
    crack[37, 10:90] = True
    picture[crack] = 255
    filled = diffusion.fill(picture, crack)
    (call,) = pipeline.calls
    assert np.array_equal(call.hole[32:40, 8:96], np.ones((8, 88), bool)) and call.hole[:100].sum() == 8 * 88
    assert call.image[:100].max() < 0.4, "the model sees the crack's own colour"
    assert np.array_equal(filled[~crack], picture[~crack])


def test_a_window_larger_than_the_model_s_picture_is_scaled_down_and_back(diffusion, pipeline):
    ramp = np.linspace(40, 200, 400)[np.newaxis, :, np.newaxis]
    picture = np.broadcast_to(ramp, (300, 400, 3)).astype(np.uint8)
    loss = np.zeros((300, 400), bool)
    loss[100:200, 150:250] = True
    filled = diffusion.fill(np.where(loss[..., np.newaxis], 0, picture).astype(np.uint8), loss)
    (call,) = pipeline.calls
    assert call.hole[32:64, 48:80].all() and not call.hole[:24].any(), "400 px became 128"
    assert filled.shape == picture.shape
    assert np.abs(filled[loss].astype(float) - picture[loss]).mean() < 12
    assert "the largest at 32% of its scale" in diffusion.estimate(loss).sentence


def test_the_tint_of_the_model_is_taken_off_again(diffusion):
    picture, loss = np.full((128, 128, 3), 120, np.uint8), np.zeros((128, 128), bool)
    loss[40:80, 40:80] = True
    filled = diffusion.fill(picture, loss)
    assert np.abs(filled[loss].mean(axis=0) - 120).max() < 1, "the model makes all it paints up to ten levels lighter"


@pytest.mark.parametrize("answer", ["black", "flagged", "numbers that overflowed"])
def test_an_answer_that_is_no_picture_is_refused(diffusion, pipeline, painting, hole, monkeypatch, answer):
    images = np.full((1, 128, 128, 3), np.nan if answer.startswith("numbers") else 0, np.float32)
    flags = [True] if answer == "flagged" else None
    reply = SimpleNamespace(images=images, nsfw_content_detected=flags)
    monkeypatch.setattr(InpaintPipeline, "__call__", lambda *_, **__: reply)
    with pytest.raises(RefusedFill) as refusal:
        diffusion.fill(painting, hole)
    assert "Try another seed, other words, or a smaller mask." in refusal.value.sentence
    if answer == "black":
        assert not diffusion.fill(np.zeros_like(painting), hole).any(), "black paint may be continued in black"


def test_chance_follows_the_seed_and_the_damage_of_a_window_alone(diffusion):
    picture, one = np.full((1200, 300, 3), 120, np.uint8), np.zeros((1200, 300), bool)
    one[100:140, 100:140] = True
    both = one.copy()
    both[1000:1040, 100:140] = True
    first, again = (restore(picture, Damage(mask), diffusion).after for mask in (one, both))
    assert np.array_equal(first[:600], again[:600]), "a fill depends on damage far away"
    other = restore(picture, Damage(one), diffusion.with_request(GenerationRequest(seed=1))).after
    assert (other[one] != first[one]).any(axis=1).mean() > 0.5


def test_a_restoration_says_what_its_fill_was_generated_from(diffusion, painting, hole):
    request = GenerationRequest("a blue sky", "clouds", 20, 5.0, 0.8, 7)
    asked = CachedInpainter(diffusion.with_request(request))
    generation = restore(painting, Damage(hole), asked).generation
    assert generation == {
        "evidence": 4,
        "prompt": "a blue sky",
        "negative_prompt": "clouds",
        "steps": 20,
        "guidance": 5.0,
        "strength": 0.8,
        "seed": 7,
        "model": "stand-in",
        "revision": "f00",
        "device": "cpu",
    }
    assert describe_generation(CachedInpainter(Telea())) is None


def test_a_prompt_that_the_model_reads_in_part_only_is_refused(diffusion, pipeline):
    pipeline.tokenizer = lambda text: SimpleNamespace(input_ids=text.split())
    pipeline.tokenizer.model_max_length = 20
    assert diffusion.with_request(GenerationRequest("blue " * 18, "")).request.seed == 0
    with pytest.raises(BadRequest, match="The model reads 18 words or parts of words; these are 19"):
        diffusion.with_request(GenerationRequest("blue " * 21, ""))


def test_a_request_survives_json_and_its_alternatives_differ_in_their_seeds_alone():
    request = GenerationRequest("gold", seed=4)
    assert GenerationRequest.from_json(request.to_json()) == request
    assert GenerationRequest.from_json({}) == GenerationRequest()
    assert request.alternatives(3) == tuple(replace(request, seed=seed) for seed in (4, 5, 6))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"steps": 0}, "Steps: 0 is out of range. Use 1 to 150."),
        ({"guidance": float("nan")}, "Guidance: nan is out of range."),
        ({"strength": 1.01}, "Strength: 1.01 is out of range."),
        ({"steps": 3, "strength": 0.3}, "leave no step to compute. Ask for more steps"),
        ({"seed": -1}, "Use 0 to 4294967295."),
        ({"prompt": "a\x1b[31mb"}, "control characters"),
        ({"negative_prompt": "x" * 1001}, "The negative prompt has 1001 letters."),
        ({"seed": "one"}, "expected `int`, got `str` in `seed`"),
        ({"alternatives": 9}, "Alternatives: 9 is out of range. Use 1 to 8."),
    ],
)
def test_an_impossible_request_gets_a_sentence_with_a_cure(values, message):
    with pytest.raises(BadRequest) as refusal:
        GenerationRequest.from_json(values).alternatives(values.get("alternatives", 1))
    assert message in refusal.value.sentence


def test_a_person_s_words_come_before_those_of_the_preset():
    fresco = find_preset("fresco")
    assert describe_words(fresco, "blue sky", None) == (f"blue sky, {fresco.prompt}", fresco.negative_prompt)
    assert describe_words(None, "blue sky", "birds") == ("blue sky", "birds")
    assert describe_words(None, None, None) == (PRESETS[0].prompt, PRESETS[0].negative_prompt)
    assert all(GenerationRequest(each.prompt, each.negative_prompt) for each in PRESETS)
    with pytest.raises(BadRequest, match=r"There is no preset 'graffiti'"):
        find_preset("graffiti")


def test_time_follows_windows_steps_and_guidance(monkeypatch):
    monkeypatch.setattr(duration, "thread_count", lambda: 2)
    mask = np.zeros((200, 3000), bool)
    mask[100:110, 100:110] = mask[100:110, 2500:2510] = True
    both = estimate(mask, Diffusion.needs, GenerationRequest(steps=50, strength=0.6), StableDiffusion15("cpu"))
    assert (both.windows, both.steps, both.smallest_scale) == (2, 30, 1)
    assert both.sentence.startswith("2 windows of 30 steps: about 1")
    plain = estimate(mask[:, :1500], Diffusion.needs, GenerationRequest(guidance=1), StableDiffusion15("cpu"))
    assert plain.seconds < both.seconds / 3
    assert estimate(mask & False, Needs(), GenerationRequest(), StableDiffusion15("cuda")).windows == 0


def test_without_its_files_the_command_that_downloads_them_is_named(model_at):
    assert INPAINTERS["diffusion"].problem().sentence == (
        "models/diffusion/stable-diffusion-inpainting is not there, or incomplete. "
        "Get it with `python scripts/download_diffusion_weights.py` (2.1 GB)."
    )
    assert INPAINTERS["diffusion"].weights_version() == weights.DIFFUSION.revision[:12]


def test_on_a_small_machine_it_is_not_offered_and_the_memory_is_the_reason(model_at, monkeypatch):
    for memory, cards, is_ready in ((1, "cuda", False), (4.5, "cpu", False), (4.5, "cuda", True), (7, "cpu", True)):
        monkeypatch.setattr(model_folder, "available_memory", lambda memory=memory: memory * GIGABYTE)
        monkeypatch.setattr(model_folder, "torch_device", lambda cards=cards: cards)
        sentence = model_folder.problem().sentence
        assert ("needs about 6 GB of memory; this machine has " in sentence) is not is_ready, (memory, cards)


@pytest.mark.parametrize(
    ("absent", "sentence"),
    [
        ("torch", "PyTorch is not installed. Install it with `pip install -r requirements.txt`."),
        ("diffusers", "diffusers is not installed. Install it with `pip install -r requirements-generative.txt`."),
    ],
)
def test_a_library_that_is_not_installed_is_named(model_at, monkeypatch, absent, sentence):
    monkeypatch.setattr(model_folder, "find_spec", lambda name: None if name == absent else name)
    assert model_folder.problem().sentence == sentence


def test_another_model_is_taken_from_a_folder_or_from_the_cache_of_hugging_face(model_at, tmp_path, monkeypatch):
    monkeypatch.setenv(model_folder.VARIABLE, str(model_at(a__safetensors=7)))
    assert model_folder.find_model() == ModelFolder(tmp_path / "mine", "mine", None)
    before = model_folder.weights_version()
    model_at(a__safetensors=8)
    assert model_folder.problem() is None and model_folder.weights_version() != before
    snapshots = tmp_path / "hub" / "models--somebody--painter"
    (snapshots / "refs").mkdir(parents=True)
    (snapshots / "refs" / "main").write_text("c0ffee\n")
    cached = model_at(snapshots / "snapshots" / "c0ffee", a__safetensors=7)
    for name in ("somebody/painter", "somebody/painter@c0ffee"):
        monkeypatch.setenv(model_folder.VARIABLE, name)
        assert model_folder.find_model() == ModelFolder(cached, "somebody/painter", "c0ffee")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nobody/painter", "there is no such folder"),
        ("../../etc@x", "there is no such folder"),
        ("{pickle}", "pickles"),
    ],
)
def test_a_model_that_is_not_there_or_holds_pickles_is_not_ready(model_at, monkeypatch, name, message):
    monkeypatch.setenv(model_folder.VARIABLE, name.format(pickle=model_at(diffusion_pytorch_model__bin=7)))
    assert message in model_folder.problem().sentence

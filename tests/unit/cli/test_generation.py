"""Paint from words on the command line, with a stand-in for the model."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from restoration.catalog import INPAINTERS
from restoration.inpainting.diffusion.inpainter import Diffusion
from restoration.inpainting.diffusion.model_folder import ModelFolder
from restoration.networks.diffusion_model import DiffusionModel
from restoration.registry import no_problem
from tests.stand_ins import InpaintPipeline


@pytest.fixture
def scan(tmp_path, painting, hole, monkeypatch):
    """A picture and its mask, with a stand-in for the diffusion model; the paths of both."""
    diffusion = Diffusion(DiffusionModel(InpaintPipeline()), ModelFolder(Path(), "stand-in", None))
    entry = replace(INPAINTERS["diffusion"], build=lambda: diffusion, problem=no_problem)
    monkeypatch.setitem(INPAINTERS._entries, "diffusion", entry)
    Image.fromarray(painting).save(tmp_path / "a.png")
    Image.fromarray(hole.astype(np.uint8) * 255).save(tmp_path / "a_mask.png")
    return tmp_path / "a.png", tmp_path / "a_mask.png"


def read(folder, name):
    return np.asarray(Image.open(folder / name)), json.loads(
        (folder / name.replace("restored", "report").replace("png", "json")).read_text()
    )


def test_words_and_numbers_go_into_the_fill_and_into_the_record(run, scan, tmp_path):
    options = ("--preset", "fresco", "--prompt", "blue sky", "--steps", 20, "--guidance", 6, "--seed", 3)
    code, printed, errors = run(
        "restore", scan[0], "--mask", scan[1], "-o", tmp_path, "--inpainter", "diffusion", *options
    )
    assert code == 0 and "filled by diffusion" in printed
    assert errors.startswith("Generating with seed 3: 1 window of 20 steps: about ")
    _, record = read(tmp_path, "a_restored.png")
    assert "generated" in record["statement"]
    generation = record["generation"]
    assert generation["prompt"].startswith("blue sky, detail of a fresco")
    assert (generation["steps"], generation["guidance"], generation["strength"]) == (20, 6, 1)


def test_alternatives_have_files_and_records_of_their_own_and_are_those_of_their_seeds(run, scan, hole, tmp_path):
    words = ("inpaint", scan[0], "--mask", scan[1], "--output", tmp_path, "--inpainter", "diffusion")
    assert run(*words, "--seed", 4, "--alternatives", 3)[0] == 0
    fills = [read(tmp_path, f"a_restored_seed{seed}.png") for seed in (4, 5, 6)]
    assert [record["generation"]["seed"] for _, record in fills] == [4, 5, 6]
    assert len({picture[hole].tobytes() for picture, _ in fills}) == 3
    assert len({picture[~hole].tobytes() for picture, _ in fills}) == 1
    run(*words, "--seed", 5)
    assert np.array_equal(read(tmp_path, "a_restored.png")[0], fills[1][0])
    _, printed, _ = run("detect", tmp_path, "--detector", "opencv", "--output", tmp_path / "out")
    assert "Left out as results of an earlier run" in printed and "(5 in all)" in printed


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--prompt", "gold"), "--prompt is for paint that is generated. Add --inpainter diffusion."),
        (("--negative-prompt", "gold", "--inpainter", "telea"), "--negative-prompt is for paint"),
        (("--alternatives", 2), "Add --inpainter diffusion"),
        (("--inpainter", "diffusion", "--preset", "graffiti"), "Choose one of: oil, panel"),
        (("--inpainter", "diffusion", "--steps", 0), "Use 1 to 150."),
        (("--inpainter", "diffusion", "--guidance", "nan"), "'--guidance'"),
        (("--inpainter", "diffusion", "--alternatives", 9), "Use 1 to 8."),
        (("--inpainter", "diffusion", "--seed", 2**32 - 1, "--alternatives", 2), "Use 0 to 4294967295."),
    ],
)
def test_an_option_that_does_not_fit_is_refused_before_any_work(assert_refused, scan, tmp_path, options, message):
    assert_refused("inpaint", scan[0], "--mask", scan[1], "--output", tmp_path / "out", *options, message=message)
    assert not (tmp_path / "out").exists()

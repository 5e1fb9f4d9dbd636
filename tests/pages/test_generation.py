"""Paint generated from words on the Restore page, with a stand-in for the model."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from restoration.app.picture_viewer import Click
from restoration.catalog import INPAINTERS
from restoration.inpainting.diffusion.inpainter import Diffusion
from restoration.inpainting.diffusion.model_folder import ModelFolder
from restoration.inpainting.diffusion.request import find_preset
from restoration.networks.diffusion_model import DiffusionModel
from tests.pages.restore_page import button, job, with_label
from tests.stand_ins import InpaintPipeline


@pytest.fixture
def generator(monkeypatch):
    model = DiffusionModel(InpaintPipeline())
    entry = replace(
        INPAINTERS["diffusion"],
        build=lambda: Diffusion(model, ModelFolder(Path("models"), "stand-in", "f00")),
        problem=lambda: None,
        weights_version=lambda: "f00",
    )
    monkeypatch.setitem(INPAINTERS._entries, "diffusion", entry)


def generate(page, alternatives):
    with_label(page.selectbox, "Fill it with").set_value("diffusion").run()
    with_label(page.slider, "Alternatives").set_value(alternatives).run()
    button(page, "Restore").click().run()
    assert not page.exception


def test_the_time_is_estimated_once_for_each_mask_and_request(page, generator, hole, monkeypatch):
    asked, estimate = [], Diffusion.estimate_unloaded
    monkeypatch.setattr(Diffusion, "estimate_unloaded", lambda *given: asked.append(given) or estimate(*given))
    job(page).given_mask = hole.astype(np.uint8)
    with_label(page.selectbox, "Fill it with").set_value("diffusion").run()
    page.run()
    assert len(asked) == 1
    with_label(page.slider, "Steps").set_value(20).run()
    assert len(asked) == 2 and any("20 steps: about" in caption.value for caption in page.caption)
    job(page).given_mask = np.zeros(hole.shape, np.uint8)
    page.run()
    assert len(asked) == 3 and any("0 windows" in caption.value for caption in page.caption)


def test_alternatives_are_results_of_their_own_of_which_a_region_takes_one(page, generator, hole):
    job(page).given_mask = hole.astype(np.uint8)
    with_label(page.selectbox, "Fill it with").set_value("diffusion").run()
    with_label(page.selectbox, "Words for").set_value("fresco").run()
    assert job(page).plan.generation.request.prompt == find_preset("fresco").prompt
    assert any("30 steps: about" in caption.value for caption in page.caption), "the time is not said before"
    generate(page, 3)
    results = {result.key: result for result in job(page).results}
    assert list(results) == ["diffusion_seed0", "diffusion_seed1", "diffusion_seed2"]
    assert results["diffusion_seed2"].label == "Diffusion (generated), seed 2"
    assert len({result.restoration.after.tobytes() for result in results.values()}) == 3
    for result in results.values():
        np.testing.assert_array_equal(result.restoration.after[~hole], job(page).painting.image[~hole])

    from restoration.app.restore import alternatives  # importable after a run
    from restoration.app.restore.regions import job_regions

    alternatives.select_at(job(page), Click(48.5, 33.5))
    page.run()
    button(page, "choose diffusion_seed2").click().run()
    record = alternatives.composed_result(job(page)).restoration
    assert record.generation is not None and ("diffusion_seed2",) in [share.methods for share in record.shares]
    assert {region.evidence for region in job_regions(job(page)).regions} == {4}


def test_words_and_seeds_come_back_with_the_work(page, generator):
    from restoration.app.restore import dossier_io

    with_label(page.selectbox, "Fill it with").set_value("diffusion").run()
    with_label(page.text_area, "What to paint").set_value("a blue\nmantle").run()
    with_label(page.number_input, "Seed").set_value(7).run()
    generate(page, 1)
    assert [result.key for result in job(page).results] == ["diffusion_seed7"]
    plan = dossier_io.plan_as_json(job(page))["generation"]
    assert (plan["request"]["prompt"], plan["request"]["seed"], plan["alternatives"]) == ("a blue mantle", 7, 1)
    saved = dossier_io.saved_result(job(page).results[0])
    assert saved.restoration.generation["prompt"] == "a blue mantle"
    entry = dossier_io._decode_plan(dossier_io.plan_as_json(job(page)), dossier_io.JobPlanEntry)
    assert dossier_io._as_plan(entry) == job(page).plan

"""The Benchmark page as a visitor meets it, without a browser."""

import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from restoration.app import folders
from restoration.app.benchmark import detail, training
from restoration.benchmark import methods, results
from restoration.benchmark import protocol as protocols
from restoration.benchmark.metric_catalog import METRICS
from restoration.benchmark.protocol import QUICK_PROTOCOL
from restoration.benchmark.results import BenchmarkResults, ResultRow, write_results
from restoration.catalog import INPAINTERS
from restoration.damage import serialization
from restoration.files import sha256_of_file
from restoration.registry import Registry
from restoration.weights import INPAINTING_UNET

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "data" / "benchmarks" / "reference"
SECTIONS = ["Finding damage", "Filling", "Finding and filling", "Speed and memory", "Painting by painting"]


@pytest.fixture
def originals(tmp_path):
    """A folder with one small painting."""
    folder = tmp_path / "originals"
    folder.mkdir()
    rough = np.random.default_rng(1).integers(60, 200, (12, 14, 3)).astype(np.uint8)
    Image.fromarray(rough).resize((112, 96), Image.Resampling.BICUBIC).save(folder / "met_1_A_Lady.png")
    return folder


@pytest.fixture
def folder(tmp_path, monkeypatch, originals):
    """The folder of runs, with one that filled that painting and measured nothing else."""
    monkeypatch.setattr(results, "RUNS_FOLDER", tmp_path / "runs")
    cells = [
        ResultRow("fill", method, "met_1_A_Lady", severity, "dutch", "psnr_inside", value)
        for method, value in (("nothing", 20.0), ("telea", 27.0), ("ns", 28.0))
        for severity in QUICK_PROTOCOL.severities
    ]
    write_results(results.RUNS_FOLDER / "mine", BenchmarkResults(cells, [], about(originals)))
    return results.RUNS_FOLDER


def about(originals):
    """What a run of a former day tells of itself."""
    return {
        "protocol": {
            "version": protocols.PROTOCOL_VERSION,
            "generator": serialization.GENERATOR_VERSION,
            **asdict(QUICK_PROTOCOL),
        },
        "methods": [
            {"method": key, "label": label, "source": "doi:10.1/2"}
            for key, label in (("nothing", "Do nothing"), ("telea", "<b>Telea</b>"), ("ns", "Navier-Stokes"))
        ],
        "metrics": [asdict(metric) for metric in METRICS],
        "pictures": [
            {
                "picture": "met_1_A_Lady",
                "title": "A Lady",
                "artist": "",
                "museum": "",
                "sha256": sha256_of_file(originals / "met_1_A_Lady.png"),
            }
        ],
        "machine": {"system": "Linux", "processor": "", "processors": 2},
        "versions": {},
        "absent": {"lama": "Its weights were not there."},
        "commit": "",
    }


def show(page, section):
    page.segmented_control(key="benchmark-section").set_value(section).run()
    assert not page.exception
    return page


def told(elements):
    return " ".join(element.value for element in elements)


def tables(page):
    return [html.proto.body for html in page.get("html") if "<table>" in html.proto.body]


def test_the_reference_run_opens_with_real_damage_and_names_its_commit(come_in):
    page = come_in("benchmark.py")
    assert not page.exception and not page.error
    assert page.subheader[0].value == "On real paintings"
    about = json.loads((results.RUNS_FOLDER / "reference" / "run.json").read_text())
    assert "25 paintings, details of 512 px · damage trace, light, moderate, heavy, severe" in told(page.markdown)
    assert f"{about['date']} · commit {about['commit'][:7]}" in told(page.markdown)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_of_the_reference_run_shows_figures_and_a_table(section, come_in):
    page = show(come_in("benchmark.py"), section)
    assert not page.error
    assert not page.info or section == "Painting by painting"  # whose pictures may not be at hand
    assert page.get("plotly_chart") and tables(page)


def test_how_our_networks_learnt_is_shown(come_in):
    page = show(come_in("benchmark.py"), "Training")
    assert not page.info and len(page.get("plotly_chart")) == 2
    assert "1,623,988 parameters" in told(page.caption)


def test_a_run_card_that_cannot_be_understood_is_a_sentence(tmp_path, monkeypatch, come_in):
    weights = replace(INPAINTING_UNET, path=tmp_path / "net.pth")
    weights.file.touch()
    weights.card.write_text('{"curve": []}')
    monkeypatch.setattr(training, "INPAINTING_UNET", weights)
    page = show(come_in("benchmark.py"), "Training")
    assert "net.json is no run card of this version." in page.info[0].value
    assert len(page.get("plotly_chart")) == 1


def test_a_network_that_was_taught_outside_a_repository_is_shown_too(tmp_path, monkeypatch, come_in):
    weights = replace(INPAINTING_UNET, path=tmp_path / "net.pth")
    weights.file.touch()
    weights.card.write_text(json.dumps(json.loads(INPAINTING_UNET.card.read_bytes()) | {"commit": None}))
    monkeypatch.setattr(training, "INPAINTING_UNET", weights)
    page = show(come_in("benchmark.py"), "Training")
    assert not page.info and "outside a repository" in told(page.caption)


def test_a_measure_is_explained_where_it_is_chosen(folder, come_in):
    page = show(come_in("benchmark.py"), "Filling")
    assert "6 dB more is half the error. Higher is better." in told(page.markdown)
    assert "Navier-Stokes is the best, by 1.00 dB" in told(page.markdown)


def test_what_a_run_tells_is_never_markup(folder, come_in):
    (table,) = tables(show(come_in("benchmark.py"), "Filling"))
    assert "&lt;b&gt;Telea&lt;/b&gt;" in table and "<b>Telea" not in table


@pytest.mark.parametrize("section", ["Finding damage", "Finding and filling", "Speed and memory"])
def test_what_a_run_did_not_measure_is_said(folder, section, come_in):
    page = show(come_in("benchmark.py"), section)
    assert "did not measure" in told(page.caption) and not page.get("plotly_chart")


def test_a_task_that_a_run_did_not_do_has_no_paintings(folder, come_in):
    page = show(come_in("benchmark.py"), "Painting by painting")
    page.segmented_control(key="benchmark-task").set_value("Finding damage").run()
    assert not page.exception and "did not measure" in told(page.caption)


def test_a_choice_is_kept_while_another_section_is_shown(come_in):
    page = show(come_in("benchmark.py"), "Filling")
    page.selectbox(key="benchmark-metric-fill").set_value("lpips").run()
    show(page, "Finding damage")
    assert show(page, "Filling").selectbox(key="benchmark-metric-fill").value == "lpips"


def test_a_painting_that_another_run_does_not_have_is_not_asked_of_it(folder, come_in):
    page = show(come_in("benchmark.py"), "Painting by painting")
    shutil.copytree(REFERENCE, folder / "reference")
    page.run()
    page.selectbox(key="benchmark-run").set_value("reference").run()
    page.selectbox(key="benchmark-picture").set_value("aic_880_The_Marsh").run()
    page.segmented_control(key="benchmark-detail").set_value("severe").run()
    page.selectbox(key="benchmark-run").set_value("mine").run()
    assert not page.exception
    assert page.selectbox(key="benchmark-picture").value == "met_1_A_Lady"


@pytest.mark.parametrize("spoilt", [b"{}", b"no json"])
def test_a_run_that_cannot_be_understood_is_a_sentence(folder, spoilt, come_in):
    (folder / "mine" / "run.json").write_bytes(spoilt)
    page = come_in("benchmark.py")
    assert not page.exception and len(page.error) == 1


def test_where_no_run_is_kept_the_command_is_named(tmp_path, monkeypatch, come_in):
    monkeypatch.setattr(results, "RUNS_FOLDER", tmp_path)
    page = come_in("benchmark.py")
    assert not page.exception and "python -m restoration benchmark" in page.error[0].value


def test_the_detail_of_a_painting_is_drawn_again_and_filled(folder, originals, come_in):
    page = show(come_in("benchmark.py"), "Painting by painting")
    page.text_input(key="benchmark-originals").set_value(str(originals)).run()
    assert {"Undamaged", "Damaged: light, in the style dutch"} <= {caption.value for caption in page.caption}
    page.button_group[-1].set_value(["telea"]).run()
    next(button for button in page.button if button.label == "Fill").click().run()
    assert not page.exception
    assert any(caption.value.startswith("Telea (fast marching): ") for caption in page.caption)


def test_a_detail_is_neither_looked_for_nor_drawn_again_while_nothing_changes(folder, originals, monkeypatch, come_in):
    page = show(come_in("benchmark.py"), "Painting by painting")
    page.text_input(key="benchmark-originals").set_value(str(originals)).run()
    monkeypatch.setattr(detail, "find_original", lambda *_: pytest.fail("looked for again"))
    page.run()
    assert not page.exception
    assert "Undamaged" in {caption.value for caption in page.caption}


def test_a_folder_that_holds_a_whole_disk_is_not_searched(folder, originals, monkeypatch, come_in):
    (originals / "below").mkdir()
    monkeypatch.setattr(folders, "MAX_FOLDERS", 2)
    page = show(come_in("benchmark.py"), "Painting by painting")
    page.text_input(key="benchmark-originals").set_value(str(originals)).run()
    assert not page.exception and "thousands of folders" in page.info[0].value
    run_here(page, originals, "mine")
    assert not page.exception and "thousands of folders" in page.error[0].value


@pytest.mark.parametrize("nowhere", ["nowhere", "~no-such-person/x", "a" * 300, " "])
def test_a_painting_that_is_not_at_hand_is_told_with_the_cure(folder, nowhere, come_in):
    page = show(come_in("benchmark.py"), "Painting by painting")
    page.text_input(key="benchmark-originals").set_value(nowhere).run()
    assert not page.exception and "Name the folder that holds it" in page.info[0].value
    assert "https://www.metmuseum.org/art/collection/search/1" in told(page.markdown)


def run_here(page, paintings, name):
    show(page, "Run it here")
    page.text_input(key="benchmark-paintings").set_value(str(paintings))
    page.text_input(key="benchmark-name").set_value(name)
    return next(button for button in page.button if "quick benchmark" in button.label).click().run()


def test_a_quick_run_on_a_folder_of_ones_own_can_be_looked_at(folder, originals, monkeypatch, come_in):
    quick = [entry for entry in INPAINTERS if not entry.edition()]  # a network would need a second for each detail
    monkeypatch.setattr(methods, "INPAINTERS", Registry("inpainter", quick))
    page = run_here(come_in("benchmark.py"), originals, "second")
    assert not page.exception and "Done, on 1 paintings." in told(page.success)
    next(button for button in page.button if button.label == "Look at it").click().run()
    assert page.selectbox(key="benchmark-run").value == "second"
    assert page.segmented_control(key="benchmark-section").value == "Finding damage"


def test_what_is_asked_wrongly_is_a_sentence_with_a_cure(folder, originals, tmp_path, come_in):
    page = come_in("benchmark.py")
    for paintings, name, cure in (
        (originals, "../mine", "letters, digits"),
        (originals, "reference", "another name"),
        (tmp_path / "nowhere", "mine", "Check the path"),
        ("~no-such-person/x", "mine", "Check the path"),
        ("a" * 300, "mine", "Check the path"),
        (folder, "mine", "restoration fetch"),
    ):
        run_here(page, paintings, name)
        assert not page.exception and cure in page.error[0].value

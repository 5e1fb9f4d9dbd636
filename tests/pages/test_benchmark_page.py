"""The Benchmark page without a browser."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from restoration.app import folders
from restoration.app.benchmark import detail, training
from restoration.benchmark import methods, results
from restoration.benchmark.results import BenchmarkResults, ResultRow, write_results
from restoration.catalog import INPAINTERS
from restoration.registry import Registry
from restoration.weights import INPAINTING_UNET
from tests.pages.small_run import metadata, score_rows

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
    """The folder of runs, with one run that filled that painting and measured nothing else."""
    monkeypatch.setattr(results, "RUNS_FOLDER", tmp_path / "runs")
    monkeypatch.setattr(results, "SHIPPED_FOLDER", tmp_path / "runs")
    write_results(
        results.RUNS_FOLDER / "mine",
        BenchmarkResults(score_rows("met_1_A_Lady"), [], metadata(originals / "met_1_A_Lady.png")),
    )
    return results.RUNS_FOLDER


def open_section(page, section):
    page.segmented_control(key="benchmark-section").set_value(section).run()
    assert not page.exception
    return page


def texts(elements):
    return " ".join(element.value for element in elements)


def tables(page):
    return [html.proto.body for html in page.get("html") if "<table>" in html.proto.body]


def test_the_reference_run_starts_with_real_damage_and_names_its_commit(open_page):
    page = open_page("benchmark.py")
    assert not page.exception and not page.error
    assert page.subheader[0].value == "On real paintings"
    metadata = json.loads((results.RUNS_FOLDER / "reference" / "run.json").read_text())
    shown = texts(page.markdown).replace("\\", "")
    assert "17 paintings: the split val · details of 512 px · damage trace, light, moderate, heavy, severe" in shown
    assert f"{metadata['date']} · commit {metadata['commit'][:7]}" in texts(page.markdown)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_of_the_reference_run_shows_figures_and_a_table(section, open_page):
    page = open_section(open_page("benchmark.py"), section)
    assert not page.error
    assert not page.info or section == "Painting by painting"  # its pictures may be missing
    assert page.get("plotly_chart") and tables(page)


def test_the_curve_over_strokes_is_shown_where_a_run_has_one(folder, originals, open_page):
    page = open_section(open_page("benchmark.py"), "Finding damage")
    assert "After a few strokes" not in [heading.value for heading in page.subheader]
    rows = [
        ResultRow("teach", "unet", "met_1_A_Lady", count, "whole", "far_line_f1", 0.8) for count in ("00", "01", "03")
    ]
    write_results(folder / "mine", BenchmarkResults(rows, [], metadata(originals / "met_1_A_Lady.png")))
    page.run()
    assert not page.exception
    assert "After a few strokes" in [heading.value for heading in page.subheader]
    assert len(page.get("plotly_chart")) == 1 and "three on wrong marks" in texts(page.caption)


def test_the_training_of_our_networks_is_shown(open_page):
    page = open_section(open_page("benchmark.py"), "Training")
    assert not page.info and len(page.get("plotly_chart")) == 4
    assert "1,623,988 parameters" in texts(page.caption)


def test_a_run_card_that_cannot_be_understood_gets_a_sentence(tmp_path, monkeypatch, open_page):
    weights = replace(INPAINTING_UNET, path=tmp_path / "net.pth")
    weights.file.touch()
    weights.card.write_text('{"curve": []}')
    monkeypatch.setattr(training, "INPAINTING_UNET", weights)
    page = open_section(open_page("benchmark.py"), "Training")
    assert "net.json is not a run card of this version." in page.info[0].value
    assert len(page.get("plotly_chart")) == 3


def test_a_network_that_was_trained_outside_a_repository_is_shown_too(tmp_path, monkeypatch, open_page):
    weights = replace(INPAINTING_UNET, path=tmp_path / "net.pth")
    weights.file.touch()
    weights.card.write_text(json.dumps(json.loads(INPAINTING_UNET.card.read_bytes()) | {"commit": None}))
    monkeypatch.setattr(training, "INPAINTING_UNET", weights)
    page = open_section(open_page("benchmark.py"), "Training")
    assert not page.info and "outside a repository" in texts(page.caption)


def test_a_metric_is_explained_beside_its_choice(folder, open_page):
    page = open_section(open_page("benchmark.py"), "Filling")
    assert "6 dB more is half the error. Higher is better." in texts(page.markdown)
    assert "Navier-Stokes is the best, 1.00 dB ahead of" in texts(page.markdown)


def test_no_text_of_a_run_becomes_markup(folder, open_page):
    (table,) = tables(open_section(open_page("benchmark.py"), "Filling"))
    assert "&lt;b&gt;Telea&lt;/b&gt;" in table and "<b>Telea" not in table


def test_opaque_cracks_have_a_table_for_all_and_for_each_measured_severity(folder, originals, open_page):
    picture = originals / "met_1_A_Lady.png"
    rows = score_rows(picture.stem)
    opaque = [replace(row, task="opaque", style="black") for row in rows if row.metric == "psnr_inside"]
    described = metadata(picture) | {"chosen": "1 painting: the split test."}
    write_results(folder / "mine", BenchmarkResults(rows + opaque, [], described))
    page = open_section(open_page("benchmark.py"), "Filling")
    shown = [table for table in tables(page) if "Opaque cracks" in table]
    severities = [*{row.severity: row for row in opaque}]
    assert len(shown) == 1 + len(severities)
    assert all(f"Opaque cracks, {severity}: means" in " ".join(shown) for severity in severities)
    assert "1 painting\\: the split test · details of" in texts(page.markdown).replace("\u2060", "")


@pytest.mark.parametrize("section", ["Finding damage", "Finding and filling", "Speed and memory"])
def test_the_page_says_what_a_run_did_not_measure(folder, section, open_page):
    page = open_section(open_page("benchmark.py"), section)
    assert "did not measure" in texts(page.caption) and not page.get("plotly_chart")


def test_a_task_that_a_run_did_not_measure_has_no_paintings(folder, open_page):
    page = open_section(open_page("benchmark.py"), "Painting by painting")
    page.segmented_control(key="benchmark-task").set_value("Finding damage").run()
    assert not page.exception and "did not measure" in texts(page.caption)


def test_a_choice_survives_another_section(folder, open_page):
    page = open_section(open_page("benchmark.py"), "Filling")
    page.selectbox(key="benchmark-metric-fill").set_value("ciede2000_inside").run()
    open_section(page, "Finding damage")
    assert open_section(page, "Filling").selectbox(key="benchmark-metric-fill").value == "ciede2000_inside"


def test_a_chosen_painting_that_another_run_lacks_is_not_kept(folder, originals, open_page):
    page = open_section(open_page("benchmark.py"), "Painting by painting")
    other = metadata(originals / "met_1_A_Lady.png")
    other["pictures"][0] |= {"picture": "aic_880_The_Marsh", "title": "The Marsh"}
    other["protocol"] |= {"severities": ["light", "severe"]}
    rows = score_rows("aic_880_The_Marsh", ("light", "severe"))
    write_results(folder / "other", BenchmarkResults(rows, [], other))
    page.run()
    page.selectbox(key="benchmark-run").set_value("other").run()
    page.selectbox(key="benchmark-picture").set_value("aic_880_The_Marsh").run()
    page.segmented_control(key="benchmark-detail").set_value("severe").run()
    page.selectbox(key="benchmark-run").set_value("mine").run()
    assert not page.exception
    assert page.selectbox(key="benchmark-picture").value == "met_1_A_Lady"


@pytest.mark.parametrize("content", [b"{}", b"no json"])
def test_a_run_that_cannot_be_understood_gets_a_sentence(folder, content, open_page):
    (folder / "mine" / "run.json").write_bytes(content)
    page = open_page("benchmark.py")
    assert not page.exception and len(page.error) == 1


def test_without_any_run_the_command_is_named(tmp_path, monkeypatch, open_page):
    monkeypatch.setattr(results, "RUNS_FOLDER", tmp_path)
    monkeypatch.setattr(results, "SHIPPED_FOLDER", tmp_path)
    page = open_page("benchmark.py")
    assert not page.exception and "python -m restoration benchmark" in page.error[0].value


def test_the_detail_of_a_painting_is_redrawn_and_filled(folder, originals, open_page):
    page = open_section(open_page("benchmark.py"), "Painting by painting")
    page.text_input(key="benchmark-originals").set_value(str(originals)).run()
    assert {"Undamaged", "Damaged: light, in the style dutch"} <= {caption.value for caption in page.caption}
    page.button_group[-1].set_value(["telea"]).run()
    next(button for button in page.button if button.label == "Fill").click().run()
    assert not page.exception
    assert any(caption.value.startswith("Telea (fast marching): ") for caption in page.caption)


def test_a_detail_is_not_redrawn_while_nothing_changes(folder, originals, monkeypatch, open_page):
    page = open_section(open_page("benchmark.py"), "Painting by painting")
    page.text_input(key="benchmark-originals").set_value(str(originals)).run()
    monkeypatch.setattr(detail, "find_original", lambda *_: pytest.fail("searched again"))
    page.run()
    assert not page.exception
    assert "Undamaged" in {caption.value for caption in page.caption}


def test_a_whole_disk_is_not_searched(folder, originals, monkeypatch, open_page):
    (originals / "below").mkdir()
    monkeypatch.setattr(folders, "MAX_FOLDERS", 2)
    page = open_section(open_page("benchmark.py"), "Painting by painting")
    page.text_input(key="benchmark-originals").set_value(str(originals)).run()
    assert not page.exception and "thousands of subfolders" in page.info[0].value
    run_here(page, originals, "mine")
    assert not page.exception and "thousands of subfolders" in page.error[0].value


@pytest.mark.parametrize("nowhere", ["nowhere", "~no-such-person/x", "a" * 300, " "])
def test_a_missing_painting_gets_a_sentence_with_a_hint(folder, nowhere, open_page):
    page = open_section(open_page("benchmark.py"), "Painting by painting")
    page.text_input(key="benchmark-originals").set_value(nowhere).run()
    assert not page.exception and "Name the folder that holds it" in page.info[0].value
    assert {"Undamaged", "Damaged: light, in the style dutch"} <= {caption.value for caption in page.caption}
    assert "https://www.metmuseum.org/art/collection/search/1" in texts(page.markdown)


def run_here(page, paintings, name):
    open_section(page, "Run it here")
    page.text_input(key="benchmark-paintings").set_value(str(paintings))
    page.text_input(key="benchmark-name").set_value(name)
    return next(button for button in page.button if "quick benchmark" in button.label).click().run()


def test_a_quick_run_on_the_users_own_folder_can_be_opened(folder, originals, monkeypatch, open_page):
    quick = [entry for entry in INPAINTERS if not entry.weights_version()]  # a network needs a second for each detail
    monkeypatch.setattr(methods, "INPAINTERS", Registry("inpainter", quick))
    page = run_here(open_page("benchmark.py"), originals, "second")
    assert not page.exception and "Measured on 1 painting: all pictures of the folder" in texts(page.success)
    next(button for button in page.button if button.label == "Show the run").click().run()
    assert page.selectbox(key="benchmark-run").value == "second"
    assert page.segmented_control(key="benchmark-section").value == "Finding damage"


def test_a_wrong_request_gets_a_sentence_with_a_hint(folder, originals, tmp_path, open_page):
    page = open_page("benchmark.py")
    for paintings, name, hint in (
        (originals, "../mine", "letters, digits"),
        (originals, "reference", "another name"),
        (tmp_path / "nowhere", "mine", "Check the path"),
        ("~no-such-person/x", "mine", "Check the path"),
        ("a" * 300, "mine", "Check the path"),
        (folder, "mine", "restoration fetch"),
    ):
        run_here(page, paintings, name)
        assert not page.exception and hint in page.error[0].value

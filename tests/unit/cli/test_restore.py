"""`restore`, `detect`, `inpaint` and `demo`: files, exit codes, and one sentence for each mistake."""

import hashlib
import json
import os
import struct
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image, ImageCms

from restoration.catalog import DETECTORS
from restoration.cli import processing
from restoration.files import sha256_of_file
from restoration.imaging.decoder_process import DecoderProcess
from restoration.imaging.reading import read_painting
from restoration.imaging.xmp_packet import property_texts
from restoration.output.annotations.kind_masks import encode_kinds
from restoration.sample.store import make_sample

CRACK = (slice(20, 22), slice(6, 60))


@pytest.fixture
def mask(tmp_path, painting):
    marked = np.zeros(painting.shape[:2], np.uint8)
    marked[CRACK] = 255
    path = tmp_path / "masks" / "a_mask.png"
    path.parent.mkdir()
    Image.fromarray(marked).save(path)
    return path


def test_restore_writes_picture_mask_overlay_and_report(run, scan, tmp_path):
    code, printed, errors = run("restore", scan, "--output", tmp_path / "out")
    assert (code, errors) == (0, "")
    assert "a.png" in printed
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "a_restored.png",
        "a_mask.png",
        "a_overlay.png",
        "a_report.json",
    }


def test_outside_the_written_mask_the_written_picture_equals_the_input(run, scan, tmp_path):
    run("restore", scan, "--output", tmp_path)
    marked = np.asarray(Image.open(tmp_path / "a_mask.png"))
    assert set(np.unique(marked)) <= {0, 255}
    before, after = np.asarray(Image.open(scan)), np.asarray(Image.open(tmp_path / "a_restored.png"))
    assert np.array_equal(before[marked == 0], after[marked == 0])


def test_the_report_records_the_input_the_method_and_the_damage(run, scan, mask, tmp_path):
    run("restore", scan, "--mask", mask, "--inpainter", "ns", "--output", tmp_path)
    report = json.loads((tmp_path / "a_report.json").read_text(encoding="utf-8"))
    assert report["input"]["sha256"] == read_painting(scan).sha256
    assert report["inpainter"] == "ns"
    assert report["damage"] == {"share": pytest.approx(108 / (48 * 64)), "pixels": 108, "regions": 1}
    assert "hypothesis" in report["statement"]


def test_words_about_the_painting_go_into_the_restored_picture_and_the_report(run, scan, mask, tmp_path):
    words = "--title", "Hill", "--inventory", "inv. 17", "--credit", "Museum"
    for command in ("inpaint", "restore"):
        options = "--mask", mask, "--inpainter", "telea", *words, "--format", "tiff", "--output", tmp_path
        assert run(command, scan, *options)[::2] == (0, "")
        xmp = read_painting(tmp_path / "a_restored.tif").metadata.xmp
        said = property_texts(xmp, ["dc:title", "photoshop:Credit", "Iptc4xmpExt:DigitalSourceType"])
        source_type = said.pop("Iptc4xmpExt:DigitalSourceType")
        assert (said, source_type.rpartition("/")[2]) == (
            {"dc:title": "Hill", "photoshop:Credit": "Museum"},
            "algorithmicallyEnhanced",
        )
    report = json.loads((tmp_path / "a_report.json").read_text(encoding="utf-8"))
    assert report["examined"] == {"title": "Hill", "inventory": "inv. 17", "credit": "Museum"}


def test_words_that_name_one_painting_are_refused_for_several(run, assert_refused, scan, mask, tmp_path):
    (scan.parent / "b.png").write_bytes(scan.read_bytes())
    given = scan.parent, "--mask", mask, "--inpainter", "telea", "--output", tmp_path / "out"
    for option in ("--title", "--inventory"):
        assert_refused("restore", *given, option, "Hill", message="belongs to one picture, and the folder has 2")
    assert not (tmp_path / "out").exists()
    assert run("inpaint", *given, "--credit", "Museum")[0] == 0
    for name in ("a", "b"):
        xmp = read_painting(tmp_path / "out" / f"{name}_restored.png").metadata.xmp
        assert property_texts(xmp, ["photoshop:Credit"]) == {"photoshop:Credit": "Museum"}


@pytest.fixture
def ridged(tmp_path):
    """Return a picture with pale ridges along a net of cracks, and its mask."""
    apart = np.full((240, 240), 9.0)
    for place in range(20, 240, 40):
        lines = np.abs(np.arange(240) - place) - 2.0
        apart = np.minimum(apart, np.minimum(lines[:, np.newaxis], lines))
    grain = np.random.default_rng(0).normal(0, 2, apart.shape)
    picture = np.where(apart <= 0, 40, 120 + grain + 7 * np.clip(1 - apart / 4, 0, 1)).astype(np.uint8)
    paths = tmp_path / "a.png", tmp_path / "a_cracks.png"
    for path, array in zip(paths, (np.dstack([picture] * 3), (apart <= 0).astype(np.uint8) * 255), strict=True):
        Image.fromarray(array).save(path)
    return paths


def test_relief_is_removed_where_asked_and_what_that_changed_is_named(run, ridged, tmp_path):
    picture, mask = ridged
    arguments = ("restore", picture, "--mask", mask, "--inpainter", "telea", "--output", tmp_path / "out")
    code, printed, errors = run(*arguments, "--relief", "1")
    assert (code, errors) == (0, "")
    assert "relief removed in" in printed
    before, after = np.asarray(Image.open(picture)), np.asarray(Image.open(tmp_path / "out" / "a_restored.png"))
    affected, marked = np.asarray(Image.open(tmp_path / "out" / "a_affected.png")) > 0, np.asarray(Image.open(mask)) > 0
    changed = (before != after if before.ndim == 2 else (before != after).any(axis=2)) & ~marked
    assert affected.any()
    assert np.array_equal(changed, affected)
    report = json.loads((tmp_path / "out" / "a_report.json").read_text(encoding="utf-8"))
    assert report["relief"]["strength"] == 1
    assert report["relief"]["affected"]["pixels"] == affected.sum()
    assert report["output"]["affected_sha256"] == sha256_of_file(tmp_path / "out" / "a_affected.png")
    assert "affected band" in report["statement"]

    run(*arguments)
    assert not (tmp_path / "out" / "a_affected.png").exists()
    assert "relief" not in json.loads((tmp_path / "out" / "a_report.json").read_text(encoding="utf-8"))


def test_a_mask_made_by_hand_is_not_rewritten(run, scan, mask, tmp_path):
    marked = np.asarray(Image.open(mask))
    brush = np.dstack([np.full_like(marked, 255)] * 3 + [marked])  # strokes on an empty layer
    Image.fromarray(brush).save(mask)
    made = mask.read_bytes()
    assert run("restore", scan, "--mask", mask, "--inpainter", "telea", "--output", mask.parent)[0] == 0
    assert mask.read_bytes() == made
    report = json.loads((mask.parent / "a_report.json").read_text(encoding="utf-8"))
    assert report["output"]["mask_sha256"] == hashlib.sha256(made).hexdigest()


def test_a_report_always_describes_the_files_beside_it(run, scan, mask, tmp_path):
    def records(*command):
        run(*command, "--output", tmp_path / "out")
        return {path.name: json.loads(path.read_text()) for path in sorted((tmp_path / "out").glob("*.json"))}

    given = ("--mask", mask, "--inpainter", "ns")
    assert list(records("restore", scan, "--inpainter", "telea")) == ["a_report.json"]
    detected = records("detect", scan, "--grow", 3)
    assert list(detected) == ["a_mask_report.json"], "the report of another mask is still there"
    assert detected["a_mask_report.json"]["output"] == {"mask_sha256": sha256_of_file(tmp_path / "out" / "a_mask.png")}
    filled = records("inpaint", scan, *given)["a_report.json"]
    assert filled["output"] == {"restored_sha256": sha256_of_file(tmp_path / "out" / "a_restored.png")}
    assert filled["mask_file"] == {"name": mask.name, "sha256": sha256_of_file(mask)}
    assert list(records("restore", scan, *given)) == ["a_report.json"], "the mask of the other report was replaced"


@pytest.mark.parametrize("command", ["restore", "detect", "inpaint"])
def test_what_reading_changed_is_said_and_recorded_by_every_command(run, scan, mask, tmp_path, command):
    picture = Image.open(scan)
    picture.save(scan.with_suffix(".tif"), save_all=True, append_images=[picture])
    options = ["--mask", mask] if command == "inpaint" else []
    options += [] if command == "detect" else ["--inpainter", "telea"]
    _, _, errors = run(command, scan.with_suffix(".tif"), *options, "--output", tmp_path / "out")
    [record] = (tmp_path / "out").glob("*.json")
    [note] = json.loads(record.read_text())["input"]["notes"]
    assert errors == f"a.tif: {note}\n" and "several pages" in note


def test_the_report_of_a_jpeg_does_not_claim_that_its_pixels_are_the_same(run, scan, mask, tmp_path):
    statements = []
    for form in ("png", "jpeg"):
        run("restore", scan, "--mask", mask, "--inpainter", "telea", "--format", form, "--output", tmp_path)
        statements.append(json.loads((tmp_path / "a_report.json").read_text(encoding="utf-8"))["statement"])
    assert statements[0].endswith("equals the decoded input.")
    assert "JPEG changed" in statements[1]


@pytest.mark.parametrize(("form", "name"), [("pyramid", "a_restored.tif"), ("jp2", "a_restored.jp2")])
def test_formats_for_image_servers_are_written(run, scan, mask, tmp_path, form, name):
    assert run("inpaint", scan, "--mask", mask, "--inpainter", "telea", "--format", form, "--output", tmp_path)[0] == 0
    before, after = read_painting(scan).image, read_painting(tmp_path / name).image
    sound = np.asarray(Image.open(mask)) == 0
    assert np.array_equal(before[sound], after[sound])


def test_files_left_out_as_earlier_results_are_named(run, scan, tmp_path):
    for name in ("a_mask.png", "a_clean.png", "._a.png"):
        (scan.parent / name).write_bytes(scan.read_bytes())
    code, printed, _ = run("detect", scan.parent, "--output", tmp_path / "out")
    assert code == 0
    assert "a_clean.png, a_mask.png (2 in all)" in " ".join(printed.split())
    assert [path.name for path in (tmp_path / "out").glob("*.png")] == ["a_mask.png"]


def test_the_report_records_the_width_of_the_widest_cracks(run, scan, tmp_path):
    run("restore", scan, "--widest", 12, "--inpainter", "telea", "--output", tmp_path)
    report = json.loads((tmp_path / "a_report.json").read_text(encoding="utf-8"))
    assert report["parameters"]["widest"] == 12
    assert run("detect", scan, "--widest", 100, "--output", tmp_path)[0] == 2


def test_a_given_mask_needs_no_detector(run, scan, mask, tmp_path, monkeypatch):
    def build():
        raise AssertionError("the detector was built")

    monkeypatch.setattr(DETECTORS, "_entries", {key: replace(DETECTORS[key], build=build) for key in DETECTORS.keys})
    code, _, errors = run("restore", scan, "--mask", mask, "--inpainter", "telea", "--output", tmp_path / "out")
    assert (code, errors) == (0, "")


def test_a_format_that_cannot_hold_the_picture_is_refused_before_the_work(run, tmp_path, monkeypatch):
    import tifffile

    monkeypatch.setattr("restoration.cli.source_options.restore", lambda *_: pytest.fail("it was filled first"))
    tifffile.imwrite(tmp_path / "deep.tif", np.zeros((40, 40, 3), np.uint16), photometric="rgb")
    for command in ("restore", "inpaint"):
        code, _, errors = run(
            command, tmp_path / "deep.tif", "--mask", tmp_path / "deep.tif", "--format", "jpeg", "--output", tmp_path
        )
        assert (code, "JPEG holds 8 bits" in errors) == (1, True)


def test_no_report_of_an_earlier_run_lies_beside_a_new_picture(run, scan, mask, tmp_path):
    run("restore", scan, "--mask", mask, "--inpainter", "telea", "--output", tmp_path)
    (tmp_path / "a_overlay.png").unlink()
    (tmp_path / "a_overlay.png").mkdir()  # so that it cannot be written
    code, _, errors = run("restore", scan, "--mask", mask, "--inpainter", "ns", "--output", tmp_path)
    assert (code, "a_overlay.png is there already" in errors) == (1, True)
    assert not (tmp_path / "a_report.json").exists()


def test_sixteen_bits_and_the_colour_profile_go_through(run, scan, mask, tmp_path):
    import tifffile

    deep = np.asarray(Image.open(scan)).astype(np.uint16) * 257 + 3
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    tifffile.imwrite(tmp_path / "a.tif", deep, photometric="rgb", iccprofile=profile)
    code, _, errors = run("inpaint", tmp_path / "a.tif", "--mask", mask, "--output", tmp_path / "out")
    assert (code, errors) == (0, "")
    after = read_painting(tmp_path / "out" / "a_restored.tif")
    assert after.image.dtype == np.uint16
    assert after.metadata.icc == profile
    changed = (after.image != deep).any(axis=2)
    assert changed[CRACK].mean() > 0.9
    changed[CRACK] = False
    assert not changed.any()


def test_detect_writes_a_mask_of_0_and_255_in_one_channel(run, scan, tmp_path):
    assert run("detect", scan, "--output", tmp_path, "--sensitivity", "0.9")[0] == 0
    marked = Image.open(tmp_path / "a_mask.png")
    assert marked.mode == "L"
    assert np.asarray(marked)[CRACK].mean() > 127


def test_in_a_folder_one_bad_file_is_named_and_the_others_are_finished(run, scan, mask, tmp_path):
    (scan.parent / "b.jpg").write_bytes(b"not a picture")
    code, printed, errors = run("restore", scan.parent, "--mask", mask, "--output", tmp_path / "out")
    assert code == 1
    assert "a.png" in printed
    assert errors.count("\n") == 1
    assert "b.jpg" in errors
    assert (tmp_path / "out" / "a_restored.png").exists()


def test_a_file_that_crashes_its_decoder_costs_only_itself(run, scan, mask, tmp_path, monkeypatch):
    marked = scan.read_bytes()[:-1] + b"\x83"
    (scan.parent / "b.png").write_bytes(marked)
    decoder = DecoderProcess()

    def decode(data, *arguments, **options):
        if data == marked:
            return crashing.decode(data, *arguments, **options)
        return decoder.decode(data, *arguments, **options)

    answer = "from restoration.imaging.decoder_worker import Ready, write_message; import sys, os; "
    answer += "write_message(sys.stdout.buffer, Ready()); sys.stdin.buffer.read(1); "
    crashing = DecoderProcess([sys.executable, "-c", answer + "os.abort()"])
    monkeypatch.setattr(processing, "shared_decoder", lambda: SimpleNamespace(decode=decode))
    code, printed, errors = run("inpaint", scan.parent, "--mask", mask, "--output", tmp_path / "out")
    decoder.close()
    crashing.close()
    assert code == 1
    assert "a.png" in printed
    assert "b.png: The PNG file cannot be read: it makes its decoder crash." in errors
    assert errors.count("\n") == 1


def test_masks_in_a_folder_are_found_by_name(run, scan, mask, tmp_path):
    assert run("inpaint", scan.parent, "--mask", mask.parent, "--output", tmp_path / "out")[0] == 0
    assert (tmp_path / "out" / "a_restored.png").exists()


def test_a_mask_of_another_size_is_refused(run, scan, tmp_path):
    Image.new("L", (10, 10), 255).save(tmp_path / "m.png")
    code, _, errors = run("inpaint", scan, "--mask", tmp_path / "m.png", "--output", tmp_path)
    assert code == 1
    assert "10 x 10" in errors
    assert not (tmp_path / "a_restored.png").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a file name is always text")
def test_a_file_name_that_is_not_utf8_is_accepted(run, scan, mask, tmp_path):
    strange = scan.rename(scan.with_name(os.fsdecode(b"m\xe9re.png")))
    code, _, errors = run("restore", strange, "--mask", mask, "--output", tmp_path / "out")
    assert (code, errors) == (0, "")
    assert "m\\udce9re" in (tmp_path / "out" / os.fsdecode(b"m\xe9re_report.json")).read_text(encoding="utf-8")


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (1, 200)])
def test_the_smallest_pictures_are_restored(run, tmp_path, shape):
    Image.fromarray(np.full((*shape, 3), 90, np.uint8)).save(tmp_path / "a.png")
    assert run("restore", tmp_path / "a.png", "--output", tmp_path / "out")[0] == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["restore", "nowhere.jpg", "--output", "{tmp}"], "nowhere.jpg"),
        (["restore", "{scan}"], "--output"),
        (["restore", "{scan}", "--output", "{tmp}", "--detector", "magic"], "opencv"),
        (["restore", "{scan}", "--output", "{tmp}", "--inpainter", "magic"], "telea"),
        (["restore", "{scan}", "--output", "{tmp}", "--sensitivity", "7"], "sensitivity"),
        (["restore", "{scan}", "--output", "{scan}/below"], "below"),
        (["inpaint", "{scan}", "--output", "{tmp}"], "--mask"),
        (["inpaint", "{scan}", "--mask", "{tmp}/gone.png", "--output", "{tmp}"], "gone.png"),
        (["paint", "{scan}"], "paint"),
    ],
)
def test_a_wrong_request_gets_one_sentence_and_exit_code_2(assert_refused, scan, tmp_path, words, message):
    assert_refused(*(word.format(tmp=tmp_path / "out", scan=scan) for word in words), message=message)


def test_an_interruption_ends_without_a_traceback_and_keeps_what_was_finished(run, scan, mask, tmp_path, monkeypatch):
    Image.open(scan).save(scan.with_name("b.png"))

    def interrupt_at_b(path, **options):
        if path.name == "b.png":
            raise KeyboardInterrupt
        return read_painting(path, **options)

    monkeypatch.setattr("restoration.cli.processing.read_painting", interrupt_at_b)
    code, _, errors = run("restore", scan.parent, "--mask", mask, "--output", tmp_path / "out")
    assert (code, errors) == (130, "Stopped. What was finished is kept.\n")
    assert {path.stem for path in (tmp_path / "out").iterdir()} == {"a_restored", "a_mask", "a_overlay", "a_report"}


@pytest.mark.parametrize("words", [[], ["--help"], ["restore", "--help"], ["demo", "--help"], ["--version"]])
def test_help_and_version_are_printed(run, words):
    code, printed, _ = run(*words)
    assert code == 0
    assert printed.strip()


def test_a_fault_of_the_program_on_one_picture_does_not_stop_the_others(run, scan, tmp_path, painting, monkeypatch):
    for name in ("b", "c"):
        Image.fromarray(painting).save(scan.parent / f"{name}.png")

    def read(path, **options):
        if path.name == "b.png":
            raise struct.error("unpack requires a buffer of 4 bytes")
        return read_painting(path, **options)

    monkeypatch.setattr("restoration.cli.processing.read_painting", read)
    code, printed, errors = run("detect", scan.parent, "--output", tmp_path / "out")
    assert code == 1
    assert printed.count("marked by") == 2
    assert errors.startswith("[2/3] b.png: A fault of this program")
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "option", "value"),
    [
        ("restore", "--sensitivity", "nan"),
        ("detect", "--sensitivity", "inf"),
        ("detect", "--sensitivity", "1e400"),
        ("detect", "--grow", "9" * 400),
        ("damage", "--scale", "nan"),
        ("damage", "--undamaged", "nan"),
        ("damage", "--seed", "9" * 400),
        ("damage", "--seed", "9" * 5000),
        ("damage", "--per-image", "9" * 30),
        ("damage", "--workers", "9" * 10),
    ],
)
def test_a_number_that_cannot_be_used_is_refused(assert_refused, scan, tmp_path, command, option, value):
    assert_refused(command, scan, "--output", tmp_path / "out", option, value, message=f"'{option}'")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null", "pipe", "x" * 5000, "x/" * 3000])
@pytest.mark.parametrize("what", ["picture", "mask"])
def test_a_device_or_a_pipe_is_neither_a_picture_nor_a_mask(run, scan, tmp_path, path, what):
    os.mkfifo(tmp_path / "pipe")
    path = tmp_path / path if path == "pipe" else path
    words = [path] if what == "picture" else [scan, "--mask", path]
    code, _, errors = run("restore", *words, "--output", tmp_path / "out")
    assert code in (1, 2)
    assert errors.count("\n") == 1


def test_what_a_killed_run_left_half_written_is_removed_by_the_next_one(run, scan, mask, tmp_path):
    (tmp_path / "out").mkdir()
    for name in (".0123456789abcdef.part", "big-lama.pt.part", ".notes.part"):
        (tmp_path / "out" / name).touch()
    assert run("detect", scan, "--output", tmp_path / "out")[0] == 0
    assert {path.name for path in (tmp_path / "out").glob("*.part")} == {"big-lama.pt.part", ".notes.part"}


def test_a_fill_is_laid_down_visibly_and_everything_says_how(run, scan, mask, tmp_path):
    options = ("--mask", mask, "--inpainter", "telea", "--output", tmp_path / "out")
    run("restore", scan, *options)
    fill = np.asarray(Image.open(tmp_path / "out" / "a_restored.png"))
    _, printed, errors = run("restore", scan, *options, "--reintegrate", "neutral", "--scale", "8")
    assert errors == "" and "laid down as Neutral" in printed and "8 px per mm, given by hand" in printed
    after = np.asarray(Image.open(tmp_path / "out" / "a_restored.png"))
    layer = np.asarray(Image.open(tmp_path / "out" / "a_reintegration.png"))
    inside = np.asarray(Image.open(mask)) > 0
    assert (after != fill).any(2)[inside].all() and np.array_equal(after[~inside], fill[~inside])
    assert np.array_equal(layer[..., 3] > 0, inside) and np.array_equal(layer[inside][:, :3], after[inside])
    record = json.loads((tmp_path / "out" / "a_report.json").read_text())
    assert record["reintegration"]["modes"] == [{"mode": "neutral", "pixels": int(inside.sum())}]
    assert record["scale"]["source"] == "hand" and record["reintegration"]["px_per_mm"] == 8
    run("restore", scan, *options)
    assert not (tmp_path / "out" / "a_reintegration.png").exists(), "the layer of another picture stands beside it"


def test_modes_by_kind_take_the_scale_from_the_file_of_a_scan(run, scan, mask, tmp_path):
    Image.open(scan).save(scan, dpi=(25.4, 25.4))
    marked = np.array(Image.open(mask))
    marked[4:16, 4:16] = 255  # a loss with room for dots, beside a crack without
    Image.fromarray(marked).save(mask)
    code, printed, _ = run(
        *("inpaint", scan, "--mask", mask, "--inpainter", "telea", "--output", tmp_path / "out"),
        *("--reintegrate", "cracks=sottotono,losses=puntinato", "--stroke-mm", "0.5"),
    )
    assert code == 0
    assert "laid down as Puntinato " in printed and ", Sottotono " in printed
    assert "strokes of 2 mm (2.0 px), which merge from 6.8 m, drawn at 2 px" in printed
    assert "from the resolution in the file" in printed


def test_a_mode_for_damage_that_is_not_there_is_said_to_lay_nothing_down(run, scan, mask, tmp_path):
    options = ("--mask", mask, "--inpainter", "telea", "--output", tmp_path / "out", "--reintegrate", "cracks=neutral")
    code, printed, _ = run("inpaint", scan, *options)
    assert code == 0 and "shown as it is" in printed and "counts as losses" in printed


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--stroke-mm", "0.5"), "Add --reintegrate MODE"),
        (("--scale", "8"), "Add --reintegrate MODE"),
        (("--reintegrate", "pointillism"), "Choose one of: tratteggio"),
        (("--reintegrate", "tears=neutral"), "no kind of damage"),
        (("--reintegrate", "losses=neutral,loss=sottotono"), "twice"),
        (("--reintegrate", "neutral", "--stroke-mm", "9"), "0.05 to 5 mm"),
        (("--reintegrate", "neutral", "--scale", "0"), "impossible"),
    ],
)
def test_an_impossible_reintegration_is_refused_before_any_work(assert_refused, scan, mask, tmp_path, options, message):
    assert_refused("inpaint", scan, "--mask", mask, "--output", tmp_path, *options, message=message)


def test_a_loss_at_the_edge_of_a_cut_out_is_filled_from_what_is_visible(run, tmp_path):
    paint = np.clip(np.random.default_rng(0).normal(200, 3, (60, 80, 3)), 0, 255).astype(np.uint8)
    visible, loss = np.broadcast_to(np.arange(80) >= 40, (60, 80)), np.zeros((60, 80), bool)
    loss[10:50, 34:52] = True  # some of it is marked beyond the edge
    cut_out = np.dstack([np.where(visible[..., None], paint, 0), visible * np.uint8(255)]).astype(np.uint8)
    Image.fromarray(cut_out).save(tmp_path / "a.png")
    Image.fromarray(loss * np.uint8(255)).save(tmp_path / "m.png")
    words = "--mask", tmp_path / "m.png", "--output", tmp_path, "--inpainter", "telea"
    code, printed, _ = run("restore", tmp_path / "a.png", *words)
    assert code == 0
    share = (loss & visible).sum() / visible.sum()
    assert f"{share:.1%} marked" in printed
    assert json.loads((tmp_path / "a_report.json").read_text())["damage"]["share"] == share
    after = np.asarray(Image.open(tmp_path / "a_restored.png"))
    assert np.abs(after[loss & visible, :3].astype(int) - 200).max() < 15
    assert np.array_equal(after[..., 3], cut_out[..., 3])
    assert np.array_equal(after[~(loss & visible)], cut_out[~(loss & visible)])


def test_a_mask_that_is_none_and_an_inverted_one_fail_with_a_sentence(run, scan, mask, tmp_path):
    marked = np.asarray(Image.open(mask))
    Image.fromarray(255 - marked).save(tmp_path / "inverted.png")
    words = "inpaint", scan, "--mask", tmp_path / "inverted.png", "--output", tmp_path / "out", "--inpainter", "telea"
    code, _, errors = run(*words)
    assert (code, errors.count("\n")) == (1, 1)
    assert "probably inverted" in errors
    assert "--invert-mask" in errors
    assert run(*words, "--invert-mask")[0] == 0
    after = np.asarray(Image.open(tmp_path / "out" / "a_restored.png"))
    assert np.array_equal((after != np.asarray(Image.open(scan))).any(axis=2) & (marked == 0), marked > 255)
    code, _, errors = run("inpaint", scan, "--mask", scan, "--output", tmp_path / "out")
    assert code == 1
    assert "the picture itself" in errors


def test_inverting_needs_a_mask(assert_refused, scan, tmp_path):
    assert_refused("restore", scan, "--output", tmp_path, "--invert-mask", message="no mask to invert")


def test_what_is_odd_about_a_mask_is_stated_and_recorded(run, scan, mask, tmp_path):
    Image.fromarray(np.asarray(Image.open(mask)) // 255 * np.uint8(200)).save(mask)
    code, _, errors = run("restore", scan, "--mask", mask, "--output", tmp_path / "out", "--inpainter", "telea")
    note = "The mask's values reach from 0 to 200 of 255; 128 and more count as damage."
    assert (code, errors) == (0, f"a.png: {note}\n")
    assert json.loads((tmp_path / "out" / "a_report.json").read_text())["damage"]["notes"] == [note]


@pytest.mark.parametrize("command", ["restore", "detect", "inpaint"])
def test_what_reading_a_picture_changed_is_said_on_standard_error(run, scan, mask, tmp_path, command):
    first = Image.open(scan)
    first.save(scan.with_suffix(".gif"), save_all=True, append_images=[first.rotate(90)])
    options = ("--detector", "opencv") if command == "detect" else ("--mask", mask, "--inpainter", "telea")
    code, _, errors = run(command, scan.with_suffix(".gif"), "--output", tmp_path / "out", *options)
    assert (code, errors) == (0, "a.gif: The file is animated; only its first picture was read.\n")


def test_a_mask_in_the_colours_of_kinds_is_understood(run, scan, tmp_path):
    kinds = np.zeros((48, 64), np.uint8)
    kinds[CRACK] = 1
    (tmp_path / "kinds.png").write_bytes(encode_kinds(kinds))
    words = "--mask", tmp_path / "kinds.png", "--output", tmp_path / "out", "--inpainter", "telea"
    assert run("restore", scan, *words)[0] == 0
    damage = json.loads((tmp_path / "out" / "a_report.json").read_text())["damage"]
    assert damage["by_kind"]["crack"]["pixels"] == (kinds > 0).sum()


def test_every_picture_in_a_folder_is_taken_and_the_rest_is_named(run, scan, tmp_path, painting):
    Image.fromarray(painting).save(scan.parent / "b.jfif", "JPEG")
    Image.fromarray(painting).save(scan.parent / "c.jp2")
    (scan.parent / "d.cr3").write_bytes(b"\0\0\0\x18ftypcrx ")
    (scan.parent / "notes.txt").touch()
    code, printed, errors = run("detect", scan.parent, "--output", tmp_path / "out", "--detector", "opencv")
    assert code == 1
    assert {path.name for path in (tmp_path / "out").glob("*.png")} == {"a_mask.png", "b_mask.png", "c_mask.png"}
    assert "Left out as no pictures: notes.txt (1 in all)." in printed
    assert "d.cr3: This is a camera's raw file" in errors
    assert errors.count("\n") == 1


@pytest.mark.parametrize(("command", "length"), [("restore", 242), ("detect", 238)])
def test_a_name_that_is_too_long_for_its_results_is_refused_before_the_work(run, scan, mask, tmp_path, command, length):
    for more in (0, 1):
        long = scan.rename(tmp_path / ("n" * (length + more) + ".png"))
        code, _, errors = run(command, long, "--output", tmp_path / f"out{more}", "--detector", "opencv")
        assert code == more, errors
        long.rename(scan)
    assert "Shorten it by 1 letter" in errors
    assert not list((tmp_path / "out1").iterdir())


def test_the_record_of_the_demo_is_of_the_sample_that_it_writes(run, tmp_path, monkeypatch):
    monkeypatch.setattr("restoration.cli.restore.load_sample_painting", lambda: make_sample(96))
    code, _, _ = run("demo", "--inpainter", "telea", "--output", tmp_path)
    assert code == 0
    record = json.loads((tmp_path / "sample_report.json").read_bytes())
    assert record["input"]["sha256"] == hashlib.sha256((tmp_path / "sample.png").read_bytes()).hexdigest()

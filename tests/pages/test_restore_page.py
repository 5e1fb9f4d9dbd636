"""The Restore page without a browser: strokes are put where the canvas would send them."""

import io
import json
import zipfile
from functools import reduce
from operator import getitem
from types import SimpleNamespace

import imagecodecs
import numpy as np
import pytest
import streamlit as st
import tifffile

from restoration import weights
from restoration.app.restore import autosave, marks_to_fill, source, work
from restoration.detection.base import Detection
from restoration.detection.pyramid import LEVELS
from restoration.detection.teaching.learning import NothingShown
from restoration.domain import DamageKind
from restoration.editing.history import Stroke
from restoration.files import pack_zip, sha256_of_bytes
from restoration.imaging import reading
from restoration.imaging.decoder_process import shared_decoder
from restoration.imaging.masks import grow_mask
from restoration.imaging.scale import scale_by_hand
from restoration.inpainting.base import Needs
from restoration.output.dossier import encode_dossier, read_dossier
from restoration.sample import sample_as_painting
from tests.pages.restore_page import (
    button,
    control,
    damage_line,
    draw,
    job,
    marked_percent,
    new_page,
    png,
    put_on_canvas,
    slider,
    token_of,
    upload,
    upload_to,
    with_label,
)


def test_what_visitors_open_is_decoded_in_another_process(page):
    assert not page.exception
    assert reading._decoder == shared_decoder().decode


def test_the_sample_is_ready_to_restore(page):
    assert not page.exception
    assert page.subheader[0].value == "A small one"
    assert marked_percent(page) > 0
    assert control(page, "View").options == ["Mask", "Original"]


def test_restoring_shows_the_comparison_and_the_scores_against_the_truth(page):
    button(page, "Restore").click().run()
    assert not page.exception
    assert control(page, "View").value == "Compare"
    gain = with_label(page.metric, "PSNR in the damage")
    assert not gain.delta.startswith("-")
    assert any("all other pixels are unchanged" in caption.value for caption in page.caption)


def test_every_view_works_and_results_can_be_compared_in_every_mode(page):
    button(page, "Restore").click().run()
    for view in ("Mask", "Original", "Restored", "Compare"):
        control(page, "View").set_value(view).run()
        assert not page.exception, view
    for mode in ("slider", "side-by-side", "blink", "difference"):
        control(page, "How to compare").set_value(mode).run()
        assert not page.exception, mode


def test_each_painting_has_a_zoom_of_its_own_and_a_new_one_opens_at_fit(page, small_sample):
    control(page, "Zoom").set_value("4:1").run()
    upload(page, "madonna.png", png(small_sample.image))
    assert control(page, "Zoom").value == "Fit"
    control(page, "Zoom").set_value("2:1").run()
    control(page, "Painting").set_value("Sample").run()
    assert control(page, "Zoom").value == "4:1"


def test_the_slider_changes_the_mask_at_once_and_keeps_corrections(page):
    draw(page, (2.5, 2.5, 60.5, 2.5))
    slider(page, "Sensitivity").set_value(0.0).run()
    alone = marked_percent(page)
    assert alone == pytest.approx(100 * 59 / (48 * 64), abs=0.01), "only the stroke, no detected damage"
    slider(page, "Sensitivity").set_value(0.9).run()
    assert marked_percent(page) > alone


def test_the_eraser_removes_marks(page):
    before = marked_percent(page)
    control(page, "Marks").set_value("Eraser").run()
    slider(page, "Brush").set_value(80).run()
    draw(page, (0, 24, 64, 24))
    assert marked_percent(page) < before
    assert "1 correction by hand" in damage_line(page)


def test_strokes_are_undone_and_redone_one_by_one(page):
    nothing = damage_line(page)
    one = damage_line(draw(page, (5, 5, 30, 5)))
    two = damage_line(draw(page, (5, 5, 30, 5), (5, 9, 30, 9)))
    assert "2 corrections" in two
    button(page, "Undo").click().run()
    assert damage_line(page) == one
    button(page, "Undo").click().run()
    assert damage_line(page) == nothing
    button(page, "Redo").click().run()
    button(page, "Redo").click().run()
    assert damage_line(page) == two


def test_strokes_survive_another_page_another_zoom_and_another_painting(page):
    draw(page, (5, 5, 30, 5))
    page.switch_page("pages/explore.py").run()
    page.switch_page("pages/restore.py").run()
    control(page, "Zoom").set_value("4:1").run()
    assert "1 correction by hand" in damage_line(page)
    control(page, "Painting").set_value("Upload").run()
    control(page, "Painting").set_value("Sample").run()
    assert "1 correction by hand" in damage_line(page)
    (step,) = job(page).steps
    assert isinstance(step, Stroke)


def test_a_stroke_that_is_drawn_just_before_another_page_opens_is_kept(page):
    put_on_canvas(page, (5, 5, 30, 5))
    page.switch_page("pages/explore.py").run()
    page.switch_page("pages/restore.py").run()
    assert "1 correction by hand" in damage_line(page)


def test_the_whole_mask_can_be_changed_and_each_change_undone(page):
    before = damage_line(page)
    for change in ("Grow", "Shrink", "Fill holes", "Remove specks", "Invert", "Clear"):
        button(page, change).click().run()
        assert not page.exception, change
        assert "1 correction by hand" in damage_line(page), change
        button(page, "Undo").click().run()
        assert damage_line(page) == before, change


def test_only_the_chosen_kinds_are_filled(page):
    draw(page, (2, 44, 60, 44))  # a crack
    with_label(page.sidebar.button_group, "Fill only").set_value(["loss"]).run()
    button(page, "Restore").click().run()
    result = job(page).results[-1].restoration
    assert np.array_equal(result.after[44], result.before[44])


def test_a_filled_hole_is_not_filled_again(page, monkeypatch):
    holes = []

    class CountingInpainter:
        """An inpainter that fills with black and keeps the holes that it was asked to fill."""

        key, needs = "ns", Needs()

        def fill(self, image, mask):
            holes.append(mask)
            return np.zeros_like(image)

    monkeypatch.setattr(work, "INPAINTERS", SimpleNamespace(build=lambda key: CountingInpainter()))
    button(page, "Restore").click().run()
    first, filled = job(page).results[-1].restoration.after, len(holes)
    assert filled
    button(page, "Restore").click().run()
    assert not page.exception
    assert len(holes) == filled
    assert len(job(page).results) == 1
    assert np.array_equal(job(page).results[-1].restoration.after, first)


class CountingDetector:
    """A detector that finds the same crack in each picture, and keeps the pictures that it was given."""

    def __init__(self):
        self.pictures = []

    def detect(self, image, progress):
        self.pictures.append(image)
        likelihood = np.zeros(image.shape[:2], np.float32)
        likelihood[len(image) // 2, 5:40] = 0.9
        return Detection.of_one_kind(likelihood, DamageKind.CRACK)


@pytest.fixture
def counting_detector(monkeypatch):
    detector = CountingDetector()
    monkeypatch.setattr(work, "DETECTORS", SimpleNamespace(build=lambda key: detector))
    return detector


def test_what_one_visitor_has_waited_for_another_one_has_at_once(counting_detector, small_sample, work_folder):
    first, second = new_page().run(), new_page().run()
    assert len(counting_detector.pictures) == LEVELS
    assert np.array_equal(job(first).kinds(), job(second).kinds())
    assert (job(second).kinds() > 0).any()


def test_another_picture_is_detected_anew_and_another_width_is_not(
    counting_detector, small_sample, work_folder, painting
):
    page = new_page().run()
    upload(page, "other.png", png(painting[::-1]))
    assert len(counting_detector.pictures) == 2 * LEVELS
    control(page, "Cracks up to (px wide)").set_value(16).run()
    assert len(counting_detector.pictures) == 2 * LEVELS
    assert job(page).detected.widest == 16


def test_a_width_that_is_asked_for_needs_a_single_look(counting_detector, small_sample, work_folder, painting):
    page = new_page().run()
    control(page, "Cracks up to (px wide)").set_value(16).run()
    looks = len(counting_detector.pictures)
    upload(page, "other.png", png(painting[::-1]))
    assert len(counting_detector.pictures) == looks + 1


def test_an_upload_is_freed_once_it_has_been_taken(page, monkeypatch, small_sample):
    freed = []
    monkeypatch.setattr(source, "forget_upload", lambda file: freed.append(file.name))
    upload(page, "notes.png", b"these are only words")
    assert not freed, "a file that cannot be read is not taken"
    upload(page, "madonna.png", png(small_sample.image))
    assert freed == ["madonna.png"]


def test_results_of_several_methods_are_kept_for_comparison(page):
    button(page, "Restore").click().run()
    with_label(page.selectbox, "Fill it with").set_value("telea").run()
    button(page, "Restore").click().run()
    right = with_label(page.selectbox, "Right")
    assert right.options == ["Original", "Automatic", "Telea (fast marching)", "Known truth"]
    assert right.value == "Telea (fast marching)"


def test_the_page_says_when_controls_or_mask_have_changed_since_a_result(page):
    button(page, "Restore").click().run()
    assert not page.info
    slider(page, "Sensitivity").set_value(0.8).run()
    assert "Press Restore" in page.info[0].value
    slider(page, "Sensitivity").set_value(0.5).run()
    assert not page.info
    control(page, "View").set_value("Mask").run()
    upload_to(page, "Your own mask", png(np.eye(48, 64, dtype=np.uint8) * 255))
    control(page, "View").set_value("Compare").run()
    assert "Press Restore" in page.info[0].value


def test_strokes_that_the_canvas_itself_removes_can_be_redone(page):
    draw(page, (5, 5, 30, 5), (5, 9, 30, 9))
    drawn = job(page).kinds()
    draw(page)  # the bin button of the canvas
    assert not job(page).steps
    button(page, "Redo").click().run()
    button(page, "Redo").click().run()
    assert np.array_equal(job(page).kinds(), drawn)


def test_the_format_for_16_bits_is_not_used_for_8_bits(page, painting):
    upload(page, "deep.png", imagecodecs.png_encode(painting.astype(np.uint16) * 257))
    button(page, "Restore").click().run()
    labels = {"PNG", "TIFF", "TIFF pyramid for image servers", "JPEG 2000, lossless"}
    assert set(with_label(page.selectbox, "Format of the restored picture").options) == labels
    upload(page, "plain.png", png(painting))
    button(page, "Restore").click().run()
    choice = with_label(page.selectbox, "Format of the restored picture")
    assert choice.value == "png"
    assert {*labels, "WebP, lossless", "JPEG, smaller"} == set(choice.options)


@pytest.mark.parametrize("profile", [None, imagecodecs.cms_profile("gray", gamma=1.8)], ids=["plain", "profile"])
def test_a_grey_scan_of_16_bits_is_restored_in_grey(page, painting, profile):
    from restoration.app.restore.result_files import layer_files, result_files  # importable after a run

    grey, file = painting[..., 0].astype(np.uint16) * 257 + 3, io.BytesIO()
    tifffile.imwrite(file, grey, photometric="minisblack", iccprofile=profile)
    upload(page, "xray.tif", file.getvalue())
    upload_to(page, "Your own mask", png(np.eye(48, 64, dtype=np.uint8)[: grey.shape[0], : grey.shape[1]] * 255))
    button(page, "Restore").click().run()
    assert not page.exception
    result, scan = job(page).results[-1], job(page).painting
    mask, (restored, *others) = result.restoration.damage.mask, result_files(job(page), result, scan, "tiff")
    with tifffile.TiffFile(io.BytesIO(restored.make().read())) as tiff:
        written = tiff.asarray()
        assert tiff.pages.first.iccprofile == profile
    assert (written.shape, written.dtype) == (grey.shape, np.uint16)
    np.testing.assert_array_equal(written[~mask], grey[~mask])
    job(page).scale = scale_by_hand(10)
    assert all(offered.make() for offered in [*others, *layer_files(job(page), result, scan)])


def test_the_record_needs_no_second_encoding_of_the_downloaded_picture_nor_of_the_mask(page, monkeypatch):
    from restoration.app.restore import result_files  # importable after a run

    button(page, "Restore").click().run()
    current, result = job(page), job(page).results[-1]
    current.scale = scale_by_hand(10)
    data = result_files.encode_restored(current, result, current.painting, "png")
    monkeypatch.setattr(result_files, "encode_pieces", lambda *_: pytest.fail("encoded again"))
    record = result_files.make_result_record(current, result, current.painting)
    assert record["damage"]["px_per_mm"] == 10.0
    assert record["output"]["restored_sha256"] == sha256_of_bytes(data.read())
    monkeypatch.setattr(result_files, "encode_mask_pieces", lambda _: pytest.fail("encoded again"))
    report = result_files.make_result_record(current, result, current.painting)  # the report holds one too
    assert report["output"] == record["output"]


def test_the_better_methods_are_the_default_where_they_are_ready(page):
    chosen = {box.label: box.value for box in page.selectbox}
    assert (chosen["Find damage with"], chosen["Fill it with"]) == ("unet", "auto")


def test_a_method_without_weights_is_listed_with_the_remedy_and_another_one_is_used(page, monkeypatch, tmp_path):
    monkeypatch.setattr(weights, "MODELS", tmp_path)
    page.run()
    detectors = with_label(page.selectbox, "Find damage with")
    assert "U-Net (not ready)" in detectors.options
    detectors.set_value("unet").run()
    assert not page.exception
    assert "download_unet_weights.py" in page.warning[0].value
    assert damage_line(page)
    inpainters = with_label(page.selectbox, "Fill it with")
    assert "LaMa (not ready)" in inpainters.options
    inpainters.set_value("lama").run()
    assert any("download_lama_weights.py" in warning.value for warning in page.warning)
    assert not button(page, "Restore").click().run().exception


def test_the_name_of_an_upload_is_shown_character_by_character(page):
    upload(page, "ma[don](http:na).png", png(np.full((40, 50, 3), 120, np.uint8)))
    assert not page.exception
    assert r"\[don\]" in page.subheader[0].value


@pytest.mark.parametrize("data", [b"these are only words", b"PK\x03\x04 and nothing more"])
def test_a_file_that_is_no_picture_gets_a_sentence_and_no_traceback(page, data):
    upload(page, "notes.png", data)
    assert not page.exception
    assert len(page.error) == 1
    assert page.subheader[0].value == "Choose a painting"


def test_restoring_without_damage_changes_nothing(page):
    upload(page, "plain.png", png(np.full((40, 50, 3), 120, np.uint8)))
    button(page, "Restore").click().run()
    assert not page.exception
    assert any("0.00%" in caption.value for caption in page.caption)
    assert "No damage is marked" in page.info[0].value


def test_a_mask_that_covers_everything_gets_a_sentence(page):
    upload(page, "plain.png", png(np.full((40, 50, 3), 120, np.uint8)))
    button(page, "Invert").click().run()
    button(page, "Restore").click().run()
    assert not page.exception
    assert "covers the whole picture" in page.error[0].value
    assert not page.run().info, "no click stopped it"


def test_the_users_own_mask_replaces_the_detected_one_if_its_size_fits(page, small_sample):
    upload_to(page, "Your own mask", png(np.zeros((3, 3), np.uint8)))
    assert not page.exception
    assert "The mask is 3 x 3 px" in page.error[0].value
    assert job(page).given_mask is None
    upload_to(page, "Your own mask", png(small_sample.mask.astype(np.uint8) * 255))
    assert not page.exception
    assert np.array_equal(job(page).kinds() > 0, small_sample.mask)


def test_a_mask_that_is_none_gets_the_sentence_of_the_command_line_and_can_be_inverted(page, small_sample):
    inverted = (~small_sample.mask * np.uint8(255)).astype(np.uint8)
    upload_to(page, "Your own mask", png(np.dstack([small_sample.mask * np.uint8(255), inverted, inverted])))
    assert "The mask is drawn in red" in page.error[0].value
    upload_to(page, "Your own mask", png(inverted))
    assert "probably inverted" in page.error[0].value
    assert job(page).given_mask is None
    with_label(page.toggle, "Black is damage").set_value(True).run()
    assert not page.exception
    assert not page.error
    assert np.array_equal(job(page).kinds() > 0, small_sample.mask)


def test_what_is_odd_about_a_mask_is_said_and_kept_with_the_damage(page, small_sample):
    upload_to(page, "Your own mask", png(small_sample.mask * np.uint8(200)))
    note = "The mask's values reach from 0 to 200 of 255"
    assert any(note in info.value for info in page.info)
    assert note in marks_to_fill.damage_to_fill(job(page)).notes[0]


def test_what_is_invisible_is_neither_marked_nor_counted_nor_painted_on(page, small_sample):
    visible = np.broadcast_to(np.arange(64) >= 32, (48, 64))
    cut_out = np.where(
        visible[..., None],
        small_sample.image,
        np.uint8([255, 0, 255]) * (np.indices((48, 64)).sum(0) % 9 > 4)[..., None],
    )
    upload(page, "cut.png", png(np.dstack([cut_out, visible * np.uint8(255)]).astype(np.uint8)))
    assert not job(page).kinds()[~visible].any()
    draw(page, (5, 20, 60, 20))
    kinds = job(page).kinds()
    assert kinds[20, 33:60].all()
    assert not kinds[~visible].any()
    assert f"{(kinds > 0).sum() / visible.sum():.2%} marked" in damage_line(page)
    assert marks_to_fill.damage_to_fill(job(page)).share == (kinds > 0).sum() / visible.sum()


def test_an_upload_is_scored_against_the_users_own_reference(page, small_sample):
    upload(page, "madonna.png", png(small_sample.image))
    button(page, "Restore").click().run()
    upload_to(page, "Undamaged picture", png(np.zeros((3, 3, 3), np.uint8)))
    assert "The reference is 3 x 3 px" in page.error[0].value
    upload_to(page, "Undamaged picture", png(small_sample.truth))
    assert not page.exception
    assert with_label(page.metric, "PSNR in the damage")


def test_a_dossier_brings_the_work_back_to_the_pixel(page):
    from restoration.app.restore import dossier_io  # importable after a run

    fine = job(page).detected
    draw(page, (5, 5, 30, 5))
    slider(page, "Sensitivity").set_value(0.61).run()
    control(page, "Cracks up to (px wide)").set_value(16).run()
    assert (fine.widest, job(page).detected.widest) == (4, 16)
    button(page, "Restore").click().run()
    assert job(page).results[-1].restoration.damage.parameters["widest"] == 16
    mask, saved = job(page).kinds() > 0, encode_dossier(dossier_io.dossier_of(job(page), job(page).painting))
    assert read_dossier(saved).corrections

    again = upload(new_page().run(), "work.zip", saved)
    assert not again.exception
    assert np.array_equal(job(again).kinds() > 0, mask)
    assert slider(again, "Sensitivity").value == 0.61
    assert control(again, "Cracks up to (px wide)").value == 16
    assert len(job(again).results) == 1
    assert encode_dossier(dossier_io.dossier_of(job(again), job(again).painting)) == saved
    button(again, "Undo").click().run()
    assert not job(again).steps


def test_relief_that_is_removed_is_said_recorded_and_kept(page, monkeypatch):
    from restoration import pipeline  # importable after a run
    from restoration.app.restore import dossier_io, result_files

    def darken_beside(image, mask, strength, progress, *, visible):
        affected = grow_mask(mask, 2) & ~mask
        return np.where(affected[..., np.newaxis], image // 2, image), affected

    monkeypatch.setattr(pipeline, "remove_relief", darken_beside)
    button(page, "Restore").click().run()
    slider(page, "Remove relief beside cracks, %").set_value(80).run()
    assert "Press Restore" in page.info[0].value
    button(page, "Restore").click().run()
    assert not page.info
    assert any("beside it changed to remove relief" in caption.value for caption in page.caption)
    result = job(page).results[-1]
    restoration = result.restoration
    changed = (restoration.before != restoration.after).any(axis=2)
    assert (changed & ~restoration.damage.mask).any()
    assert not (changed & ~restoration.changed).any()
    record = result_files.make_result_record(job(page), result, job(page).painting)
    assert record["relief"]["strength"] == 0.8
    assert record["output"]["affected_sha256"]

    saved = encode_dossier(dossier_io.dossier_of(job(page), job(page).painting))
    again = upload(new_page().run(), "work.zip", saved)
    assert not again.exception
    assert slider(again, "Remove relief beside cracks, %").value == 80
    assert encode_dossier(dossier_io.dossier_of(job(again), job(again).painting)) == saved


@pytest.mark.parametrize(
    "change",
    [
        {"settings": {"sensitivity": 1.5, "growth": 1}},
        {"settings": {"sensitivity": 0.5, "growth": 99}},
        {"settings": None},
        {"widest": 5},
        {"strength": "much"},
    ],
    ids=str,
)
def test_a_plan_that_cannot_be_understood_gets_a_sentence(small_sample, change):
    from restoration.app.restore import dossier_io
    from restoration.app.restore.state import Job
    from restoration.errors import BadDossier
    from restoration.output.dossier import Dossier

    plan = dossier_io.plan_as_json(Job()) | change
    dossier = Dossier(sample_as_painting(small_sample), "A small one", small_sample.mask, plan)
    with pytest.raises(BadDossier, match="dossier's plan"):
        dossier_io.load_into_job(Job(), dossier)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("plan", "strength"), 7),
        (("plan", "inpainter"), "magic"),
        (("results", 0, "inpainter"), "magic"),
        (("corrections",), [{"change": "grow", "size": -1}]),
    ],
    ids=str,
)
def test_a_refused_dossier_leaves_the_page_working(page, small_sample, monkeypatch, place, value):
    from restoration.app.restore import dossier_io

    button(page, "Restore").click().run()
    parts = members_of(encode_dossier(dossier_io.dossier_of(job(page), job(page).painting)))
    manifest = json.loads(parts["manifest.json"])
    *way, last = place
    reduce(getitem, way, manifest)[last] = value
    spoilt = pack_zip(
        [(name, [data]) for name, data in (parts | {"manifest.json": json.dumps(manifest).encode()}).items()]
    )

    upload(page, "madonna.png", png(small_sample.image))
    reads = []
    monkeypatch.setattr(dossier_io, "read_dossier", lambda data: reads.append(data) or read_dossier(data))
    for again in (upload(page, "work.zip", spoilt), page.run(), slider(page, "Sensitivity").set_value(0.61).run()):
        assert not again.exception
        assert len(again.error) == 1
    assert len(reads) == 1
    assert job(page).title == "madonna"
    assert not upload(page, "madonna.png", png(small_sample.image)).error


def members_of(dossier):
    with zipfile.ZipFile(io.BytesIO(dossier)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", ["notes.zip", "painting.png"])
@pytest.mark.parametrize(
    "content", [b"", b"file,title\na.png,x\n", b"PK\x03\x04", b"PK", b"\x89PNG\r\n\x1a\n", b"\0" * 5000]
)
def test_a_file_of_another_kind_gets_a_sentence(page, name, content):
    assert not upload(page, name, content).exception
    assert len(page.error) == 1


def test_a_stroke_that_the_browser_cannot_have_drawn_is_dropped_with_a_note(page):
    from restoration.app.restore.canvas import CANVAS_KEY

    draw(page, (5, 5, 30, 5))
    drawing = page.session_state[CANVAS_KEY]["drawing"]["raw"]["objects"]
    drawing.append(drawing[0] | {"left": 1e300})
    page.run()
    assert not page.exception
    assert "correction 2" in page.toast[0].value
    assert len(job(page).steps) == 1


def test_a_large_picture_with_little_damage_may_have_wider_cracks(page, monkeypatch):
    plain = png(np.full((40, 50, 3), 120, np.uint8))
    control(page, "Cracks up to (px wide)").set_value(4).run()
    upload(page, "plain.png", plain)
    assert not any("how many pixels wide" in caption.value for caption in page.caption)
    monkeypatch.setattr("restoration.app.restore.summary.LARGE_SCAN", 50)
    page.run()
    assert any("how many pixels wide" in caption.value for caption in page.caption)
    control(page, "Cracks up to (px wide)").set_value(8).run()
    assert not any("how many pixels wide" in caption.value for caption in page.caption)


def test_a_reload_loses_no_work(page, work_folder, small_sample):
    upload(page, "madonna.png", png(small_sample.image))
    draw(page, (5, 5, 30, 5))
    slider(page, "Sensitivity").set_value(0.7).run()
    again = new_page(token_of(page)).run()
    assert not again.exception
    assert np.array_equal(job(again).kinds(), job(page).kinds())
    assert slider(again, "Sensitivity").value == 0.7


def result_files(work_folder):
    return sorted(work_folder.glob("*/result-*"))


def test_a_reload_shows_the_results_again(page, work_folder, small_sample):
    upload(page, "madonna.png", png(small_sample.image))
    button(page, "Restore").click().run()
    with_label(page.selectbox, "Fill it with").set_value("telea").run()
    draw(page, (5, 5, 30, 5))
    button(page, "Restore").click().run()
    again = new_page(token_of(page)).run()
    assert not again.exception
    first, second = job(page).results, job(again).results
    assert [result.plan for result in second] == [result.plan for result in first]
    assert [result.steps for result in second] == [result.steps for result in first]
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(other.restoration.after, one.restoration.after)
        np.testing.assert_array_equal(other.restoration.damage.kinds, one.restoration.damage.kinds)
    assert control(again, "View").options[-1] == "Compare"


def test_a_kept_result_is_replaced_by_a_newer_one(page, work_folder, small_sample):
    upload(page, "madonna.png", png(small_sample.image))
    button(page, "Restore").click().run()
    (first,) = result_files(work_folder)
    assert first.stat().st_mode & 0o777 == 0o600
    slider(page, "Sensitivity").set_value(0.8).run()
    assert result_files(work_folder) == [first], "it is written once"
    button(page, "Restore").click().run()
    (second,) = result_files(work_folder)
    assert second != first
    np.testing.assert_array_equal(
        job(new_page(token_of(page)).run()).results[0].restoration.after, job(page).results[0].restoration.after
    )


def test_a_kept_result_that_is_damaged_is_left_out(page, work_folder, small_sample):
    upload(page, "madonna.png", png(small_sample.image))
    button(page, "Restore").click().run()
    (kept,) = result_files(work_folder)
    kept.write_bytes(kept.read_bytes()[:-1])
    again = new_page(token_of(page)).run()
    assert not again.exception and not job(again).results
    assert damage_line(again)


def test_results_that_find_no_room_are_not_kept_and_the_work_is(page, work_folder, small_sample, monkeypatch):
    upload(page, "madonna.png", png(small_sample.image))
    monkeypatch.setenv("RESTORATION_WORK_GB", "0")
    button(page, "Restore").click().run()
    assert job(page).results and not result_files(work_folder)
    slider(page, "Sensitivity").set_value(0.8).run()
    assert slider(new_page(token_of(page)).run(), "Sensitivity").value == 0.8


def test_a_click_while_a_file_is_read_does_not_mix_two_works(page, work_folder, small_sample, painting, monkeypatch):
    upload(page, "madonna.png", png(small_sample.image))
    (first,) = work_folder.iterdir()
    before = (first / "plan.json").read_bytes()
    with monkeypatch.context() as click:
        click.setattr(autosave, "start_autosave", lambda *_: st.stop())  # as Streamlit does at the next update
        upload(page, "other.png", png(painting[::-1]))
    draw(page.run(), (5, 5, 30, 5))
    assert (first / "plan.json").read_bytes() == before
    (second,) = (folder for folder in work_folder.iterdir() if folder != first)
    assert second.name == sha256_of_bytes(token_of(page).encode())
    assert json.loads((second / "plan.json").read_bytes())["corrections"]


def test_two_pages_with_one_address_do_not_overwrite_each_other(page, work_folder, small_sample):
    upload(page, "madonna.png", png(small_sample.image))
    other = new_page(page.query_params["work"])
    draw(other.run(), (5, 15, 30, 15))
    draw(page, (5, 5, 30, 5))
    draw(page, (5, 5, 30, 5), (5, 9, 30, 9))
    saved = [json.loads((folder / "plan.json").read_bytes())["corrections"] for folder in work_folder.iterdir()]
    assert sorted(map(len, saved)) == [1, 2]
    assert page.query_params["work"] != other.query_params["work"]


@pytest.mark.parametrize("address", ["../../etc", "A" * 22, "", "\0" * 22, "é" * 22, "A" * 100_000])
def test_an_address_without_work_opens_an_ordinary_page(small_sample, work_folder, address):
    assert not new_page(address).run().exception


def test_saved_work_that_is_damaged_gets_a_sentence_and_the_page_starts_anew(page, work_folder, small_sample):
    upload(page, "madonna.png", png(small_sample.image))
    (folder,) = work_folder.iterdir()
    (folder / "plan.json").write_text(json.dumps({"name": "x", "plan": 3}))
    again = new_page(token_of(page)).run()
    assert not again.exception
    assert "cannot be opened" in again.error[0].value


def test_kept_work_is_private_and_its_folder_does_not_name_the_secret(page, work_folder, small_sample):
    upload(page, "madonna.png", png(small_sample.image))
    draw(page, (5, 5, 30, 5))
    kept = [work_folder, *work_folder.rglob("*")]
    assert {path.stat().st_mode & 0o777 for path in kept if path.is_dir()} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in kept if path.is_file()} == {0o600}
    assert not [path for path in kept if token_of(page) in str(path)]
    assert token_of(page) not in (next(work_folder.iterdir()) / "plan.json").read_text()


def test_work_that_an_older_version_kept_gets_a_name_without_the_secret(page, work_folder, small_sample):
    upload(page, "madonna.png", png(small_sample.image))
    (folder,) = work_folder.iterdir()
    folder.rename(work_folder / token_of(page))
    again = new_page(token_of(page)).run()
    assert np.array_equal(job(again).painting.image, small_sample.image)
    assert list(work_folder.iterdir()) == [folder]


def test_the_oldest_kept_work_makes_room_but_never_work_that_is_open(page, work_folder, small_sample, monkeypatch):
    picture = png(small_sample.image)
    monkeypatch.setenv("RESTORATION_WORK_GB", str(2.5 * len(picture) / 1e9))
    upload(page, "first.png", picture)
    (first,) = work_folder.iterdir()
    left = work_folder / ("0" * 64)
    left.mkdir()
    (left / "file").write_bytes(picture)
    other = upload(new_page().run(), "second.png", png(small_sample.truth))
    assert first.exists() and not left.exists()
    assert not other.info
    full = upload(new_page().run(), "third.png", png(small_sample.truth[::-1]))
    assert not full.exception and "not kept" in full.info[0].value
    assert len(list(work_folder.iterdir())) == 2


@pytest.mark.parametrize(("limit", "words"), [("0.5", "7 days"), ("0", "No copy is kept"), ("much", "Set it to")])
def test_the_page_says_what_is_kept_and_how_long(page, monkeypatch, limit, words):
    monkeypatch.setenv("RESTORATION_WORK_GB", limit)
    control(page, "Painting").set_value("Upload").run()
    assert words in " ".join(element.value for element in (*page.markdown, *page.error))


def teach(page):
    """Draw on missed damage, erase sound paint, and let the detector learn."""
    draw(page, (5, 5, 30, 5))
    job(page).commit_strokes()
    control(page, "Marks").set_value("Eraser").run()
    draw(page, (5, 20, 30, 20))
    return button(page, "Learn from my corrections").click().run()


def test_the_detector_learns_from_strokes_and_goes_back(page):
    assert button(page, "Learn from my corrections").disabled
    plain = job(page).detected
    teach(page)
    assert not page.exception
    taught = job(page).request.taught
    assert dict(taught.facts.strokes) == {"crack": 1, "sound": 1}
    assert job(page).detected.request.taught is taught
    assert any("**Learnt** from 2 strokes" in caption.value for caption in page.caption)
    assert "2 corrections by hand" in damage_line(page)
    kinds = job(page).kinds()
    assert kinds[5, 5:30].all() and not kinds[20, 5:30].any(), "strokes are obeyed"

    button(page, "Undo").click().run()
    assert np.array_equal(job(page).detected.detection.levels, plain.detection.levels)
    button(page, "Redo").click().run()
    assert np.array_equal(job(page).kinds(), kinds)
    button(page, "Back to U-Net's own answer").click().run()
    assert np.array_equal(job(page).detected.detection.levels, plain.detection.levels)
    assert len(job(page).steps) == 4


def test_what_was_taught_is_in_the_dossier_the_saved_work_and_the_record(page, work_folder, small_sample):
    from restoration.app.restore import dossier_io  # importable after a run

    upload(page, "madonna.png", png(small_sample.image))
    teach(page)
    kinds, saved = job(page).kinds(), encode_dossier(dossier_io.dossier_of(job(page), job(page).painting))
    button(page, "Restore").click().run()
    damage = job(page).results[-1].restoration.damage
    assert damage.taught["strokes"] == {"crack": 1, "sound": 1}
    assert damage.taught["agreement"] is not None
    for again in (upload(new_page().run(), "work.zip", saved), new_page(token_of(page)).run()):
        assert not again.exception
        assert job(again).request.taught == job(page).request.taught
        assert np.array_equal(job(again).kinds(), kinds)


def test_every_further_stroke_is_learnt_where_that_is_wanted(page):
    teach(page)
    with_label(page.toggle, "Learn from every further stroke").set_value(True).run()
    draw(page, (5, 35, 30, 35))
    assert job(page).request.taught.facts.count == 3
    assert len(job(page).steps) == 5, "three strokes and two teachings"
    for left in (4, 3, 2):
        button(page, "Undo").click().run()
        assert len(job(page).steps) == left, "what is undone is not learnt again"


def test_a_stroke_that_shows_nothing_is_tried_only_once(page, monkeypatch):
    teach(page)
    with_label(page.toggle, "Learn from every further stroke").set_value(True).run()
    tries = []

    def learn(*_, **__):
        tries.append(1)
        raise NothingShown("There are no strokes to learn from.")

    monkeypatch.setattr(work, "learn", learn)
    draw(page, (5, 35, 30, 35))
    assert (len(tries), not page.exception) == (1, True)
    assert "two strokes of each" in page.error[0].value
    page.run()
    assert len(tries) == 1


def test_an_own_mask_is_neither_learnt_from_nor_coloured(page, painting):
    teach(page)
    with_label(page.toggle, "Learn from every further stroke").set_value(True).run()
    upload_to(page, "Your own mask", png((np.indices(painting.shape[:2])[0] > 9) * np.uint8(255)))
    draw(page, (5, 35, 30, 35))
    assert not page.exception
    assert job(page).request.taught.facts.count == 2
    assert button(page, "Learn from my corrections").disabled


def upload_taught(page, data):
    return with_label(page.file_uploader, "A taught file").set_value(("taught.json", data, "application/json")).run()


def test_a_taught_file_of_another_scan_is_used_and_a_hostile_one_refused(page, small_sample):
    from restoration.detection.teaching.serialization import taught_to_json

    teach(page)
    data = json.dumps(taught_to_json(job(page).request.taught)).encode()
    again = upload(new_page().run(), "other.png", png(small_sample.image[:, ::-1]))
    for bad, reason in ((b"cos\nsystem\n(S'true'\ntR.", "The taught file cannot be understood"), (b"{}", "taught")):
        upload_taught(again, bad)
        assert reason in again.error[0].value
        assert job(again).request.taught is None
    upload_taught(again, data)
    assert not again.error and not again.exception
    assert job(again).request.taught == job(page).request.taught


def test_what_was_taught_does_not_count_for_another_detector(page):
    teach(page)
    with_label(page.selectbox, "Find damage with").set_value("opencv").run()
    assert job(page).request.taught is None
    assert any("What you taught belongs to U-Net" in caption.value for caption in page.caption)
    with_label(page.selectbox, "Find damage with").set_value("unet").run()
    assert job(page).request.taught is not None

"""Parts of a painting that are set aside on the Restore page: not to be filled, or to take paint from."""

import numpy as np
import pytest

from restoration.app.restore import dossier_io, marks_to_fill, result_files
from restoration.domain import Damage, DamageKind
from restoration.editing.history import AreaStep, AreaUse, History, MarkedArea
from restoration.editing.pixel_mask import PixelMask
from restoration.inpainting.patch_based.patchmatch import PatchMatch
from restoration.output.dossier import encode_dossier
from restoration.pipeline import restore
from tests.pages.restore_page import button, job, new_page, token_of, upload, with_label


def set_aside(page, use, rows, columns):
    """Draw a rectangle as the editor in the browser does."""
    mask = np.ones((rows.stop - rows.start, columns.stop - columns.start), bool)
    step = AreaStep(use, MarkedArea(PixelMask.of((rows, columns), mask), DamageKind.CRACK))
    job(page).edit(lambda history: history.after(step))
    return page.run()


def captions(page):
    return " ".join(caption.value for caption in page.caption)


@pytest.fixture
def sourced(page, hole):
    """The page with the method that takes a source."""
    job(page).given_mask = hole.astype(np.uint8)
    with_label(page.selectbox, "Fill it with").set_value("patchmatch").run()
    assert "choose **Paint source**, the green square" in captions(page)
    return page


def restored(page):
    button(page, "Restore").click().run()
    assert not page.exception
    return job(page).results[-1]


def test_a_fill_takes_paint_only_from_the_source_and_another_source_shows_no_old_fill(sourced, hole):
    page, image = sourced, job(sourced).painting.image
    around = restored(page).restoration
    assert around.source is None
    for columns in (slice(0, 20), slice(50, 64)):
        job(page).edit(lambda history: history.after(AreaStep(AreaUse.SOURCE, None)))
        set_aside(page, AreaUse.SOURCE, slice(0, image.shape[0]), columns)
        assert "have changed since this result was made" in " ".join(note.value for note in page.info)
        result = restored(page).restoration
        area = np.zeros_like(hole)
        area[:, columns] = True
        expected = restore(image, Damage(hole), PatchMatch.with_source(image, area, hole)).after
        np.testing.assert_array_equal(result.after, expected)
        assert result.source.pixels == (area & ~hole).sum() and not np.array_equal(result.after, around.after)
        around = result
    assert "Paint taken only from" in captions(page) and "drawn on the page" in captions(page)
    button(page, "Clear the source").click().run()
    assert job(page).area(AreaUse.SOURCE) is None and restored(page).restoration.source is None


def test_record_report_dossier_and_reload_know_the_source(sourced):
    page = set_aside(sourced, AreaUse.SOURCE, slice(0, 20), slice(0, 64))
    result, painting = restored(page), job(page).painting
    record = result_files.make_result_record(job(page), result, painting)
    source = record["source"]
    assert source == {
        "drawn": True,
        "pixels": source["pixels"],
        "share": source["pixels"] / painting.image[..., 0].size,
    }
    said = f"{source['share']:.1%} of the picture, drawn on the page"
    report = next(
        file for file in result_files.result_files(job(page), result, painting, "png") if file.label == "Report"
    )
    assert said in report.make().decode() and "green line" in report.make().decode()
    dossier = encode_dossier(dossier_io.dossier_of(job(page), painting))
    uploaded = upload(new_page().run(), "work.zip", dossier)
    for again in (uploaded, new_page(token_of(uploaded)).run()):
        kept = job(again).results[-1].restoration.source
        assert not again.exception and kept.pixels == source["pixels"]
        np.testing.assert_array_equal(kept.area, result.restoration.source.area)
        assert "have changed" not in " ".join(note.value for note in again.info)


def test_a_source_that_is_too_small_is_refused_in_one_sentence_and_can_be_undone(sourced):
    page = set_aside(sourced, AreaUse.SOURCE, slice(0, 4), slice(0, 40))
    sentence = "The area to take paint from is too small. Mark at least 10 x 10 px of sound paint."
    assert [warning.value for warning in page.warning] == [sentence]
    button(page, "Restore").click().run()
    assert not page.exception and not job(page).results and [error.value for error in page.error] == [sentence]
    job(page).edit(History.undo)
    page.run()
    assert not page.warning and restored(page)


def test_what_is_not_to_be_filled_stays_so_whatever_is_marked_later(page, hole):
    image = job(page).painting.image
    set_aside(page, AreaUse.NOT_TO_FILL, slice(0, image.shape[0]), slice(0, 30))
    kept = np.zeros_like(hole)
    kept[:, :30] = True
    button(page, "Invert").click().run()
    for sensitivity in (0.2, 0.9):
        with_label(page.slider, "Sensitivity").set_value(sensitivity).run()
        marked = job(page).kinds() > 0
        assert (marked & kept).any(), "the marks themselves stay"
        np.testing.assert_array_equal(marks_to_fill.damage_to_fill(job(page)).mask, marked & ~kept)
    np.testing.assert_array_equal(restored(page).restoration.after[kept], image[kept])
    assert "Nothing is filled in" in captions(page)
    button(page, "Fill there again").click().run()
    assert marks_to_fill.damage_to_fill(job(page)).mask[kept].any()

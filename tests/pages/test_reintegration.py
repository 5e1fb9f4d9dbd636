"""The reintegration on the Restore page: chosen, shown, kept, written into every file, and seen from a distance."""

import io
import json
import zipfile

import numpy as np
import pytest
from PIL import Image

from restoration.app.restore import work
from restoration.imaging.scale import scale_by_hand
from tests.pages.restore_page import button, control, job, upload, with_label

LOSS, CRACK = (slice(28, 40), slice(40, 56)), (slice(8, 9), slice(4, 60))


@pytest.fixture
def filled(page):
    """The page with a loss and a crack that are filled by the quickest method, at 4 px per mm."""
    with_label(page.selectbox, "Fill it with").set_value("telea").run()
    kinds = np.zeros((48, 64), np.uint8)
    kinds[LOSS], kinds[CRACK] = 3, 1
    job(page).given_mask, job(page).scale = kinds, scale_by_hand(4)
    return button(page, "Restore").click().run()


def mode(page, label="Show the reintegration as"):
    return with_label(page.selectbox, label)


def shown(page):
    """The restoration that is downloaded."""
    from restoration.app.restore.reintegration import as_shown

    return as_shown(job(page), job(page).results[-1]).restoration


def captions(page):
    return " ".join(caption.value for caption in page.caption)


def test_a_mode_for_losses_leaves_cracks_toned_and_says_from_where_it_merges(filled):
    fill = shown(filled).after
    mode(filled).set_value("tratteggio").run()
    laid_down = shown(filled)
    assert not filled.exception
    assert [(part.mode, part.pixels) for part in laid_down.reintegration.parts] == [
        ("tratteggio", 12 * 16),
        ("sottotono", 56),
    ]
    assert np.array_equal(laid_down.reintegration.fill, fill) and not np.array_equal(laid_down.after, fill)
    assert "Virtual reintegration, a hypothesis" in captions(filled)
    assert "drawn at 2 px" in captions(filled) and "which merge from 1.7 m" in captions(filled)
    mode(filled, "Cracks").set_value("invisible").run()
    assert [part.mode for part in shown(filled).reintegration.parts] == ["tratteggio"]
    assert np.array_equal(shown(filled).after[CRACK], fill[CRACK])


def test_a_mode_that_was_rendered_before_is_there_at_once(filled, monkeypatch):
    for each in ("neutral", "sottotono"):
        mode(filled).set_value(each).run()
    monkeypatch.setattr(work, "begin_laying", lambda *_: pytest.fail("it was rendered again"))
    for each in ("neutral", "invisible", "sottotono"):
        mode(filled).set_value(each).run()
        assert not filled.exception
    assert len(job(filled).laid_down) == 2


def test_a_reintegration_that_failed_shows_the_fill_and_is_not_begun_again_on_its_own(filled, monkeypatch):
    from restoration.app.restore import reintegration
    from restoration.errors import BadMask

    def fail(*_, **__):
        raise BadMask("There is no sound paint.")

    with monkeypatch.context() as context:
        context.setattr(reintegration, "reintegrate", fail)
        mode(filled).set_value("neutral").run()
    assert shown(filled).reintegration is None and "has not been laid down" in captions(filled)
    assert "no sound paint" in filled.error[0].value
    button(filled, "Lay it down").click().run()
    assert shown(filled).reintegration is not None


def test_a_region_takes_its_own_mode(filled):
    from restoration.app.restore.regions import job_regions
    from restoration.app.restore.state import SelectedRegion

    mode(filled).set_value("neutral").run()
    job(filled).selected = SelectedRegion(LOSS[1].start, LOSS[0].start)
    filled.run()
    mode(filled, "Lay this region down as").set_value("invisible").run()
    assert [(part.mode, part.pixels) for part in shown(filled).reintegration.parts] == [("neutral", 56)]
    assert [one.reintegration for one in job_regions(job(filled)).regions if one.reintegration] == ["invisible"]


def test_files_are_of_what_is_shown_and_the_dossier_brings_the_choice_back(filled):
    from restoration.app.restore.dossier_io import dossier_of
    from restoration.app.restore.downloads import _mask_files
    from restoration.app.restore.take_away import take_away
    from restoration.output.damage_map import MapOptions
    from restoration.output.dossier import encode_dossier

    mode(filled).set_value("neutral").run()
    current = job(filled)
    masks = list(_mask_files(current, current.painting))
    packed = take_away(current, current.painting, masks, MapOptions(), "png").make().read()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = archive.namelist()
        files = {name.removeprefix("sample_restored_telea_neutral"): archive.read(name) for name in names}
    assert {".png", "_layers.ora", "_layers.tif", "_reintegration.png", "_print.pdf", "_report.html"} <= files.keys()
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(files[".png"]))), shown(filled).after)
    assert json.loads(files["_report.json"])["reintegration"]["modes"] == [{"mode": "neutral", "pixels": 248}]
    upload(filled, "work.zip", encode_dossier(dossier_of(current, current.painting)))
    assert job(filled).reintegration == current.reintegration


def test_distances_and_prints_need_a_scale_and_say_so(filled):
    control(filled, "As seen from").set_value(1.5).run()
    assert not filled.exception
    job(filled).scale = None
    filled.run()
    assert control(filled, "As seen from").disabled
    assert button_of_download(filled, "Print, PDF").disabled and "needs the scale" in captions(filled)
    assert "distances need the *scale*" in captions(filled)


def button_of_download(page, label):
    return with_label(page.get("download_button"), label)

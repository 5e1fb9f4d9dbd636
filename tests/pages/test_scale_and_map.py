"""The scale, the damage map and the zip of all files on the Restore page."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image
from streamlit.runtime.download_data_util import convert_data_to_bytes_and_infer_mime
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from restoration.domain import DamageKind
from restoration.imaging.scale import ScaleSource, scale_by_hand
from restoration.output.damage_map import MapOptions, TitleBlock
from restoration.output.dossier import encode_dossier
from tests.pages.restore_page import button, control, job, png, upload, with_label


def set_scale_by(page, way):
    return control(page, "Set it by").set_value(way).run()


def number(page, label):
    return with_label(page.number_input, label)


def test_a_line_along_a_ruler_gives_the_scale(page):
    assert button(page, "Set the scale").disabled, "there is no line yet"
    job(page).ruler = (10.0, 5.0), (70.0, 5.0)
    page.run()
    number(page, "Length of that line, mm").set_value(20.0).run()
    button(page, "Set the scale").click().run()
    assert job(page).scale.px_per_mm == 3
    assert any("20 mm = 60 px" in caption.value for caption in page.caption)


def test_a_ruler_that_is_too_short_is_told_and_the_old_scale_stays(page):
    job(page).scale, job(page).ruler = scale_by_hand(4), ((10.0, 5.0), (13.0, 5.0))
    page.run()
    number(page, "Length of that line, mm").set_value(1.0).run()
    button(page, "Set the scale").click().run()
    assert "3 px apart" in page.error[0].value
    assert job(page).scale == scale_by_hand(4)
    button(page, "Forget the scale").click().run()
    assert job(page).scale is None


def test_the_size_of_the_painting_gives_the_scale_and_is_doubted_if_it_does_not_fit(page):
    height, width = job(page).painting.image.shape[:2]
    set_scale_by(page, "Size")
    number(page, "Height, cm").set_value(height / 50).run()
    number(page, "Width, cm").set_value(width / 40).run()
    assert "difference of 25%" in page.warning[0].value
    number(page, "Width, cm").set_value(width / 50).run()
    assert not page.warning
    button(page, "Set the scale").click().run()
    assert job(page).scale.source is ScaleSource.SIZE
    assert job(page).scale.px_per_mm == pytest.approx(5)


def test_the_resolution_of_a_scan_is_offered_and_a_cameras_default_is_not(page, small_sample):
    for dpi, can_be_used in ((508, True), (300, False)):
        file = io.BytesIO()
        Image.fromarray(small_sample.image).save(file, "PNG", dpi=(dpi, dpi))
        upload(page, f"scan{dpi}.png", file.getvalue())
        set_scale_by(page, "File")
        assert ("Use it" in [each.label for each in page.button]) is can_be_used
        assert any(f"{dpi} dpi" in caption.value for caption in page.caption)
        if can_be_used:
            button(page, "Use it").click().run()
            assert job(page).scale.px_per_mm == pytest.approx(20, rel=1e-4)


def test_words_and_scale_stay_with_their_painting_and_come_back_with_its_dossier(page, small_sample):
    from restoration.app.restore import dossier_io

    with_label(page.text_input, "Inventory number").set_value(" NG 1234 ").run()
    with_label(page.text_input, "Examined by").set_value("A. Rossi")
    with_label(page.text_input, "Credit line").set_value("Museum").run()
    job(page).scale = scale_by_hand(12)
    dossier = encode_dossier(dossier_io.dossier_of(job(page), job(page).painting))
    upload(page, "other.png", png(255 - small_sample.image))
    assert with_label(page.text_input, "Inventory number").value == ""
    assert job(page).scale is None
    upload(page, "work.zip", dossier)
    assert job(page).title_block == TitleBlock(inventory="NG 1234", operator="A. Rossi", credit="Museum")
    assert job(page).scale == scale_by_hand(12)
    assert with_label(page.text_input, "Inventory number").value == "NG 1234"


def test_all_files_are_in_one_zip_and_their_names_say_which_result(page):
    from restoration.app.restore.downloads import _mask_files
    from restoration.app.restore.take_away import take_away

    button(page, "Restore").click().run()
    current = job(page)
    masks = list(_mask_files(current, current.painting))
    zipped = take_away(current, current.painting, masks, MapOptions(), "png").make()
    with zipfile.ZipFile(io.BytesIO(zipped.read())) as archive:
        assert archive.testzip() is None
        names = {name.removeprefix("sample") for name in archive.namelist()}
        kinds = np.array(Image.open(archive.open("sample_mask_crack.png"))) > 0
    method = current.results[0].restoration.inpainter
    result = {f"_restored_{method}{end}" for end in (".png", "_layers.ora", "_report.json", "_report.html")}
    common = {"_mask.png", "_overlay.png", "_map.pdf", "_map.svg", "_kinds.png", "_mask_crack.png"}
    assert result | common | {"_regions.geojson", "_regions.w3c.json", "_regions.csv"} <= names
    assert np.array_equal(kinds, current.kinds() == 1 + list(DamageKind).index(DamageKind.CRACK))


def test_streamlit_sends_a_file_on_the_disk_without_a_copy_of_it():
    from restoration.app.restore.offered_file import FileOnDisk

    content = bytes(range(256)) * 10_000
    data, _ = convert_data_to_bytes_and_infer_mime(FileOnDisk(lambda file: file.write(content)), TypeError())
    storage = MemoryMediaFileStorage("/media")
    stored = storage.get_file(storage.load_and_get_id(data, "application/zip", MediaFileKind.DOWNLOADABLE, "x.zip"))
    assert stored.content is data and data == content
    assert isinstance(data, memoryview) and type(data.obj).__name__ == "mmap"

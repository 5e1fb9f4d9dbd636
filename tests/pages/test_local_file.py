"""A picture of this computer, opened on the Restore page where it lies."""

import numpy as np
import pytest
import tifffile

from restoration.app import hosting
from tests.pages.restore_page import button, control, job, new_page, slider, token_of, with_label


@pytest.fixture
def scan(tmp_path, painting):
    """A TIFF in a folder with one more file."""
    folder = tmp_path / "scans"
    folder.mkdir()
    tifffile.imwrite(folder / "scan.tif", painting, photometric="rgb")
    (folder / "notes.txt").write_text("no picture")
    return folder / "scan.tif"


@pytest.fixture
def opened(page, scan, painting):
    """The page, on which the picture was chosen in its folder."""
    control(page, "Painting").set_value("Upload").run()
    with_label(page.text_input, "File or folder").set_value(str(scan.parent)).run()
    assert with_label(page.selectbox, "Picture").options == ["scan.tif"]
    button(page, "Open this picture").click().run()
    assert not page.exception and not page.error
    assert np.array_equal(job(page).painting.image, painting)
    assert page.session_state["local file panel"] is False, "the panel stays open over the picture"
    return page


def test_a_picture_is_opened_where_it_lies_and_a_reload_finds_it_there(opened, work_folder, scan):
    slider(opened, "Sensitivity").set_value(0.7).run()
    assert not list(work_folder.glob("*/file")), "it was copied"
    again = new_page(token_of(opened)).run()
    assert not again.exception and not again.error
    assert job(again).painting.sha256 == job(opened).painting.sha256
    assert slider(again, "Sensitivity").value == 0.7
    slider(again, "Sensitivity").set_value(0.4).run()
    third = new_page(token_of(again)).run()
    assert slider(third, "Sensitivity").value == 0.4, "a second reload loses the file"


def test_a_picture_that_has_changed_since_is_not_taken_for_the_one_of_the_work(opened, work_folder, scan, painting):
    tifffile.imwrite(scan, painting[::-1], photometric="rgb")
    again = new_page(token_of(opened)).run()
    assert not again.exception
    assert "has changed since" in again.error[0].value and "Put the file back" in again.error[0].value
    scan.unlink()
    again = new_page(token_of(opened)).run()
    assert "not there any more" in again.error[0].value
    tifffile.imwrite(scan, painting, photometric="rgb")
    assert np.array_equal(job(new_page(token_of(opened)).run()).painting.image, painting)


@pytest.mark.parametrize(
    ("typed", "said"), [("/no/such/place", "There is no file or folder"), ("{folder}/notes.txt", "not a picture")]
)
def test_what_cannot_be_opened_gets_a_sentence(page, scan, typed, said):
    control(page, "Painting").set_value("Upload").run()
    with_label(page.text_input, "File or folder").set_value(typed.format(folder=scan.parent)).run()
    if not page.error:
        button(page, "Open this picture").click().run()
    assert not page.exception
    assert said in page.error[0].value


def test_visitors_of_a_hosted_server_open_no_file_of_it(opened, monkeypatch):
    monkeypatch.setenv(hosting.HOSTED_VARIABLE, "1")
    opened.run()
    assert not any(field.label == "File or folder" for field in opened.text_input)
    again = new_page(token_of(opened)).run()
    assert not again.exception
    assert "not there any more" in again.error[0].value and "/" not in again.error[0].value

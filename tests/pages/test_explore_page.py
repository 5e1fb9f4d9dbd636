"""The Explore page without a browser: empty, full, and with errors."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from restoration.app import folders
from restoration.app.explore import grid, museum_download, state
from restoration.app.restore import source
from restoration.app.restore.state import COLLECTION
from restoration.collection import thumbnails
from restoration.collection.generation import make_pairs
from restoration.collection.manifest import write_manifest
from restoration.collection.pair_request import PairRequest
from restoration.downloading.client import Client
from restoration.museum import museums
from restoration.sample import SamplePainting, sample_as_painting
from tests.unit.fake_museum import open_museum
from tests.unit.fake_museums import FAKE_MUSEUMS

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch):
    """An empty collection instead of data/."""
    monkeypatch.setattr(state, "DATA", tmp_path)
    monkeypatch.setattr(state, "PAIRS_FOLDER", tmp_path / "pairs")
    monkeypatch.setattr(thumbnails, "THUMBNAIL_FOLDER", tmp_path / "thumbnails")
    state.forget_collections()
    return tmp_path


@pytest.fixture
def originals(data, painting):
    """Thirty paintings of 64 x 48 px; a table describes the first two."""
    folder = data / "originals"
    folder.mkdir()
    for number in range(30):
        Image.fromarray(np.roll(painting, number, axis=1)).save(folder / f"p{number:02}.png")
    rows = (
        "p00.png,Salvator Mundi,Albrecht Dürer,1505,https://museum.example/0",
        "p01.png,:red[x] $y$,*B*,1440,javascript:0",
    )
    (folder / "originals.csv").write_text("\n".join(("file,title,artist,date,object_url", *rows)), encoding="utf-8")
    return folder


@pytest.fixture
def pairs(originals, data):
    """Three pairs of p00 and one of p01."""
    make_pairs(originals / "p00.png", PairRequest(per_image=1, severity="light", style="simple"), data, "val")
    make_pairs(originals / "p00.png", PairRequest(per_image=2, severity="severe", style="simple"), data, "val")
    make_pairs(originals / "p01.png", PairRequest(per_image=1, severity="severe", style="french"), data, "train")
    write_manifest(data)


@pytest.fixture
def page(monkeypatch, painting, hole, open_page):
    sample = SamplePainting(title="A small one", image=painting, truth=painting, mask=hole, credit="made for a test")
    monkeypatch.setattr(source, "load_sample", lambda: (sample, sample_as_painting(sample)))
    return open_page("explore.py")


def titles(page):
    """The titles of the cards, as people read them."""
    return [label.replace("\\", "") for label in labels(page)]


def labels(page):
    """The titles of the cards, as Streamlit sends them."""
    return [button.label for button in page.button if button.key and button.key.startswith("open-")]


def press(page, label):
    return next(button for button in page.button if button.label == label).click().run()


def open_card(page, number):
    return page.button(key=f"open-{number}").click().run()


def section(page, name):
    return page.segmented_control(key="explore-section").set_value(name).run()


def html(page):
    return " ".join(element.proto.body for element in page.get("html"))


def test_an_empty_collection_explains_what_to_do(page):
    assert not page.exception
    assert page.subheader[0].value == "No paintings yet"
    assert "restoration fetch" in page.code[0].value
    assert "restoration damage" in section(page, "Pairs").code[0].value


def test_a_missing_folder_gets_a_sentence_with_a_hint(page):
    page.text_input(key="explore-folder").set_value("/no/such/place").run()
    assert not page.exception
    assert "There is no folder /no/such/place. Check its name" in page.error[0].value


def test_a_whole_disk_is_not_searched(page, data, monkeypatch):
    (data / "one").mkdir()
    monkeypatch.setattr(folders, "MAX_FOLDERS", 2)
    page.text_input(key="explore-folder").set_value(str(data)).run()
    assert "Name a folder that is nearer to the pictures" in page.error[0].value


def test_any_folder_can_be_opened(page, originals, data):
    originals.rename(data / "elsewhere")
    page.text_input(key="explore-folder").set_value(str(data / "elsewhere")).run()
    assert len(titles(page)) == grid.CARDS_PER_PAGE


def test_only_the_pictures_of_the_page_shown_are_open_card(originals, monkeypatch, request):
    opened = []
    monkeypatch.setattr(
        grid,
        "make_thumbnail",
        lambda picture, longest: opened.append(picture.name) or thumbnails.make_thumbnail(picture, longest),
    )
    page = request.getfixturevalue("page")
    assert opened == [f"p{number:02}.png" for number in range(24)]
    opened.clear()
    page.get("pagination")[0].set_value(2).run()
    assert opened == [f"p{number:02}.png" for number in range(24, 30)]


def test_search_words_find_originals_and_survive_another_page(originals, page):
    page.text_input(key="explore-words").set_value("durer MUNDI").run()
    assert titles(page) == ["Salvator Mundi"]
    page.switch_page("pages/restore.py").run()
    page.switch_page("pages/explore.py").run()
    assert page.text_input(key="explore-words").value == "durer MUNDI"
    assert titles(page) == ["Salvator Mundi"]


def test_back_leads_to_the_same_search_and_the_same_page(originals, page):
    page.text_input(key="explore-words").set_value("p").run()
    page.get("pagination")[0].set_value(2).run()
    before = titles(page)
    press(open_card(page, 0), "All originals")
    assert page.text_input(key="explore-words").value == "p"
    assert titles(page) == before != []


def test_no_hits_are_explained_and_one_button_shows_all_again(originals, page):
    page.text_input(key="explore-words").set_value("zzz")
    years(page).set_range(1500, 1501).run()
    assert titles(page) == [] and "None of the 30 originals matches" in page.subheader[0].value
    press(page, "Clear the filters")
    assert len(titles(page)) == grid.CARDS_PER_PAGE
    assert page.text_input(key="explore-words").value == "" and years(page).value == (1440, 1505)


def test_the_address_opens_the_original_and_the_pair_that_it_names(pairs, page):
    page.query_params["original"] = "p01.png"
    assert titles(page.run()) == ["severe, french"]
    open_card(page, 0)
    sha256 = page.query_params["pair"]
    press(press(page, "Back"), "All originals")
    assert not page.query_params and len(titles(page)) == grid.CARDS_PER_PAGE
    page.query_params["pair"] = sha256
    assert page.run().subheader[0].value.endswith("\\, damaged")


@pytest.mark.parametrize("name", ["p99.png", "../p00.png", "/etc/passwd", ""])
def test_an_address_of_no_picture_in_the_folder_opens_nothing_and_says_so(originals, page, name):
    page.query_params["original"] = name
    page.run()
    assert not page.exception and not page.error
    assert "not in the collection" in page.info[0].value
    assert len(titles(page)) == grid.CARDS_PER_PAGE


def test_years_filter_originals(originals, page):
    years(page).set_range(1500, 1505).run()
    assert titles(page) == ["Salvator Mundi"]


@pytest.mark.parametrize(
    "number", ["nan", "inf", "-inf", "99999999999999999999", "-99999999999", "1e308", "1\0", "\ufeff1"]
)
def test_a_table_with_odd_numbers_is_shown(originals, page, number):
    rows = (
        f"p00.png,A,{number},{number},{number},{number},{number}",
        "p01.png,B,1500,1510,40,50,9",
        "p02.png,C,-500,,60,,",
    )
    header = "file,title,begin_year,end_year,height_cm,width_cm,px_per_mm"
    (originals / "originals.csv").write_text("\n".join((header, *rows)), encoding="utf-8")
    state.forget_collections()
    page.run()
    assert not page.exception and not page.error
    assert years(page).value == (-500, 1510)
    open_card(page, 0)
    assert not page.exception and not page.error


@pytest.mark.parametrize("table", [b"file,title\n\xff\n", b"file\n" + b"x" * 10**7, "file,title\n".encode("utf-16")])
def test_a_table_that_cannot_be_read_gets_one_sentence(originals, page, table):
    (originals / "originals.csv").write_bytes(table)
    state.forget_collections()
    page.run()
    assert not page.exception
    assert len(page.error) == 1
    assert "originals.csv" in page.error[0].value


@pytest.mark.parametrize("typed", ["~\0", "a\0b", "x" * 5000, "/dev/zero"], ids=ascii)
def test_a_name_that_no_folder_has_gets_one_sentence(originals, page, typed):
    page.text_input(key="explore-folder").set_value(typed).run()
    assert not page.exception
    assert len(page.error) == 1


def test_years_chosen_in_one_folder_do_not_filter_another(originals, page, data):
    years(page).set_range(1500, 1505).run()
    for century in ("14", "15"):
        other = data / century
        shutil.copytree(originals, other)
        table = (originals / "originals.csv").read_text(encoding="utf-8")
        (other / "originals.csv").write_text(
            table.replace(",1505,", f",{century}05,").replace(",1440,", f",{century}01,")
        )
        page.text_input(key="explore-folder").set_value(str(other)).run()
        assert not page.exception
        assert years(page).value == (int(f"{century}01"), int(f"{century}05"))


def years(page):
    return next(slider for slider in page.slider if slider.label == "Years")


def test_a_picture_that_cannot_be_read_gets_a_quiet_card_and_a_sentence_when_open_card(originals, page):
    (originals / "p00.png").write_bytes(b"no picture")
    assert len(titles(page.run())) == grid.CARDS_PER_PAGE
    assert not page.error
    assert "Cannot be read" in html(page)
    assert open_card(page, 0).error
    assert not page.exception


def test_text_from_a_table_is_shown_character_by_character(originals, page):
    assert r"\$y\$" in labels(page)[1]
    assert ":red" not in titles(page)[1], "a joiner must separate them, or Streamlit colours the text"
    assert "<dd>*B*</dd>" in html(open_card(page, 1))
    assert not page.get("link_button"), "only web addresses become links"
    assert open_card(press(page, "All originals"), 0).get("link_button")


def test_an_original_can_be_restored(originals, page, painting):
    press(open_card(page, 0), "Restore this painting")
    assert not page.exception
    assert np.array_equal(page.session_state["jobs"][COLLECTION].painting.image, painting)


def test_the_licence_of_an_original_becomes_the_credit_line_of_its_record(originals, page):
    table = "file,title,rights,credit_line\np00.png,A Lady,CC BY-SA 4.0: name Ann,Gift of nobody\n"
    (originals / "originals.csv").write_text(table, encoding="utf-8")
    state.forget_collections()
    press(open_card(page, 0), "Restore this painting")
    assert page.session_state["jobs"][COLLECTION].title_block.credit == "CC BY-SA 4.0: name Ann. Gift of nobody"


def test_the_pairs_of_an_original_are_listed_and_open_card(pairs, page):
    open_card(page, 0)
    assert titles(page) == ["light, simple", "severe, simple", "severe, simple"]
    open_card(page, 1)
    assert not page.exception
    assert "Losses" in html(page) and "Simple shapes" in html(page)
    press(page, "Back")
    assert page.subheader[0].value == "Salvator Mundi"


def test_a_pair_can_be_restored_with_its_truth_known(pairs, page, painting):
    press(open_card(open_card(page, 0), 1), "Restore this painting")
    assert not page.exception
    job = page.session_state["jobs"][COLLECTION]
    assert np.array_equal(job.truth, painting)
    assert not np.array_equal(job.painting.image, painting)


def test_a_pair_can_be_made_and_is_kept_for_the_session(originals, page, data, painting):
    open_card(page, 0)
    next(box for box in page.selectbox if box.label == "Severity").set_value("heavy")
    next(box for box in page.selectbox if box.label == "Craquelure").set_value("simple")
    press(page, "Make it")
    assert not page.exception and not page.error
    assert "heavy: about" in html(page)
    assert "--severity heavy --style simple --seed 0" in page.code[0].value
    assert not (data / "synthetic_damaged").exists(), "nothing is written to the collection"
    press(page, "Back")
    assert titles(page) == ["heavy, simple"]


def test_a_pair_without_its_original_is_shown_and_says_so(pairs, page, originals):
    section(page, "Pairs")
    (originals / "p00.png").unlink()
    state.forget_collections()
    open_card(page.run(), 0)
    assert not page.exception
    assert any("is missing" in caption.value for caption in page.caption)


def test_an_incomplete_pair_gets_a_sentence(pairs, page, data):
    for mask in (data / "synthetic_masks").glob("p00__light-0_mask.png"):
        mask.unlink()
    open_card(section(page, "Pairs"), 0)
    assert not page.exception
    assert "is incomplete" in page.error[0].value


def test_pairs_are_filtered_by_severity_and_split(pairs, page):
    section(page, "Pairs")
    assert len(titles(page)) == 4
    page.selectbox(key="explore-severity").set_value("severe").run()
    assert len(titles(page)) == 3
    page.segmented_control(key="explore-pair-split").set_value("train").run()
    assert len(titles(page)) == 1
    press(page, "Clear the filters")
    assert len(titles(page)) == 4


@pytest.fixture
def client(monkeypatch):
    """A client that does not wait."""
    monkeypatch.setattr(museum_download, "Client", lambda pause: Client(pause=0, backoff=0, timeout=1))


def use_api(monkeypatch, key, api):
    """Let the page find a museum at another address."""
    entries = (replace(entry, api=api) if entry.key == key else entry for entry in museums.MUSEUMS)
    monkeypatch.setattr(museums, "MUSEUMS", tuple(entries))


@pytest.fixture(params=FAKE_MUSEUMS)
def museum(request, monkeypatch, client):
    """A museum on this machine."""
    with open_museum(FAKE_MUSEUMS[request.param]) as server:
        use_api(monkeypatch, request.param, server.api)
        yield server


def open_museum_of(page, key):
    section(page, "Museums")
    return page.selectbox(key="museum").set_value(key).run()


def test_paintings_are_listed_with_licences_and_downloaded_one_by_one(museum, page):
    pictures = [museum.show(object_id) for object_id in (1, 2)]
    museum.faults[pictures[0]] = [(404, {})]
    press(open_museum_of(page, museum.key), "List")
    assert sum("Public domain" in caption.value for caption in page.caption) == 2
    assert not any(museum.calls_to(picture) for picture in pictures)
    press(page, "Download")
    assert not page.exception
    assert page.success[0].value.startswith("1 of 2 paintings are in data/originals. Press Download")
    assert titles(section(page, "Originals")) == ["Saint Lucy, no. 2"]


def test_without_a_network_the_page_shows_one_sentence(client, page, monkeypatch):
    use_api(monkeypatch, "met", "http://127.0.0.1:1/public")
    press(section(page, "Museums"), "Download")
    assert not page.exception
    assert "127.0.0.1 cannot be reached" in page.error[0].value

"""What visitors of a hosted dashboard can reach: every text input of every page gets every hostile path."""

import os
import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from restoration.app import hosting
from restoration.app.benchmark import header
from restoration.app.explore import museum_download, state
from restoration.app.restore import autosave, source
from restoration.benchmark import results
from restoration.benchmark.redrawing import find_original
from restoration.benchmark.results import BenchmarkResults, write_results
from restoration.collection import thumbnails
from restoration.collection.generation import make_pairs
from restoration.collection.manifest import write_manifest
from restoration.collection.pair_request import PairRequest
from restoration.downloading.client import Client
from restoration.errors import BadRequest
from restoration.files import sha256_of_file
from restoration.museum import museums
from restoration.sample import SamplePainting, sample_as_painting
from tests.pages.small_run import metadata, score_rows

ROOT = Path(__file__).parents[2]
PLACES = [
    ("restore.py", None, None),
    *(("explore.py", "explore-section", name) for name in ("Originals", "Pairs", "Museums")),
    *(("benchmark.py", "benchmark-section", name) for name in header.SECTIONS),
]
NAMING_FOLDERS = {  # inputs that the walk must meet at least
    "Originals": {"Folder of pictures", "Search"},
    "Museums": {"Words", "Department"},
    header.PAINTINGS_SECTION: {"Folder of the originals"},
    header.QUICK_RUN_SECTION: {"Folder of paintings", "Name of the run"},
}
UP = "../" * 12

_opened, _listed = [], []  # every path that the process opened or listed


def _remember(event, arguments):
    lists = {"open": _opened, "os.listdir": _listed, "os.scandir": _listed}
    if event in lists and isinstance(arguments[0], str | bytes | os.PathLike):
        lists[event].append(os.fsdecode(arguments[0]))


@pytest.fixture(scope="module", autouse=True)
def audit():
    """Remember what is opened or listed; Python removes no such hook, so after this module it fills a list in vain."""
    sys.addaudithook(_remember)


@pytest.fixture
def disk(tmp_path, monkeypatch, painting, hole):
    """A server's disk: one picture and one pair in data/, links that lead out of it, and pictures nobody may see."""
    data, cache, outside = tmp_path / "srv" / "data", tmp_path / "srv" / ".cache", tmp_path / "outside"
    for module in (state, hosting):
        monkeypatch.setattr(module, "DATA", data)
    monkeypatch.setattr(hosting, "CACHE", cache)
    monkeypatch.setattr(autosave, "WORK_FOLDER", cache / "work")
    monkeypatch.setattr(state, "PAIRS_FOLDER", cache / "pairs")
    monkeypatch.setattr(thumbnails, "THUMBNAIL_FOLDER", cache / "thumbnails")
    monkeypatch.setattr(results, "RUNS_FOLDER", data / "benchmarks")
    monkeypatch.setattr(results, "SHIPPED_FOLDER", data / "benchmarks")
    entries = tuple(replace(entry, api="http://127.0.0.1:1/public") for entry in museums.MUSEUMS)
    monkeypatch.setattr(museums, "MUSEUMS", entries)
    monkeypatch.setattr(museum_download, "Client", lambda pause: Client(pause=0, backoff=0, timeout=1))
    sample = SamplePainting(title="A small one", image=painting, truth=painting, mask=hole, credit="made for a test")
    monkeypatch.setattr(source, "load_sample", lambda: (sample, sample_as_painting(sample)))
    for folder, name in ((data / "originals", "open"), (cache / "work" / "a", "quagga"), (outside, "hidden")):
        folder.mkdir(parents=True)
        Image.fromarray(painting).save(folder / f"{name}.png")
    make_pairs(data / "originals" / "open.png", PairRequest(per_image=1, severity="light", style="simple"), data, "val")
    write_manifest(data)
    run = BenchmarkResults(score_rows("open"), [], metadata(data / "originals" / "open.png"))
    write_results(data / "benchmarks" / "mine", run)
    (data / "originals" / "link").symlink_to(outside)
    (data / "originals" / "linked.png").symlink_to(outside / "hidden.png")
    (data / "originals" / "work").symlink_to(cache / "work")
    (outside / "table.csv").write_text("file,title\nopen.png,A secret title\n")
    (data / "originals" / "paintings.csv").symlink_to(outside / "table.csv")
    state.forget_collections()
    return tmp_path


@pytest.fixture
def hosted(disk, monkeypatch):
    monkeypatch.setenv(hosting.HOSTED_VARIABLE, "1")
    return disk


def hostile_paths(disk):
    """Pairs of paths: what exists but must not be seen, and its like that does not exist."""
    work, outside = disk / "srv" / ".cache" / "work", disk / "outside"
    return [
        (str(work), f"{work}x"),
        (str(outside), f"{outside}x"),
        ("data/../.cache/work", "data/../.cache/worx"),
        ("data/originals/link", "data/originals/linx"),
        (f"data/{UP}etc", f"data/{UP}etx"),
        ("/etc", "/etx"),
        ("~", ".cachx"),
        ("~root", "~roox"),
        ("/proc/self", "\0"),
        ("/", "data/" + "x" * 5000),
        ("..", r"\\host\share"),
    ]


def open_place(open_page, page, key, section):
    app = open_page(page)
    return app.segmented_control(key=key).set_value(section).run() if key else app


def answer(app, number, typed):
    """Type it into one text input, and press the button if it is part of a form; return what the page then shows."""
    field = app.text_input[number]
    before, label = field.value, field.label
    field.set_value(typed)
    if field.form_id:
        next(button for button in app.button if button.form_id == field.form_id).click()
    shown = texts(app.run())
    assert not app.exception, typed
    said = [element.value for element in (*app.error, *app.info, *app.warning)]
    next(field for field in app.text_input if field.label == label).set_value(before).run()  # others may be gone
    return shown, [without(sentence, typed) for sentence in said]


def without(sentence, typed):
    """The sentence without the words that the visitor typed, in full or shortened."""
    for echo in filter(None, (repr(typed)[1:-1], typed, Path(typed).name)):
        sentence = re.sub(rf"(?<!\w){re.escape(echo)}(?!\w)", "", sentence)
    return sentence


def texts(app):
    """Everything that is sent to the browser, but for what the visitor typed."""
    elements = [element for block in (app.main, app.sidebar) for element in walk(block)]
    return "\n".join(str(element.proto) for element in elements if element.type != "text_input")


def walk(block):
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from walk(child)
        elif getattr(child, "proto", None) is not None:
            yield child


def touched_outside(disk):
    """What the process opened or listed of the places that are closed to visitors."""
    closed = [disk / "outside", disk / "srv" / ".cache" / "work", Path.home() / ".ssh"]
    opened = [path for path in map(os.path.realpath, _opened) if any(Path(path).is_relative_to(top) for top in closed)]
    whole = {"/", "/etc", os.path.realpath("/proc/self"), str(Path.home())}  # some library opens single files there
    return opened + [path for path in map(os.path.realpath, _listed) if path in whole | {*map(str, closed)}]


def server_paths(disk):
    return [str(disk), str(ROOT), f"{Path.home()}/", f"{tempfile.gettempdir()}/", sys.prefix]


@pytest.mark.parametrize(("page", "key", "section"), PLACES)
def test_no_input_of_a_hosted_page_opens_or_tells_of_a_place_outside(open_page, hosted, page, key, section):
    app = open_place(open_page, page, key, section)
    assert not [path for path in server_paths(hosted) if path in texts(app)]
    assert NAMING_FOLDERS.get(section, set()) <= {field.label for field in app.text_input}
    for number in range(len(app.text_input)):
        for existing, missing in hostile_paths(hosted):
            _opened.clear()
            _listed.clear()
            shown, said = answer(app, number, existing)
            assert not touched_outside(hosted), existing
            _, said_of_missing = answer(app, number, missing)
            assert said == said_of_missing, (existing, missing)
            told, secrets = shown.replace(existing, ""), (*server_paths(hosted), "hidden", "quagga", "secret")
            assert not [secret for secret in secrets if secret in told], existing


def test_visitors_see_data_and_the_listed_folders_and_nothing_that_links_lead_to(open_page, hosted, monkeypatch):
    app = open_page("explore.py")
    assert card_titles(app) == ["open"]
    app.text_input(key="explore-folder").set_value("outside").run()
    assert "Name one of these, or one in them: data." in app.error[0].value
    monkeypatch.setenv(hosting.FOLDERS_VARIABLE, str(hosted / "outside"))
    for name in ("outside", "data/../outside/../outside", str(hosted / "outside")):
        app.text_input(key="explore-folder").set_value(name).run()
        assert (card_titles(app) == ["hidden"]) == (".." not in name)


def test_the_owner_of_the_machine_opens_any_folder_but_not_kept_work(open_page, disk, monkeypatch):
    monkeypatch.setenv(hosting.HOSTED_VARIABLE, "0")
    app = open_page("explore.py")
    app.text_input(key="explore-folder").set_value(str(disk / "outside")).run()
    assert card_titles(app) == ["hidden"]
    app.text_input(key="explore-folder").set_value(str(disk)).run()
    assert "hidden" in card_titles(app) and "quagga" not in card_titles(app)
    (disk / "link").symlink_to(disk / "srv" / ".cache" / "work")
    for name in (disk / "srv" / ".cache", disk / "srv" / ".cache" / "work" / "a", disk / "link"):
        app.text_input(key="explore-folder").set_value(str(name)).run()
        assert "holds files of the program itself" in app.error[0].value
        assert not card_titles(app)


def card_titles(app):
    return [button.label.replace("\\", "") for button in app.button if button.key and button.key.startswith("open-")]


def test_a_pair_whose_files_are_links_out_of_data_is_not_listed(hosted):
    (pair,) = state.load_collection(hosted / "srv" / "data" / "originals").pairs
    damaged = hosted / "srv" / "data" / pair.damaged
    damaged.rename(hosted / "outside" / "damaged.png")
    damaged.symlink_to(hosted / "outside" / "damaged.png")
    state.forget_collections()
    assert not state.load_collection(hosted / "srv" / "data" / "originals").pairs


def test_a_pair_made_by_a_visitor_is_private_and_the_page_shows_no_path(open_page, hosted):
    app = open_page("explore.py")
    app.button(key="open-0").click().run()
    next(button for button in app.button if button.label == "Make it").click().run()
    assert not app.exception
    assert "deleted when your session ends" in " ".join(caption.value for caption in app.caption)
    assert not [path for path in server_paths(hosted) if path in texts(app)]
    (folder,) = (hosted / "srv" / ".cache" / "pairs").iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_run_cannot_be_named_by_a_path(hosted):
    with pytest.raises(BadRequest, match="no such run"):
        results.find_run("../../outside")


def test_an_uploaded_file_is_called_by_its_name_without_its_path(open_page, hosted):
    app = open_page("restore.py")
    app.segmented_control(key="source").set_value("Upload").run()
    picture = (hosted / "outside" / "hidden.png").read_bytes()
    for number, name in enumerate(("../../etc/madonna.png", r"C:\scans\madonna.png", "/etc/madonna.png")):
        app.sidebar.file_uploader[0].set_value((name, picture + bytes(number), "image/png")).run()
        assert not app.exception
        assert app.session_state["jobs"]["Upload"].title == "madonna"


def test_the_search_for_a_measured_original_finds_no_link_out_of_data(hosted):
    linked = hosted / "srv" / "data" / "originals" / "linked.png"
    assert find_original(linked.parent, "linked", sha256_of_file(linked)) == linked
    with pytest.raises(BadRequest, match="There is no picture"):
        find_original(linked.parent, "linked", sha256_of_file(linked), hosting.may_see)


@pytest.mark.parametrize("page", [None, "restore.py", "explore.py", "benchmark.py"])
@pytest.mark.parametrize("is_logged_in", [True, False])
def test_where_a_login_is_configured_nobody_sees_a_page_without_it(open_page, hosted, page, is_logged_in):
    app = open_page(page) if page else AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
    app.user["is_logged_in"] = is_logged_in
    app.run()
    labels = [button.label for button in app.button]
    assert not app.exception
    assert (labels == ["Log in"]) == (not is_logged_in)
    assert is_logged_in or not (app.text_input or app.get("file_uploader") or app.get("imgs"))

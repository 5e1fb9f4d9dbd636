"""The answers to an editor in the browser, from a server of its own: tiles, corrections, selections."""

import json
from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pytest
import requests
from onnxruntime import InferenceSession
from PIL import Image

from restoration.app.editor.routes import editor_routes
from restoration.app.editor.session import open_session
from restoration.app.restore import marks_to_fill
from restoration.app.restore.outcomes import RestorationPlan, RestorationResult
from restoration.app.restore.running_work import Filling, Preview
from restoration.app.restore.state import Job
from restoration.domain import Damage, DamageKind, Restoration
from restoration.imaging.difference import difference_map
from restoration.imaging.overlay import blend_images
from restoration.imaging.painting import Painting
from restoration.imaging.tile_pyramid import halve
from restoration.inpainting.filling import Region
from restoration.segmentation.prompted import PromptedSegmenter
from tests.asgi_server import serve_routes
from tests.stand_ins import segmenter_files

HEIGHT, WIDTH = 700, 900
LINE = {"shape": "line", "kind": "crack", "width": 5, "points": [[100.5, 50.5], [200.5, 50.5]]}


@pytest.fixture(scope="module")
def server():
    """The address of a server with the editor's routes."""
    with serve_routes(editor_routes()) as address:
        yield address


@pytest.fixture
def job():
    """A painting without damage, as if its mask had come from a file."""
    image = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    image[300:310, 400:420] = 200
    job = Job()
    job.load(Painting(image, "a.png", "a", "PNG"), "A painting")
    job.given_mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    return job


@pytest.fixture
def ask(server, job):
    """A function that asks the server below the secret of the job's painting."""
    session = open_session(job, job.painting)

    def ask_for(path, body=None):
        address = f"{server}/editor/{session.secret}/{path}"
        return requests.get(address, timeout=9) if body is None else requests.post(address, json=body, timeout=9)

    return ask_for


@pytest.fixture
def send(ask):
    """A function that sends commands, numbered from 1."""

    def send_commands(*commands, since=0, start=1, client="a page"):
        numbered = [{"number": number, **command} for number, command in enumerate(commands, start)]
        return ask("commands", {"client": client, "since": since, "commands": numbered})

    return send_commands


def draw(step):
    return {"do": "step", "step": step}


def test_a_stroke_marks_its_pixels_and_names_its_box(send, job):
    answer = send(draw(LINE)).json()
    assert job.kinds()[50, 150] == 1
    assert answer["changed"] == [[98, 48, 106, 6]]
    assert (answer["steps"], answer["done"], answer["can_undo"], answer["can_redo"]) == (1, 1, True, False)


def test_undo_and_redo_are_commands_like_strokes(send, job):
    send(draw(LINE), {"do": "undo"})
    assert not job.kinds().any()
    assert send({"do": "redo"}, start=3).json()["steps"] == 1
    assert job.kinds().any()


def test_a_command_that_is_sent_again_is_not_done_again(send, job):
    for _ in range(2):
        assert send(draw(LINE), draw(LINE)).json()["steps"] == 2
    assert send(draw(LINE), client="another page").json()["steps"] == 3


def test_a_wrong_command_is_refused_in_a_sentence_and_the_others_are_done(send, job):
    answer = send(draw(LINE), draw({"shape": "circle"}), draw(LINE))
    assert answer.status_code == 400
    assert answer.json()["done"] == 1  # the next one was refused
    assert "cannot be understood" in answer.json()["sentence"]
    assert len(job.steps) == 1


@pytest.mark.parametrize("body", [[], {}, {"client": "x", "commands": 3}, {"client": "", "commands": []}])
def test_a_wrong_request_is_refused_in_a_sentence(ask, body):
    answer = ask("commands", body)
    assert answer.status_code == 400
    assert answer.json()["sentence"].endswith("Reload the page.")


def test_while_the_damage_is_found_anew_nothing_is_done_and_nothing_is_lost(send, job):
    mask, job.given_mask = job.given_mask, None
    answer = send(draw(LINE))
    assert answer.status_code == 409
    assert "sent again" in answer.json()["sentence"]
    job.given_mask = mask
    assert send(draw(LINE)).json()["done"] == 1


def test_after_another_painting_was_opened_the_address_is_closed(send, job):
    job.load(Painting(np.zeros((9, 9, 3), np.uint8), "b.png", "b", "PNG"), "Another")
    assert send(draw(LINE)).status_code == 410


def test_without_the_secret_there_is_nothing(server):
    assert requests.get(f"{server}/editor/guess/image/original/0/0/0", timeout=9).status_code == 410


def picture(answer):
    return np.asarray(Image.open(BytesIO(answer.content))).astype(int)


def add_fill(job, colour, method="telea"):
    """Add a result that fills a square with a colour; returns its picture."""
    filled = job.painting.image.copy()
    filled[100:300, 600:800] = colour
    damage = Damage((filled != job.painting.image).any(axis=2))
    restoration = Restoration(job.painting.image, filled, damage, method, 1.0)
    job.add_result(RestorationResult(restoration, RestorationPlan(inpainter=method), ()))
    return filled


def test_a_result_has_tiles_and_a_version_that_changes_with_it(ask, job):
    session = open_session(job, job.painting)
    assert ask("image/telea/0/1/0").status_code == 404
    add_fill(job, (40, 90, 160))
    assert session.layer("telea").version == 0
    assert np.abs(picture(ask("image/telea/0/1/0"))[110:290, 100:280] - (40, 90, 160)).max() < 8
    add_fill(job, (200, 30, 30))
    assert session.layer("telea").version == 1 and session.layer("original").version == 0
    assert np.abs(picture(ask("image/telea/0/1/0?v=1"))[110:290, 100:280] - (200, 30, 30)).max() < 8
    assert session.layer("truth") is None and session.layer("preview") is None


def test_parts_of_a_preview_that_are_replaced_are_named_and_sent_at_every_size(ask, job):
    assert ask("preview?since=0").status_code == 404
    quick = Restoration(job.painting.image, job.painting.image.copy(), Damage(job.given_mask > 0), "telea", 1.0)
    preview = Preview(RestorationResult(quick, RestorationPlan(), ()))
    job.running.filling = Filling(SimpleNamespace(), (), [preview])
    for level in (0, 1):
        assert np.abs(picture(ask(f"image/preview/{level}/0/0"))[:100, :100] - 128).max() < 3
    region = Region((slice(90, 180), slice(40, 150)), np.pad(np.ones((70, 90), bool), 10))
    preview.replace_part(np.full_like(job.painting.image, 250), region)
    assert ask("preview?since=0").json() == {"parts": 1, "changed": [[50, 100, 90, 70]]}
    assert ask("preview?since=1").json() == {"parts": 1, "changed": []}
    for level in (0, 1):
        shown = picture(ask(f"image/preview/{level}/0/0"))
        assert np.abs(shown[(110 >> level) : (160 >> level), (60 >> level) : (130 >> level)] - 250).max() < 4
    assert "no number" in ask("preview").json()["sentence"]


@pytest.mark.parametrize(("level", "column"), [(0, 1), (1, 0)])
@pytest.mark.parametrize("strength", [0.5, 1.0])
def test_tiles_of_the_difference_are_those_of_the_pictures_at_that_size_and_strength(ask, job, level, column, strength):
    before, after = job.painting.image, add_fill(job, (40, 90, 160))
    for _ in range(level):
        before, after = halve(before), halve(after)
    left = 512 * column
    rows, columns = slice(0, 512), slice(left, left + 512)
    first, second = before[rows, columns], after[rows, columns]
    expected = difference_map(first, blend_images(first, second, strength))
    heat = picture(ask(f"image/difference/original/telea/{round(100 * strength)}/{level}/{column}/0"))
    assert np.array_equal(heat, expected)
    assert ask(f"image/difference/original/lama/100/{level}/{column}/0").status_code == 404


def test_tiles_show_the_picture_and_the_mask(ask, send):
    tile = np.asarray(Image.open(BytesIO(ask("image/original/0/1/1").content)))
    assert tile.shape == (HEIGHT - 512, WIDTH - 512, 3)
    assert ask("image/original/0/2/0").status_code == 404
    assert ask("image/seen/original/100/150/0/0/0").status_code == 404, "the scale is not known"
    assert ask("image/unknown/0/0/0").status_code == 404
    assert ask("mask/0/0/0").status_code == 204
    send(draw(LINE))
    marks = np.frombuffer(ask("mask/0/0/0").content, np.uint8).reshape(512, 512)
    assert marks[50, 150] == 63
    assert np.frombuffer(ask("mask/1/0/0").content, np.uint8).reshape(350, 450)[25, 75] == 63


def test_only_a_tile_of_the_newest_mask_is_kept_by_the_browser(ask, send):
    version = send(draw(LINE)).json()["version"]
    assert "immutable" in ask(f"mask/0/0/0?v={version}").headers["Cache-Control"]
    assert ask("mask/0/0/0?v=0").headers["Cache-Control"] == "no-store"


def test_the_wand_selects_what_has_one_colour_and_its_pixels_can_be_marked(ask, send, job):
    area = ask("wand", {"x": 405, "y": 305, "tolerance": 5}).json()
    assert (area["box"], area["pixels"]) == ([400, 300, 20, 10], 200)
    step = {"shape": "pixels", "kind": "loss", "box": area["box"], "runs": area["runs"]}
    send(draw(step))
    assert (job.kinds()[300:310, 400:420] == 3).all()
    assert np.count_nonzero(job.kinds()) == 200
    assert "outside" in ask("wand", {"x": -1, "y": 0, "tolerance": 5}).json()["sentence"]


def test_the_wand_selects_a_colour_everywhere_with_its_rim_where_that_is_asked_for(ask, job):
    everywhere = ask("wand", {"x": 405, "y": 305, "tolerance": 5, "contiguous": False}).json()
    assert everywhere["pixels"] == 200
    grown = ask("wand", {"x": 405, "y": 305, "tolerance": 5, "grow": 1}).json()
    assert grown["box"] == [399, 299, 22, 12]


def test_an_object_is_outlined_by_a_network_or_the_way_to_get_it_is_named(ask, monkeypatch):
    assert "download_segmenter_weights.py" in ask("object", {"points": [[405, 305, True]]}).json()["sentence"]
    segmenter = PromptedSegmenter(*map(InferenceSession, segmenter_files()))
    monkeypatch.setattr(PromptedSegmenter, "from_file", lambda: segmenter)
    outlined = ask("object", {"points": [[405.5, 305.5, True]]}).json()
    left, top, width, height = outlined["box"]
    assert outlined["pixels"] and left <= 405 < left + width and top <= 305 < top + height
    assert "outside" in ask("object", {"points": [[-1, 5, True]]}).json()["sentence"]
    assert ask("object", {"points": []}).status_code == 400


def test_an_enclosed_area_is_selected_and_an_open_one_refused(ask, send):
    ring = {"shape": "line", "kind": "loss", "width": 3, "points": [[10, 10], [30, 10], [30, 30], [10, 30], [10, 10]]}
    send(draw(ring))
    assert ask("enclosed", {"x": 20, "y": 20}).json()["box"] == [12, 12, 16, 16]
    assert "open" in ask("enclosed", {"x": 50, "y": 50}).json()["sentence"]
    assert "already" in ask("enclosed", {"x": 10, "y": 10}).json()["sentence"]


def test_a_request_that_is_too_long_is_not_read(ask):
    assert ask("commands", {"client": "x", "commands": [], "filler": "x" * 9_000_000}).status_code == 413


def test_a_protected_kind_stays(send, job):
    across = json.loads(json.dumps(LINE)) | {"kind": "loss", "protected": ["crack"]}
    send(draw(LINE), draw(across | {"points": [[150.5, 20.5], [150.5, 80.5]]}))
    assert job.kinds()[50, 150] == 1
    assert job.kinds()[30, 150] == 1 + list(DamageKind).index(DamageKind.LOSS)


def test_regions_are_listed_outlined_and_decided_on(ask, send, job):
    send(draw(LINE), draw(LINE | {"kind": "loss", "points": [[300, 300]]}))
    answer = ask("regions").json()
    columns, version = answer["columns"], answer["version"]
    assert (answer["total"], columns["kind"], columns["status"]) == (2, [0, 2], [0, 0])
    assert columns["area"] == [np.count_nonzero(job.kinds() == number) for number in (1, 3)]
    here = ask(f"region/at?x=150&y=50&v={version}").json()
    assert here["number"] == 1 and here["outline"] == ask(f"region/1?v={version}").json()["outline"]
    send({"do": "decide", "numbers": [1], "regions_version": version, "decision": "rejected"}, start=3)
    assert np.unique(job.kinds()).tolist() == [0, 3]
    again = ask("regions").json()
    assert (again["total"], again["columns"]["status"]) == (2, [2, 0])
    send({"do": "undo"}, start=4)
    assert job.kinds()[50, 150] == 1


def test_a_decision_on_an_old_list_is_refused(ask, send):
    send(draw(LINE))
    answer = send({"do": "decide", "numbers": [1], "regions_version": 99, "decision": "rejected"}, start=2)
    assert "out of date" in answer.json()["sentence"]
    version = ask("regions").json()["version"]
    assert "no number" in ask(f"region/at?x=1&y=nan&v={version}").json()["sentence"]


def test_what_shall_stay_visible_is_not_filled(ask, send, job):
    send(draw(LINE), draw(LINE | {"kind": "loss", "points": [[300, 300]]}))
    version = ask("regions").json()["version"]
    send({"do": "decide", "numbers": [2], "regions_version": version, "decision": "not to be filled"}, start=3)
    assert job.kinds()[300, 300] == 3
    assert not marks_to_fill.damage_to_fill(job).mask[300, 300]
    assert marks_to_fill.damage_to_fill(job).mask[50, 150]


def test_nets_of_cracks_are_divided_only_on_request(ask, send, job):
    send(draw(LINE), draw(LINE | {"points": [[150.5, 20.5], [150.5, 80.5]]}))
    assert ask("regions").json()["total"] == 1
    branches = ask("regions?split=1").json()
    assert branches["total"] == 4
    send({"do": "decide", "numbers": [1], "regions_version": branches["version"], "decision": "rejected"}, start=3)
    assert job.kinds()[25, 150] == 0 and job.kinds()[50, 190] == 1


@pytest.mark.parametrize("level", ["9" * 5000, "-1", "1.5", "nan"])
def test_a_tile_that_no_number_names_does_not_exist(ask, level):
    assert ask(f"mask/{level}/0/0").status_code == 404

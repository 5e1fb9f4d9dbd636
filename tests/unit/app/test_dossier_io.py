"""Any dossier becomes work on a painting, or one sentence; a refused one changes nothing."""

import copy
import io
import json
import zipfile
from dataclasses import replace
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.app.restore import dossier_io
from restoration.app.restore.state import MAX_RESULTS, Job
from restoration.domain import Damage, DamageKind, FillShare, Restoration
from restoration.editing.effort import MAX_POINTS
from restoration.editing.history import History, Stroke, region_decisions
from restoration.editing.operations import MaskOperation, OperationKind
from restoration.editing.regions import RegionStatus, find_regions
from restoration.editing.serialization import step_to_json
from restoration.errors import RestorationError
from restoration.files import pack_zip
from restoration.imaging.painting import Painting
from restoration.output.dossier import Dossier, SavedResult, encode_dossier, read_dossier

IMAGE = np.random.default_rng(2).integers(0, 256, (12, 16, 3), dtype=np.uint8)
MASK = np.zeros((12, 16), bool)
MASK[3:6, 2:9] = True
STEPS = (Stroke(((1.0, 2.0), (5.0, 6.5)), 2.0, DamageKind.CRACK), MaskOperation(OperationKind.GROW, 2))
PAINTING = Painting(IMAGE, "a.png", "0" * 64, "PNG", notes=("Converted.",))
PLAN = dossier_io.plan_as_json(Job()) | {"inpainter": "telea", "detector": "opencv"}
DAMAGE = Damage(MASK, "opencv", {"growth": 1}, 1.0, MASK.astype(np.uint8))
FILLED = Restoration(IMAGE, IMAGE, DAMAGE, "telea", 0.5, shares=(FillShare(("telea",), 21, ((2, 3, 7, 3),)),))
RESULT = SavedResult(
    FILLED, {key: PLAN[key] for key in PLAN if key not in ("strength", "own_mask")} | {"corrections": 1}
)
WORK = Dossier(PAINTING, "A", MASK, PLAN, [step_to_json(step) for step in STEPS], results=[RESULT])

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from([10**400, 1e308]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def members(dossier):
    with zipfile.ZipFile(io.BytesIO(dossier)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


MEMBERS = members(encode_dossier(WORK))
MANIFEST = json.loads(MEMBERS["manifest.json"])


def pack(manifest):
    text = json.dumps(manifest).encode()
    return pack_zip([(name, [data]) for name, data in (MEMBERS | {"manifest.json": text}).items()])


def places(value, path=()):
    """Yield the path of every value in parsed JSON."""
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*path, key))


def changed(path, value):
    manifest = copy.deepcopy(MANIFEST)
    *way, last = path
    place = manifest
    for key in way:
        place = place[key]
    place[last] = value
    return manifest


def opened(data):
    job = Job()
    dossier_io.load_into_job(job, dossier_io.open_file(data, "work.zip"))
    return job


def test_the_work_of_these_tests_can_be_opened():
    job = opened(pack(MANIFEST))
    assert job.history == History(STEPS)
    assert [result.steps for result in job.results] == [STEPS[:1]]


@settings(max_examples=300)
@given(st.sampled_from(list(places(MANIFEST))), anything)
def test_any_value_anywhere_in_a_manifest_gives_work_or_a_sentence_within_a_second(path, value):
    data, start = pack(changed(path, value)), process_time()
    try:
        job = opened(data)
    except RestorationError as error:
        assert "\n" not in error.sentence
        assert len(error.sentence) < 1000
        return
    finally:
        assert process_time() - start < 1
    assert all(result.label for result in job.results)
    if job.painting is not None and job.given_mask is not None:
        assert read_dossier(encode_dossier(dossier_io.dossier_of(job, job.painting)))


@given(anything)
def test_any_json_as_a_manifest_gives_work_or_a_sentence(value):
    with pytest.raises(RestorationError):
        opened(pack(value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("plan", "strength"), "nan"),
        (("plan", "strength"), -3),
        (("plan", "strength"), 7),
        (("plan", "inpainter"), "magic"),
        (("plan", "detector"), "magic"),
        (("plan", "settings", "sensitivity"), 1e308),
        (("corrections",), [{"change": "melt", "size": 1}]),
        (("corrections", 0, "points", 0, 0), 1e308),
        (("corrections", 0, "width"), 20_000),
        (("corrections", 0, "kind"), "rust"),
        (("results", 0, "inpainter"), "magic"),
        (("results", 0, "plan", "inpainter"), "magic"),
        (("results", 0, "fill_seconds"), 10**400),
        (("results", 0, "shares", 0, "pixels"), 10**400),
        (("results", 0, "shares", 0, "boxes", 0), [0, 0, 10**9, 1]),
        (("input", "sha256"), "../../etc"),
        (("title",), "long" * 10**5),
    ],
    ids=str,
)
def test_a_refused_dossier_changes_nothing(path, value):
    job = opened(pack(MANIFEST))
    before = {name: getattr(job, name) for name in job.__slots__}
    with pytest.raises(RestorationError):
        dossier_io.load_into_job(job, dossier_io.open_file(pack(changed(path, value)), "work.zip"))
    assert all(getattr(job, name) is value for name, value in before.items())


def test_more_results_than_the_page_keeps_are_refused():
    with pytest.raises(RestorationError, match=f"{MAX_RESULTS + 1} results"):
        opened(encode_dossier(replace(WORK, results=[RESULT] * (MAX_RESULTS + 1))))


@pytest.mark.parametrize(
    "steps",
    [
        [step_to_json(Stroke(((1.0, 2.0),) * (MAX_POINTS + 1), 2.0, None))],
        [step_to_json(MaskOperation(OperationKind.GROW, 100))] * 20_000,
    ],
    ids=["points", "steps"],
)
def test_where_the_corrections_are_too_many_to_repeat_the_saved_mask_is_used(steps):
    start = process_time()
    job = opened(pack(changed(("corrections",), steps)))
    assert process_time() - start < 5
    np.testing.assert_array_equal(job.given_mask > 0, MASK)
    assert job.history == History()


def test_work_with_too_many_corrections_is_saved_with_its_mask(monkeypatch):
    job = opened(pack(MANIFEST))
    job.given_mask = None
    assert not dossier_io.plan_as_json(job)["own_mask"]
    monkeypatch.setattr("restoration.editing.effort.MAX_POINTS", 1)
    assert dossier_io.plan_as_json(job)["own_mask"]
    assert dossier_io.corrections_as_json(job) == []


def own_work():
    """Work on a mask of the user with two kinds: a loss was rejected, a crack is not to be filled."""
    job = Job()
    job.load(PAINTING, "A")
    job.given_mask = np.zeros((12, 16), np.uint8)
    job.given_mask[2, 2:14], job.given_mask[6:9, 3:6] = 1, 3
    regions = find_regions(job.given_mask)
    for number, status in ((1, RegionStatus.NOT_TO_FILL), (2, RegionStatus.REJECTED)):
        job.edit(lambda history, number=number, status=status: history.after(regions.decide([number], status)))
    return job


def statuses(job):
    return [one.status for one in find_regions(job.kinds(), None, region_decisions(job.steps)).regions]


def test_a_mask_of_the_user_comes_back_with_its_kinds_and_all_decisions():
    job = own_work()
    again = opened(encode_dossier(dossier_io.dossier_of(job, PAINTING)))
    np.testing.assert_array_equal(again.given_mask, job.given_mask)
    np.testing.assert_array_equal(again.kinds(), job.kinds())
    assert again.history == job.history
    assert statuses(again) == [RegionStatus.NOT_TO_FILL, RegionStatus.REJECTED]


def test_where_another_mask_is_found_the_saved_one_comes_with_kinds_and_decisions():
    job = own_work()
    again = opened(encode_dossier(dossier_io.dossier_of(job, PAINTING)))
    again.given_mask = np.full((12, 16), 2, np.uint8)  # as if a detector had changed
    dossier_io.restore_saved_mask(again)
    np.testing.assert_array_equal(again.kinds(), job.kinds())
    assert statuses(again) == [RegionStatus.NOT_TO_FILL, RegionStatus.REJECTED]

"""Teaching a detector: strokes are obeyed where they say something, and nothing else changes."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from restoration.detection.base import Detection
from restoration.detection.evidence import ODDS, encode_evidence, log_odds
from restoration.detection.pyramid import detect_pyramid
from restoration.detection.teaching.applying import apply_taught, move_odds
from restoration.detection.teaching.examples import Example, examples_from_mask, settle
from restoration.detection.teaching.features import COUNT
from restoration.detection.teaching.learning import NothingShown, learn
from restoration.detection.teaching.minimal_change import Target, smallest_change
from restoration.detection.teaching.serialization import (
    BadTaughtFile,
    taught_from_bytes,
    taught_from_json,
    taught_to_json,
)
from restoration.detection.teaching.taught_model import WrongTaughtModel
from restoration.domain import DAMAGE_KINDS, DamageKind, kind_number

SKIN, CLOTH = (190, 160, 130), (40, 60, 140)
CLEAR, FAINT, CONTOUR = 10, 22, 34  # columns at which lines of each sort begin, again and again
SPACING, SIDE = 40, 240

STRENGTH = {60: 0.95, 120: 0.3, 90: 0.7}
"""How likely the detector below finds damage at a green of that value; .02 elsewhere."""

GREEN = {CLEAR: 60, FAINT: 120, CONTOUR: 90}


class GreenDetector:
    """A detector that takes some shades for cracks: it misses the faint ones, and marks contours."""

    key = "green"

    def detect(self, image, progress=None):
        likelihood = np.full(image.shape[:2], 0.02, np.float32)
        for green, strength in STRENGTH.items():
            likelihood[np.abs(image[..., 1].astype(int) - green) < 3] = strength
        return Detection.of_one_kind(likelihood, DamageKind.CRACK)


def draw_lines(ground):
    """Return a picture of one colour with upright lines 2 px wide, of each sort in turn."""
    image = np.full((SIDE, SIDE, 3), ground, np.uint8)
    for start, green in GREEN.items():
        for left in range(start, SIDE, SPACING):
            image[5:-5, left : left + 2, 1] = green
            if start == CONTOUR:
                image[5:-5, left : left + 2, 2] -= 35  # a painted line has a colour of its own
    return image


def stroke(column, rows, kind, width=4):
    window = slice(*rows), slice(column - 1, column - 1 + width)
    return Example.of(window, np.ones((rows[1] - rows[0], width), bool), kind)


def lines_of(sort, image=None):
    """Return which pixels lie on lines of a sort."""
    mask = np.zeros((SIDE, SIDE), bool)
    for left in range(sort, SIDE, SPACING):
        mask[5:-5, left : left + 2] = True
    return mask


@pytest.fixture(scope="module")
def image():
    return draw_lines(SKIN)


@pytest.fixture(scope="module")
def pyramid(image):
    return detect_pyramid(GreenDetector(), image)


MISSED = stroke(FAINT, (40, 90), DamageKind.CRACK)
WRONG = stroke(CONTOUR + SPACING, (100, 150), None)
STROKES = [
    MISSED,
    WRONG,
    stroke(FAINT + 2 * SPACING, (20, 70), DamageKind.CRACK),
    stroke(CONTOUR + 3 * SPACING, (150, 200), None),
]


def teach(image, pyramid, examples):
    taught = learn(image, pyramid, 0, examples, detector="green", weights_version="1")
    return taught, apply_taught(taught, image, pyramid, 0)


def marked(detection, sort):
    """Return the marked part of all lines of a sort, 0..1."""
    return (detection.at(0.5) > 0)[lines_of(sort)].mean()


def test_two_strokes_of_each_sort_correct_the_whole_picture(image, pyramid):
    plain = pyramid.levels[0].full_size(pyramid.shape).stepped()
    assert (marked(plain, CLEAR), marked(plain, FAINT), marked(plain, CONTOUR)) == (1, 0, 1)
    taught, found = teach(image, pyramid, STROKES)
    assert marked(found, CLEAR) == 1
    assert marked(found, FAINT) > 0.95
    assert marked(found, CONTOUR) < 0.05
    assert (found.at(0.5) > 0).mean() < 0.2
    assert taught.facts.count == 4
    assert taught.facts.agreement_before < 0.5


@pytest.mark.parametrize(("examples", "sort", "share"), [([MISSED], FAINT, 1), ([WRONG], CONTOUR, 0)])
def test_strokes_of_one_sort_alone_are_learnt_too(image, pyramid, examples, sort, share):
    _, found = teach(image, pyramid, examples)
    assert marked(found, sort) == pytest.approx(share, abs=0.05)
    assert marked(found, CLEAR) == 1


def test_a_passage_of_another_colour_stays_as_it_was(image):
    both = np.concatenate([image, draw_lines(CLOTH)], axis=1)
    pyramid = detect_pyramid(GreenDetector(), both)
    plain = pyramid.levels[0].full_size(pyramid.shape).stepped()
    _, found = teach(both, pyramid, [MISSED, STROKES[2]])
    far = np.s_[:, SIDE + 40 :]
    for sensitivity in (0.1, 0.5, 0.9):
        changed = found.at(sensitivity) != plain.at(sensitivity)
        assert not changed[far].any()
        assert sensitivity != 0.5 or changed.any()


def test_a_larger_sensitivity_still_marks_more_from_nothing_to_nearly_everything(image, pyramid):
    _, found = teach(image, pyramid, [MISSED, WRONG])
    shares = [(found.at(step / 10) > 0).mean() for step in range(11)]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] > 0.9


def test_the_same_strokes_teach_the_same_to_the_last_bit(image, pyramid):
    (first, found), (second, again) = (teach(image, pyramid, [MISSED, WRONG]) for _ in range(2))
    assert first == second
    np.testing.assert_array_equal(found.levels, again.levels)


def test_of_contradicting_strokes_the_later_one_counts_and_it_is_said(image, pyramid):
    taught, found = teach(image, pyramid, [MISSED, WRONG, replace(MISSED, kind=None)])
    assert taught.facts.overruled == 1
    assert dict(taught.facts.strokes) == {"sound": 2}
    assert marked(found, FAINT) == 0


def test_an_area_is_learnt_as_the_kind_that_was_shown(image, pyramid):
    lost = Example.of((slice(100, 120), slice(50, 60)), np.ones((20, 10), bool), DamageKind.LOSS)
    taught, found = teach(image, pyramid, [lost])
    assert taught.area_kind is DamageKind.LOSS
    assert set(np.unique(found.at(0.5))) <= {0, kind_number(DamageKind.CRACK), kind_number(DamageKind.LOSS)}


def test_a_stroke_over_the_whole_picture_is_learnt_from(image, pyramid):
    everywhere = Example.of((slice(0, SIDE), slice(0, SIDE)), np.ones((SIDE, SIDE), bool), None)
    _, found = teach(image, pyramid, [everywhere])
    assert marked(found, CONTOUR) == 0


def test_without_strokes_it_says_what_to_draw(image, pyramid):
    with pytest.raises(NothingShown, match="no strokes") as refused:
        teach(image, pyramid, [])
    assert "two strokes of each" in refused.value.hint


@pytest.mark.parametrize("level", [1, 2])
def test_a_taught_model_may_build_on_a_reduced_size(image, pyramid, level):
    plain = pyramid.levels[level].full_size(pyramid.shape).stepped()
    taught = learn(image, pyramid, level, [MISSED, WRONG], detector="green", weights_version="1")
    nothing = replace(taught.lines, bias=0.0, weights=(0.0,) * COUNT)
    same = apply_taught(replace(taught, lines=nothing, areas=nothing), image, pyramid, level)
    np.testing.assert_array_equal(same.levels, plain.levels)
    np.testing.assert_array_equal(same.kinds, plain.kinds)


@given(
    arrays(np.float32, 50, elements=st.floats(-15, 15, width=32)),
    st.floats(-6, 6, width=32),
    st.floats(0, 3, width=32),
    st.sampled_from([2.0, 4.0]),
)
def test_moving_log_odds_changes_nothing_by_nothing_and_never_turns_back(odds, change, more, limit):
    still = move_odds(odds, np.zeros_like(odds), limit)
    np.testing.assert_array_equal(still, odds)
    first, further = (move_odds(odds, np.full_like(odds, by), limit) for by in (change, change + more))
    assert (further >= first - 1e-4).all()


@given(arrays(np.float32, 30, elements=st.floats(0, 1, width=32)))
def test_evidence_keeps_a_likelihood_to_a_step(likelihood):
    again = ODDS[encode_evidence(likelihood)]
    inside = np.clip(log_odds(likelihood), ODDS[0], ODDS[-1])
    np.testing.assert_allclose(again, inside, atol=0.08)


@given(st.integers(0, 2**32 - 1), st.floats(0, 2, width=32))
def test_nothing_changes_where_every_target_is_met_already(seed, margin):
    rng = np.random.default_rng(seed)
    side = rng.choice(np.float32([-1, 1]), 40)
    features = rng.normal(size=(40, 5)).astype(np.float32)
    target = Target(features, side * np.float32(2), side, np.full(40, margin, np.float32), 1.0)
    np.testing.assert_allclose(smallest_change([target], [1.0] * 5), 0, atol=1e-6)


def test_pixels_that_differ_come_to_their_sides():
    features = np.float32([[2, 0]] * 20 + [[-2, 0]] * 20)
    side = np.float32([1] * 20 + [-1] * 20)
    target = Target(features, -side, side, np.full(40, 0.5, np.float32), 100.0)
    change = smallest_change([target], [1.0] * 2)
    moved = -side + features @ change[1:] / np.sqrt(2) + change[0]
    assert (moved * side > 0).all()
    assert change[2] == 0, "a feature that tells nothing gets no weight"


@given(arrays(np.uint8, (12, 15), elements=st.sampled_from([0, 128, 255])))
def test_a_partial_mask_is_cut_into_its_parts(partial):
    examples = examples_from_mask(partial)
    again = np.full_like(partial, 128)
    for example in examples:
        again[example.window][example.covered] = 0 if example.kind is None else 255
    np.testing.assert_array_equal(again, partial)


def test_a_thin_part_of_a_partial_mask_is_a_crack_and_a_thick_one_a_loss():
    partial = np.full((60, 60), 128, np.uint8)
    partial[5:8, 5:50] = 255
    partial[20:50, 20:50] = 255
    assert {example.kind for example in examples_from_mask(partial)} == {DamageKind.CRACK, DamageKind.LOSS}


def test_settled_examples_share_no_pixel():
    settled = settle([MISSED, stroke(FAINT, (45, 90), None), stroke(FAINT, (45, 50), DamageKind.CRACK)], (SIDE, SIDE))
    covered = np.zeros((SIDE, SIDE), int)
    for example in settled.examples:
        covered[example.window] += example.covered
    assert covered.max() == 1
    assert settled.overruled == 1


@pytest.fixture(scope="module")
def taught(image, pyramid):
    return teach(image, pyramid, [MISSED, WRONG])[0]


def test_a_taught_model_survives_its_file_exactly(taught):
    data = json.dumps(taught_to_json(taught)).encode()
    assert taught_from_bytes(data) == taught


@pytest.mark.parametrize(
    "change",
    [
        {"format": "another"},
        {"features": ["crack"]},
        {"spread": [0.0] * COUNT},
        {"middle": [1e300] * COUNT},
        {"lines": {"bias": 0, "weights": [1.0]}},
        {"lines": {"bias": float("1e7"), "weights": [0.0] * COUNT}},
        {"area_kind": "dog"},
        {"passages": []},
        {"facts": None},
        {"detector": 7},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_taught_file_from_elsewhere_is_checked(taught, change):
    with pytest.raises(BadTaughtFile):
        taught_from_json(taught_to_json(taught) | change)


@pytest.mark.parametrize("data", [b"", b"cos\nsystem\n(S'ls'\ntR.", b"\x80\x04K\x01.", b"[1]", b"{}", b" " * 2**21])
def test_bytes_that_are_no_taught_file_get_a_sentence(data):
    with pytest.raises(BadTaughtFile):
        taught_from_bytes(data)


def test_a_taught_model_of_another_detector_or_other_weights_is_refused(taught):
    taught.check_detector("green")
    taught.check_weights("1")
    with pytest.raises(WrongTaughtModel, match="the detector green"):
        taught.check_detector("unet")
    with pytest.raises(WrongTaughtModel, match="other weights"):
        taught.check_weights("2")


def test_the_evidence_of_a_plain_detection_is_for_the_kind_that_it_names(pyramid):
    evidence = pyramid.levels[0].evidence
    assert evidence.shape == (len(DAMAGE_KINDS), SIDE, SIDE)
    assert not evidence[kind_number(DamageKind.LOSS) - 1].any()

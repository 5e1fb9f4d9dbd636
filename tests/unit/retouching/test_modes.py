"""The laws of visible reintegration: recognised near by, whole from afar, and nothing changed outside the mask."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.color import deltaE_ciede2000

from restoration.catalog import RETOUCHING
from restoration.errors import BadMask, BadRequest
from restoration.linear_light import decode_srgb, encode_srgb
from restoration.retouching import rendering
from restoration.retouching.lab import to_lab
from restoration.retouching.recipe import Recipe
from restoration.retouching.rendering import NARROW_MODE, mean_of_sound_paint, render, wide_part
from tests.unit.retouching.pictures import PERIOD, SCALE, disc, luminance, soft_picture, stripes

STROKES = ("tratteggio", "selezione", "astrazione", "puntinato")
MODES = pytest.mark.parametrize("mode", RETOUCHING.keys)


@MODES
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_outside_the_mask_nothing_changes(mode, dtype):
    picture, loss = soft_picture(dtype=dtype), disc(200, 60)
    fill = picture[::-1].copy()
    before = fill.copy()
    laid = render(Recipe(mode), picture, fill, loss, SCALE)
    assert laid.dtype == dtype
    assert np.array_equal(laid[~loss], fill[~loss])
    assert (laid[loss] != fill[loss]).any()
    assert np.array_equal(fill, before), "the fill was changed in place"


@MODES
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_on_a_grey_picture_strokes_are_grey_and_still_seen(mode, dtype):
    grey, loss = np.repeat(soft_picture(dtype=dtype)[..., :1], 3, axis=2), disc(200, 60)
    laid = render(Recipe(mode), grey, grey, loss, SCALE)
    assert (laid == laid[..., :1]).all()
    assert np.median(differences(laid, grey, loss, 0)) > 1, "CIEDE2000; 1 is just visible"
    if mode in STROKES and mode != "astrazione":  # that one has a single colour for all losses
        assert np.median(differences(laid, grey, loss, 1.5 * PERIOD)) < 0.5


@MODES
def test_a_recipe_gives_the_same_bytes_in_whatever_parts_it_is_painted(mode, monkeypatch):
    picture, loss = soft_picture(), disc(200, 80)
    whole = render(Recipe(mode), picture, picture, loss, SCALE)
    monkeypatch.setattr(rendering, "TILE", 64)
    parts = render(Recipe(mode), picture, picture, loss, SCALE)
    assert np.abs(whole.astype(int) - parts).max() <= 1, "a seam at the border of a part"
    assert np.array_equal(parts, render(Recipe(mode), picture, picture, loss, SCALE))


@pytest.mark.parametrize("mode", STROKES)
def test_another_seed_gives_other_strokes(mode):
    picture, loss = soft_picture(), disc(200, 40)
    first, second = (render(Recipe(mode, seed=seed), picture, picture, loss, SCALE) for seed in (0, 1))
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("mode", STROKES)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_strokes_merge_to_their_target_from_afar(mode, dtype):
    picture, loss = soft_picture(dtype=dtype), disc(200, 70)
    target = picture.copy()
    if mode == "astrazione":  # one colour for all losses
        target[loss] = encode_srgb(mean_of_sound_paint(picture, loss), picture.dtype)
    laid = render(Recipe(mode), picture, picture, loss, SCALE)
    near, far = (differences(laid, target, loss, sigma) for sigma in (0, 1.5 * PERIOD))
    assert np.median(far) < 0.5  # CIEDE2000; 1 is just visible
    assert np.median(near) > 2.5


def differences(first, second, loss, sigma):
    """CIEDE2000 inside a loss, behind a Gaussian."""
    lights = [decode_srgb(picture) for picture in (first, second)]
    if sigma:
        lights = [cv2.GaussianBlur(light, (0, 0), sigma) for light in lights]
    return deltaE_ciede2000(*(to_lab(light)[loss] for light in lights))


def test_tratteggio_has_its_peak_at_its_pitch_and_runs_upright():
    flat, loss = np.full((260, 260, 3), (150, 110, 80), np.uint8), disc(260, 120)
    light = luminance(render(Recipe("tratteggio"), flat, flat, loss, SCALE))[70:190, 70:190]
    spectrum = (np.abs(np.fft.rfft(light - light.mean(), axis=1)) ** 2).mean(0)
    assert 1 / np.fft.rfftfreq(light.shape[1])[spectrum.argmax()] == pytest.approx(PERIOD, rel=0.03)
    across, down = (np.square(np.diff(light, axis=axis)).sum() for axis in (1, 0))
    assert across / (across + down) > 0.95


@pytest.mark.parametrize("angle", [0, 25, 60, 110, 160])
def test_selezione_follows_the_forms_around(angle):
    picture, loss = stripes(angle), disc(240, 70)
    fill = picture.copy()
    fill[loss] = picture[~loss].mean(0)  # it knows nothing of the stripes
    light = luminance(render(Recipe("selezione"), picture, fill, loss, SCALE))
    across, down = (cv2.Scharr(light, cv2.CV_32F, *order) for order in ((1, 0), (0, 1)))
    doubled = (cv2.GaussianBlur(each, (0, 0), 6) for each in (across**2 - down**2, 2 * across * down))
    cosine, sine = (-each for each in doubled)  # along the strokes, not across them
    along = -np.degrees(np.arctan2(sine, cosine)) / 2  # y counts downwards
    apart = np.abs((along - angle + 90) % 180 - 90)[disc(240, 60)]
    assert np.median(apart) < 5


def test_cracks_too_narrow_for_strokes_are_laid_down_flat():
    picture, mask = soft_picture(), np.zeros((200, 200), bool)
    mask[40:160, 98:104] = True  # 6 px: two strokes wide
    flat = render(Recipe(NARROW_MODE.key), picture, picture, mask, SCALE)
    assert np.array_equal(render(Recipe("tratteggio"), picture, picture, mask, SCALE), flat)


@given(st.integers(3, 30), st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_wide_parts_lie_in_the_mask_and_hold_every_disc(narrowest, seed):
    mask = cv2.GaussianBlur(np.random.default_rng(seed).normal(size=(90, 90)), (0, 0), 6) > 0.01
    wide = wide_part(mask, narrowest)
    side = max(2 * (narrowest // 2) + 1, 3)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    opened = cv2.morphologyEx(mask.view(np.uint8), cv2.MORPH_OPEN, kernel).view(bool)
    assert not (wide & ~mask).any()
    assert not (opened & ~wide).any()


def test_strokes_wider_than_the_picture_leave_no_wide_part():
    assert not wide_part(disc(200, 90), 15_000.0).any()


@pytest.mark.parametrize("mode", STROKES)
def test_wide_strokes_merge_too_and_take_no_more_memory(mode, monkeypatch):
    shapes, decode = [], rendering.decode_srgb
    monkeypatch.setattr(rendering, "decode_srgb", lambda part: shapes.append(part.shape) or decode(part))
    picture, loss = soft_picture(480), disc(480, 220)
    target = picture.copy()
    if mode == "astrazione":
        target[loss] = encode_srgb(mean_of_sound_paint(picture, loss), picture.dtype)
    laid = render(Recipe(mode), picture, picture, loss, 90.0)  # strokes of 27 px
    assert np.array_equal(laid[~loss], picture[~loss])
    assert np.median(differences(laid, target, loss, 1.5 * 2 * 27)) < 1
    assert np.median(differences(laid, target, loss, 0)) > 2.5
    assert max(shape[0] for shape in shapes if len(shape) == 3) < 200


def test_a_loss_that_lies_in_other_damage_takes_its_colours_from_all_sound_paint():
    picture, loss, around = soft_picture(300), disc(300, 20), disc(300, 145)
    laid = render(Recipe("selezione", 0.1), picture, picture, loss, 20.0, damage=around)
    assert (laid[loss] != picture[loss]).any()


def test_sound_paint_is_what_lies_outside_all_damage():
    picture, loss, other = soft_picture(), disc(200, 40), np.zeros((200, 200), bool)
    other[:, :40] = True
    changed = picture.copy()
    changed[other] = 0
    laid = [render(Recipe("neutral"), each, each, loss, SCALE, damage=loss | other) for each in (picture, changed)]
    assert np.array_equal(laid[0][loss], laid[1][loss])


def test_neutral_is_one_tone_darker_and_greyer_than_the_paint():
    picture, loss = soft_picture(), disc(200, 40)
    laid = render(Recipe("neutral"), picture, picture, loss, SCALE)
    tones = np.unique(laid[loss], axis=0)
    assert len(tones) == 1
    (tone,), (mean,) = to_lab(decode_srgb(tones)[None]), to_lab(mean_of_sound_paint(picture, loss)[None, None])
    assert tone[0, 0] == pytest.approx(mean[0, 0] - 5, abs=0.5)
    assert np.hypot(*tone[0, 1:]) == pytest.approx(np.hypot(*mean[0, 1:]) / 2, abs=1)


def test_acqua_sporca_keeps_what_shows_through():
    picture, loss = soft_picture(), disc(200, 40)
    fill = np.full_like(picture, 128)
    laid = render(Recipe("acqua-sporca"), picture, fill, loss, SCALE)
    assert np.corrcoef(luminance(laid)[loss], luminance(picture)[loss])[0, 1] > 0.9
    assert luminance(laid)[loss].mean() < luminance(picture)[loss].mean()


def test_damage_without_sound_paint_is_refused():
    picture = soft_picture(40)
    with pytest.raises(BadMask, match="whole picture"):
        render(Recipe("neutral"), picture, picture, np.ones((40, 40), bool), SCALE)


@pytest.mark.parametrize("fields", [{"stroke_mm": 0.0}, {"stroke_mm": 9.0}, {"seed": -1}, {"stroke_mm": float("nan")}])
def test_an_impossible_recipe_is_refused(fields):
    with pytest.raises(BadRequest):
        Recipe("tratteggio", **fields)


def test_a_recipe_comes_back_from_json():
    recipe = Recipe("selezione", 0.4, 7)
    assert Recipe.from_json(recipe.to_json()) == recipe
    with pytest.raises(BadRequest):
        Recipe.from_json({"mode": 3})

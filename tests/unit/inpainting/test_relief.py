import cv2
import numpy as np
import pytest

from restoration.imaging.masks import grow_mask
from restoration.inpainting import relief
from restoration.inpainting.relief import REACH, remove_relief

SIDE = 400


@pytest.fixture(scope="module")
def net():
    """Return the mask of a net of cracks, 5 px wide and some 50 px apart."""
    lines = np.zeros((SIDE, SIDE), np.uint8)
    for place in range(30, SIDE, 50):
        cv2.line(lines, (place, 0), (place + 15, SIDE), 1, 5)
        cv2.line(lines, (0, place), (SIDE, place - 10), 1, 5)
    return lines.view(bool)


@pytest.fixture(scope="module")
def paint():
    """Return paint with slow shading and fine grain, (H, W, 3) of 0..255."""
    rng = np.random.default_rng(3)
    down, across = np.mgrid[:SIDE, :SIDE] / SIDE
    shading = 120 + 40 * across - 25 * down**2
    return (shading + rng.normal(0, 2, shading.shape))[..., np.newaxis] + np.array([20.0, 0.0, -30.0])


def as_bytes(picture):
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def pale_ridge(net):
    """Return light that is strongest in the cracks and fades within 4 px beside them, (H, W)."""
    apart = cv2.distanceTransform((~net).view(np.uint8), cv2.DIST_L2, 5)
    return 7 * np.clip(1 - apart / 4, 0, 1)


def raking_light(net):
    """Return light beside the cracks, of up to 7 levels: their left rims are lit, and their right rims lie in shade."""
    soft = cv2.GaussianBlur(net.astype(np.float32), (0, 0), 1.5)
    light = cv2.Sobel(soft, cv2.CV_32F, 1, 0) * ~net
    return 7 * light / light.max()


@pytest.mark.parametrize("light_of", [pale_ridge, raking_light])
def test_light_that_follows_the_cracks_is_taken_away(paint, net, light_of):
    light = light_of(net)
    lit = as_bytes(paint + light[..., np.newaxis])
    after, _ = remove_relief(lit, net)
    reached = grow_mask(net, REACH)
    left = (after - paint).mean(axis=2)[reached]
    left -= np.median(left)
    # What is left along the cracks: the part of the known light that the result still contains.
    share = (left * light[reached]).sum() / (light[reached] ** 2).sum()
    assert np.abs(light).max() > 5
    assert abs(share) < 0.2


def test_paint_without_relief_stays_within_a_level(paint, net):
    after, _ = remove_relief(as_bytes(paint), net)
    assert np.abs(after.astype(int) - as_bytes(paint)).max() <= 1


def test_a_painted_line_beside_a_crack_is_not_taken_for_relief(paint, net):
    apart = cv2.distanceTransform((~net).view(np.uint8), cv2.DIST_L2, 5)
    drawn = as_bytes(np.where(((apart > 0) & (apart < 3))[..., np.newaxis], paint - 60, paint))
    after, _ = remove_relief(drawn, net)
    assert np.abs(after.astype(int) - drawn)[~net].max() <= 1


def test_without_strength_nothing_changes(paint, net):
    lit = as_bytes(paint + pale_ridge(net)[..., np.newaxis])
    after, affected = remove_relief(lit, net, 0.0)
    assert np.array_equal(after, lit)
    assert not affected.any()


def test_half_the_strength_takes_half_the_light_away(paint, net):
    lit = as_bytes(paint + pale_ridge(net)[..., np.newaxis])
    whole, half = (lit.astype(int) - remove_relief(lit, net, strength)[0] for strength in (1.0, 0.5))
    assert np.abs(whole - 2 * half).max() <= 2
    with pytest.raises(ValueError, match="strength"):
        remove_relief(lit, net, 1.1)


def test_what_changes_beside_the_mask_is_named_and_near_it(paint, net):
    lit = as_bytes(paint + pale_ridge(net)[..., np.newaxis])
    visible = np.ones_like(net)
    visible[:, :60] = False
    before, mask = lit.copy(), net & visible
    after, affected = remove_relief(lit, mask, visible=visible)
    assert np.array_equal(lit, before), "the input was changed in place"
    assert np.array_equal((after != lit).any(axis=2) & ~mask, affected)
    assert affected.any()
    assert not (affected & ~grow_mask(mask, REACH + 1)).any()
    assert np.array_equal(after[~visible], lit[~visible])


def test_16_bits_and_three_equal_channels_are_kept(paint, net):
    grey = as_bytes(paint + pale_ridge(net)[..., np.newaxis])[..., :1].repeat(3, axis=2)
    after, _ = remove_relief(grey, net)
    fine, _ = remove_relief(grey.astype(np.uint16) * 257, net)
    assert np.array_equal(after[..., 0], after[..., 2])
    assert fine.dtype == np.uint16
    assert np.abs(fine / 257 - after).max() < 0.6


def test_the_size_of_the_tiles_does_not_show(paint, net, monkeypatch):
    lit = as_bytes(paint + (pale_ridge(net) + raking_light(net))[..., np.newaxis])
    whole, _ = remove_relief(lit, net)
    monkeypatch.setattr(relief, "_TILE", 128)
    cut, _ = remove_relief(lit, net)
    assert np.abs(whole.astype(int) - cut).max() <= 1


def test_a_picture_without_damage_or_with_specks_only_stays(paint):
    specks = np.zeros((SIDE, SIDE), np.bool_)
    specks[100:104, 100:104] = True
    for mask in (np.zeros_like(specks), specks):
        after, affected = remove_relief(as_bytes(paint), mask)
        assert np.array_equal(after, as_bytes(paint))
        assert not affected.any()

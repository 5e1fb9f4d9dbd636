"""PatchMatch: losses filled with paint from elsewhere in the picture."""

import numpy as np
import pytest

from restoration.errors import BadMask
from restoration.inpainting.fill_cache import CachedInpainter
from restoration.inpainting.patch_based.exemplars import SIDE, Exemplars, sound_patches
from restoration.inpainting.patch_based.field import find_targets, improve_field, link_neighbours, start_field
from restoration.inpainting.patch_based.from_source import FromSource
from restoration.inpainting.patch_based.patchmatch import GuidedPatchMatch, PatchMatch, check_source
from restoration.inpainting.patch_based.scales import build_scales
from restoration.inpainting.patch_based.source_sheet import GAP, MAX_TILES, TILE, lay_out_source


@pytest.fixture
def loss():
    """A loss of 30 x 36 px in a picture of 96 x 96 px."""
    mask = np.zeros((96, 96), bool)
    mask[32:62, 30:66] = True
    return mask


@pytest.fixture
def halves():
    """A picture of 96 x 96 px: red, rough paint on the left, and blue, rough paint on the right."""
    rough = np.random.default_rng(1).integers(-9, 10, (96, 96, 1))
    is_left = (np.arange(96) < 48)[:, np.newaxis]
    return np.clip(np.where(is_left, [200, 60, 50], [40, 70, 190]) + rough, 0, 255).astype(np.uint8)


def stripes(dtype=np.uint8, dark=60, light=180):
    """A picture of 96 x 96 px with slanting stripes, 12 px apart, without noise."""
    rows, columns = np.indices((96, 96))
    wave = np.sin(2 * np.pi * (columns + rows / 2) / 12)[..., np.newaxis]
    return np.rint(dark + (light - dark) * (1 + wave * [1, 0.8, 0.5]) / 2).astype(dtype)


def filled(image, mask, inpainter=None):
    damaged = np.where(mask[..., np.newaxis], np.iinfo(image.dtype).max, image).astype(image.dtype)
    return (inpainter or PatchMatch()).fill(damaged, mask)


def test_stripes_go_on_through_a_loss(loss):
    picture = stripes()
    error = np.abs(filled(picture, loss)[loss].astype(float) - picture[loss])
    assert error.mean() < 3, "levels; the stripes differ by 120"


def test_plain_paint_stays_plain(loss):
    picture = np.full((96, 96, 3), (90, 120, 31), np.uint8)
    assert np.array_equal(filled(picture, loss), picture)


def test_16_bits_keep_what_8_bits_cannot_hold(loss):
    picture = stripes(np.uint16, 30_000, 30_200)
    error = np.abs(filled(picture, loss)[loss].astype(float) - picture[loss])
    assert error.mean() < 10, "all of the picture lies within one level of 255, which is 257"


def test_a_guide_says_where_the_colours_lie_and_the_paint_around_gives_the_texture(halves, loss):
    first = halves.copy()
    first[loss] = np.where((np.arange(96) < 48)[np.newaxis, :, np.newaxis], [40, 70, 190], [200, 60, 50])[
        np.zeros((96, 1), int), np.arange(96)
    ][loss]  # blue on the left and red on the right, without grain: the other way round than around the loss
    guided = GuidedPatchMatch().fill(first, loss)
    inside = np.zeros_like(loss)
    inside[38:56, 36:60] = True
    left, right = inside & (np.arange(96) < 44), inside & (np.arange(96) > 52)
    assert guided[left].mean(axis=0)[2] > 140 > guided[right].mean(axis=0)[2]
    assert guided[left].std(axis=0).mean() > 3, "levels; the guide has none"
    assert np.array_equal(guided[~loss], first[~loss])


def test_paint_comes_only_from_the_source(halves, loss):
    damage, source = loss.copy(), np.zeros_like(loss)
    source[:, 60:] = damage[70:, :] = True
    halves[70:] = (20, 220, 30)
    method = PatchMatch.with_source(halves, source, damage)
    used, paint = filled(halves, loss, method)[loss], halves[:70, 60:].reshape(-1, 3)
    assert (used >= paint.min(axis=0)).all() and (used <= paint.max(axis=0)).all()
    around = filled(halves, loss)[loss]
    assert around[:, 0].max() > 150, "without a source, the red paint on the left is used, too"


def test_a_source_without_room_for_patches_is_refused_with_a_cure(halves, loss):
    source = np.zeros_like(loss)
    source[40:60, 50:70] = source[0:SIDE, 0:20] = True
    with pytest.raises(BadMask, match="too small") as refusal:
        PatchMatch.with_source(halves, source, loss)
    assert refusal.value.hint
    with pytest.raises(BadMask, match="too small"):
        check_source(source, loss)
    source[5:20, 5:20] = True
    check_source(source, loss)


def test_between_two_pictures_no_patches_of_a_source_are_kept(halves, loss):
    source = np.zeros_like(loss)
    source[:, 60:] = True
    limited = FromSource(halves, source, loss)
    cached = CachedInpainter(limited)
    before = filled(halves, loss, cached)
    assert np.array_equal(before, filled(halves, loss, PatchMatch.with_source(halves, source, loss)))
    assert "_method" in vars(limited)
    cached.release()
    assert "_method" not in vars(limited) and np.array_equal(filled(halves, loss, cached), before)
    assert "_method" not in vars(limited), "the fill was remembered"


def test_a_source_anywhere_in_a_large_picture_fits_on_a_small_sheet():
    image = np.random.default_rng(2).integers(0, 256, (1500, 1400, 3), np.uint8)
    for part in ((slice(1400, 1500), slice(3, 50)), (slice(None), slice(None)), (slice(0, 0), slice(0, 0))):
        source = np.zeros(image.shape[:2], bool)
        source[part] = True
        sheet, missing = lay_out_source(image, source)
        assert max(sheet.shape) <= (TILE + GAP) * MAX_TILES**0.5
        assert (~missing).sum() >= min(source.sum(), 0.5 * MAX_TILES * TILE**2)
        assert np.isin(_packed(sheet[~missing]), _packed(image[part])).all()


def _packed(colours):
    """Return each colour as one number."""
    return colours.reshape(-1, 3).astype(np.uint32) @ np.array([1, 256, 65536], np.uint32)


def test_the_search_finds_nearly_the_best_patches(halves, loss):
    rough_stripes = (stripes() // 2 + halves // 2).astype(np.uint8)
    (scale,) = build_scales(rough_stripes, loss, 1)
    targets, exemplars = find_targets(loss, step=1), Exemplars.of_scale(scale)
    field, rng = start_field(targets, exemplars), np.random.default_rng(0)
    wanted, links = exemplars.describe(scale.layers, targets), link_neighbours(targets, 1)
    before = exemplars.distances(field.sources, wanted)
    field.distances = before.copy()
    for _ in range(8):
        improve_field(field, exemplars, wanted, links, rng)
    assert (field.distances <= before).all()
    assert sound_patches(loss)[tuple(field.sources)].all()
    usable = exemplars.descriptions[exemplars.usable.ravel()]
    best = [np.square(usable - one).sum(axis=1).min() for one in wanted[::20]]
    assert field.distances[::20].mean() < 2 * np.mean(best) < 0.1 * before[::20].mean()


@pytest.mark.parametrize("step", [1, 2])
def test_the_targets_cover_every_missing_pixel_and_no_other_patch_is_one(loss, step):
    loss[0, 0] = loss[95, 94] = True
    rows, columns = find_targets(loss, step)
    covered = np.zeros_like(loss)
    for row, column in zip(rows, columns, strict=True):
        patch = slice(row, row + SIDE), slice(column, column + SIDE)
        assert loss[patch].any()
        covered[patch] = True
    assert covered[loss].all()

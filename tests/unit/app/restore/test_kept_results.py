"""Results that are kept as files."""

import numpy as np
import pytest

from restoration.app.restore.kept_results import decode_result, encode_result
from restoration.domain import Damage, FillShare, ReliefRemoval, Restoration
from restoration.errors import BadDossier
from restoration.output.dossier.content import SavedResult

SHAPE = (301, 203)


def some_result(dtype=np.uint8, *, has_kinds=True, share=0.05, relief=None):
    rng = np.random.default_rng(0)
    before = rng.integers(0, np.iinfo(dtype).max, (*SHAPE, 3), dtype, endpoint=True)
    mask = rng.random(SHAPE) < share
    affected = ~mask & (rng.random(SHAPE) < 0.1)
    changed = mask if relief is None else mask | affected
    after = np.where(changed[..., np.newaxis], before // 2 + 1, before).astype(dtype)
    kinds = np.where(mask, rng.integers(1, 5, SHAPE), 0).astype(np.uint8) if has_kinds else None
    damage = Damage(mask, "opencv", {"growth": 1, "sensitivity": 0.5}, 1.5, kinds, {"strokes": {"crack": 2}})
    shares = (FillShare(("telea", "ns"), 7, ((1, 2, 3, 4),)),)
    removal = None if relief is None else ReliefRemoval(relief, affected)
    restoration = Restoration(before, after, damage, "telea", 2.5, shares=shares, relief=removal)
    return SavedResult(restoration, {"corrections": 1})


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("has_kinds", [True, False])
@pytest.mark.parametrize("share", [0.0, 0.05, 0.99])
def test_a_kept_result_comes_back_to_the_pixel(dtype, has_kinds, share):
    made = some_result(dtype, has_kinds=has_kinds, share=share)
    read = decode_result(encode_result(made), made.restoration.before)
    np.testing.assert_array_equal(read.restoration.after, made.restoration.after)
    np.testing.assert_array_equal(read.restoration.damage.mask, made.restoration.damage.mask)
    np.testing.assert_array_equal(read.restoration.damage.kinds, made.restoration.damage.kinds)
    assert read.plan == made.plan
    for name in ("inpainter", "seconds", "shares"):
        assert getattr(read.restoration, name) == getattr(made.restoration, name)
    for name in ("detector", "parameters", "seconds", "taught"):
        assert getattr(read.restoration.damage, name) == getattr(made.restoration.damage, name)


def test_the_band_beside_the_mask_comes_back_too():
    made = some_result(relief=0.5)
    read = decode_result(encode_result(made), made.restoration.before).restoration
    np.testing.assert_array_equal(read.after, made.restoration.after)
    np.testing.assert_array_equal(read.damage.mask, made.restoration.damage.mask)
    np.testing.assert_array_equal(read.relief.affected, made.restoration.relief.affected)
    assert read.relief.strength == 0.5


def test_only_what_was_filled_takes_room():
    made = some_result()
    assert len(encode_result(made)) < 0.15 * made.restoration.after.nbytes


@pytest.mark.parametrize("place", [0, 10, 70, 90, -1])
def test_a_damaged_file_is_refused(place):
    made = some_result()
    data = bytearray(encode_result(made))
    data[place] ^= 1
    with pytest.raises(BadDossier, match="damaged"):
        decode_result(bytes(data), made.restoration.before)


@pytest.mark.parametrize("data", [b"", b"\n", b"x", b"0" * 64])
def test_another_file_is_refused(data):
    with pytest.raises(BadDossier):
        decode_result(data, some_result().restoration.before)


def test_a_result_of_another_picture_is_refused():
    made = some_result()
    with pytest.raises(BadDossier, match="another picture"):
        decode_result(encode_result(made), made.restoration.before[:200])

"""Which mode covers which pixels: by kind, and by region where a person chose one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from restoration.catalog import RETOUCHING
from restoration.domain import DAMAGE_KINDS, Damage, DamageKind, Reintegration, ReintegrationPart, kind_number
from restoration.editing.regions import RegionStatus, find_regions
from restoration.errors import UnknownMethod
from restoration.retouching.choice import ModeChoice, has_strokes, masks_by_mode
from restoration.retouching.description import describe_reintegration
from restoration.retouching.recipe import INVISIBLE

modes = st.sampled_from((INVISIBLE, *RETOUCHING.keys))
kind_maps = arrays(np.uint8, (6, 9), elements=st.integers(0, len(DAMAGE_KINDS)))


@given(st.builds(ModeChoice, modes, modes, modes, modes), kind_maps, modes, arrays(np.bool_, (6, 9)))
def test_each_pixel_is_laid_down_once_in_the_mode_of_its_region_or_else_of_its_kind(choice, kinds, own, region):
    masks = masks_by_mode(choice, Damage(kinds > 0, kinds=kinds), {own: region})
    for place in np.ndindex(kinds.shape):
        kind = DAMAGE_KINDS[kinds[place] - 1] if kinds[place] else None
        wanted = None if kind is None else own if region[place] else choice.mode_of(kind)
        covering = [mode for mode, mask in masks.items() if mask[place]]
        assert covering == ([] if wanted in (None, INVISIBLE) else [wanted])
    assert all(mask.any() for mask in masks.values())


def test_damage_without_kinds_counts_as_loss():
    mask = np.eye(5, dtype=bool)
    masks = masks_by_mode(ModeChoice(crack="neutral", loss="tratteggio"), Damage(mask))
    assert list(masks) == ["tratteggio"] and np.array_equal(masks["tratteggio"], mask)


@pytest.mark.parametrize("mode", RETOUCHING.keys)
def test_cracks_take_strokes_in_no_usual_choice(mode):
    usual = ModeChoice.for_losses(mode)
    assert usual.loss == usual.abrasion == mode
    assert not has_strokes(usual.crack) and not has_strokes(usual.scratch)


def test_a_mode_that_does_not_exist_is_refused():
    with pytest.raises(UnknownMethod):
        ModeChoice(loss="pointillism")


def test_a_region_has_the_mode_that_was_chosen_for_it_unless_it_may_not_be_filled():
    kinds = np.zeros((12, 20), np.uint8)
    kinds[2:5, 2:8], kinds[8:11, 2:8] = kind_number(DamageKind.LOSS), kind_number(DamageKind.LOSS)
    regions = find_regions(kinds, None, ())
    decisions = [regions.decide([1], reintegration="neutral"), regions.decide([2], reintegration=INVISIBLE)]
    masks = find_regions(kinds, None, tuple(decisions)).reintegration_masks()
    assert np.array_equal(masks["neutral"], regions.labels == 1)
    assert np.array_equal(masks[INVISIBLE], regions.labels == 2)
    decisions.append(regions.decide([1], RegionStatus.NOT_TO_FILL))
    assert set(find_regions(kinds, None, tuple(decisions)).reintegration_masks()) == {INVISIBLE}


def test_what_is_said_names_shares_strokes_and_distance():
    parts = ReintegrationPart("tratteggio", 300), ReintegrationPart("sottotono", 100)
    picture = np.zeros((1, 1, 3), np.uint8)
    known = Reintegration(picture, parts, 2.4, 0.3, 8.0, 0)
    assert describe_reintegration(known) == (
        "Tratteggio 75%, Sottotono 25%, strokes of 0.3 mm (2.4 px), which merge from 1.0 m"
    )
    assert "scale is not known" in describe_reintegration(Reintegration(picture, parts, 2.0, None, None, 0))
    limited = Reintegration(picture, parts, 2.0, 1.0, 2.0, 0, is_limited=True)
    assert "drawn at 2 px" in describe_reintegration(limited)
    few = ReintegrationPart("tratteggio", 9_999), ReintegrationPart("sottotono", 1)
    text = describe_reintegration(Reintegration(picture, few, 2.0, 2_000.0, 0.001, 0))
    assert text == ("Tratteggio over 99%, Sottotono under 1%, strokes of 2,000 mm (2.0 px), which merge from 6,800 m")
    assert "strokes" not in describe_reintegration(Reintegration(picture, parts[1:], 2.4, 0.3, 8.0, 0))

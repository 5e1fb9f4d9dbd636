"""A pair read back: what was damaged, what it was before, and that the two differ only where they should."""

from dataclasses import replace

import numpy as np
import pytest

from restoration.collection.generation import make_pairs
from restoration.collection.manifest import open_pair, read_manifest, write_manifest
from restoration.collection.pair_request import PairRequest
from restoration.damage.truth import touch_mask
from restoration.errors import BadRequest

ORDER = PairRequest(per_image=1, severity="severe", style="simple")


@pytest.fixture
def make(originals, tmp_path):
    """A pair of a.png as its row in the manifest."""

    def go(order=ORDER):
        make_pairs(originals / "a.png", order, tmp_path, "val")
        write_manifest(tmp_path)
        [entry] = read_manifest(tmp_path)
        return entry

    return go


def test_the_original_is_the_picture_before(make, originals, painting, tmp_path):
    pair = open_pair(tmp_path, make(), originals / "a.png")
    assert np.array_equal(pair.before, painting)
    assert pair.mask.any()
    assert touch_mask(pair.before, pair.damaged.image)[pair.mask].all()
    assert pair.passport.coverage.damaged == pytest.approx(pair.mask.mean(), abs=1e-6)


def test_where_something_was_painted_first_that_is_the_picture_before(make, painting, tmp_path):
    pair = open_pair(tmp_path, make(replace(ORDER, distracted=True)), None)
    assert not np.array_equal(pair.before, painting)
    assert touch_mask(pair.before, pair.damaged.image)[pair.mask].all()


@pytest.mark.parametrize("name", ["b.png", "gone.png"])
def test_another_picture_or_none_is_not_taken_for_the_original(make, originals, tmp_path, name):
    assert open_pair(tmp_path, make(), originals / name).before is None


def test_a_pair_that_lost_a_file_is_named_with_a_cure(make, tmp_path):
    entry = make()
    (tmp_path / entry.mask).unlink()
    with pytest.raises(BadRequest, match="a__severe-0 is not whole"):
        open_pair(tmp_path, entry, None)

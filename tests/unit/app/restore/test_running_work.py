"""What is seen of work that goes on: a preview that gets better part by part."""

import numpy as np

from restoration.app.restore.outcomes import RestorationPlan, RestorationResult
from restoration.app.restore.running_work import Preview
from restoration.domain import Damage
from restoration.inpainting.auto import Auto
from restoration.inpainting.base import Needs
from restoration.pipeline import restore

QUICK, FIRST = 250, 10  # what these inpainters paint


class Flat:
    """An inpainter that paints one grey."""

    needs = Needs(context=4, region=16)

    def __init__(self, key, grey):
        self.key, self.grey = key, grey

    def fill(self, image, mask):
        return np.full_like(image, self.grey)


class FromTheRim(Flat):
    """An inpainter whose fill depends on all that it sees."""

    def fill(self, image, mask):
        return np.full_like(image, round(float(image[~mask].mean())))


def test_a_preview_shows_the_better_fill_where_that_is_ready_and_the_quick_one_elsewhere():
    image = np.random.default_rng(0).integers(60, 200, (90, 120, 3), np.uint8)
    mask = np.zeros((90, 120), bool)
    mask[10:14, 10:100] = mask[30:60, 20:60] = mask[70:75, 100:105] = True  # a crack, a loss, and a small one
    damage, better = Damage(mask), Auto(FromTheRim("rim", 0), Flat("grey", FIRST))
    preview = Preview(RestorationResult(restore(image, damage, Flat("telea", QUICK)), RestorationPlan(), ()))
    ready, seen = np.zeros_like(mask), 0

    def check(after, region):
        nonlocal seen
        preview.replace_part(after, region)
        ready[region.window] |= region.damage
        assert np.array_equal(preview.image[ready], after[ready])
        assert (preview.image[mask & ~ready] == QUICK).all()
        [(x, y, width, height)] = preview.changed_since(seen)
        rows, columns = region.window
        inside = region.damage[y - rows.start :, x - columns.start :][:height, :width]
        assert np.count_nonzero(inside) == np.count_nonzero(region.damage)
        seen += 1

    after = restore(image, damage, better, on_region=check).after
    assert seen == preview.version > 3
    assert np.array_equal(preview.image, after)
    assert np.array_equal(after, restore(image, damage, better).after), "it does not see the quick fill"

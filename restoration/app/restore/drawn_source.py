"""The area, drawn on the page, from which alone a fill takes its paint."""

import hashlib

import numpy as np

from restoration.app.restore.state import DrawnSource, Job
from restoration.disk_arrays import keep_on_disk
from restoration.domain import Mask, PaintSource
from restoration.editing.history import AreaUse
from restoration.errors import BadMask
from restoration.imaging.painting import Painting
from restoration.inpainting.fill_cache import CachedInpainter
from restoration.inpainting.patch_based.from_source import FromSource
from restoration.inpainting.patch_based.patchmatch import PatchMatch, check_source

TAKES_A_SOURCE = PatchMatch.key


def drawn_source(job: Job) -> DrawnSource | None:
    """Return the source that the plan's method uses; None if it takes none, or if none was drawn.

    It is worked out once for each mask. Raises `ValueError` if no detector has run yet.
    """
    with job.lock:
        area = job.area(AreaUse.SOURCE) if job.plan.inpainter == TAKES_A_SOURCE else None
        marked, known = job.kinds(), job.source
    if area is None or job.painting is None:
        return None
    if known is None or known.area is not area or known.marked is not marked:
        drawn, damage = keep_on_disk(area > 0), marked > 0
        pixels = int(np.count_nonzero(drawn & ~damage))
        described = PaintSource(pixels, pixels / max(job.painting.paint_pixels, 1), area=drawn)
        known = job.source = DrawnSource(area, marked, described, _problem(drawn, damage))
    return known


def _problem(area: Mask, damage: Mask) -> BadMask | None:
    try:
        check_source(area, damage)
    except BadMask as error:
        return error
    return None


def is_from_another_source(used: PaintSource | None, source: DrawnSource | None) -> bool:
    """Return whether a result took its paint from elsewhere than a fill would now."""
    now = None if source is None else source.described
    if used is None or now is None:
        return used is not now
    if used.area is None or now.area is None:  # of a result that was saved without its corrections
        return used.pixels != now.pixels
    return not np.array_equal(used.area, now.area)


def source_inpainter(job: Job, painting: Painting, source: DrawnSource) -> CachedInpainter:
    """Return what fills from this source; it remembers its fills as long as the source stays the same."""
    area, damage = source.area > 0, keep_on_disk(source.marked > 0)
    sound = keep_on_disk(area & ~damage)
    key = f"{TAKES_A_SOURCE} from {hashlib.blake2b(np.packbits(sound).data, digest_size=16).hexdigest()}"
    if key not in job.inpainters:
        for other in [name for name in job.inpainters if name.startswith(f"{TAKES_A_SOURCE} from ")]:
            del job.inpainters[other]
        job.inpainters[key] = CachedInpainter(FromSource(painting.image, sound, damage))
    return job.inpainters[key]

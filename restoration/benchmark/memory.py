"""How much memory a filler takes beyond the picture itself."""

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from restoration import pipeline
from restoration.damage import craquelure
from restoration.damage.layer import HALF
from restoration.damage.severity import SEVERITIES
from restoration.inpainting.base import Inpainter
from restoration.registry import Entry

SIDE = 2000  # px
MEBI = 2**20


def peak_memory(entry: Entry[Inpainter]) -> float | None:
    """MiB that filling moderate cracks in a picture of 4 megapixels adds to a fresh process; None where not told."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
        return alone.submit(_added, entry).result()


def _added(entry: Entry[Inpainter]) -> float | None:
    rng = np.random.default_rng(1)
    picture = rng.integers(60, 200, (SIDE, SIDE, 3)).astype(np.uint8)
    recipe = craquelure.sample(rng, scale=10.0, severity=SEVERITIES["moderate"], style="dutch")
    mask = craquelure.draw(recipe, (SIDE, SIDE))[-1].alpha >= HALF
    filler = entry.build()
    before = _peak()
    pipeline.fill(picture, mask, filler)
    after = _peak()
    return None if before is None or after is None else (after - before) / MEBI


def _peak() -> float | None:
    """Bytes, the most this process ever held."""
    if sys.platform == "win32":
        return None
    import resource  # not on Windows

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(most if sys.platform == "darwin" else most * 1024)

"""How much memory our inpainters take beyond the picture itself."""

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from restoration import pipeline
from restoration.benchmark.results import Cell
from restoration.catalog import INPAINTERS
from restoration.damage import craquelure
from restoration.damage.layer import HALF
from restoration.damage.severity import SEVERITIES
from restoration.domain import Progress, silent

SIDE = 2000  # px
SCALE = 10.0  # px/mm
MEBI = 2**20


def measure_memory(progress: Progress = silent) -> list[Cell]:
    """What filling moderate cracks in a picture of 4 megapixels adds to a fresh process, for each inpainter.

    Nothing where the system does not tell.
    """
    cells = []
    for done, key in enumerate(INPAINTERS.keys, start=1):
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
            added = alone.submit(_added, key).result()
        if added is not None:
            cells.append(Cell("fill", key, "", "", "", "peak_mib", added))
        progress(done, len(INPAINTERS.keys))
    return cells


def _added(key: str) -> float | None:
    """MiB by which the peak rises while the inpainter works."""
    rng = np.random.default_rng(1)
    picture = rng.integers(60, 200, (SIDE, SIDE, 3)).astype(np.uint8)
    recipe = craquelure.sample(rng, scale=SCALE, severity=SEVERITIES["moderate"], style="dutch")
    mask = craquelure.draw(recipe, (SIDE, SIDE))[-1].alpha >= HALF
    inpainter = INPAINTERS.build(key)
    before = _peak()
    pipeline.fill(picture, mask, inpainter)
    after = _peak()
    return None if before is None or after is None else (after - before) / MEBI


def _peak() -> float | None:
    """Bytes, the most that this process ever held."""
    if sys.platform == "win32":
        return None
    import resource  # not on Windows

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(most if sys.platform == "darwin" else most * 1024)

"""The memory that our inpainters take beyond the picture itself."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from restoration.benchmark.methods import GENERATING
from restoration.benchmark.results import ResultRow
from restoration.benchmark.wide_losses import SIZE_CLASSES
from restoration.benchmark.wide_losses import TASK as LOSSES
from restoration.catalog import INPAINTERS
from restoration.damage import craquelure
from restoration.damage.layer import HALF_ALPHA
from restoration.damage.severity import SEVERITIES
from restoration.domain import Image, Mask, Progress, no_progress
from restoration.inpainting.filling import fill

SIDE = 2000  # px
SCALE = 10.0  # px/mm
SMALL_LOSS = 60  # px, to a side: wide enough for a method that treats losses unlike cracks
BYTES_PER_MIB = 2**20


def measure_memory(task: str, progress: Progress = no_progress) -> list[ResultRow]:
    """Measure the memory that filling adds to a fresh process, for each inpainter that can run here.

    The picture has 4 megapixels. Where the system does not report memory, nothing is returned.

    Args:
        task: "fill", with cracks and a loss; or "losses", with nothing but the widest of them.
        progress: called after each inpainter.
    """
    picture, mask = _picture_with_loss() if task == LOSSES else _picture_with_damage()
    size = SIZE_CLASSES[-1].key if task == LOSSES else ""
    rows = []
    keys = [entry.key for entry in INPAINTERS.ready() if entry.key not in GENERATING]
    for done, key in enumerate(keys, start=1):
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            added = pool.submit(_added_mib, key, picture, mask).result()
        if added is not None:
            rows.append(ResultRow(task, key, "", size, "", "peak_mib", added))
        progress(done, len(keys))
    return rows


def _picture_with_damage() -> tuple[Image, Mask]:
    """Return a picture, (SIDE, SIDE, 3), and the mask of its cracks and its loss, (SIDE, SIDE).

    It is drawn outside the measured process, since drawing takes more memory than filling and would hide it.
    """
    rng = np.random.default_rng(1)
    picture = rng.integers(60, 200, (SIDE, SIDE, 3)).astype(np.uint8)
    recipe = craquelure.sample_craquelure(rng, scale=SCALE, severity=SEVERITIES["moderate"], style="dutch")
    cracks = craquelure.draw_craquelure(recipe, (SIDE, SIDE))[-1].alpha >= HALF_ALPHA
    return picture, cracks | _square(SMALL_LOSS)


def _picture_with_loss() -> tuple[Image, Mask]:
    """Return a picture, (SIDE, SIDE, 3), and the mask of one loss of the largest size, (SIDE, SIDE)."""
    picture = np.random.default_rng(1).integers(60, 200, (SIDE, SIDE, 3)).astype(np.uint8)
    return picture, _square(SIZE_CLASSES[-1].largest)


def _square(side: int) -> Mask:
    """Return the mask, (SIDE, SIDE), of a square of `side` px in the middle."""
    mask, rows = np.zeros((SIDE, SIDE), np.bool_), slice((SIDE - side) // 2, (SIDE + side) // 2)
    mask[rows, rows] = True
    return mask


def _added_mib(key: str, picture: Image, mask: Mask) -> float | None:
    """Return the rise of the peak memory while the inpainter works, in MiB."""
    inpainter = INPAINTERS.build(key)
    before = _peak_bytes()
    fill(picture, mask, inpainter)
    after = _peak_bytes()
    return None if before is None or after is None else (after - before) / BYTES_PER_MIB


def _peak_bytes() -> float | None:
    """Return the most memory that this process ever held, in bytes; None where there is no /proc.

    The module `resource` cannot be used: its value is inherited from the parent process.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return None
    kibibytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return 1024.0 * int(kibibytes)

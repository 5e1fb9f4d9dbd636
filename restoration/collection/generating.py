"""A whole collection of synthetic pairs: every painting in turn, then the manifest."""

from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from restoration import processes
from restoration.batch import Outcome
from restoration.collection.making import make_pairs
from restoration.collection.manifest import write_manifest
from restoration.collection.originals import rows_for, split_of
from restoration.collection.pair_record import DAMAGED, MASKS
from restoration.collection.planning import Order
from restoration.files import ensure_folder

MANIFEST_EVERY = 100  # paintings, so that a manifest is at hand long before thousands are done


def generate(
    paintings: list[Path], order: Order, folder: Path, *, workers: int, tell: Callable[[Outcome], None]
) -> int:
    """Make the ordered pairs of all paintings; what is there from an earlier run is kept.

    The same paintings and order give the same files, byte for byte, whatever was interrupted and however many worked.

    Args:
        paintings: the originals; no two share a stem.
        order: what is wanted.
        folder: of the collection; made if need be. Only one run at a time may work there.
        workers: how many processes.
        tell: called with what became of each painting.

    Returns:
        How many finished pairs the folder holds, those of other runs included.

    Raises:
        CannotWrite: the folder or its manifest cannot be written.
        BadRequest: the table of the originals cannot be read.
        WorkerLost: a process was killed.
    """
    rows = rows_for(paintings)
    for room in (folder, folder / DAMAGED, folder / MASKS):
        _clear_parts(ensure_folder(room))
    jobs = {path: partial(make_pairs, path, order, folder, split_of(path, row)) for path, row in rows.items()}
    try:
        with closing(processes.work_through(jobs, workers)) as outcomes:
            for done, outcome in enumerate(outcomes, start=1):
                tell(outcome)
                if done % MANIFEST_EVERY == 0:
                    write_manifest(folder)
    finally:
        count = write_manifest(folder)
    return count


def _clear_parts(folder: Path) -> None:
    """Remove what a killed run left half-written."""
    for part in folder.glob(".*.part"):
        part.unlink(missing_ok=True)

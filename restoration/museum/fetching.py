"""A museum's photographs fetched into a folder, one after the other; a failure is reported and the rest go on."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from restoration.batch import Outcome
from restoration.downloading.client import DownloadFailed
from restoration.errors import BadRequest, CannotWrite, RestorationError
from restoration.museum.base import Museum, MuseumSearch
from restoration.museum.originals_table import OriginalsRow
from restoration.museum.photo_folder import PhotoFolder

MAX_FAILURES_IN_A_ROW = 5  # then the cause is not the single artwork, and the run ends


def fetch_photographs(museum: Museum, search: MuseumSearch, limit: int, folder: PhotoFolder) -> Iterator[Outcome]:
    """Fetch the first `limit` artworks that match, and yield the outcome of each.

    Artworks that are there already count towards the limit, and so do failures: a second run asks for the same
    artworks and fetches only the missing ones.

    Raises:
        BadRequest: nothing matches.
        DownloadFailed: the search fails, or several artworks in a row.
        CannotWrite: the folder cannot be written to, or the disk is full.
    """
    return _outcomes(museum, search, limit, partial(_fetch_one, museum, search, folder))


def list_artworks(museum: Museum, search: MuseumSearch, limit: int) -> Iterator[Outcome]:
    """Yield what the first `limit` artworks that match are, and under which licence; no photograph is downloaded.

    Raises:
        BadRequest: nothing matches.
        DownloadFailed: the search fails, or several artworks in a row.
    """
    return _outcomes(museum, search, limit, partial(_describe_one, museum, search))


def _outcomes(
    museum: Museum, search: MuseumSearch, limit: int, work: Callable[[str], Outcome | None]
) -> Iterator[Outcome]:
    """Yield the first outcomes of the work on artworks; it returns None for those that do not match the search."""
    failures = 0
    outcome: Outcome | None = None
    tried = (_try(work, object_id, museum) for object_id in museum.find(search))
    for outcome in islice(filter(None, tried), limit):
        yield outcome
        failures = 0 if outcome.done else failures + 1
        if failures == MAX_FAILURES_IN_A_ROW:
            raise DownloadFailed(f"Stopped, because {failures} artworks in a row failed.")
    if outcome is None:
        hint = "Widen the years, or choose another department, medium or query."
        raise BadRequest("The museum has no free painting that matches.", hint=hint)


def _try(work: Callable[[str], Outcome | None], object_id: str, museum: Museum) -> Outcome | None:
    """Return the outcome of the work on one artwork; only a disk that cannot be written to ends the run."""
    try:
        return work(object_id)
    except CannotWrite:
        raise
    except RestorationError as error:
        return Outcome(Path(f"{museum.key}_{object_id}"), error.sentence, done=False)


def _fetch_one(museum: Museum, search: MuseumSearch, folder: PhotoFolder, object_id: str) -> Outcome | None:
    """Fetch an artwork that is not there yet."""
    known = folder.find(museum.key, object_id)
    artwork = known.artwork if known else museum.describe(object_id)
    if artwork is None or not search.covers(artwork):
        return None
    if known and folder.has_file(known):
        return Outcome(Path(known.photograph.file), "already there", done=True)
    return _summary(folder.add(artwork))


def _describe_one(museum: Museum, search: MuseumSearch, object_id: str) -> Outcome | None:
    artwork = museum.describe(object_id)
    if artwork is None or not search.covers(artwork):
        return None
    words = ", ".join(filter(None, (artwork.title, artwork.artist, artwork.date)))
    return Outcome(Path(f"{museum.key}_{object_id}"), f"{words}. {artwork.rights}", done=True)


def _summary(row: OriginalsRow) -> Outcome:
    photograph = row.photograph
    scale = f", {photograph.px_per_mm:.1f} px/mm" if photograph.px_per_mm else ""
    megabytes = photograph.size_bytes / 1e6
    size = f"{photograph.width_px} x {photograph.height_px} px, {megabytes:.1f} MB{scale}"
    return Outcome(Path(photograph.file), f"{size}. {row.artwork.rights}", done=True)

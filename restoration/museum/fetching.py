"""A museum's paintings brought to a folder, one after the other; whatever fails is named and the others go on."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from restoration.batch import Outcome
from restoration.downloading.client import DownloadFailed
from restoration.errors import BadRequest, CannotWrite, RestorationError
from restoration.museum.base import Museum, MuseumSearch
from restoration.museum.originals_table import OriginalsRow
from restoration.museum.photo_folder import PhotoFolder

MAX_FAILURES_IN_A_ROW = 5  # failures in a row: then the trouble is not with the works


def fetch_photographs(museum: Museum, search: MuseumSearch, limit: int, storeroom: PhotoFolder) -> Iterator[Outcome]:
    """Bring the first `limit` works that fit, those included that are there already.

    A work that fails counts too: run again, the same works are asked for, and only what is missing is fetched.

    Raises:
        BadRequest: nothing fits.
        NoAnswer: the search fails, or several works in a row.
        CannotWrite: the folder takes no more.
    """
    failures = 0
    outcome: Outcome | None = None
    for outcome in islice(_outcomes(museum, search, storeroom), limit):
        yield outcome
        failures = 0 if outcome.done else failures + 1
        if failures == MAX_FAILURES_IN_A_ROW:
            raise DownloadFailed(f"{failures} works in a row failed, so the rest were left.")
    if outcome is None:
        hint = "Widen the years, or choose another department, medium or query."
        raise BadRequest("The museum has no free painting that fits.", hint=hint)


def _outcomes(museum: Museum, search: MuseumSearch, storeroom: PhotoFolder) -> Iterator[Outcome]:
    """One for each work that fits, or of which that cannot be told."""
    for object_id in museum.find(search):
        try:
            outcome = _fetch_one(museum, object_id, search, storeroom)
        except CannotWrite:
            raise
        except RestorationError as error:
            outcome = Outcome(Path(f"{museum.key}_{object_id}"), error.sentence, done=False)
        if outcome:
            yield outcome


def _fetch_one(museum: Museum, object_id: str, search: MuseumSearch, storeroom: PhotoFolder) -> Outcome | None:
    """None for a work that does not fit."""
    known = storeroom.find(museum.key, object_id)
    artwork = known.artwork if known else museum.describe(object_id)
    if artwork is None or not search.covers(artwork):
        return None
    if known and storeroom.holds(known):
        return Outcome(Path(known.photograph.file), "already there", done=True)
    return _summary(storeroom.take_in(artwork))


def _summary(original: OriginalsRow) -> Outcome:
    photograph = original.photograph
    scale = f", {photograph.px_per_mm:.1f} px/mm" if photograph.px_per_mm else ""
    megabytes = photograph.size_bytes / 1e6
    message = f"{photograph.width_px} x {photograph.height_px} px, {megabytes:.1f} MB{scale}"
    return Outcome(Path(photograph.file), message, done=True)

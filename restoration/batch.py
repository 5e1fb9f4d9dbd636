"""A file or a folder of paintings: which files count, which mask belongs to which, and what becomes of each."""

import logging
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from restoration.errors import BadRequest, RestorationError, os_error_reason, ran_out_of_memory

PICTURE_EXTENSIONS = frozenset({".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})
RESULT_ENDINGS = (
    "_restored",
    "_mask",
    "_overlay",
    "_reintegration",
    "_clean",
    "_touch",
)  # of files that this program writes


DEBUG_VARIABLE = "RESTORATION_DEBUG"  # if it is set, faults of the program are logged with their traceback

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of work on one input."""

    source: Path
    message: str  # what was written, or what went wrong
    done: bool  # False where it failed


def process_painting(path: Path, job: Callable[[], str]) -> Outcome:
    """Do the work on one painting; whatever goes wrong fails only this painting.

    Args:
        path: the painting, as the outcome names it.
        job: does the work and returns a short summary of it.
    """
    try:
        return Outcome(path, job(), done=True)
    except RestorationError as error:
        return Outcome(path, error.sentence, done=False)
    except Exception as error:
        if ran_out_of_memory(error):
            return Outcome(path, "It needs more memory than there is. Scale it down.", done=False)
        return Outcome(path, _fault_sentence(path, error), done=False)


def _fault_sentence(path: Path, error: Exception) -> str:
    """Return the sentence about a fault of the program, which is no fault of the user; log where it is, if asked."""
    if os.environ.get(DEBUG_VARIABLE):
        logger.error("fault in the work on %s", path, exc_info=error)
    found = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return f"A fault of this program stopped the work ({found}). Please report it; {DEBUG_VARIABLE}=1 shows where."


def paintings_in(source: Path, on_skipped: Callable[[list[Path]], None] = lambda results: None) -> list[Path]:
    """Return the pictures at a path, sorted by name.

    A folder's hidden files are left out, and so are results of an earlier run that lie beside their originals.

    Args:
        source: a file or a folder.
        on_skipped: receives the files that were left out as such results, if any: a photograph may have such a name.

    Raises:
        BadRequest: there is no such file, it may not be read, the folder holds no picture, or two pictures would
            get the same result name.
    """
    try:
        if source.is_file():
            return [source]
        if not source.is_dir():
            raise BadRequest(f"There is no file or folder {source}.", hint="Check the path.")
        found = sorted(filter(_is_picture, source.iterdir()))
    except OSError as error:
        hint = "Check that you may read it."
        raise BadRequest(f"{source} cannot be opened ({os_error_reason(error)}).", hint=hint) from error
    stems = {path.stem for path in found}
    results = [path for path in found if _is_result(path.stem, stems)]
    paintings = sorted({*found} - {*results})
    if not paintings:
        raise BadRequest(f"No picture in {source}.", hint="Expected JPEG, PNG, WebP or TIFF files.")
    if results:
        on_skipped(results)
    refuse_shared_stems(paintings)
    return paintings


def _is_picture(path: Path) -> bool:
    """Return whether a path is a picture; hidden files are not, as a Mac leaves `._x.png` beside x.png."""
    return path.suffix.lower() in PICTURE_EXTENSIONS and not path.name.startswith(".") and path.is_file()


def _is_result(stem: str, stems: set[str]) -> bool:
    return any(stem.removesuffix(ending) in stems for ending in RESULT_ENDINGS if stem.endswith(ending))


def refuse_shared_stems(paintings: Iterable[Path]) -> None:
    """Raise `BadRequest` where two paintings share a stem, since results are named after it."""
    paths_by_stem: dict[str, Path] = {}
    for path in paintings:
        first = paths_by_stem.setdefault(path.stem, path)
        if first is not path:
            both = f"{first.name} and {path.name}" if first.parent == path.parent else f"{first} and {path}"
            raise BadRequest(f"{both} would get the same results.", hint="Rename one of them.")


def find_mask(painting: Path, masks: Path) -> Path:
    """Return the mask of a painting: `masks` itself if it is a file, else the file in that folder that matches.

    Raises:
        BadRequest: there is none.
    """
    if masks.is_file():
        return masks
    others = (path for path in masks.glob("*") if not _is_same_file(path, painting))
    first_wins = sorted(others, reverse=True)  # of several with one stem, the first by name
    if mask := match_mask(pictures_by_stem(first_wins), painting):
        return mask
    hint = f"Name it {painting.stem}_mask.png or {painting.stem}.png."
    raise BadRequest(f"No mask for {painting.name} in {masks}.", hint=hint)


def match_mask(pictures: Mapping[str, Path], painting: Path) -> Path | None:
    """Return the picture with the stem `<stem>_mask` or else `<stem>`, unless it is the painting itself."""
    mask = pictures.get(f"{painting.stem}_mask") or pictures.get(painting.stem)
    return None if mask and _is_same_file(mask, painting) else mask


def pictures_by_stem(paths: Iterable[Path]) -> dict[str, Path]:
    """Return the pictures among the paths, by name without extension; of several with one stem, the last."""
    return {path.stem: path for path in paths if path.suffix.lower() in PICTURE_EXTENSIONS}


def _is_same_file(path: Path, other: Path) -> bool:
    """Return whether two paths with one name lead to one file, also through links or `..`."""
    return path.name == other.name and path.resolve() == other.resolve()

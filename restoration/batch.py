"""A file or a folder of paintings: which files count, which mask belongs to which, and what becomes of each."""

import logging
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from restoration.errors import BadRequest, RestorationError, os_error_reason, ran_out_of_memory
from restoration.imaging.recognising import HEAD_BYTES, PictureKind, picture_kind

PICTURE_EXTENSIONS = frozenset(
    {
        *(".avif", ".bmp", ".dib", ".gif", ".heic", ".heif", ".hif", ".j2k", ".jfif", ".jp2", ".jpe", ".jpeg", ".jpf"),
        *(".jpg", ".jxl", ".png", ".psb", ".psd", ".tif", ".tiff", ".webp"),
    }
)
_UNREADABLE_EXTENSIONS = frozenset(  # of pictures that cannot be read, most of a camera: the reader says why
    {
        *(".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".exr", ".fff", ".iiq", ".mef", ".mos"),
        *(".mrw", ".nef", ".nrw", ".orf", ".pef", ".raf", ".rw2", ".rwl", ".sr2", ".srw", ".x3f", ".xcf"),
    }
)
RESULT_ENDINGS = (  # of files that this program writes
    "_restored",
    "_mask",
    "_overlay",
    "_reintegration",
    "_subject",
    "_subject_cutout",
    "_ground_cutout",
    "_x2",
    "_x4",
    "_clean",
    "_touch",
)

_VARIANT = re.compile(r"_seed\d+$")  # one of several fills of the same damage

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


@dataclass(frozen=True, slots=True)
class Skipped:
    """What a folder holds beside the pictures to work on, without hidden files."""

    results: list[Path]  # of an earlier run, which lie beside their originals: a photograph may have such a name
    others: list[Path]  # no pictures, folders among them


def paintings_in(source: Path, on_skipped: Callable[[Skipped], None] = lambda skipped: None) -> list[Path]:
    """Return the pictures at a path, sorted by name, whatever their names end in; also those that cannot be read.

    Args:
        source: a file or a folder.
        on_skipped: receives what else is in the folder, if anything is.

    Raises:
        BadRequest: there is no such file, it may not be read, the folder holds no picture, or two pictures would
            get the same result name.
    """
    try:
        if source.is_file():
            return [source]
        if not source.is_dir():
            raise BadRequest(f"There is no file or folder {source}.", hint="Check the path.")
        kinds = {path: _kind_of(path) for path in _entries(source)}
    except OSError as error:
        hint = "Check that you may read it."
        raise BadRequest(f"{source} cannot be opened ({os_error_reason(error)}).", hint=hint) from error
    return choose_paintings(kinds, str(source), on_skipped)


def choose_paintings(
    kinds: Mapping[Path, PictureKind], folder: str, on_skipped: Callable[[Skipped], None] = lambda skipped: None
) -> list[Path]:
    """Return the paintings among what a folder holds, by the rules of `paintings_in`; only names are looked at.

    Args:
        kinds: what kind of picture each entry is; hidden files are left out already.
        folder: its name, for messages.
        on_skipped: receives what else is in the folder, if anything is.

    Raises:
        BadRequest: there is no picture, or two pictures would get the same result name.
    """
    readable, unreadable = (
        {path for path, own in kinds.items() if own is kind} for kind in (PictureKind.READABLE, PictureKind.UNREADABLE)
    )
    stems = {stem_key(path.stem) for path in readable}
    results = {path for path in readable if _is_result(stem_key(path.stem), stems)}
    paintings = readable - results
    if not paintings and not unreadable:
        raise BadRequest(f"No picture in {folder}.", hint="Expected JPEG, PNG, TIFF, HEIC or other pictures.")
    skipped = Skipped(sorted(results), sorted(kinds.keys() - readable - unreadable))
    if skipped.results or skipped.others:
        on_skipped(skipped)
    refuse_shared_stems(sorted(paintings))
    return sorted(paintings | unreadable)


def _entries(folder: Path) -> list[Path]:
    """Return what a folder holds, sorted by name, without hidden files: a Mac leaves `._x.png` beside x.png."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _kind_of(path: Path) -> PictureKind:
    """Return what kind of picture a path is, by its name or, if that says nothing, by its first bytes."""
    kind = kind_by_name(path)
    if kind is PictureKind.READABLE and not path.is_dir():
        return kind  # if it is a pipe, or a link that leads nowhere, the reader says so
    if kind is PictureKind.UNREADABLE and path.is_file():
        return kind
    return _kind_by_content(path)


def kind_by_name(path: Path) -> PictureKind:
    """Return what kind of picture a file is, as far as its name says."""
    extension = path.suffix.lower()
    if extension in PICTURE_EXTENSIONS:
        return PictureKind.READABLE
    return PictureKind.UNREADABLE if extension in _UNREADABLE_EXTENSIONS else PictureKind.NONE


def _kind_by_content(path: Path) -> PictureKind:
    if not path.is_file():
        return PictureKind.NONE
    try:
        with path.open("rb") as file:
            return picture_kind(file.read(HEAD_BYTES))
    except OSError:
        return PictureKind.NONE


def _is_result(stem: str, stems: set[str]) -> bool:
    plain = _VARIANT.sub("", stem)
    return any(plain.removesuffix(ending) in stems for ending in RESULT_ENDINGS if plain.endswith(ending))


def refuse_shared_stems(paintings: Iterable[Path]) -> None:
    """Raise `BadRequest` where two paintings share a stem, since results are named after it."""
    paths_by_stem: dict[str, Path] = {}
    for path in paintings:
        first = paths_by_stem.setdefault(path.stem, path)
        if first is not path:
            both = f"{first.name} and {path.name}" if first.parent == path.parent else f"{first} and {path}"
            raise BadRequest(f"{both} would get the same results.", hint="Rename one of them.")


class MaskFinder:
    """Finds the masks of paintings; a folder is listed once, however many paintings there are."""

    def __init__(self, masks: Path) -> None:
        """Take a mask, or a folder of masks."""
        self._masks = masks
        self._by_stem: dict[str, list[Path]] | None = None

    def find(self, painting: Path) -> Path:
        """Return the mask of a painting: the file itself, or the one in the folder that matches.

        Raises:
            BadRequest: there is none, or the folder cannot be read.
        """
        if self._by_stem is None:
            if self._masks.is_file():
                return self._masks
            self._by_stem = pictures_by_stem(self._list())
        return require_mask(self._by_stem, painting, str(self._masks))

    def _list(self) -> list[Path]:
        try:
            return _entries(self._masks)
        except OSError as error:
            message = f"{self._masks} cannot be opened ({os_error_reason(error)})."
            raise BadRequest(message, hint="Check that you may read it.") from error


def require_mask(pictures: Mapping[str, list[Path]], painting: Path, folder: str) -> Path:
    """Return the mask of a painting as `match_mask` does; raise `BadRequest`, which names the folder, without one."""
    if mask := match_mask(pictures, painting):
        return mask
    hint = f"Name it {painting.stem}_mask.png or {painting.stem}.png."
    raise BadRequest(f"No mask for {painting.name} in {folder}.", hint=hint)


def match_mask(pictures: Mapping[str, list[Path]], painting: Path) -> Path | None:
    """Return the first picture with the stem `<stem>_mask` or else `<stem>` that is not the painting itself."""
    named = (path for ending in ("_mask", "") for path in pictures.get(stem_key(painting.stem + ending), []))
    return next((path for path in named if not _is_same_file(path, painting)), None)


def pictures_by_stem(paths: Iterable[Path]) -> dict[str, list[Path]]:
    """Return the pictures among the paths in the order of their names, by the `stem_key` of their stems."""
    pictures: dict[str, list[Path]] = {}
    for path in sorted(paths):
        if path.suffix.lower() in PICTURE_EXTENSIONS:
            pictures.setdefault(stem_key(path.stem), []).append(path)
    return pictures


def stem_key(stem: str) -> str:
    """Return what stems have in common that people see as one: a Mac writes ö as two characters, others as one."""
    return unicodedata.normalize("NFC", stem)


def _is_same_file(path: Path, other: Path) -> bool:
    """Return whether two paths with one name lead to one file, also through links or `..`."""
    return stem_key(path.name) == stem_key(other.name) and path.resolve() == other.resolve()

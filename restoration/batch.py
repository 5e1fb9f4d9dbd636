"""A file or a folder of paintings, worked through one by one: which files, which masks, which names."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from restoration.errors import BadRequest, RestorationError, os_error_reason, ran_out_of_memory

PICTURE_EXTENSIONS = frozenset({".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})
RESULT_ENDINGS = (
    "_restored",
    "_mask",
    "_overlay",
    "_clean",
    "_touch",
)  # endings of our own results, no paintings to restore


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input."""

    source: Path
    message: str  # what was written, or what went wrong
    done: bool


def paintings_in(source: Path, pass_over: Callable[[list[Path]], None] = lambda results: None) -> list[Path]:
    """The pictures that INPUT stands for, in the order of their names; hidden files are none.

    Results of an earlier run that lie beside their originals are passed over.

    Args:
        source: a file or a folder.
        pass_over: told which were taken for such results, if any: a photograph may be named like one.

    Raises:
        BadRequest: there is no such file, it may not be looked into, the folder holds no picture, or two pictures would
            get the same result name.
    """
    try:
        if source.is_file():
            return [source]
        if not source.is_dir():
            raise BadRequest(f"There is no file or folder {source}.", hint="Check the path.")
        found = sorted(filter(_is_picture, source.iterdir()))
    except OSError as error:
        raise BadRequest(
            f"{source} cannot be opened ({os_error_reason(error)}).", hint="Check that you may read it."
        ) from error
    stems = {path.stem for path in found}
    results = [path for path in found if _is_result(path.stem, stems)]
    chosen = sorted({*found} - {*results})
    if not chosen:
        raise BadRequest(f"No picture in {source}.", hint="Expected JPEG, PNG, WebP or TIFF files.")
    if results:
        pass_over(results)
    refuse_shared_stems(chosen)
    return chosen


def _is_picture(path: Path) -> bool:
    """Hidden ones are not: a Mac leaves `._x.png` beside x.png."""
    return path.suffix.lower() in PICTURE_EXTENSIONS and not path.name.startswith(".") and path.is_file()


def _is_result(stem: str, stems: set[str]) -> bool:
    return any(stem.removesuffix(ending) in stems for ending in RESULT_ENDINGS if stem.endswith(ending))


def refuse_shared_stems(paintings: Iterable[Path]) -> None:
    """Raise `BadRequest` where two share a stem: what is made of a painting is called after it."""
    seen: dict[str, Path] = {}
    for path in paintings:
        twin = seen.setdefault(path.stem, path)
        if twin is not path:
            both = f"{twin.name} and {path.name}" if twin.parent == path.parent else f"{twin} and {path}"
            raise BadRequest(f"{both} would get the same results.", hint="Rename one of them.")


def find_mask(painting: Path, masks: Path) -> Path:
    """The mask of a painting: `masks` itself when it is a file, else the `mask_among` what lies in that folder.

    Raises:
        BadRequest: there is none.
    """
    if masks.is_file():
        return masks
    others = sorted(
        (path for path in masks.glob("*") if not _is_same_file(path, painting)), reverse=True
    )  # the first counts
    if mask := match_mask(pictures_by_stem(others), painting):
        return mask
    raise BadRequest(
        f"No mask for {painting.name} in {masks}.", hint=f"Name it {painting.stem}_mask.png or {painting.stem}.png."
    )


def match_mask(lying: Mapping[str, Path], painting: Path) -> Path | None:
    """Of pictures by stem, the one that is `<stem>_mask` or else `<stem>`, if it is not the painting itself."""
    mask = lying.get(f"{painting.stem}_mask") or lying.get(painting.stem)
    return None if mask and _is_same_file(mask, painting) else mask


def _is_same_file(path: Path, other: Path) -> bool:
    """Whether they are one file, however its folder is spelt."""
    return path.name == other.name and path.resolve() == other.resolve()


def pictures_by_stem(paths: Iterable[Path]) -> dict[str, Path]:
    """Those that are pictures, by their names without endings; of several endings the last."""
    return {path.stem: path for path in paths if path.suffix.lower() in PICTURE_EXTENSIONS}


def process_paintings(paintings: list[Path], job: Callable[[Path], str]) -> Iterator[Outcome]:
    """Do the job on each painting; one that fails is named, and the others go on.

    Args:
        paintings: the inputs.
        job: does one painting and says in a few words what came of it.
    """
    for path in paintings:
        try:
            yield Outcome(path, job(path), done=True)
        except RestorationError as error:
            yield Outcome(path, error.sentence, done=False)
        except Exception as error:
            if not ran_out_of_memory(error):
                raise
            yield Outcome(path, "It needs more memory than there is. Scale it down.", done=False)

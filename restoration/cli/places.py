"""Where the files of a run lie: each painting is worked on here, with copies of what lies elsewhere."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from restoration import batch
from restoration.anywhere import absolute, as_path, folder_for_copies, prepare_folder
from restoration.batch import MaskFinder
from restoration.cli.output_file import refuse_inputs
from restoration.domain import Progress
from restoration.errors import BadRequest, RestorationError, os_error_reason
from restoration.files import ensure_folder
from restoration.output.results import FILL_SUFFIXES, MASK_SUFFIX, named_result
from restoration.storage import Address, NotThere, Place, StoredMasks, parse_place, stored_paintings

StepProgress = Callable[[str], Progress]
"""From the name of a step to the progress of that step."""


@dataclass(frozen=True, slots=True)
class Site:
    """The files of one painting on this machine."""

    painting: Path
    output: Path  # the folder of the results; it exists
    mask: Path | None = None  # of the damage, where it is given
    paint: Path | None = None  # the mask of the paint to use, where it is given
    name: str | None = None  # of the restored picture's file, where it is given
    resume: bool = False  # whether to go on with what an earlier run had done of it


ProcessSite = Callable[[Site, StepProgress], str]
"""Works on one painting and returns a short summary."""


@dataclass(frozen=True, slots=True)
class Task:
    """The files of one painting, wherever they lie; the fields are those of `Site`."""

    painting: Place
    output: Place
    mask: Place | None = None
    paint: Place | None = None
    name: str | None = None
    refusal: RestorationError | None = None  # why nothing can be done
    resume: bool = False

    @property
    def path(self) -> Path:
        """The path of the painting, or what stands for it where only its name counts."""
        return as_path(self.painting)

    @property
    def named_after(self) -> str:
        """The name of the file that results are named after."""
        return self.name or self.painting.name

    @property
    def is_here(self) -> bool:
        """Whether all files lie on this machine."""
        return not any(isinstance(place, Address) for place in (self.painting, self.output, self.mask, self.paint))

    def resolved(self) -> Self:
        """Return the same with absolute paths."""
        mask, paint = (None if place is None else absolute(place) for place in (self.mask, self.paint))
        return replace(self, painting=absolute(self.painting), output=absolute(self.output), mask=mask, paint=paint)


Finder = MaskFinder | StoredMasks


@dataclass(frozen=True, slots=True)
class Places:
    """Where a run finds its pictures, and where it puts its results."""

    source: Place  # a picture, or a folder of pictures
    output: Place  # a folder
    masks: Place | None = None  # a mask, or a folder of masks
    paint: Place | None = None  # the same, of the paint to use
    name: str | None = None  # of the restored picture's file, if the source is a picture; None: named after the source

    def plan(self, on_skipped: Callable[[batch.Skipped], None]) -> list[Task]:
        """Return a task for each painting, sorted by name; a painting without its mask is a task that is refused.

        Args:
            on_skipped: receives what else is in the folder.

        Raises:
            BadRequest: there is no painting (see `batch.paintings_in`), or a file is named for the result of a folder,
                or the result would replace an input.
            StorageError: what lies elsewhere cannot be listed.
        """
        masks, paint = _finder(self.masks), _finder(self.paint)
        paintings = paintings_at(self.source, on_skipped)
        if self.name is not None:
            self._check_named(self.name, paintings)
        return [self._task(painting, masks, paint) for painting in paintings]

    def _check_named(self, name: str, paintings: list[Place]) -> None:
        if paintings != [self.source]:
            message = f"{self.source} is a folder, and {name} can be the result of one picture only."
            raise BadRequest(message, hint="Give a folder as --output.")
        assert isinstance(self.output, Path)  # `parse_output` names files on this machine alone; for the type checker
        inputs = [place for place in (self.source, self.masks, self.paint) if isinstance(place, Path)]
        refuse_inputs(self.output / name, *inputs, by="the restored picture")
        if isinstance(self.source, Path):
            for suffix in FILL_SUFFIXES:
                refuse_inputs(self.output / named_result(name, suffix), self.source, by=f"a file beside {name}")

    def _task(self, painting: Place, masks: Finder | None, paint: Finder | None) -> Task:
        path = as_path(painting)
        try:
            mask, source = (None if finder is None else finder.find(path) for finder in (masks, paint))
            return Task(painting, self.output, mask, source, self.name)
        except RestorationError as error:
            return Task(painting, self.output, name=self.name, refusal=error)

    def prepare_output(self) -> None:
        """Make the folder of the results; raise `CannotWrite` or `StorageError` if nothing can be written there."""
        prepare_folder(self.output)


def parse_given(text: str | None) -> Place | None:
    """Return the place of given masks; None without one. Raise `BadRequest` if nothing is there that can be opened."""
    if text is None:
        return None
    place = parse_place(text)
    if isinstance(place, Path):
        try:
            place.stat()
        except OSError as error:
            raise BadRequest(f"{place} cannot be opened ({os_error_reason(error)}).", hint="Check the path.") from error
    return place


def _finder(place: Place | None) -> Finder | None:
    if place is None:
        return None
    return StoredMasks(place) if isinstance(place, Address) else MaskFinder(place)


def paintings_at(source: Place, on_skipped: Callable[[batch.Skipped], None]) -> list[Place]:
    """Return the paintings of INPUT; raises what `batch.paintings_in` and `stored_paintings` raise."""
    if isinstance(source, Address):
        return [*stored_paintings(source, on_skipped)]
    return [*batch.paintings_in(source, on_skipped)]


def carry_out(task: Task, process: ProcessSite, earlier: Iterable[str], progress: StepProgress) -> str:
    """Do the work on a painting, and return its summary; what lies elsewhere is copied here, and results are sent back.

    The copies are removed when the work ends, however it ends. Results are sent when all of them are complete, records
    last, so a record elsewhere means that all it describes is there, too.

    Args:
        task: the painting.
        process: the work.
        earlier: names of results of earlier runs that the work may replace, keep or remove.
        progress: of the steps.

    Raises:
        RestorationError: the work failed, or a file could not be copied; messages name addresses, not copies.
    """
    if task.refusal is not None:
        raise task.refusal
    if task.is_here:
        return process(_site(task, Path()), progress)
    with folder_for_copies() as folder:
        progress("fetching")(0, 1)
        site = _site(task, folder)
        try:
            if not isinstance(task.output, Address):
                return _renamed(process(site, progress), site, task)
            before = _lay_out(task.output, earlier, site.output)
            summary = process(site, progress)
            progress("sending")(0, 1)
            _send_changes(site.output, before, task.output)
            return _renamed(summary, site, task)
        except RestorationError as error:
            raise RestorationError(_renamed(str(error), site, task), _renamed(error.hint, site, task)) from error


def _site(task: Task, folder: Path) -> Site:
    """Return the files of a task on this machine; what lies elsewhere is copied to the folder."""
    output = ensure_folder(folder / "results") if isinstance(task.output, Address) else task.output
    mask, paint = (
        None if place is None else _fetched(place, folder / name)
        for name, place in (("mask", task.mask), ("paint", task.paint))
    )
    return Site(_fetched(task.painting, folder / "painting"), output, mask, paint, task.name, task.resume)


def _fetched(place: Place, folder: Path) -> Path:
    if not isinstance(place, Address):
        return place
    copy = ensure_folder(folder) / place.name
    place.fetch(copy)
    return copy


def _renamed(text: str, site: Site, task: Task) -> str:
    """Return a message with the addresses in place of the copies."""
    for copy, place in ((site.painting, task.painting), (site.mask, task.mask), (site.paint, task.paint)):
        text = text.replace(str(copy), str(place))
    return text.replace(str(site.output), str(task.output))


Stamps = dict[str, tuple[int, int, int]]
"""What shows that a file is still the same, by name: its number on the disk, its time, its bytes."""


def _lay_out(output: Address, names: Iterable[str], folder: Path) -> Stamps:
    """Let the folder look like the one elsewhere, as far as the work looks: which results are there, and the mask.

    The work leaves a mask as it is that marks the same pixels, since a person may have drawn it; so it needs that mask.
    Of the other results it only replaces or removes files: empty ones stand for them.
    """
    for name in names:
        if name.endswith(MASK_SUFFIX):
            with suppress(NotThere):
                (output / name).fetch(folder / name)
        elif (output / name).is_file():
            (folder / name).touch()
    return _stamps(folder)


def _stamps(folder: Path) -> Stamps:
    found = {path.name: path.stat() for path in folder.iterdir()}
    return {name: (state.st_ino, state.st_mtime_ns, state.st_size) for name, state in found.items()}


def _send_changes(folder: Path, before: Mapping[str, tuple[int, int, int]], output: Address) -> None:
    """Change the folder elsewhere as the work changed the one here; without a record while files and record differ."""
    after = _stamps(folder)
    gone, changed = before.keys() - after.keys(), {name for name in after if after[name] != before.get(name)}
    for name in sorted(gone | (changed & before.keys()), key=_records_last, reverse=True):
        if name in gone or _is_record(name):
            (output / name).remove()
    for name in sorted(changed, key=_records_last):
        (output / name).put(folder / name)


def _records_last(name: str) -> tuple[bool, str]:
    return _is_record(name), name


def _is_record(name: str) -> bool:
    return name.endswith(".json")

"""All files of a work in one zip, which is written to the disk file by file."""

from collections.abc import Iterator, Sequence
from typing import IO

from restoration.app.restore.alternatives import all_results
from restoration.app.restore.map_panel import annotation_context, map_files
from restoration.app.restore.offered_file import FileOnDisk, OfferedFile
from restoration.app.restore.regions import job_regions
from restoration.app.restore.reintegration import as_shown
from restoration.app.restore.result_files import layer_files, result_files
from restoration.app.restore.state import Job
from restoration.files import write_zip
from restoration.imaging.painting import Painting
from restoration.output.annotations import EXPORTS, encode_export
from restoration.output.damage_map import MapOptions
from restoration.output.results import result_name

ALL_SUFFIX = "_all.zip"


def take_away(
    job: Job, painting: Painting, masks: Sequence[OfferedFile], look: MapOptions, file_format: str
) -> OfferedFile:
    """Return the zip of all files.

    Args:
        job: the work.
        painting: of the job.
        masks: the files of the mask as it stands.
        look: of the damage map.
        file_format: of the restored pictures, a key of `SUFFIXES`.
    """

    def write(file: IO[bytes]) -> None:
        write_zip(file, _members(job, painting, masks, look, file_format))

    return OfferedFile(
        "Take away all",
        ALL_SUFFIX,
        lambda: FileOnDisk(write),
        "One zip: each result with its layers, record and report, the masks, the damage map, and the regions.",
        icon=":material/folder_zip:",
    )


def _members(
    job: Job, painting: Painting, masks: Sequence[OfferedFile], look: MapOptions, file_format: str
) -> Iterator[tuple[str, Iterator[bytes | memoryview]]]:
    """Yield the name of each file, and an iterator that makes it once it is asked for."""
    files = [*masks, *map_files(job, painting, look)]
    for result in all_results(job):
        shown = as_shown(job, result)
        files += [*result_files(job, shown, painting, file_format), *layer_files(job, shown, painting)]
    for file in files:
        if file.problem:
            continue
        yield result_name(painting, file.suffix), _pieces(file)
    for key in EXPORTS:
        for suffix, data in encode_export(key, job_regions(job), annotation_context(job)):
            yield result_name(painting, suffix), iter([data])


def _pieces(file: OfferedFile) -> Iterator[bytes | memoryview]:
    content = file.make()
    yield from [content] if isinstance(content, bytes) else content.pieces()

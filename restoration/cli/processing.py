"""Paintings one after the other: each is read, worked on, and reported with a line."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import typer

from restoration import batch
from restoration.cli import terminal
from restoration.cli.title_options import refuse_for_several
from restoration.domain import Progress
from restoration.files import ensure_folder, remove_unfinished
from restoration.imaging.decoder_process import shared_decoder
from restoration.imaging.painting import Painting
from restoration.imaging.reading import decoding_by, read_painting
from restoration.imaging.writing import default_format
from restoration.output.damage_map import TitleBlock
from restoration.output.provenance import check_describable
from restoration.output.results import check_result_names, restored_suffix

StepProgress = Callable[[str], Progress]
"""From the name of a step to the progress of that step."""
ProcessPainting = Callable[[Path, StepProgress], str]
"""Works on one painting and returns a short summary."""


def process_all(source: Path, output: Path, process: ProcessPainting, words: TitleBlock | None = None) -> None:
    """Process every painting of INPUT; exit with 1 if some failed.

    A file that crashes its decoder, or keeps it busy without end, costs that painting only.
    """
    paintings = batch.paintings_in(source, terminal.report_skipped)
    refuse_for_several(words or TitleBlock(), len(paintings))
    remove_unfinished(ensure_folder(output))
    with decoding_by(shared_decoder().decode), terminal.BatchProgress(len(paintings)) as progress:
        for path in paintings:
            progress.report(batch.process_painting(path, partial(process, path, progress.step)))
    if progress.has_failures:
        raise typer.Exit(1)


def read_noted(path: Path) -> Painting:
    """Read the painting, and say what that changed or left out."""
    painting = read_painting(path)
    terminal.print_notes(path, painting.notes)
    return painting


def read_for_format(path: Path, format: str | None, words: TitleBlock, *suffixes: str) -> Painting:
    """Read the painting; refuse a format that cannot hold it, and too long a name, before any work is done."""
    painting = read_noted(path)
    check_result_names(painting, restored_suffix(format or default_format(painting.image)), *suffixes)
    if format:
        check_describable(painting, words, format)
    return painting

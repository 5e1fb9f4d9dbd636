"""The attacks by name, each from the settings of a run to rows of its table."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from scripts.attacks import command_line, kills, pages, paths, visitors
from scripts.attacks.known_pictures import known_pictures
from scripts.attacks.known_records import known_records
from scripts.attacks.mutations import mutate
from scripts.attacks.picture_seeds import picture_seeds
from scripts.attacks.progress import Progress
from scripts.attacks.record_seeds import record_seeds
from scripts.attacks.results import Results
from scripts.attacks.sample import Sample
from scripts.attacks.workers import read_all

ONE_IN = 500  # mutated files so many are given to the command line too
FOLDER_SIZE = 8  # mutated files that the command line finds in one folder

_PICTURES = (".jpg", ".jpeg", ".jfif", ".png", ".tif", ".tiff", ".webp", ".bmp", ".gif")
_KINDS = dict.fromkeys(_PICTURES, "picture") | {".zip": "dossier", ".pth": "weights", ".csv": "originals"}
"""How a file of others is read, by the ending of its name."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How long and how hard to attack."""

    minutes: float  # for mutations, at least
    files: int  # to mutate, at least
    kills: int
    visitors: int
    memory: float  # GB, of the visitors' server
    seed: int
    cases: Path | None  # a folder of known bad files of others


def attack_with_mutations(settings: Settings, results: Results) -> None:
    """Read mutated files until both the time and the number are reached, some by the command line."""
    seeds = [*picture_seeds(), *record_seeds()]
    progress = Progress("mutations", 1.0)
    kept: list[Sample] = []
    began, count = time.monotonic(), 0

    def share_done() -> float:
        """Return what is done of the time or of the number, whichever is less, 0..1."""
        seconds = time.monotonic() - began
        return min(count / max(settings.files, 1), seconds / (60 * settings.minutes) if settings.minutes else 1.0)

    def samples() -> Iterator[Sample]:
        for number, sample in enumerate(mutate(seeds, settings.seed)):
            if share_done() >= 1:
                return
            if sample.kind == "picture" and len(kept) < number // ONE_IN:
                kept.append(sample)
            yield sample

    with closing(read_all(samples())) as verdicts:
        for sample, verdict in verdicts:
            count += 1
            what = sample.format if sample.kind == "picture" else sample.kind
            results.add(f"mutations, {what}", sample.name, verdict, sample.data)
            progress.show(share_done(), f"{count} files")
    seconds = time.monotonic() - began
    results.notes.append(f"Mutations: {count} files in {seconds / 60:.1f} minutes, {count / seconds:.0f} a second.")
    progress.end()
    _by_command_line("mutations, command line", kept, FOLDER_SIZE, results)


def attack_with_known_files(settings: Settings, results: Results) -> None:
    """Read every known bad file, and give each picture to the command line in a folder of its own."""
    sources = {"known files": [*known_pictures(), *known_records()], "cases of others": [*_cases(settings.cases)]}
    for name, samples in sources.items():
        progress = Progress(name, len(samples))
        with closing(read_all(samples)) as verdicts:
            for done, (sample, verdict) in enumerate(verdicts, start=1):
                results.add(name, sample.name, verdict, sample.data)
                progress.show(done)
        progress.end()
    files = [sample for samples in sources.values() for sample in samples]
    on_pages = [sample for sample in files if pages.is_suitable(sample)]
    progress = Progress("known files, pages", len(on_pages))
    for done, (sample, verdict) in enumerate(pages.open_on_pages(on_pages), start=1):
        results.add("known files, pages", sample.name, verdict, sample.data)
        progress.show(done)
    progress.end()
    pictures = [sample for sample in files if sample.kind == "picture"]
    _by_command_line("known files, command line", pictures, 1, results)


def _cases(folder: Path | None) -> Iterator[Sample]:
    for path in sorted(folder.rglob("*")) if folder else ():
        kind = _KINDS.get(path.suffix.lower())
        if kind and path.is_file():
            yield Sample(path.name, kind, path.read_bytes())


def _by_command_line(name: str, samples: list[Sample], size: int, results: Results) -> None:
    progress = Progress(name, len(samples))
    for done, (sample, verdict) in enumerate(command_line.inpaint_in_folders(samples, size), start=1):
        results.add(name, sample.name, verdict, sample.data)
        progress.show(done)
    progress.end()


def attack_with_kills(settings: Settings, results: Results) -> None:
    """Kill programs at work."""
    progress = Progress("kills", settings.kills)
    for done, (name, verdict) in enumerate(kills.kill_programs(settings.kills, settings.seed), start=1):
        results.add(f"kills, {name}", f"{name} {done}", verdict)
        progress.show(done)
    progress.end()


def attack_with_visitors(settings: Settings, results: Results) -> None:
    """Let visitors restore their pictures at once, on a server with little memory."""
    progress = Progress("visitors")
    report = visitors.VisitReport()
    try:
        visitors.visit(settings.visitors, settings.memory, settings.seed, report, progress.show)
    finally:
        for name, verdict in report.verdicts:
            results.add("visitors", name, verdict)
        results.notes += report.notes
    progress.end()


def attack_with_paths(settings: Settings, results: Results) -> None:
    """Type paths into every text field of a hosted dashboard."""
    progress = Progress("paths")
    for done, (name, verdict) in enumerate(paths.walk_pages(), start=1):
        results.add("paths", name, verdict)
        progress.show(0, f"{done} texts")
    progress.end()


ATTACKS: dict[str, Callable[[Settings, Results], None]] = {
    "mutations": attack_with_mutations,
    "known": attack_with_known_files,
    "kills": attack_with_kills,
    "visitors": attack_with_visitors,
    "paths": attack_with_paths,
}

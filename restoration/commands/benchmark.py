"""`benchmark`: every method on damage that is known to the pixel, real damage first."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from restoration import terminal
from restoration.errors import BadRequest

if TYPE_CHECKING:  # the metrics' libraries are loaded only where they are needed
    from restoration.collection.originals import Original

Paintings = Annotated[
    Path, typer.Option(metavar="DIR", help="Originals; those of the validation split are taken, all if none is.")
]
Real = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Close-ups with annotations.json; detectors are judged there first.")
]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder of the run; made if need be.")]
Quick = Annotated[bool, typer.Option("--quick", help="Four paintings, two severities, small details, no peers.")]
Workers = Annotated[
    int, typer.Option(min=1, help="Paintings at once; with more than one, times are worth little and no peer comes.")
]
Slow = Annotated[bool, typer.Option("--slow-peers", help="Invite those peers too that need minutes for a megapixel.")]


def benchmark_command(
    paintings: Paintings = Path("data/originals"),
    real: Real = None,
    output: Output = Path("data/benchmarks/mine"),
    quick: Quick = False,
    workers: Workers = 1,
    slow_peers: Slow = False,
) -> None:
    """Measure every detector and inpainter, between baselines that keep them honest.

    Writes `scores.csv`, `cost.csv` and `run.json`. Run again, it goes on where it stopped; the scores are the same to
    the last digit. Other people's inpainters take part where `.venv-bench` holds what requirements-bench.txt names.

    Example: `python -m restoration benchmark --paintings data/originals --quick`
    """
    from restoration.benchmark import protocol as protocols
    from restoration.benchmark.about import about
    from restoration.benchmark.contest import contest, not_ready
    from restoration.benchmark.memory import measure_memory
    from restoration.benchmark.peers.attendance import gather
    from restoration.benchmark.peers.place import place
    from restoration.benchmark.peers.roster import PEERS
    from restoration.benchmark.real import measure_real
    from restoration.benchmark.report import report
    from restoration.benchmark.results import Results, write_results
    from restoration.benchmark.running import run

    protocol = protocols.QUICK if quick else protocols.FULL
    originals = _chosen(paintings, protocol.paintings)
    invited = [] if quick or workers > 1 else [peer for peer in PEERS if slow_peers or not peer.is_slow]
    with gather(place(), invited) as guests, terminal.Narrator(len(originals)) as narrator:
        entrants = contest(guests.present)
        scores = measure_real(real, entrants, narrator.watch("real damage")) if real else []
        synthetic, cost = run(
            [one.path for one in originals], protocol, entrants, output, workers=workers, tell=narrator.tell
        )
        cost += [] if quick else measure_memory(narrator.watch("memory"))
    results = Results(scores + synthetic, cost, about(protocol, entrants, originals, guests))
    write_results(output, results)
    terminal.out.print(f"{report(results)}\n{len(results.scores)} scores -> {output}")
    for key, why in not_ready().items():
        terminal.out.print(f"Left out, {key}: {why}")
    if narrator.has_failures:
        raise typer.Exit(1)


def _chosen(folder: Path, most: int | None) -> "list[Original]":
    """The originals to measure on: those that no network learns from."""
    from restoration.collection.originals import read_originals
    from restoration.collection.splits import VALIDATION

    originals = read_originals(folder)
    chosen = [original for original in originals if original.split == VALIDATION] or originals
    if not chosen:
        raise BadRequest(f"No picture in {folder}.", hint="Fetch some: python -m restoration fetch --limit 20.")
    return chosen[:most]

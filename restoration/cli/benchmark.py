"""`benchmark`: every method on damage that is known to the pixel, real damage first."""

from pathlib import Path
from typing import Annotated

import typer

from restoration.cli import terminal

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
    """Measure every detector and inpainter, and simple baselines beside them.

    Writes `scores.csv`, `cost.csv` and `run.json`. Run again, it goes on where it stopped; the scores are the same to
    the last digit. Other people's inpainters take part where `.venv-bench` holds what requirements-bench.txt names.

    Example: `python -m restoration benchmark --paintings data/originals --quick`
    """
    from restoration.benchmark.methods import (
        unavailable_methods,  # the metrics' libraries are loaded only where they are needed
    )
    from restoration.benchmark.report import markdown_report
    from restoration.benchmark.request import BenchmarkRequest, run_benchmark

    order = BenchmarkRequest(paintings, output, real, is_quick=quick, workers=workers, with_slow_peers=slow_peers)
    originals = order.originals()
    with terminal.BatchProgress(len(originals)) as narrator:
        results = run_benchmark(order, originals, tell=narrator.tell, watch=narrator.watch)
    terminal.out.print(f"{markdown_report(results)}\n{len(results.scores)} scores -> {output}")
    for key, why in unavailable_methods().items():
        terminal.out.print(f"Left out, {key}: {why}")
    if narrator.has_failures:
        raise typer.Exit(1)

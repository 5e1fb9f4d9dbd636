"""`benchmark`: measure every method on real damage first, then on artificial damage that is known to the pixel."""

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from restoration.cli import terminal
from restoration.cli.processing import Sharing
from restoration.cluster import check_cluster
from restoration.errors import BadRequest


class Part(StrEnum):
    """A part of the benchmark that can be run by itself."""

    TEACHING = "teaching"
    REINTEGRATION = "reintegration"
    ENLARGING = "enlarging"
    LOSSES = "losses"
    OPAQUE = "opaque"


class Split(StrEnum):
    """The paintings that are measured."""

    VALIDATION = "val"
    TEST = "test"


Paintings = Annotated[
    Path,
    typer.Option(
        metavar="DIR",
        help="Folder of originals. Those of --split are used; all pictures if no table lists them.",
    ),
]
Chosen = Annotated[
    Split,
    typer.Option(
        "--split",
        help="val: the paintings for validation. test: a fixed third of them, kept apart from every choice; measure it "
        "once per release.",
    ),
]
Real = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Close-ups with annotations.json; detectors are measured on them first."),
]
Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="DIR", help="Folder of the run; it is made if missing.")
]
Quick = Annotated[bool, typer.Option("--quick", help="Four paintings, two severities, small details, no peers.")]
Workers = Annotated[
    int,
    typer.Option(
        min=1, max=256, help="Paintings at the same time. With more than one, times mean little and no peer takes part."
    ),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Share the paintings out to a Dask cluster (docs/scale.md). Times mean little and no peer takes part.",
    ),
]
Slow = Annotated[bool, typer.Option("--slow-peers", help="Also run peers that need minutes per megapixel.")]
Generated = Annotated[
    bool,
    typer.Option(
        "--generated",
        help="Also measure `diffusion` on wide losses: seconds for each loss with a graphics card, ten minutes or more "
        "without one.",
    ),
]
Only = Annotated[
    Part | None,
    typer.Option(
        "--only",
        help="teaching: only what a few strokes teach the detector, on --real and on losses and worn paint drawn on "
        "eight of --paintings. A few minutes. reintegration: only how recognisable each mode is near by and from afar. "
        "losses: only the filling of losses of 15 to 60 and 60 to 200 px. opaque: only the filling of cracks "
        "under which no paint shows, drawn unlike what our networks learnt from. enlarging: only how reduced details "
        "are enlarged. If --output holds a run, the part joins it.",
    ),
]

Methods = Annotated[
    str | None,
    typer.Option(
        "--methods",
        metavar="KEY,KEY",
        help="Only these methods, such as unet,auto after new weights. If --output holds a run, they join it.",
    ),
]


def benchmark_command(
    paintings: Paintings = Path("data/originals"),
    split: Chosen = Split.VALIDATION,
    real: Real = None,
    output: Output = Path("data/benchmarks/mine"),
    quick: Quick = False,
    workers: Workers = 1,
    cluster: Cluster = None,
    slow_peers: Slow = False,
    generated: Generated = False,
    only: Only = None,
    methods: Methods = None,
) -> None:
    """Measure every detector and inpainter, and simple baselines beside them.

    Writes `scores.csv`, `cost.csv` and `run.json`. A second run continues where the first stopped; the scores are the
    same to the last digit. Other people's inpainters (peers) take part if `.venv-bench` has the packages of
    requirements-bench.txt.

    Example: `python -m restoration benchmark --paintings data/originals --quick`
    """
    from restoration.benchmark.methods import unavailable_methods  # imported only here: metrics load large libraries
    from restoration.benchmark.report import markdown_report
    from restoration.benchmark.request import (
        FILLING_TASKS,
        PARTS,
        BenchmarkRequest,
        run_benchmark,
        run_filling,
        run_methods,
        run_part,
    )

    if only and methods:
        raise BadRequest("Both --only and --methods say what to measure.", hint="Leave out one of them.")
    Sharing(workers, cluster).checked()
    if cluster is not None and only and only.value in PARTS:
        raise BadRequest(f"The part {only.value} is not measured picture by picture.", hint="Leave out --cluster.")

    request = BenchmarkRequest(
        paintings,
        output,
        real,
        split=split.value,
        is_quick=quick,
        workers=workers,
        cluster=cluster,
        with_slow_peers=slow_peers,
        with_generated=generated,
    )
    selection = request.select()
    if only and only.value in PARTS:
        _, most = PARTS[only.value]
        selection = selection.first(most)
    terminal.out.print(f"Measured on {selection.sentence}")
    if only and only.value in PARTS:
        with terminal.progress_bar(only.value) as bar:
            part = run_part(only.value, request, selection, bar)
        terminal.out.print(f"{markdown_report(part)}\n{len(part.scores)} scores -> {output}")
        return
    if cluster is not None:
        check_cluster(cluster)  # real damage is measured first, which takes minutes
    if request.is_shared:
        terminal.out.print("Several paintings are measured at once: times mean little, and no peer takes part.")
    run = run_benchmark
    if methods:
        run = partial(run_methods, methods.split(","))
    elif only and only.value in FILLING_TASKS:
        run = partial(run_filling, only.value)
    with terminal.BatchProgress(len(selection.originals)) as progress:
        results = run(request, selection, on_outcome=progress.report, progress_for=progress.step)
    terminal.out.print(f"{markdown_report(results)}\n{len(results.scores)} scores -> {output}")
    for key, reason in () if methods else unavailable_methods().items():
        terminal.out.print(f"Left out, {key}: {reason}")
    if progress.has_failures:
        raise typer.Exit(1)

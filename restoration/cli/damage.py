"""`damage`: make pairs of a sound and an artificially damaged picture, with masks that are exact to the pixel."""

from functools import partial
from typing import Annotated

import typer

from restoration import processes
from restoration.anywhere import absolute
from restoration.cli import terminal
from restoration.cli.places import paintings_at
from restoration.cli.processing import ClusterAddress
from restoration.cluster import run_jobs_on_cluster
from restoration.collection.generation import RunJobs, generate_pairs
from restoration.collection.manifest import MANIFEST_NAME
from restoration.collection.pair_request import (
    ALLOWED_CRACK_WIDTHS,
    ALLOWED_DENSITIES,
    ALLOWED_SCRATCH_LENGTHS,
    LOOK_KEYS,
    SEVERITY_KEYS,
    STYLE_KEYS,
    PairRequest,
)
from restoration.collection.verification import verify_collection
from restoration.damage.recipe import GivenDamage
from restoration.errors import BadRequest
from restoration.storage import Place, parse_place

DEFAULTS = PairRequest()

Input = Annotated[
    str, typer.Argument(metavar="INPUT", help="A picture, or a folder of pictures; also in a storage (s3://).")
]
Output = Annotated[
    str,
    typer.Option("--output", "-o", metavar="DIR", help="Folder; it is made if missing. Also in a storage (s3://)."),
]
PerImage = Annotated[int, typer.Option("--per-image", min=1, max=10_000, help="Pairs per painting.")]
SeverityKey = Annotated[str, typer.Option("--severity", metavar="LEVEL", help=f"One of: {', '.join(SEVERITY_KEYS)}.")]
StyleKey = Annotated[str, typer.Option("--style", metavar="KEY", help=f"One of: {', '.join(STYLE_KEYS)}.")]
LookKey = Annotated[
    str, typer.Option("--look", metavar="KEY", help=f"Look of the cracks, one of: {', '.join(LOOK_KEYS)}.")
]
Undamaged = Annotated[
    float, typer.Option(min=0.0, max=1.0, metavar="SHARE", help="Share of pairs that stay undamaged.")
]
Scale = Annotated[
    float | None, typer.Option(metavar="PX_PER_MM", help="Pixels per millimetre.", show_default="drawn for each pair")
]
Distracted = Annotated[
    bool, typer.Option("--distracted", help="Also paint hairs, contours and lights that only look like damage.")
]
_WIDTHS, _DENSITIES, _LENGTHS = ALLOWED_CRACK_WIDTHS, ALLOWED_DENSITIES, ALLOWED_SCRATCH_LENGTHS
CrackWidth = Annotated[
    float | None,
    typer.Option(
        *("--crack-width", "--crack_width"),
        min=_WIDTHS[0],
        max=_WIDTHS[1],
        metavar="PX",
        help="Width of the oldest, widest cracks (median), about; finer ones bridge them.",
        show_default="as the style has it",
    ),
]
Density = Annotated[
    float | None,
    typer.Option(
        min=_DENSITIES[0],
        max=_DENSITIES[1],
        metavar="SHARE",
        help="Share of the picture under cracks, such as 0.04.",
        show_default="as --severity says",
    ),
]
ScratchLength = Annotated[
    float | None,
    typer.Option(
        *("--scratch-length", "--scratch_length"),
        min=_LENGTHS[0],
        max=_LENGTHS[1],
        metavar="PX",
        help="Length of scratches (median), about; every damaged pair then has some.",
        show_default="drawn for each pair; three pairs in ten have scratches",
    ),
]
Seed = Annotated[int, typer.Option(min=0, help="Another seed gives other damage.")]
Verify = Annotated[
    bool, typer.Option("--verify", help="Only compare the files of --output with its manifest; make nothing.")
]
Workers = Annotated[
    int | None,
    typer.Option(
        min=1, max=256, help="Paintings at the same time.", show_default="as many as processors and memory allow"
    ),
]


def damage_command(
    source: Input,
    output: Output,
    per_image: PerImage = DEFAULTS.per_image,
    severity: SeverityKey = DEFAULTS.severity,
    style: StyleKey = DEFAULTS.style,
    look: LookKey = DEFAULTS.look,
    undamaged: Undamaged = DEFAULTS.undamaged,
    scale: Scale = DEFAULTS.scale,
    distracted: Distracted = DEFAULTS.distracted,
    crack_width: CrackWidth = None,
    density: Density = None,
    scratch_length: ScratchLength = None,
    seed: Seed = DEFAULTS.seed,
    workers: Workers = None,
    cluster: ClusterAddress = None,
    verify: Verify = False,
) -> None:
    """Damage paintings artificially, with masks that are exact to the pixel.

    Writes, for each pair of a painting x, `x__moderate-0.png` and its recipe `.json` to `synthetic_damaged/`; its masks
    `_mask.png` (at least half covered), `_touch.png` (changed at all) and `_alpha.tif` (coverage by kind) to
    `synthetic_masks/`; and `manifest.csv`. A second run continues where the first stopped; the same seed gives the same
    files. --verify compares all files with the hashes in `manifest.csv`, and makes nothing.

    Example: `python -m restoration damage originals/ --output data/ --per-image 3 --severity moderate --seed 1`
    """
    folder, paintings = parse_place(output), paintings_at(parse_place(source), terminal.report_skipped)
    if verify:
        _verify(folder, paintings)
        return
    given = GivenDamage(crack_width, density, scratch_length)
    request = PairRequest(per_image, severity, style, look, undamaged, scale, distracted, seed, given)
    run = _choose_workers(workers, cluster, len(paintings))
    with terminal.BatchProgress(len(paintings)) as progress:
        originals = [absolute(place) for place in paintings]  # a worker of a cluster has another working folder
        count = generate_pairs(originals, request, absolute(folder), run=run, report=progress.report)
    terminal.out.print(f"Pairs in {folder / MANIFEST_NAME}: {count}")
    if progress.has_failures:
        raise typer.Exit(1)


def _verify(folder: Place, originals: list[Place]) -> None:
    with terminal.progress_bar("comparing") as progress:
        found = verify_collection(folder, originals, progress)
    for fault in found.faults:
        terminal.err.print(fault)
    terminal.out.print(f"Compared with {folder / MANIFEST_NAME}: {found.pairs} pairs, {len(found.faults)} faults")
    if found.faults:
        terminal.err.print(
            "Remove the files that are named, and run the command without --verify: it makes them again."
        )
        raise typer.Exit(1)


def _choose_workers(workers: int | None, cluster: str | None, paintings: int) -> RunJobs:
    """Return what runs the jobs; raise `BadRequest` where both are given."""
    if cluster is None:
        return partial(processes.run_jobs, workers=workers or processes.suggest_worker_count(paintings))
    if workers is not None:
        raise BadRequest("A cluster has its own workers.", hint="Give --cluster or --workers, not both.")
    return partial(run_jobs_on_cluster, address=cluster)

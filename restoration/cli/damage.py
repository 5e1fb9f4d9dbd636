"""`damage`: synthetic pairs of sound and damaged pictures, with masks that are true to the pixel."""

from pathlib import Path
from typing import Annotated

import typer

from restoration import batch, processes
from restoration.cli import terminal
from restoration.collection.generation import generate_pairs
from restoration.collection.manifest import MANIFEST_NAME
from restoration.collection.pair_request import LOOK_KEYS, SEVERITY_KEYS, STYLE_KEYS, PairRequest

DEFAULTS = PairRequest()

Input = Annotated[Path, typer.Argument(metavar="INPUT", help="A picture, or a folder of pictures.")]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder; made if need be.")]
PerImage = Annotated[int, typer.Option("--per-image", min=1, help="Pairs made of each painting.")]
SeverityKey = Annotated[str, typer.Option("--severity", metavar="LEVEL", help=f"One of: {', '.join(SEVERITY_KEYS)}.")]
StyleKey = Annotated[str, typer.Option("--style", metavar="KEY", help=f"One of: {', '.join(STYLE_KEYS)}.")]
LookKey = Annotated[str, typer.Option("--look", metavar="KEY", help=f"Of the cracks, one of: {', '.join(LOOK_KEYS)}.")]
Undamaged = Annotated[float, typer.Option(min=0.0, max=1.0, metavar="SHARE", help="Part of the pairs left undamaged.")]
Scale = Annotated[
    float | None, typer.Option(metavar="PX_PER_MM", help="Pixels to a millimetre.", show_default="drawn for each pair")
]
Distracted = Annotated[bool, typer.Option("--distracted", help="Also paint hairs and contours that only look damaged.")]
Seed = Annotated[int, typer.Option(min=0, help="Another seed gives other damage.")]
Workers = Annotated[
    int | None, typer.Option(min=1, help="Paintings worked on at once.", show_default="as processors and memory allow")
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
    seed: Seed = DEFAULTS.seed,
    workers: Workers = None,
) -> None:
    """Damage paintings artificially, with masks that are true to the pixel.

    Writes, for each pair of a painting x, `x__moderate-0.png` and its recipe `.json` to `synthetic_damaged/`; its masks
    `_mask.png` (at least half covered), `_touch.png` (altered at all) and `_alpha.tif` (how far, by kind) to
    `synthetic_masks/`; and `manifest.csv`. Run again, it goes on where it stopped; the same seed gives the same files.

    Example: `python -m restoration damage originals/ --output data/ --per-image 3 --severity moderate --seed 1`
    """
    paintings = batch.paintings_in(source)
    order = PairRequest(per_image, severity, style, look, undamaged, scale, distracted, seed)
    with terminal.BatchProgress(len(paintings)) as narrator:
        count = generate_pairs(
            paintings,
            order,
            output,
            workers=workers or processes.suggest_worker_count(len(paintings)),
            tell=narrator.tell,
        )
    terminal.out.print(f"Pairs in {output / MANIFEST_NAME}: {count}")
    if narrator.has_failures:
        raise typer.Exit(1)

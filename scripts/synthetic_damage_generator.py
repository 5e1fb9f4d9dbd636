"""Damage a folder of paintings artificially; the same as `python -m restoration damage`, with other option names.

python scripts/synthetic_damage_generator.py --input_dir data/originals --output_dir data --num_per_image 2
"""

from typing import Annotated

import typer

from restoration.cli import damage
from restoration.cli.runner import make_app, run_app

InputDir = Annotated[str, typer.Option("--input_dir", "--input-dir", metavar="DIR", help="Folder of paintings.")]
OutputDir = Annotated[
    str, typer.Option("--output_dir", "--output-dir", metavar="DIR", help="Folder; it is made if missing.")
]
NumPerImage = Annotated[int, typer.Option("--num_per_image", "--num-per-image", min=1, help="Pairs per painting.")]


def synthetic_damage_generator(
    input_dir: InputDir = "data/originals",
    output_dir: OutputDir = "data",
    num_per_image: NumPerImage = damage.DEFAULTS.per_image,
    severity: damage.SeverityKey = damage.DEFAULTS.severity,
    style: damage.StyleKey = damage.DEFAULTS.style,
    look: damage.LookKey = damage.DEFAULTS.look,
    undamaged: damage.Undamaged = damage.DEFAULTS.undamaged,
    scale: damage.Scale = damage.DEFAULTS.scale,
    distracted: damage.Distracted = damage.DEFAULTS.distracted,
    crack_width: damage.CrackWidth = None,
    density: damage.Density = None,
    scratch_length: damage.ScratchLength = None,
    seed: damage.Seed = damage.DEFAULTS.seed,
    workers: damage.Workers = None,
    verify: damage.Verify = False,
) -> None:
    """Damage a folder of paintings artificially; `python -m restoration damage --help` lists the files it writes."""
    damage.damage_command(
        input_dir,
        output_dir,
        num_per_image,
        severity,
        style,
        look,
        undamaged,
        scale,
        distracted,
        crack_width,
        density,
        scratch_length,
        seed,
        workers,
        verify=verify,
    )


if __name__ == "__main__":
    run_app(make_app(synthetic_damage_generator))

"""The command line, `python -m restoration`: its own commands are `restore`, `detect`, `inpaint` and `demo`."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer

from restoration import __version__, batch
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.cli import terminal
from restoration.cli.benchmark import benchmark_command
from restoration.cli.damage import damage_command
from restoration.cli.fetch import fetch_command
from restoration.cli.runner import make_app, run_app
from restoration.cli.train import train_command
from restoration.cli.train_inpainter import train_inpainter_command
from restoration.cli.weights import weights_command
from restoration.detection.wide_cracks import MAX_WIDTH, NATIVE_WIDTH
from restoration.domain import Damage, Progress, Restoration
from restoration.files import ensure_folder, write_bytes
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_mask, read_painting
from restoration.imaging.writing import check_encodable, encode_painting
from restoration.metrics.similarity import score_similarity
from restoration.output.results import save_mask, save_restoration, save_restored
from restoration.pipeline import RIM_GROWTH, Settings, detect, restore
from restoration.sample import load_sample_painting, sample_as_painting

DEFAULTS = Settings()

app = make_app()

StepProgress = Callable[[str], Progress]  # from the name of a step to its progress
ProcessPainting = Callable[[Path, StepProgress], str]  # does one painting and says in a few words what came of it
FindDamage = Callable[
    [Path, Painting, StepProgress], Damage
]  # says what is damaged in a painting that came from that path

Input = Annotated[Path, typer.Argument(metavar="INPUT", help="A picture, or a folder of pictures.")]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder for the results; made if need be.")]
DetectorKey = Annotated[str, typer.Option("--detector", metavar="KEY", help=f"One of: {', '.join(DETECTORS.keys)}.")]
InpainterKey = Annotated[str, typer.Option("--inpainter", metavar="KEY", help=f"One of: {', '.join(INPAINTERS.keys)}.")]
Sensitivity = Annotated[float, typer.Option(min=0.0, max=1.0, help="0 marks nothing, 1 all that might be damage.")]
Widest = Annotated[
    int,
    typer.Option(
        min=NATIVE_WIDTH, max=MAX_WIDTH, metavar="PX", help="Width of the widest cracks; more on large scans."
    ),
]
Growth = Annotated[int, typer.Option("--grow", min=-20, max=20, metavar="PX", help="Widen the found mask by so much.")]
_MASK = typer.Option(
    "--mask", metavar="FILE_OR_DIR", exists=True, help="White is damage. In a folder: x_mask.png or x.png for x."
)
Masks = Annotated[Path, _MASK]
MaybeMasks = Annotated[Path | None, _MASK]
Format = Annotated[
    Literal["png", "tiff", "jpeg", "webp"] | None,
    typer.Option("--format", help="Of the restored picture.", show_default="png; tiff for 16 bit"),
]


@app.callback(invoke_without_command=True)
def overview(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Say which version this is.")] = False,
) -> None:
    """Find cracks and losses in photographs of paintings, and fill them.

    The result is a digital hypothesis: outside the mask every pixel equals the decoded input.
    Start with `python -m restoration demo`, which needs no picture of yours.
    """
    if version:
        terminal.out.print(__version__)
    elif context.invoked_subcommand is None:
        terminal.out.print(context.get_help())


@app.command("restore")
def restore_command(
    source: Input,
    output: Output,
    detector: DetectorKey = DETECTORS.best,
    sensitivity: Sensitivity = DEFAULTS.sensitivity,
    widest: Widest = NATIVE_WIDTH,
    grow: Growth = RIM_GROWTH,
    inpainter: InpainterKey = INPAINTERS.best,
    mask: MaybeMasks = None,
    format: Format = None,
) -> None:
    """Find the damage and fill it; or fill the given mask.

    Writes, for each painting x: `x_restored.png` (`.tif` for 16 bit), `x_mask.png`, `x_overlay.png`, `x_report.json`.

    Example: `python -m restoration restore scans/ --output restored/ --sensitivity 0.6`
    """
    find = _by_detector(detector, Settings(sensitivity, grow), widest) if mask is None else _by_mask(mask)
    filler = INPAINTERS.build(inpainter)

    def job(path: Path, watch: StepProgress) -> str:
        painting = _read_for_format(path, format)
        damage = find(path, painting, watch)
        restoration = restore(painting.image, damage, filler, watch("filling"))
        return _summary(restoration, save_restoration(painting, restoration, output, format))

    _process_all(source, output, job)


@app.command("detect")
def detect_command(
    source: Input,
    output: Output,
    detector: DetectorKey = DETECTORS.best,
    sensitivity: Sensitivity = DEFAULTS.sensitivity,
    widest: Widest = NATIVE_WIDTH,
    grow: Growth = DEFAULTS.growth,
) -> None:
    """Find the damage and write it as a mask, to look at or to correct by hand.

    Writes `x_mask.png` (0 sound, 255 damaged) for each painting x; one that lies there is replaced, corrections by hand
    included.

    Example: `python -m restoration detect madonna.tif --output masks/`
    """
    find = _by_detector(detector, Settings(sensitivity, grow), widest)

    def job(path: Path, watch: StepProgress) -> str:
        painting = read_painting(path)
        damage = find(path, painting, watch)
        return f"{damage.share:.1%} marked by {damage.detector} -> {save_mask(painting, damage.mask, output)}"

    _process_all(source, output, job)


@app.command("inpaint")
def inpaint_command(
    source: Input, mask: Masks, output: Output, inpainter: InpainterKey = INPAINTERS.best, format: Format = None
) -> None:
    """Fill masks that you made or corrected by hand.

    Writes `x_restored.png` (`.tif` for 16 bit) for each painting x.

    Example: `python -m restoration inpaint madonna.tif --mask madonna_mask.png --output restored/`
    """
    find, filler = _by_mask(mask), INPAINTERS.build(inpainter)

    def job(path: Path, watch: StepProgress) -> str:
        painting = _read_for_format(path, format)
        damage = find(path, painting, watch)
        restoration = restore(painting.image, damage, filler, watch("filling"))
        return _summary(restoration, save_restored(painting, restoration, output, format))

    _process_all(source, output, job)


@app.command("demo")
def demo_command(output: Output = Path("out/demo"), inpainter: InpainterKey = INPAINTERS.best) -> None:
    """Restore a sample whose truth is known, and score the result.

    Writes the sample, its truth, and all that `restore` writes.
    """
    ensure_folder(output)
    sample = load_sample_painting()
    painting = sample_as_painting(sample)
    filler = INPAINTERS.build(inpainter)
    with terminal.BatchProgress(1) as narrator:
        found = detect(
            painting.image,
            DETECTORS.build(DETECTORS.best),
            Settings(growth=RIM_GROWTH),
            narrator.watch("finding damage"),
        )
        restoration = restore(painting.image, found, filler, narrator.watch("filling"))
    best = restore(painting.image, Damage(sample.mask), filler)
    write_bytes(output / painting.name, encode_painting(sample.image, painting, "png"))
    write_bytes(output / f"{Path(painting.name).stem}_truth.png", encode_painting(sample.truth, painting, "png"))
    path = save_restoration(painting, restoration, output)
    terminal.out.print(f"{sample.title}: {sample.mask.mean():.1%} damaged, {found.share:.1%} marked -> {path}")
    pictures = {"as it came": sample.image, "restored": restoration.after, "true mask": best.after}
    terminal.print_scores(
        {name: score_similarity(picture, sample.truth, sample.mask) for name, picture in pictures.items()}
    )


app.command("benchmark")(benchmark_command)
app.command("damage")(damage_command)
app.command("fetch")(fetch_command)
app.command("train")(train_command)
app.command("train-inpainter")(train_inpainter_command)
app.command("weights")(weights_command)


def _read_for_format(path: Path, format: str | None) -> Painting:
    """The painting, if its result will go into that format: better refused now than after the work."""
    painting = read_painting(path)
    if format:
        check_encodable(painting.image, painting, format)
    return painting


def _by_detector(detector: str, settings: Settings, widest: int) -> FindDamage:
    finder = DETECTORS.build(detector)
    return lambda _, painting, watch: detect(painting.image, finder, settings, watch("finding damage"), widest=widest)


def _by_mask(masks: Path) -> FindDamage:
    return lambda path, painting, _: Damage(read_mask(batch.find_mask(path, masks), painting.image))


def _summary(restoration: Restoration, path: Path) -> str:
    seconds = restoration.damage.seconds + restoration.seconds
    marker = restoration.damage.detector or "the given mask"
    share = f"{restoration.damage.share:.1%} marked by {marker}"
    return f"{share}, filled by {restoration.inpainter}, {seconds:.1f} s -> {path}"


def _process_all(source: Path, output: Path, job: ProcessPainting) -> None:
    """Do the job on every painting of INPUT; exit with 1 when some failed."""
    paintings = batch.paintings_in(source, _report_skipped)
    ensure_folder(output)
    with terminal.BatchProgress(len(paintings)) as narrator:
        for outcome in batch.process_paintings(paintings, lambda path: job(path, narrator.watch)):
            narrator.tell(outcome)
    if narrator.has_failures:
        raise typer.Exit(1)


def _report_skipped(results: list[Path]) -> None:
    names = ", ".join(path.name for path in results[:3]) + (", …" if len(results) > 3 else "")
    terminal.out.print(f"Passed over as results of an earlier run: {names} ({len(results)} in all).")


def main() -> None:
    """Run the command line; see `exits.run` for how it ends."""
    run_app(app)

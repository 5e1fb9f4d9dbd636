"""`restore`, `detect`, `inpaint` and `demo`: find the damage in paintings, and fill it."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer

from restoration import batch
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.cli import terminal
from restoration.cli.address_options import AllowLocal, CanvasNumber, InputOrAddress, RegionText, find_input
from restoration.cli.detection_options import DetectorKey, Widest
from restoration.cli.generation_options import (
    Alternatives,
    GenerationOptions,
    Guidance,
    NegativePrompt,
    PresetKey,
    Prompt,
    Seed,
    Steps,
    Strength,
    announce,
    build_inpainter,
    build_variants,
)
from restoration.cli.mask_options import InvertMask
from restoration.cli.processing import StepProgress, process_all, read_for_format, read_noted
from restoration.cli.reintegration import LayingDown, Modes, PxPerMm, StrokeMm, read_laying_down
from restoration.cli.source_options import SourceMasks, choose_fill
from restoration.cli.teach import read_taught
from restoration.cli.title_options import Credit, Inventory, Title
from restoration.detection.crack_width import NATIVE_WIDTH, level_of_width
from restoration.domain import Damage, MaskFile, Restoration
from restoration.errors import BadRequest
from restoration.files import ensure_folder, remove_unfinished, sha256_of_bytes, write_bytes
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_picture_file
from restoration.imaging.scale import Scale
from restoration.imaging.writing import encode_painting
from restoration.metrics.similarity import score_similarity
from restoration.output.annotations.mask_reading import read_any_mask
from restoration.output.damage_map import TitleBlock
from restoration.output.paint_source import PAINT_TAKEN, describe_source
from restoration.output.results import (
    AFFECTED_SUFFIX,
    MASK_RECORD_SUFFIX,
    OVERLAY_SUFFIX,
    RECORD_SUFFIX,
    REINTEGRATION_SUFFIX,
    Destination,
    check_result_names,
    save_detected,
    save_filled,
    save_restoration,
)
from restoration.pipeline import RIM_GROWTH, Settings, detect, restore
from restoration.retouching.description import describe_reintegration
from restoration.sample import load_sample_painting, sample_as_painting

DEFAULTS = Settings()

FindDamage = Callable[[Path, Painting, StepProgress], Damage]
"""Finds the damage of a painting that was read from that path."""

Input = Annotated[Path, typer.Argument(metavar="INPUT", help="A picture, or a folder of pictures.")]
Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="DIR", help="Folder for the results; it is made if missing.")
]
InpainterKey = Annotated[str, typer.Option("--inpainter", metavar="KEY", help=f"One of: {', '.join(INPAINTERS.keys)}.")]
Sensitivity = Annotated[
    float, typer.Option(min=0.0, max=1.0, help="0 marks nothing, 1 everything that might be damage.")
]
Taught = Annotated[
    Path | None, typer.Option("--taught", metavar="FILE", help="A file of the command `teach`, for this detector.")
]
Growth = Annotated[
    int,
    typer.Option(
        "--grow", min=-20, max=20, metavar="PX", help="Grow the detected mask by PX; a negative number shrinks it."
    ),
]
Relief = Annotated[
    float,
    typer.Option(
        min=0.0,
        max=1.0,
        help="Take away the light and shade along the damage, 1 all of it. This changes paint beside the mask, too: "
        "x_affected.png shows where.",
    ),
]
_MASK = typer.Option(
    "--mask", metavar="FILE_OR_DIR", exists=True, help="White is damage. In a folder: x_mask.png or x.png for x."
)
Masks = Annotated[Path, _MASK]
OptionalMasks = Annotated[Path | None, _MASK]
Format = Annotated[
    Literal["png", "tiff", "jpeg", "webp", "pyramid", "jp2"] | None,
    typer.Option(
        "--format",
        help="Format of the restored picture: pyramid is a tiled TIFF of several sizes for image servers, jp2 is "
        "JPEG 2000 without loss. WebP has no grey: it gets three equal channels.",
        show_default="png; tiff for 16 bit",
    ),
]


def restore_command(
    source: InputOrAddress,
    output: Output,
    detector: DetectorKey = DETECTORS.best,
    sensitivity: Sensitivity = DEFAULTS.sensitivity,
    widest: Widest = None,
    taught: Taught = None,
    grow: Growth = RIM_GROWTH,
    inpainter: InpainterKey = INPAINTERS.best,
    mask: OptionalMasks = None,
    invert_mask: InvertMask = False,
    paint_source: SourceMasks = None,
    relief: Relief = 0.0,
    reintegrate: Modes = None,
    stroke_mm: StrokeMm = None,
    scale: PxPerMm = None,
    format: Format = None,
    title: Title = "",
    inventory: Inventory = "",
    credit: Credit = "",
    prompt: Prompt = None,
    negative_prompt: NegativePrompt = None,
    preset: PresetKey = None,
    steps: Steps = None,
    guidance: Guidance = None,
    strength: Strength = None,
    seed: Seed = None,
    region: RegionText = None,
    canvas: CanvasNumber = None,
    allow_local: AllowLocal = False,
) -> None:
    """Find the damage and fill it; or fill the given mask.

    Writes, for each painting x: `x_restored.png` (`.tif` for 16 bit), `x_mask.png`, `x_overlay.png`, `x_report.json`.

    --reintegrate lays the fill down in strokes, dots or a flat tone, so that it is recognised near by; then
    `x_restored.png` has the strokes, and `x_reintegration.png` is that layer alone.

    --title, --inventory and --credit go into the metadata of `x_restored.png` and into the record.

    INPUT may be an address on an IIIF server: --region of it, or all, is fetched at full size into the output folder,
    and the files keep where on its canvas it lies.

    Example: `python -m restoration restore scans/ --output restored/ --sensitivity 0.6`
    """
    if mask is not None and taught is not None:
        raise BadRequest("A given mask leaves nothing to find.", hint="Give --mask or --taught, not both.")
    if mask is None and invert_mask:
        raise BadRequest("There is no mask to invert.", hint="Give --mask, too.")
    find = (
        _by_detector(detector, Settings(sensitivity, grow), widest, taught)
        if mask is None
        else _by_mask(mask, invert=invert_mask)
    )
    asked = GenerationOptions(prompt, negative_prompt, preset, steps, guidance, strength, seed)
    method, laying_down = build_inpainter(inpainter, asked), read_laying_down(reintegrate, stroke_mm, scale)
    fill, words = choose_fill(method, paint_source, relief), TitleBlock(title, inventory, credit=credit)

    def process(path: Path, progress: StepProgress) -> str:
        painting = read_for_format(path, format, words, OVERLAY_SUFFIX, AFFECTED_SUFFIX, RECORD_SUFFIX)
        damage = find(path, painting, progress)
        announce(method, damage.mask)
        restoration = fill(path, painting, damage, progress("filling"))
        restoration, known = _lay_down(painting, restoration, laying_down, progress)
        saved = save_restoration(painting, restoration, Destination(output, format, known, words))
        terminal.print_notes(path, saved.notes)
        return _summary(restoration, saved.path, known, is_laid_down=laying_down is not None)

    path = find_input(source, output, region, canvas, allow_local=allow_local)
    process_all(path, output, process, words)


def detect_command(
    source: InputOrAddress,
    output: Output,
    detector: DetectorKey = DETECTORS.best,
    sensitivity: Sensitivity = DEFAULTS.sensitivity,
    widest: Widest = None,
    taught: Taught = None,
    grow: Growth = DEFAULTS.growth,
    region: RegionText = None,
    canvas: CanvasNumber = None,
    allow_local: AllowLocal = False,
) -> None:
    """Find the damage and write it as a mask, to look at or to correct by hand.

    Writes `x_mask.png` (0 sound, 255 damaged) and `x_mask_report.json` for each painting x. Files of these names are
    replaced, corrections by hand included.

    Example: `python -m restoration detect madonna.tif --output masks/`
    """
    find = _by_detector(detector, Settings(sensitivity, grow), widest, taught)

    def process(path: Path, progress: StepProgress) -> str:
        painting = read_noted(path)
        check_result_names(painting, MASK_RECORD_SUFFIX)
        damage = find(path, painting, progress)
        return f"{_marks(damage)} -> {save_detected(painting, damage, output)}"

    path = find_input(source, output, region, canvas, allow_local=allow_local)
    process_all(path, output, process)


def inpaint_command(
    source: InputOrAddress,
    mask: Masks,
    output: Output,
    inpainter: InpainterKey = INPAINTERS.best,
    invert_mask: InvertMask = False,
    paint_source: SourceMasks = None,
    relief: Relief = 0.0,
    reintegrate: Modes = None,
    stroke_mm: StrokeMm = None,
    scale: PxPerMm = None,
    format: Format = None,
    title: Title = "",
    inventory: Inventory = "",
    credit: Credit = "",
    prompt: Prompt = None,
    negative_prompt: NegativePrompt = None,
    preset: PresetKey = None,
    steps: Steps = None,
    guidance: Guidance = None,
    strength: Strength = None,
    seed: Seed = None,
    alternatives: Alternatives = None,
    region: RegionText = None,
    canvas: CanvasNumber = None,
    allow_local: AllowLocal = False,
) -> None:
    """Fill masks that you made or corrected by hand.

    Writes `x_restored.png` (`.tif` for 16 bit) and `x_report.json` for each painting x; with --reintegrate, which lays
    the fill down so that it is recognised near by, `x_reintegration.png` is that layer alone.

    Example: `python -m restoration inpaint madonna.tif --mask madonna_mask.png --output restored/`
    """
    asked = GenerationOptions(prompt, negative_prompt, preset, steps, guidance, strength, seed, alternatives)
    find, variants = _by_mask(mask, invert=invert_mask), build_variants(inpainter, asked)
    fills = [choose_fill(variant.method, paint_source, relief) for variant in variants]
    laying_down = read_laying_down(reintegrate, stroke_mm, scale)
    words = TitleBlock(title, inventory, credit=credit)

    def process(path: Path, progress: StepProgress) -> str:
        suffixes = [f"{REINTEGRATION_SUFFIX}{variant.name}" for variant in variants]
        painting = read_for_format(path, format, words, RECORD_SUFFIX, *suffixes)
        damage = find(path, painting, progress)
        summaries = []
        for variant, fill in zip(variants, fills, strict=True):
            announce(variant.method, damage.mask)
            restoration = fill(path, painting, damage, progress(f"filling{variant.name}"))
            restoration, known = _lay_down(painting, restoration, laying_down, progress)
            saved = save_filled(painting, restoration, Destination(output, format, known, words, variant.name))
            terminal.print_notes(path, saved.notes)
            summaries.append(_summary(restoration, saved.path, known, is_laid_down=laying_down is not None))
        return "; ".join(summaries)

    path = find_input(source, output, region, canvas, allow_local=allow_local)
    process_all(path, output, process, words)


def demo_command(output: Output = Path("out/demo"), inpainter: InpainterKey = INPAINTERS.best) -> None:
    """Restore a sample whose undamaged state is known, and score the result.

    Writes the sample, its undamaged state, and all that `restore` writes.
    """
    remove_unfinished(ensure_folder(output))
    sample = load_sample_painting()
    painting = sample_as_painting(sample)
    detector, method = DETECTORS.build(DETECTORS.best), INPAINTERS.build(inpainter)
    with terminal.BatchProgress(1) as progress:
        damage = detect(painting.image, detector, Settings(growth=RIM_GROWTH), progress.step("finding damage"))
        restoration = restore(painting.image, damage, method, progress.step("filling"))
    with_true_mask = restore(painting.image, Damage(sample.mask), method)
    write_bytes(output / painting.name, encode_painting(sample.image, painting, "png"))
    write_bytes(output / f"{Path(painting.name).stem}_truth.png", encode_painting(sample.truth, painting, "png"))
    path = save_restoration(painting, restoration, Destination(output)).path
    terminal.out.print(f"{sample.title}: {sample.mask.mean():.1%} damaged, {damage.share:.1%} marked -> {path}")
    pictures = {"damaged": sample.image, "restored": restoration.after, "with the true mask": with_true_mask.after}
    terminal.print_scores(
        {name: score_similarity(picture, sample.truth, sample.mask) for name, picture in pictures.items()}
    )


def _by_detector(key: str, settings: Settings, widest: int | None, taught: Path | None) -> FindDamage:
    model = None if taught is None else read_taught(taught, key)
    if model is not None and widest is not None:
        level_of_width(widest)  # refuses a width that what was taught does not know
    detector = DETECTORS.build(key)
    return lambda _, painting, progress: detect(
        painting.image,
        detector,
        settings,
        progress("finding damage"),
        widest=widest,
        taught=model,
        visible=painting.visible,
    )


def _by_mask(masks: Path, *, invert: bool) -> FindDamage:
    finder = batch.MaskFinder(masks)

    def find(path: Path, painting: Painting, progress: StepProgress) -> Damage:
        file = finder.find(path)
        data = read_picture_file(file)
        given = read_any_mask(data, painting.image, name=file.name, visible=painting.visible, invert=invert)
        terminal.print_notes(path, given.notes)
        return Damage(
            given.kinds > 0,
            kinds=given.kinds if given.has_kinds else None,
            visible=painting.visible,
            notes=given.notes,
            mask_file=MaskFile(file.name, sha256_of_bytes(data)),
        )

    return find


def _lay_down(
    painting: Painting, restoration: Restoration, laying_down: LayingDown | None, progress: StepProgress
) -> tuple[Restoration, Scale | None]:
    """Return the restoration with its fill laid down as the options ask, and the scale as far as that needs it."""
    if laying_down is None:
        return restoration, None
    scale = laying_down.scale_of(painting)
    return laying_down.apply(restoration, scale, progress("laying down")), scale


def _summary(restoration: Restoration, path: Path, scale: Scale | None, *, is_laid_down: bool) -> str:
    """Say what was done; `is_laid_down`: whether the fill was to be laid down, which not all damage may be."""
    seconds = restoration.damage.seconds + restoration.seconds
    words = [_marks(restoration.damage), f"filled by {restoration.inpainter}"]
    if restoration.relief is not None:
        words.append(f"relief removed in {restoration.affected_share:.1%} beside it")
    words += [] if restoration.source is None else [f"{PAINT_TAKEN.lower()} {describe_source(restoration.source)}"]
    if restoration.reintegration is not None:
        words.append(f"laid down as {describe_reintegration(restoration.reintegration)}")
        words += [] if scale is None else [f"at {scale.px_per_mm:.4g} px per mm, {scale.source_text}"]
    elif is_laid_down and restoration.damage.mask.any():
        known = "" if restoration.damage.kinds is not None else " (all damage of a given mask counts as losses)"
        words.append(f"shown as it is: --reintegrate names no mode for this damage{known}")
    return f"{', '.join(words)}, {seconds:.1f} s -> {path}"


def _marks(damage: Damage) -> str:
    """Say how much is marked and by what, as far as the machine chose it."""
    words = [f"{damage.share:.1%} marked by {damage.detector or 'the given mask'}"]
    widest = damage.parameters.get("widest", NATIVE_WIDTH)
    if "automatic_width" in damage.parameters and widest > NATIVE_WIDTH:
        words.append(f"cracks up to {widest} px wide")
    if damage.taught:
        words.append(f"taught by {sum(damage.taught['strokes'].values())} strokes")
    return ", ".join(words)

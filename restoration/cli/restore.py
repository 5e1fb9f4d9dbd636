"""`restore`, `detect`, `inpaint` and `demo`: find the damage in paintings, and fill it."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

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
)
from restoration.cli.mask_options import InvertMask
from restoration.cli.output_file import parse_output
from restoration.cli.places import Places, parse_given
from restoration.cli.processing import ClusterAddress, Sharing, Workers, prepared, work_on_all
from restoration.cli.reintegration import Modes, PxPerMm, StrokeMm, read_laying_down
from restoration.cli.restoration_work import (
    DetectWork,
    FillOptions,
    FindByDetector,
    FindByMask,
    InpaintWork,
    RestoreWork,
)
from restoration.cli.resuming import Resume
from restoration.cli.source_options import SourceMasks
from restoration.cli.title_options import Credit, Inventory, Title
from restoration.domain import Damage
from restoration.errors import BadRequest
from restoration.files import ensure_folder, remove_unfinished, sha256_of_bytes, write_bytes
from restoration.imaging.writing import encode_painting
from restoration.metrics.similarity import score_similarity
from restoration.output.damage_map import TitleBlock
from restoration.output.results import Destination, save_restoration
from restoration.pipeline import RIM_GROWTH, Settings, detect, restore
from restoration.sample import load_sample_painting, sample_as_painting
from restoration.storage import parse_place

DEFAULTS = Settings()

Input = Annotated[Path, typer.Argument(metavar="INPUT", help="A picture, or a folder of pictures.")]
Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="DIR", help="Folder for the results; it is made if missing.")
]
OutputOrAddress = Annotated[
    str,
    typer.Option(
        "--output",
        "-o",
        metavar="DIR",
        help="Folder for the results, which is made if missing; or its address in a storage (s3://...).",
    ),
]
OutputOrFile = Annotated[
    str,
    typer.Option(
        "--output",
        "-o",
        metavar="DIR_OR_FILE",
        help="Folder for the results, which is made if missing; or its address in a storage (s3://...). Of a single "
        "picture also the restored picture itself (NAME.png, .tif, .jpg, .webp or .jp2): the other files go beside it, "
        "named after it.",
    ),
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
_MASK = typer.Option("--mask", metavar="FILE_OR_DIR", help="White is damage. In a folder: x_mask.png or x.png for x.")
Masks = Annotated[str, _MASK]
OptionalMasks = Annotated[str | None, _MASK]
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
    output: OutputOrFile,
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
    workers: Workers = 1,
    cluster: ClusterAddress = None,
    resume: Resume = False,
) -> None:
    """Find the damage and fill it; or fill the given mask.

    Writes, for each painting x: `x_restored.png` (`.tif` for 16 bit), `x_mask.png`, `x_overlay.png`, `x_report.json`;
    with --output NAME.png: that file, `NAME_mask.png`, `NAME_overlay.png` and `NAME_report.json`.

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
        FindByDetector(detector, Settings(sensitivity, grow), widest, taught)
        if mask is None
        else FindByMask(invert_mask)
    )
    asked = GenerationOptions(prompt, negative_prompt, preset, steps, guidance, strength, seed)
    laying_down, words = read_laying_down(reintegrate, stroke_mm, scale), TitleBlock(title, inventory, credit=credit)
    fill = FillOptions(inpainter, asked, paint_source is not None, relief, laying_down)
    to = parse_output(output, format)
    work = RestoreWork(find, fill, to.format, words)
    sharing = Sharing(workers, cluster, resume).checked()
    masks, paint = parse_given(mask), parse_given(paint_source)
    prepared(work)  # what is impossible is refused before anything is fetched
    path = find_input(source, to.folder, region, canvas, allow_local=allow_local)
    work_on_all(Places(path, to.folder, masks, paint, to.name), work, words, sharing)


def detect_command(
    source: InputOrAddress,
    output: OutputOrAddress,
    detector: DetectorKey = DETECTORS.best,
    sensitivity: Sensitivity = DEFAULTS.sensitivity,
    widest: Widest = None,
    taught: Taught = None,
    grow: Growth = DEFAULTS.growth,
    region: RegionText = None,
    canvas: CanvasNumber = None,
    allow_local: AllowLocal = False,
    workers: Workers = 1,
    cluster: ClusterAddress = None,
    resume: Resume = False,
) -> None:
    """Find the damage and write it as a mask, to look at or to correct by hand.

    Writes `x_mask.png` (0 sound, 255 damaged) and `x_mask_report.json` for each painting x. Files of these names are
    replaced, corrections by hand included.

    Example: `python -m restoration detect madonna.tif --output masks/`
    """
    work = DetectWork(FindByDetector(detector, Settings(sensitivity, grow), widest, taught))
    sharing = Sharing(workers, cluster, resume).checked()
    folder = parse_place(output)
    prepared(work)  # what is impossible is refused before anything is fetched
    path = find_input(source, folder, region, canvas, allow_local=allow_local)
    work_on_all(Places(path, folder), work, None, sharing)


def inpaint_command(
    source: InputOrAddress,
    mask: Masks,
    output: OutputOrFile,
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
    workers: Workers = 1,
    cluster: ClusterAddress = None,
    resume: Resume = False,
) -> None:
    """Fill masks that you made or corrected by hand.

    Writes `x_restored.png` (`.tif` for 16 bit) and `x_report.json` for each painting x; with --reintegrate, which lays
    the fill down so that it is recognised near by, `x_reintegration.png` is that layer alone.

    Example: `python -m restoration inpaint madonna.tif --mask madonna_mask.png --output restored/`
    """
    asked = GenerationOptions(prompt, negative_prompt, preset, steps, guidance, strength, seed, alternatives)
    laying_down, words = read_laying_down(reintegrate, stroke_mm, scale), TitleBlock(title, inventory, credit=credit)
    fill = FillOptions(inpainter, asked, paint_source is not None, relief, laying_down)
    to = parse_output(output, format)
    if to.name is not None and alternatives is not None:
        message = f"{to.name} cannot hold several fills."
        raise BadRequest(message, hint="Give a folder as --output, or leave --alternatives out.")
    work = InpaintWork(FindByMask(invert_mask), fill, to.format, words)
    sharing = Sharing(workers, cluster, resume).checked()
    masks, paint = parse_given(mask), parse_given(paint_source)
    prepared(work)  # what is impossible is refused before anything is fetched
    path = find_input(source, to.folder, region, canvas, allow_local=allow_local)
    work_on_all(Places(path, to.folder, masks, paint, to.name), work, words, sharing)


def demo_command(output: Output = Path("out/demo"), inpainter: InpainterKey = INPAINTERS.best) -> None:
    """Restore a sample whose undamaged state is known, and score the result.

    Writes the sample, its undamaged state, and all that `restore` writes.
    """
    remove_unfinished(ensure_folder(output))
    sample = load_sample_painting()
    painting = sample_as_painting(sample)
    file = encode_painting(sample.image, painting, "png")
    painting = replace(painting, sha256=sha256_of_bytes(file))  # of the file that is written
    detector, method = DETECTORS.build(DETECTORS.best), INPAINTERS.build(inpainter)
    with terminal.BatchProgress(1) as progress:
        damage = detect(painting.image, detector, Settings(growth=RIM_GROWTH), progress.step("finding damage"))
        restoration = restore(painting.image, damage, method, progress.step("filling"))
    with_true_mask = restore(painting.image, Damage(sample.mask), method)
    write_bytes(output / painting.name, file)
    write_bytes(output / f"{Path(painting.name).stem}_truth.png", encode_painting(sample.truth, painting, "png"))
    path = save_restoration(painting, restoration, Destination(output)).path
    terminal.out.print(f"{sample.title}: {sample.mask.mean():.1%} damaged, {damage.share:.1%} marked -> {path}")
    pictures = {"damaged": sample.image, "restored": restoration.after, "with the true mask": with_true_mask.after}
    terminal.print_scores(
        {name: score_similarity(picture, sample.truth, sample.mask) for name, picture in pictures.items()}
    )

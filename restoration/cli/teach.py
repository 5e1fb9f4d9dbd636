"""`teach`: what is damage in a painting, and what is not, shown by a partial mask or by the strokes in a dossier."""

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from restoration.catalog import DETECTORS
from restoration.cli import terminal
from restoration.cli.detection_options import DetectorKey, Widest
from restoration.cli.dossiers import is_dossier, read_dossier_of
from restoration.cli.output_file import refuse_inputs
from restoration.detection.crack_width import level_of_width
from restoration.detection.teaching.examples import Example, examples_from_mask
from restoration.detection.teaching.serialization import MAX_BYTES, BadTaughtFile, taught_from_bytes, taught_to_bytes
from restoration.detection.teaching.taught_model import TaughtModel
from restoration.editing.examples import examples_from_steps
from restoration.editing.serialization import steps_from_json
from restoration.errors import BadMask, BadRequest, os_error_reason
from restoration.files import ensure_folder, read_bytes, write_bytes
from restoration.imaging.decoder_process import shared_decoder
from restoration.imaging.mask_reading import UNKNOWN, read_partial_mask
from restoration.imaging.painting import Painting
from restoration.imaging.reading import decoding_by, read_painting
from restoration.pipeline import teach

Source = Annotated[Path, typer.Argument(metavar="PICTURE", help="The picture that the strokes were drawn on.")]
Strokes = Annotated[
    Path,
    typer.Option(
        "--mask",
        metavar="FILE",
        help="A dossier, or a partial mask of the picture's size: white damage, black sound, grey unknown.",
    ),
]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="TAUGHT", help="File for what was learnt (JSON).")]


def teach_command(
    source: Source,
    mask: Strokes,
    output: Output,
    detector: DetectorKey = DETECTORS.best,
    widest: Widest = None,
) -> None:
    """Teach the detector one painting: a few strokes show what it missed and what it marked wrongly.

    Writes a small file for `detect --taught` and `restore --taught`: for this picture, or other scans of the painting.

    Example: `python -m restoration teach madonna.tif --mask strokes.png --output madonna.taught.json`
    """
    entry = DETECTORS[detector]
    if widest is not None:
        level_of_width(widest)  # refuses a width that cannot be taught
    _check_output(output, source, mask)
    method = DETECTORS.build(detector)
    with decoding_by(shared_decoder().decode):
        painting = read_painting(source)
        terminal.print_notes(source, painting.notes)
        examples = _read_examples(mask, painting)
    with terminal.progress_bar("looking at the painting") as progress:
        taught = teach(
            painting.image,
            method,
            examples,
            progress,
            widest=widest,
            weights_version=entry.weights_version(),
            visible=painting.visible,
        )
    write_bytes(output, taught_to_bytes(taught))
    terminal.out.print(f"{_summary(taught)} -> {output}")


def _check_output(output: Path, *inputs: Path) -> None:
    """Refuse a file that cannot be written, or that is one of the inputs, before any work is done."""
    ensure_folder(output.parent)
    if output.is_dir():
        raise BadRequest(f"{output} is a folder.", hint="Name a file for what was learnt, such as x.taught.json.")
    refuse_inputs(output, *inputs, by="what was learnt")


def read_taught(path: Path, detector: str) -> TaughtModel:
    """Return the taught model in a file, for a detector.

    Raises:
        BadTaughtFile: the file cannot be read, or is no taught model.
        WrongTaughtModel: it was taught to another detector, or to other weights.
    """
    try:
        taught = taught_from_bytes(read_bytes(path, MAX_BYTES))
    except OSError as error:
        raise BadTaughtFile(f"{path} cannot be read ({os_error_reason(error)}).") from error
    taught.check_detector(detector)
    taught.check_weights(DETECTORS[detector].weights_version())
    return taught


def _read_examples(path: Path, painting: Painting) -> list[Example]:
    if not is_dossier(path):
        partial = read_partial_mask(path, painting.image)
        if painting.visible is not None:
            partial[~painting.visible] = UNKNOWN
        if not (partial == UNKNOWN).any():
            raise BadMask(
                "The mask leaves nothing open: all that is not white would count as sound paint.",
                hint="Paint grey, or leave transparent, what you say nothing about.",
            )
        return examples_from_mask(partial)
    dossier = read_dossier_of(path, painting)
    if not np.array_equal(dossier.painting.image, painting.image):
        terminal.err.print("The dossier was made of another picture; its strokes count at the same places of this one.")
    return examples_from_steps(steps_from_json(dossier.corrections, dossier.mask.shape), dossier.mask.shape)


def _summary(taught: TaughtModel) -> str:
    """Say in one line what was learnt from, and how well."""
    facts = taught.facts
    strokes = ", ".join(f"{count} on {kind}" for kind, count in facts.strokes)
    agreement = "" if facts.agreement is None else f", {facts.agreement:.0%} from the other strokes"
    overruled = f"; {facts.overruled} contradicted by later ones, which count" if facts.overruled else ""
    return f"Strokes: {strokes}{overruled}. Right before: {facts.agreement_before:.0%}{agreement}"

"""`repaint`: the figure cut out, the rest painted anew by several methods, and each result enlarged."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import cv2
import numpy as np
import typer

from restoration.catalog import ENLARGERS, INPAINTERS
from restoration.cli.generation_options import (
    GenerationOptions,
    NegativePrompt,
    PresetKey,
    Prompt,
    Seed,
    announce,
    build_inpainter,
)
from restoration.cli.places import StepProgress
from restoration.cli.processing import process_all, read_noted
from restoration.cli.restore import Input, Output
from restoration.cli.subject import FIGURE_SUFFIX, Threshold, save_cut_outs
from restoration.domain import Damage, Image, Mask, PixelWindow
from restoration.enlarging.base import Enlarger
from restoration.enlarging.pictures import Enlargement, check_enlargeable, enlarge_painting
from restoration.enlarging.resampling import Lanczos
from restoration.errors import BadRequest
from restoration.files import write_bytes
from restoration.imaging.captioned_sheet import CaptionedPicture, draw_captioned_sheet
from restoration.imaging.masks import as_loss_kinds
from restoration.imaging.overlay import as_8_bit, downscale
from restoration.imaging.painting import Painting
from restoration.imaging.png import encode_png
from restoration.inpainting.base import Inpainter
from restoration.inpainting.diffusion.inpainter import Diffusion
from restoration.output.enlarged import save_enlarged
from restoration.output.results import RECORD_SUFFIX, Destination, check_result_names, result_name, save_filled
from restoration.pipeline import restore
from restoration.segmentation.salient import THRESHOLD, SubjectSegmenter

SHEET_SUFFIX = "_repainted.png"
FACTOR = 4

SHEET_SIDE = 480  # px, of each picture on the sheet
DETAIL = 120  # px of the picture, in the middle of what was painted anew

Anew = Annotated[
    Literal["ground", "figure"], typer.Option("--anew", help="What is painted anew; the other part stays.")
]
Methods = Annotated[
    str, typer.Option("--inpainters", metavar="KEY,KEY...", help=f"Some of: {', '.join(INPAINTERS.keys)}.")
]
Method = Annotated[
    str, typer.Option("--enlarger", metavar="KEY", help=f"none, or one of: {', '.join(ENLARGERS.keys)}.")
]


def repaint_command(
    source: Input,
    output: Output,
    anew: Anew = "ground",
    inpainters: Methods = f"{INPAINTERS.best},patchmatch",
    enlarger: Method = ENLARGERS.best,
    threshold: Threshold = THRESHOLD,
    prompt: Prompt = None,
    negative_prompt: NegativePrompt = None,
    preset: PresetKey = None,
    seed: Seed = None,
) -> None:
    """Cut out the figure, paint the rest anew by several methods, and enlarge each result four times.

    A play with a photograph, and no restoration: what is painted anew has nothing to do with the painting. With
    `--anew figure` the figure is taken out of its ground.

    Writes for each picture x: the figure and the ground, `x_subject_cutout.png` and `x_ground_cutout.png`; for each
    inpainter `x_restored_KEY.png` and its record, and the same enlarged; and `x_repainted.png`, a sheet of them all.

    Example: `python -m restoration repaint portrait.jpg --inpainters patchmatch,diffusion --prompt "a hilly landscape"`
    """
    methods = _build_methods(inpainters, GenerationOptions(prompt, negative_prompt, preset, seed=seed))
    large, segmenter = None if enlarger == "none" else ENLARGERS.build(enlarger), SubjectSegmenter.from_file()

    def process(path: Path, progress: StepProgress) -> str:
        painting = _read(path, methods, large)
        figure, ground = _find_parts(painting, segmenter, threshold)
        save_cut_outs(painting, figure, ground, output)
        mask = ground if anew == "ground" else figure
        damage = Damage(mask, kinds=as_loss_kinds(mask), visible=painting.visible)
        rows = [[_cell("the photograph", painting.image), _cell("what stays", _on_grey(painting.image, ~mask))]]
        for key, method in methods.items():
            announce(method, mask)
            restoration = restore(painting.image, damage, method, progress(f"filling, {key}"))
            saved = save_filled(painting, restoration, Destination(output, variant=f"_{key}"))
            cells = [_cell(f"painted anew by {key}", restoration.after)]
            if large is not None:
                repainted = replace(painting, image=restoration.after, name=saved.path.name)
                enlargement = enlarge_painting(repainted, large, FACTOR, progress(f"enlarging, {key}"))
                save_enlarged(painting, enlargement, output, None)
                cells += _detail_cells(restoration.after, enlargement, _middle_of(mask))
            rows.append(cells)
        sheet = output / result_name(painting, SHEET_SUFFIX)
        write_bytes(sheet, encode_png(draw_captioned_sheet(rows), metadata=painting.metadata.colours()))
        return f"{mask.mean():.0%} painted anew by {', '.join(methods)} -> {sheet}"

    process_all(source, output, process)


def _build_methods(keys: str, asked: GenerationOptions) -> dict[str, Inpainter]:
    """Return the inpainters by their keys; words are for the one that generates."""
    names = [key.strip() for key in keys.split(",")]
    if asked.given() and Diffusion.key not in names:
        raise BadRequest(f"{asked.given()[0]} is for paint that is generated.", hint="Add diffusion to --inpainters.")
    return {key: build_inpainter(key, asked if key == Diffusion.key else GenerationOptions()) for key in names}


def _read(path: Path, methods: Mapping[str, Inpainter], large: Enlarger | None) -> Painting:
    """Read the picture; refuse too long a name, and too large a result, before any work is done."""
    painting = read_noted(path)
    longest = max(map(len, methods))
    check_result_names(painting, FIGURE_SUFFIX, f"_restored_{'x' * longest}_x{FACTOR}{RECORD_SUFFIX}")
    if large is not None:
        check_enlargeable(painting.image.shape, FACTOR)
    return painting


def _find_parts(painting: Painting, segmenter: SubjectSegmenter, threshold: float) -> tuple[Mask, Mask]:
    """Return the figure and the ground, (H, W) bool; raise `BadRequest` where one of them is all there is."""
    figure = segmenter.subject_mask(painting.image, threshold, visible=painting.visible)
    ground = ~figure if painting.visible is None else ~figure & painting.visible
    if not figure.any():
        raise BadRequest("No figure stands out.", hint="A lower --threshold finds more.")
    if not ground.any():
        raise BadRequest("All of the picture is figure.", hint="A higher --threshold finds less.")
    return figure, ground


def _on_grey(image: Image, kept: Mask) -> Image:
    grey = np.iinfo(image.dtype).max // 2
    return np.where(kept[..., np.newaxis], image, np.array(grey, image.dtype))


def _middle_of(mask: Mask) -> PixelWindow:
    """Return a window of `DETAIL` px, or less at the border, around the pixel that lies deepest in the mask."""
    depth = cv2.distanceTransform(mask.view(np.uint8), cv2.DIST_L2, 3)
    row, column = np.unravel_index(int(depth.argmax()), mask.shape)
    top, left = (max(int(place) - DETAIL // 2, 0) for place in (row, column))
    return slice(top, min(top + DETAIL, mask.shape[0])), slice(left, min(left + DETAIL, mask.shape[1]))


def _detail_cells(image: Image, enlargement: Enlargement, window: PixelWindow) -> list[CaptionedPicture]:
    """Return a detail as interpolation shows it, and as it was enlarged."""
    rows, columns = (slice(FACTOR * part.start, FACTOR * part.stop) for part in window)
    interpolated = Lanczos().enlarge(np.ascontiguousarray(image[window]), FACTOR)
    return [
        _cell("a detail, interpolated", interpolated),
        _cell(f"the same by {enlargement.method}", enlargement.painting.image[rows, columns]),
    ]


def _cell(label: str, image: Image) -> CaptionedPicture:
    return CaptionedPicture(label, as_8_bit(downscale(image, SHEET_SIDE)))

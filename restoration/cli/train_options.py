"""The options of `train`."""

import math
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from restoration.damage.craquelure import CRACK_STYLES
from restoration.damage.recipe import SIMPLE_STYLE
from restoration.errors import BadRequest


def parse_styles(text: str) -> tuple[str, ...]:
    """Keys of styles of damage; raises `BadRequest` for one that there is not."""
    styles = tuple(text.split(","))
    if unknown := set(styles) - {*CRACK_STYLES, SIMPLE_STYLE}:
        known = ", ".join((*CRACK_STYLES, SIMPLE_STYLE))
        raise BadRequest(f"There is no style {min(unknown)!r}.", hint=f"Choose among: {known}.")
    return styles


def parse_widths(text: str) -> tuple[int, ...]:
    """Channels of a network; raises `BadRequest` where these are none."""
    widths = text.split(",")
    if not all(width.isdecimal() and int(width) for width in widths):
        raise BadRequest(f"--widths {text} is no list of channels.", hint="Write it as in 16,32,64.")
    return tuple(map(int, widths))


def parse_range(option: str, text: str) -> tuple[float, float]:
    """The least and the most of something; raises `BadRequest` where these are none."""
    try:
        least, most = map(float, text.split(","))
    except ValueError:
        least = most = 0.0
    if not 0 < least <= most < math.inf:
        raise BadRequest(f"{option} {text} does not go from less to more.", hint="Write it as in 0.5,1.5.")
    return least, most


PICTURES, COURSE, NETWORK, EXAMPLES = "Pictures", "Course", "Network and loss", "Examples"


def option(panel: str, *names: str, help: str, **more: Any) -> Any:  # noqa: ANN401 - as typer.Option itself
    """An option that stands in that panel of the help."""
    return typer.Option(*names, help=help, rich_help_panel=panel, **more)


def share(*names: str, help: str) -> Any:  # noqa: ANN401
    """An option of the examples, 0..1."""
    return option(EXAMPLES, *names, help=help, min=0.0, max=1.0, metavar="SHARE")


_FILE, _FOLDER = {"metavar": "FILE"}, {"metavar": "DIR"}

Images = Annotated[Path, option(PICTURES, help="Damaged pictures, x.png.", **_FOLDER)]
Masks = Annotated[Path, option(PICTURES, help="Their masks: x_mask.png or x.png; white is damage.", **_FOLDER)]
Originals = Annotated[
    Path | None, option(PICTURES, help="Undamaged pictures instead, damaged afresh for each example.", **_FOLDER)
]
Split = Annotated[
    Path | None,
    option(
        PICTURES,
        help="CSV with the columns file and split: train or val.",
        show_default="tables or passports beside the pictures, or their names",
        **_FILE,
    ),
]
Doubts = Annotated[
    Path | None,
    option(
        PICTURES,
        help="Masks of cracks that originals may have already, x.png or x_mask.png: "
        "there nothing is taught. scripts/screen_originals.py writes them.",
        **_FOLDER,
    ),
]
Out = Annotated[Path, option(PICTURES, "--out", "--output", "-o", help="Weights; the run card goes beside.", **_FILE)]

Steps = Annotated[
    int | None,
    option(
        COURSE,
        help="Batches to learn from; 0: only examine the weights of --start-from, and calibrate them anew.",
        min=0,
        show_default="6000",
    ),
]
Minutes = Annotated[
    float | None, option(COURSE, help="Take as many steps as fit into that time.", min=0.1, metavar="MINUTES")
]
Resume = Annotated[bool, option(COURSE, "--resume", help="Go on where the same command was interrupted.")]
ExamEvery = Annotated[int, option(COURSE, help="Steps from one exam and checkpoint to the next.", min=1)]
Patience = Annotated[int, option(COURSE, help="Exams without a better one, before it ends early.", min=1)]
Seed = Annotated[int, option(COURSE, help="Another seed gives other examples and other first weights.", min=0)]
Precision = Annotated[
    Literal["float32", "bfloat16"] | None,
    option(
        COURSE,
        help="bfloat16 is about twice as fast on processors that know it.",
        show_default="bfloat16 on a graphics card, else float32",
    ),
]
Workers = Annotated[
    int | None,
    option(COURSE, help="Processes that make examples.", min=0, show_default="1; for a graphics card as many as can"),
]

Widths = Annotated[str, option(NETWORK, help="Channels at the full size, at half...", metavar="N,N...")]
Ridges = Annotated[bool, option(NETWORK, "--ridges/--no-ridges", help="Show the network where fine lines are.")]
StartFrom = Annotated[
    Path | None, option(NETWORK, help="Weights to begin with; the network is then of their widths.", **_FILE)
]
Rate = Annotated[float, option(NETWORK, help="Of learning, at its highest.", min=1e-6, max=1.0)]
Overlap = Annotated[float, option(NETWORK, help="What missed overlap counts; surprise at a pixel counts 1.", min=0.0)]
Kinds = Annotated[float, option(NETWORK, help="What surprise at the kind of damage counts.", min=0.0)]
Focus = Annotated[float, option(NETWORK, help="The higher, the less pixels count that are nearly right.", min=0.0)]
Memory = Annotated[
    float, option(NETWORK, help="Penalty for answering otherwise than the --start-from weights; 0: none.", min=0.0)
]

Batch = Annotated[int, option(EXAMPLES, help="Examples in a step.", min=1)]
Side = Annotated[int, option(EXAMPLES, help="Of an example.", min=16, metavar="PX")]
Zoom = Annotated[str, option(EXAMPLES, help="Least and most at which pictures are shown.", metavar="LEAST,MOST")]
Distance = Annotated[
    str,
    option(EXAMPLES, help="Camera distance; at 2 everything looks half as large.", metavar="LEAST,MOST"),
]
Photographed = Annotated[float, share(help="Shown as another camera sees them.")]
Undamaged = Annotated[float, share(help="Originals left undamaged.")]
Glazed = Annotated[float, share(help="Originals shown in another colour, darker as a rule.")]
Painted = Annotated[float, share(help="Originals on which hair, threads... are painted.")]
Joined = Annotated[float, share(help="Originals that get cracks and wear of two sheets.")]
Sheets = Annotated[
    Path | None,
    option(EXAMPLES, help="Damage for originals, in a file.", show_default="drawn once, then kept", **_FILE),
]
ExamSheets = Annotated[
    Path | None, option(EXAMPLES, help="The same for the exam.", show_default="drawn once, then kept", **_FILE)
]
SheetCount = Annotated[int, option(EXAMPLES, help="Sheets of damage to draw for originals.", min=1)]
SheetSide = Annotated[int, option(EXAMPLES, help="Of a sheet.", min=16, metavar="PX")]
Styles = Annotated[
    str,
    option(
        EXAMPLES,
        help="Of the damage on sheets, for originals; leave one out to see how the unknown is met. "
        "simple: the plain shapes of earlier work, for comparison.",
        metavar="KEY,KEY...",
    ),
]

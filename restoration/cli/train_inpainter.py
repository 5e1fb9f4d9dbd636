"""`train-inpainter`: a network that fills damage, taught on paintings of one's own."""

from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from restoration.cli import train_options as options
from restoration.cli.train_options import reach, styles_of, widths_of
from restoration.cli.training_data import Portfolio, Source, from_originals
from restoration.damage.recipe import SIMPLE
from restoration.errors import BadRequest, reason
from restoration.training.augment.mix import Mixture
from restoration.training.config import EXAM_SEED, RetouchingPlan
from restoration.training.crops import Crops
from restoration.training.damage_drawing import SheetOrder
from restoration.training.inpainting_dataset import Fillings, fillings_of
from restoration.weights import NotReady

if TYPE_CHECKING:
    from restoration.networks.vgg import VGG

PLAN = RetouchingPlan()
MIXTURE = PLAN.mixture
SHEETS = SheetOrder()
EXAM_SHEETS = 50
STYLES_DRAWN = ",".join((*SHEETS.styles, SIMPLE))
WIDTHS, ZOOM, DISTANCE = (",".join(map(str, told)) for told in (PLAN.widths, MIXTURE.zoom, MIXTURE.distance))

Originals = Annotated[Path, options.option(options.PICTURES, help="Undamaged pictures.", metavar="DIR")]
Tight = Annotated[float, options.share("--tight", help="Masks that leave the soft rim of the damage outside.")]
Foreign = Annotated[float, options.share("--foreign", help="Masks in which paint from elsewhere lies.")]
Features = Annotated[
    Path | None,
    options.option(
        options.NETWORK, help="VGG-16, as torchvision saves it, to judge by.", metavar="FILE", show_default="none"
    ),
]
Edges = Annotated[float, options.option(options.NETWORK, help="What wrong steps between neighbours count.", min=0.0)]
Content = Annotated[float, options.option(options.NETWORK, help="What wrong features count.", min=0.0)]
Style = Annotated[float, options.option(options.NETWORK, help="What wrong texture counts.", min=0.0)]


def train_inpainter_command(
    originals: Originals = Path("data/originals"),
    split: options.Split = None,
    out: options.Out = Path("models/inpainter/retoucher.pth"),
    steps: options.Steps = None,
    minutes: options.Minutes = None,
    resume: options.Resume = False,
    exam_every: options.ExamEvery = PLAN.exam_every,
    patience: options.Patience = PLAN.patience,
    seed: options.Seed = PLAN.seed,
    precision: options.Precision = None,
    workers: options.Workers = None,
    widths: options.Widths = WIDTHS,
    start_from: options.StartFrom = None,
    rate: options.Rate = PLAN.rate,
    features: Features = None,
    edges: Edges = PLAN.edges,
    content: Content = PLAN.content,
    style: Style = PLAN.style,
    batch: options.Batch = PLAN.batch,
    side: options.Side = PLAN.side,
    tight: Tight = PLAN.tight,
    foreign: Foreign = PLAN.foreign,
    zoom: options.Zoom = ZOOM,
    distance: options.Distance = DISTANCE,
    glazed: options.Glazed = MIXTURE.glazed,
    painted: options.Painted = MIXTURE.painted,
    joined: options.Joined = MIXTURE.joined,
    sheets: options.Sheets = None,
    exam_sheets: options.ExamSheets = None,
    sheet_count: options.SheetCount = SHEETS.count,
    sheet_side: options.SheetSide = SHEETS.side,
    styles: options.Styles = STYLES_DRAWN,
) -> None:
    """Teach a network to fill damage.

    It learns from originals, which are damaged afresh for each example, so that what was there is known. Writes the
    weights and, beside them, a run card that tells how they came about. Ctrl+C leaves a checkpoint from which --resume
    goes on, with the same result on the same machine.

    The shipped weights are replaced unless --out names another file. Sheets of damage are drawn the first time, before
    --minutes count.

    Example: `python -m restoration train-inpainter --originals data/originals --out out/retoucher.pth --minutes 5`
    """
    if find_spec("torch") is None:
        raise NotReady("Training needs PyTorch, which is not installed.", hint="Install it: pip install torch.")
    from restoration.cli.tasks import retouching
    from restoration.cli.train_run import Wish, teach

    plan = RetouchingPlan(
        batch=batch,
        side=side,
        seed=seed,
        widths=widths_of(widths),
        mixture=Mixture(
            undamaged=MIXTURE.undamaged,
            glazed=glazed,
            painted=painted,
            joined=joined,
            photographed=MIXTURE.photographed,
            zoom=reach("--zoom", zoom),
            distance=reach("--distance", distance),
        ),
        rate=rate,
        exam_every=exam_every,
        patience=patience,
        tight=tight,
        foreign=foreign,
        edges=edges,
        content=content,
        style=style,
    )
    if (content or style) and features is None:
        raise BadRequest("--content and --style need VGG-16 to judge by.", hint="Name its weights with --features.")
    learning = Portfolio(sheets, SheetOrder(sheet_count, sheet_side, seed, styles_of(styles)))
    exam = Portfolio(exam_sheets, SheetOrder(EXAM_SHEETS, sheet_side, EXAM_SEED))
    lessons = partial(from_originals, _fillings, _fillings, Source(originals, split), learning, exam)
    wish = Wish(out, steps, minutes, resume, start_from, precision, workers, features)
    teach(retouching(_vgg(features)), plan, wish, lessons)


def _fillings(crops: Crops, plan: RetouchingPlan) -> Fillings:
    return fillings_of(crops, tight=plan.tight, foreign=plan.foreign)


def _vgg(path: Path | None) -> "VGG | None":
    from restoration.networks.vgg import VGG

    try:
        return VGG.from_bytes(path.read_bytes()) if path else None
    except OSError as error:
        raise BadRequest(f"{path} cannot be read ({reason(error)}).", hint="Check the path.") from error
    except ValueError as error:
        raise BadRequest(f"{path} holds no VGG-16 as torchvision saves it.", hint="Check the file.") from error

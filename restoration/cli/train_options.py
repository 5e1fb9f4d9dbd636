"""Options that `train` and `train-inpainter` share: how to run the training, and which damage sheets to use."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from restoration.cli.training_data import SheetSource
from restoration.damage.craquelure import CRACK_STYLES
from restoration.damage.recipe import SIMPLE_STYLE
from restoration.errors import BadRequest
from restoration.training.config import EVALUATION_SEED, EnlargingConfig, InpaintingConfig, TrainingConfig, setting
from restoration.training.damage_drawing import SheetConfig
from restoration.training.time_limit import TimeLimit
from restoration.weights import NotReady

DEFAULT_SHEETS = SheetConfig()
EVALUATION_SHEETS = 50
TRAINING_SHEETS_SHARE, ALL_SHEETS_SHARE = 0.15, 0.2  # of --minutes; when so much is over, no more sheets are drawn
KEPT = "drawn once, then kept"
SPLIT_HELP = "CSV with the columns file and split: train or val, of which a fixed third is kept for the test."
SPLIT_DEFAULT = "tables or pair records beside the pictures, or their names"


def need_torch() -> None:
    """Raise `NotReady` where PyTorch, which trains, is not installed."""
    if find_spec("torch") is None:
        raise NotReady("Training needs PyTorch, which is not installed.", hint="Install it: pip install torch.")


@dataclass(frozen=True, slots=True)
class RunRequest:
    """How to run a training, beside its config; None leaves the choice to the config or the machine."""

    out: Path = setting(
        Path(), "Weights; the run card goes beside.", "Pictures", names=("--out", "--output", "-o"), metavar="FILE"
    )
    steps: int | None = setting(
        None,
        "Batches to learn from; 0: only evaluate the weights of --start-from.",
        "Training",
        min=0,
        max=100_000_000,
        show_default=str(TrainingConfig().steps),
    )
    minutes: float | None = setting(
        None,
        "End after this time: take as many steps as fit. Drawing damage, evaluating and saving count, too.",
        "Training",
        min=0.1,
        max=1e6,
        metavar="MINUTES",
    )
    resume: bool = setting(False, "Continue where the same command was interrupted.", "Training")
    precision: Literal["float32", "bfloat16"] | None = setting(
        None,
        "bfloat16 is about twice as fast where supported.",
        "Training",
        show_default="bfloat16 on a GPU, else float32",
    )
    workers: int | None = setting(
        None, "Processes that make examples.", "Training", min=0, max=256, show_default="1; on a GPU up to 16"
    )
    start_from: Path | None = setting(
        None, "Initial weights; the network then has their design.", "Network", metavar="FILE"
    )
    average_with: Path | None = setting(
        None,
        "Other weights of that design: the network starts from the mean of both files.",
        "Network",
        metavar="FILE",
        show_default="none",
    )
    average_share: float = setting(0.5, "Weight of --average-with in that mean.", "Network", min=0.0, max=1.0)
    features: Path | None = setting(
        None, "VGG-16 weights of torchvision, for the perceptual loss.", "Network", metavar="FILE", show_default="none"
    )

    teacher: Path | None = setting(
        None,
        "Weights whose answers the network learns, of any design; --distillation says how much they count.",
        "Network",
        metavar="FILE",
        show_default="those of --start-from",
    )

    def check_features(self, config: InpaintingConfig | EnlargingConfig) -> None:
        """Raise `BadRequest` if the loss needs features and nothing says where their weights are."""
        if (config.content or config.style) and self.features is None:
            raise BadRequest("--content and --style need VGG-16 to judge by.", hint="Name its weights with --features.")

    def time_limit(self) -> TimeLimit | None:
        """Return the limit of --minutes, which begins now; None without one."""
        return TimeLimit.from_minutes(self.minutes) if self.minutes else None

    @property
    def checkpoint(self) -> Path:
        """The file from which an interrupted training continues; it is deleted at the end."""
        return self.out.with_suffix(".checkpoint")


@dataclass(frozen=True, slots=True)
class SheetOptions:
    """Which sheets of damage to lay over undamaged pictures."""

    sheets: Path | None = setting(
        None, "Damage for originals, in a file.", "Examples", metavar="FILE", show_default=KEPT
    )
    exam_sheets: Path | None = setting(
        None, "The same for the evaluation.", "Examples", metavar="FILE", show_default=KEPT
    )
    sheet_count: int = setting(
        DEFAULT_SHEETS.count, "Sheets of damage to draw for originals.", "Examples", min=1, max=100_000
    )
    sheet_side: int = setting(DEFAULT_SHEETS.side, "Side of a sheet.", "Examples", min=16, max=8192, metavar="PX")
    pale_losses: float = setting(
        DEFAULT_SHEETS.pale,
        "Share of sheets whose losses are chips of pale ground, crumbled plaster or lost gilding instead of flakes.",
        "Examples",
        min=0.0,
        max=1.0,
        metavar="SHARE",
    )
    styles: str = setting(
        ",".join(DEFAULT_SHEETS.styles),
        "Styles of the damage on sheets, for originals; leave one out to test the network on an unknown style. "
        "simple: the plain shapes of earlier work, for comparison.",
        "Examples",
        metavar="KEY,KEY...",
    )

    def sources(self, seed: int, limit: TimeLimit | None) -> tuple[SheetSource, SheetSource]:
        """Return the sheets for training and those for the evaluation, of which fewer are drawn under a time limit.

        Raises:
            BadRequest: a style is unknown.
        """
        styles = _parse_styles(self.styles)
        training = SheetConfig(self.sheet_count, self.sheet_side, seed, styles, pale=self.pale_losses)
        evaluation = SheetConfig(EVALUATION_SHEETS, self.sheet_side, EVALUATION_SEED)
        return (
            SheetSource(self.sheets, training, limit, TRAINING_SHEETS_SHARE),
            SheetSource(self.exam_sheets, evaluation, limit, ALL_SHEETS_SHARE),
        )


def _parse_styles(text: str) -> tuple[str, ...]:
    styles = tuple(text.split(","))
    if unknown := set(styles) - {*CRACK_STYLES, SIMPLE_STYLE}:
        known = ", ".join((*CRACK_STYLES, SIMPLE_STYLE))
        raise BadRequest(f"There is no style {min(unknown)!r}.", hint=f"Choose among: {known}.")
    return styles

"""Training configurations: everything that decides what a network learns from given pictures. It needs no torch.

The metadata of a field (`help`, and where they apply `min`, `max`, `metavar` and `panel`) describes its command-line
option. Run cards and checkpoints store the fields by name.
"""

from dataclasses import dataclass, field
from typing import Any

from restoration.networks.designs import ENLARGEMENT, LARGEST_SCALE, MAX_UNSHUFFLE, side_multiple

EVALUATION_EXAMPLES = 64
EVALUATION_SEED = 2**32 - 1  # of the evaluation examples and their damage: the same for every seed of a run


def setting(default: Any, help: str, panel: str, **limits: Any) -> Any:  # noqa: ANN401 - as dataclasses.field itself
    """Return a dataclass field with the text, the panel and the limits of its command-line option."""
    return field(default=default, metadata={"help": help, "panel": panel, **limits})


def share(default: float, help: str) -> Any:  # noqa: ANN401
    """Return a dataclass field for a share of the examples, 0..1."""
    return setting(default, help, "Examples", min=0.0, max=1.0, metavar="SHARE")


def widths_setting(default: tuple[int, ...]) -> Any:  # noqa: ANN401
    """Return a dataclass field for the channels of a network."""
    help_text = "Channels at the size that the network works at, at half of it, and so on."
    return setting(default, help_text, "Network", metavar="N,N...")


def unshuffle_setting(default: int) -> Any:  # noqa: ANN401
    """Return a dataclass field for the side of the squares whose pixels become channels of a network."""
    help_text = "Side of the squares whose pixels become channels: the network works at that fraction of the size."
    return setting(default, help_text, "Network", min=1, max=MAX_UNSHUFFLE, metavar="PX")


def adversarial_setting() -> Any:  # noqa: ANN401
    """Return a dataclass field for the weight of an adversarial loss."""
    help_text = "Weight of a second network's judgement that the result is no real painting; 0: none."
    return setting(0.0, help_text, "Network", min=0.0)


@dataclass(frozen=True, slots=True)
class AugmentationConfig:
    """How each example is varied, and how often."""

    undamaged: float = share(0.2, "Share of originals that stay undamaged.")
    glazed: float = share(0.4, "Share of originals under a glaze: recoloured, mostly darker.")
    painted: float = share(0.4, "Share of originals with drawn hairs, contours or letters that only look like damage.")
    joined: float = share(
        0.3, "Share of damaged examples with cracks from one sheet and abrasion, scratches and losses from another."
    )
    photographed: float = share(0.5, "Share of examples photographed once more by a simulated camera.")
    zoom: tuple[float, float] = setting(
        (0.5, 3.5), "Range of picture zoom; the damage keeps its size.", "Examples", metavar="LEAST,MOST"
    )
    distance: tuple[float, float] = setting(
        (0.6, 2.2),
        "Range of camera distance; at 2, picture and damage look half as large.",
        "Examples",
        metavar="LEAST,MOST",
    )


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """The settings for any network. On one CPU, the same configuration and pictures give the same weights.

    A GPU adds numbers in any order, so its weights differ a little from run to run.
    """

    steps: int = 6000  # batches to learn from
    batch: int = setting(8, "Examples per step.", "Examples", min=1, max=4096)
    side: int = setting(
        256, "Side of an example.", "Examples", min=16, max=4096, metavar="PX", names=("--side", "--size")
    )
    seed: int = setting(0, "Another seed gives other examples and other initial weights.", "Training", min=0)

    rate: float = setting(2e-3, "Highest learning rate.", "Network", min=1e-6, max=1.0)
    warm_up: int = 200  # steps in which the learning rate rises; at most a tenth of all steps
    last: float = 0.01  # the last learning rate, relative to the highest
    decay: float = 1e-2  # weight decay of AdamW
    clip: float = 1.0  # largest norm of the gradient
    averaging: float = 0.998  # decay of the moving average of the weights, per step
    precision: str = "float32"  # or "bfloat16"

    exam_every: int = setting(500, "Steps between evaluations; each also writes a checkpoint.", "Training", min=1)
    patience: int = setting(6, "Evaluations without improvement before training stops early.", "Training", min=1)

    @property
    def multiple_of(self) -> int:
        """The number that the side of an example must be a multiple of, px."""
        return 1


@dataclass(frozen=True, slots=True)
class UNetConfig(TrainingConfig):
    """The settings for a U-Net that learns from damage."""

    widths: tuple[int, ...] = widths_setting((16, 32, 64, 128, 192))
    unshuffle: int = unshuffle_setting(1)
    mixture: AugmentationConfig = field(default_factory=AugmentationConfig)  # pairs on disk use zoom and camera only

    @property
    def multiple_of(self) -> int:
        """See `TrainingConfig.multiple_of`."""
        return side_multiple(self.widths, self.unshuffle)


@dataclass(frozen=True, slots=True)
class DetectionConfig(UNetConfig):
    """The settings for a network that detects damage."""

    scale: float | None = setting(
        None,
        "Let the network see the picture at this size alone, relative to it; in ninths or simpler fractions.",
        "Network",
        min=0.1,
        max=LARGEST_SCALE,
        show_default="as --start-from, else 1 and 0.6",
    )
    ridges: bool = setting(True, "Give the network two extra channels that show fine lines.", "Network")
    overlap: float = setting(0.5, "Weight of the Dice loss; cross-entropy has weight 1.", "Network", min=0.0)
    kinds: float = setting(0.3, "Weight of the cross-entropy between the kinds of damage.", "Network", min=0.0)
    focus: float = setting(0.0, "Focal loss exponent: the higher, the less easy pixels count.", "Network", min=0.0)
    distillation: float = setting(
        0.0, "Weight of the penalty for answers unlike those of the teacher; 0: none.", "Network", min=0.0
    )


@dataclass(frozen=True, slots=True)
class InpaintingConfig(UNetConfig):
    """The settings for a network that fills damage."""

    widths: tuple[int, ...] = widths_setting((32, 48, 64, 128, 192))
    unshuffle: int = unshuffle_setting(2)
    mixture: AugmentationConfig = field(
        default_factory=lambda: AugmentationConfig(
            undamaged=0.0, glazed=0.2, painted=0.2, photographed=0.0, zoom=(0.5, 1.5)
        )
    )
    masks: tuple[str, ...] = setting(
        (),
        "Cut out plain shapes, of these forms, instead of drawing damage: segments, holes, discs or rectangles.",
        "Examples",
        metavar="FORM,FORM...",
        show_default="damage",
    )
    tight: float = share(0.25, "Share of masks that leave out the soft rim of the damage, as detectors do.")
    opaque: float = share(0.5, "Share of examples whose damage hides all paint under it.")
    foreign: float = share(
        0.15, "Share of masks that hide paint from elsewhere, so that the network learns not to copy it."
    )
    edges: float = setting(
        1.0, "Weight of wrong steps between neighbouring pixels; wrong colour has weight 1.", "Network", min=0.0
    )
    content: float = setting(0.0, "Weight of wrong VGG-16 features.", "Network", min=0.0)
    style: float = setting(0.0, "Weight of wrong texture (Gram matrices of VGG-16 features).", "Network", min=0.0)
    adversarial: float = adversarial_setting()


@dataclass(frozen=True, slots=True)
class EnlargingConfig(TrainingConfig):
    """The settings for a network that enlarges pictures."""

    side: int = setting(
        128, "Side of an enlarged example.", "Examples", min=32, max=4096, metavar="PX", names=("--side", "--size")
    )
    batch: int = setting(16, "Examples per step.", "Examples", min=1, max=4096)
    rate: float = setting(5e-4, "Highest learning rate.", "Network", min=1e-6, max=1.0)
    decay: float = 0.0

    width: int = setting(64, "Channels.", "Network", min=1, max=2048)
    blocks: int = setting(8, "Residual blocks.", "Network", min=1, max=256)

    zoom: tuple[float, float] = setting(
        (0.4, 1.0),
        "Range of picture zoom before an example is reduced; less than 1 hides the marks of JPEG.",
        "Examples",
        metavar="LEAST,MOST",
    )
    pristine: float = share(0.3, "Share of examples that are only reduced: no blur, noise, sharpening or JPEG.")

    content: float = setting(0.0, "Weight of wrong VGG-16 features; wrong colour has weight 1.", "Network", min=0.0)
    style: float = setting(0.0, "Weight of wrong texture (Gram matrices of VGG-16 features).", "Network", min=0.0)
    adversarial: float = adversarial_setting()

    @property
    def multiple_of(self) -> int:
        """See `TrainingConfig.multiple_of`."""
        return ENLARGEMENT

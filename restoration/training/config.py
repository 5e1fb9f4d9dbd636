"""A plan of training: everything that decides what a network learns from given pictures. It needs no torch."""

from dataclasses import dataclass, field

from restoration.networks.designs import side_multiple
from restoration.training.augment.mix import AugmentationConfig


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """Of whatever is taught. The same plan and pictures give the same weights on the same processor.

    On a graphics card sums are made in any order, so weights differ a little from one training to the next.
    """

    steps: int = 6000
    batch: int = 8  # examples a step
    side: int = 256  # px, of an example
    seed: int = 0  # of the first weights and of all examples but the exam's
    widths: tuple[int, ...] = (16, 32, 64, 128, 192)  # channels, at the full size, at half, at a quarter...
    mixture: AugmentationConfig = field(
        default_factory=AugmentationConfig
    )  # of pairs from disk only its zoom and its camera are heeded

    rate: float = 2e-3  # of learning, at its highest
    warm_up: int = 200  # steps in which the rate rises; a tenth of all at most
    last: float = 0.01  # part of the rate that is left at the end
    decay: float = 1e-2  # of weights
    clip: float = 1.0  # longest gradient
    averaging: float = 0.998  # part of the averaged weights that a step leaves as they were
    precision: str = "float32"  # in which it computes; or "bfloat16"

    exam_every: int = 500  # steps
    patience: int = 6  # exams without a better one, then training ends

    @property
    def multiple_of(self) -> int:
        """What the side of an example must be a multiple of, px."""
        return side_multiple(self.widths)


@dataclass(frozen=True, slots=True)
class DetectionConfig(TrainingConfig):
    """Of a network that finds damage."""

    ridges: bool = True  # whether the network is also shown how far pixels lie below and above the paint around
    overlap: float = 0.5  # what missed overlap counts, beside the surprise at each pixel, which counts 1
    kinds: float = 0.3  # what surprise at the kind of damage counts
    focus: float = 0.0  # the power by which pixels count less that are nearly right
    memory: float = 0.0  # what it counts to answer otherwise than the first weights would


@dataclass(frozen=True, slots=True)
class InpaintingConfig(TrainingConfig):
    """Of a network that fills damage."""

    mixture: AugmentationConfig = field(
        default_factory=lambda: AugmentationConfig(
            undamaged=0.0, glazed=0.2, painted=0.2, photographed=0.0, zoom=(0.5, 1.5)
        )
    )
    tight: float = 0.25  # of the masks leave the soft rim of the damage outside, as detectors do
    foreign: float = 0.15  # of the masks hold paint from elsewhere: whatever is marked may have to go
    edges: float = (
        1.0  # what wrong steps between neighbours count, beside the error of colour in the mask, which counts 1
    )
    content: float = 0.0  # what wrong features count
    style: float = 0.0  # what wrong texture counts


EVALUATION_EXAMPLES = 64
EVALUATION_SEED = (
    2**32 - 1
)  # of the exam's examples, and of the damage on them: whatever the plan's seed, the exam is one

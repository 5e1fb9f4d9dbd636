"""What the user asks for on the Restore page, and what comes of it: damage found, results, what teaching changed."""

from dataclasses import dataclass, field, replace
from typing import Annotated

import numpy as np
from msgspec import Meta

from restoration.catalog import DETECTORS, INPAINTERS
from restoration.detection.base import SteppedDetection
from restoration.detection.teaching.taught_model import TaughtModel
from restoration.disk_arrays import compute_on_disk, keep_on_disk
from restoration.domain import DamageKind, KindMap, Mask, Restoration
from restoration.editing.history import Step
from restoration.editing.regions import RegionMap
from restoration.imaging.masks import count_components
from restoration.imaging.painting import Painting
from restoration.inpainting.diffusion.request import GenerationRequest
from restoration.metrics.similarity import SimilarityScores
from restoration.output.damage_map import TitleBlock
from restoration.pipeline import RIM_GROWTH, Settings, mark_kinds
from restoration.retouching.choice import ModeChoice

COMPOSITE = "composite"  # in place of a method's key: a result composed of several

MOST_ALTERNATIVES = 4  # of one generation: the page keeps five results, and one shall be another method's

FILLABLE_KINDS = (DamageKind.CRACK, DamageKind.SCRATCH, DamageKind.LOSS)


@dataclass(frozen=True, slots=True)
class GenerationPlan:
    """What is asked of an inpainter that generates paint; other inpainters ignore it."""

    request: GenerationRequest = GenerationRequest()  # noqa: RUF009 (it is frozen)
    alternatives: Annotated[int, Meta(ge=1, le=MOST_ALTERNATIVES)] = 1  # fills, with this seed and those that follow it

    def requests(self) -> tuple[GenerationRequest, ...]:
        """Return the request of each alternative."""
        return self.request.alternatives(self.alternatives)


@dataclass(frozen=True, slots=True)
class RestorationPlan:
    """The choices that lead to one result."""

    detector: str = field(default_factory=lambda: DETECTORS.best)  # a key of `DETECTORS`
    settings: Settings = Settings(growth=RIM_GROWTH)  # noqa: RUF009 (it is frozen)
    inpainter: str = field(default_factory=lambda: INPAINTERS.best)  # a key of `INPAINTERS`
    kinds: tuple[DamageKind, ...] = FILLABLE_KINDS  # to fill
    widest: int | None = None  # px, of the widest cracks to find; None: chosen from the picture
    generation: GenerationPlan = GenerationPlan()
    relief: float = 0.0  # 0..1, how much of the light and shade along the damage is taken away


THINNEST_STROKE, WIDEST_STROKE = 0.1, 2.0  # mm, that a person can choose


@dataclass(frozen=True, slots=True)
class ReintegrationPlan:
    """How the fills of a job are laid down."""

    choice: ModeChoice = ModeChoice()  # noqa: RUF009 (it is frozen)
    stroke_mm: Annotated[float, Meta(ge=THINNEST_STROKE, le=WIDEST_STROKE)] = 0.3


@dataclass(frozen=True, slots=True)
class DetectionRequest:
    """All that a detection depends on, for one picture."""

    detector: str  # its key
    widest: int | None  # px; None: chosen from the picture
    taught: TaughtModel | None  # what strokes taught it


@dataclass(slots=True, eq=False)
class DetectedDamage:
    """The output of one detector, kept so that the sensitivity slider answers at once."""

    request: DetectionRequest
    widest: int  # px, of the widest cracks that it looked for
    detection: SteppedDetection
    seconds: float
    visible: Mask | None = None  # (H, W): elsewhere nothing is marked; None: everywhere
    _last: tuple[Settings, KindMap] | None = None

    def kinds(self, settings: Settings) -> KindMap:
        """Return the kind map (H, W) uint8 at these settings; the same object while the settings stay the same."""
        if self._last is None or self._last[0] != settings:
            self._last = settings, keep_on_disk(mark_kinds(self.detection, settings, self.visible))
        return self._last[1]


@dataclass(frozen=True, slots=True, eq=False)
class RestorationResult:
    """A restoration at full strength, the choices behind it, and its scores where the truth is known."""

    restoration: Restoration
    plan: RestorationPlan
    steps: tuple[Step, ...]
    scores: tuple[SimilarityScores, SimilarityScores] | None = None  # of the picture before and after
    digests: dict[tuple[float, str, TitleBlock] | str, str] = field(default_factory=dict)
    """SHA-256 of encoded files, so that a record need not encode them again.

    The keys are strength, format and words of the restored picture, and "mask" for its mask.
    """

    composed_of: tuple[str, ...] = ()  # keys of the results that it takes its regions from; empty for a single fill

    @property
    def key(self) -> str:
        """What names it among the results of a job, in addresses and in the names of files."""
        return COMPOSITE if self.composed_of else self.restoration.key

    @property
    def label(self) -> str:
        """The name of its method."""
        return COMPOSITE.capitalize() if self.composed_of else INPAINTERS.label(self.key)


@dataclass(frozen=True, slots=True)
class LayingRequest:
    """All that a reintegration depends on. Pictures and masks are compared by identity: they are never changed."""

    restoration: Restoration  # the fill
    plan: ReintegrationPlan
    px_per_mm: float | None  # None if the scale is not known
    own_modes: tuple[tuple[int, str], ...]  # number and mode of each region for which one was chosen
    mask_id: int | None  # of the mask whose regions have these numbers; None where no mode was chosen
    result: RestorationResult = field(compare=False)
    regions: RegionMap | None = field(compare=False)  # None where no mode was chosen
    kinds: KindMap | None = field(compare=False)  # the mask itself: as long as it is here, no other has its id


@dataclass(frozen=True, slots=True, eq=False)
class LaidDown:
    """A result whose fill was laid down."""

    number: int  # of this picture; no other one of this server has it
    request: LayingRequest
    result: RestorationResult

    @property
    def layer(self) -> str:
        """Its name in the addresses of tiles."""
        return f"laid-down-{self.number}"


@dataclass(frozen=True, slots=True, eq=False)
class TaughtChange:
    """What teaching changed in the mask."""

    taught: TaughtModel
    settings: Settings
    before: KindMap  # (H, W), the mask before teaching, corrections included
    after: KindMap  # (H, W), the mask after it
    new_marks: int  # connected marks that it added
    withdrawn_marks: int  # and that it removed
    new_share: float  # of the picture, 0..1
    withdrawn_share: float

    @classmethod
    def of(
        cls, taught: TaughtModel, settings: Settings, before: KindMap, after: KindMap, paint_pixels: int
    ) -> "TaughtChange":
        """Compare the masks before and after teaching, (H, W) uint8 each, in a picture of that many visible pixels."""
        new, withdrawn = marks_changed(before, after)
        counts = count_components(new), count_components(withdrawn)
        shares = (np.count_nonzero(marks) / max(paint_pixels, 1) for marks in (new, withdrawn))
        return cls(taught, settings, before, after, *counts, *shares)


def marks_changed(before: KindMap, after: KindMap) -> tuple[Mask, Mask]:
    """Return (H, W) bool twice: where marks are new, and where they are gone; those of a large picture, on the disk."""
    new, gone = (compute_on_disk(_marked_first, *pair, dtype=np.bool_) for pair in ((after, before), (before, after)))
    return new, gone


def _marked_first(first: KindMap, other: KindMap) -> Mask:
    """Return where the first kind map has marks and the other one has none."""
    marked: Mask = (first > 0) & (other == 0)
    return marked


def keep_result_on_disk(result: RestorationResult, painting: Painting | None) -> RestorationResult:
    """Return the same result, its pixels on the disk; the picture before is the painting's own."""
    restoration, damage = result.restoration, result.restoration.damage
    kinds = None if damage.kinds is None else keep_on_disk(damage.kinds)
    relief = restoration.relief
    kept = replace(
        restoration,
        relief=None if relief is None else replace(relief, affected=keep_on_disk(relief.affected)),
        before=restoration.before if painting is None else painting.image,
        after=keep_on_disk(restoration.after),
        damage=replace(damage, mask=keep_on_disk(damage.mask), kinds=kinds),
    )
    return replace(result, restoration=kept)

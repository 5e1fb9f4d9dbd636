"""What one visitor is working on, kept for as long as the session lasts."""

from dataclasses import dataclass, field
from itertools import count

import streamlit as st

from restoration.catalog import DETECTORS, INPAINTERS
from restoration.detection.base import SteppedDetection
from restoration.detection.wide_cracks import NATIVE_WIDTH
from restoration.domain import DamageKind, Image, KindMap, Mask, Restoration
from restoration.editing.history import History, Step, Stroke
from restoration.editing.replay import MaskReplay
from restoration.editing.viewport import Viewport
from restoration.imaging.painting import Painting
from restoration.inpainting.fill_cache import CachedInpainter
from restoration.metrics.similarity import SimilarityScores
from restoration.pipeline import RIM_GROWTH, Settings, mark_kinds

SAMPLE, UPLOAD = "Sample", "Upload"
COLLECTION = "Collection"  # where a painting came from that another page handed over
SOURCES = (SAMPLE, UPLOAD, COLLECTION)
FILLABLE_KINDS = (DamageKind.CRACK, DamageKind.SCRATCH, DamageKind.LOSS)
_CANVAS_NUMBERS = count()  # of canvases: none is used twice, so that no painting gets another one's strokes
MAX_RESULTS = 3  # results of one painting, to compare; each takes as much memory as the picture


@dataclass(frozen=True, slots=True)
class RestorationPlan:
    """The choices that lead to one result."""

    detector: str = field(default_factory=lambda: DETECTORS.best)
    settings: Settings = Settings(growth=RIM_GROWTH)  # noqa: RUF009 (it is frozen)
    inpainter: str = field(default_factory=lambda: INPAINTERS.best)
    kinds: tuple[DamageKind, ...] = FILLABLE_KINDS  # what is to be filled
    widest: int = NATIVE_WIDTH  # px, of the cracks that are looked for


@dataclass(slots=True, eq=False)
class DetectedDamage:
    """What one detector saw in the painting: kept, so that sensitivity answers at once."""

    detector: str
    widest: int  # px, of the cracks that it looked for
    levels: SteppedDetection
    seconds: float
    _marked: tuple[Settings, KindMap] | None = None

    def kinds(self, settings: Settings) -> KindMap:
        """What is marked at these settings; the same array as long as they stay the same."""
        if self._marked is None or self._marked[0] != settings:
            self._marked = settings, mark_kinds(self.levels, settings)
        return self._marked[1]


@dataclass(frozen=True, slots=True, eq=False)
class RestorationResult:
    """A restoration at full strength, what led to it, and its scores where the truth is known."""

    restoration: Restoration
    plan: RestorationPlan
    steps: tuple[Step, ...]
    scores: tuple[SimilarityScores, SimilarityScores] | None = None  # before, after

    @property
    def label(self) -> str:
        """What it is called among others."""
        return INPAINTERS[self.restoration.inpainter].label


@dataclass(slots=True)
class ViewState:
    """Where the visitor looks, and how near."""

    zoom: str = "Fit"  # a key of `ZOOMS`
    centre: tuple[float, float] = (0.5, 0.5)  # x and y as parts of the picture
    map: bytes | None = None  # JPEG of all of it, small


@dataclass(slots=True)
class CanvasState:
    """The canvas in the browser: another number empties it, and it forgets its strokes when it is not shown."""

    number: int = field(default_factory=lambda: next(_CANVAS_NUMBERS))
    viewport: Viewport | None = None  # what it shows
    live: tuple[Stroke, ...] = ()  # strokes that still lie on it


@dataclass(slots=True)
class AutosaveFolder:
    """A folder on the disk that work is kept in."""

    token: str  # its name, which the page's address holds
    name: str  # of the file that was opened
    written: bytes  # the plan that this visit put there, or found there
    kept: tuple[object, ...] | None = None  # what that plan tells of


@dataclass(slots=True)
class Job:
    """A painting on the easel: what was found, corrected by hand and filled, and how it is looked at."""

    painting: Painting | None = None
    title: str = ""
    truth: Image | None = None  # the undamaged picture, where it is known
    upload: str | None = None  # Streamlit's number for the file that the painting came in
    shelf: AutosaveFolder | None = None  # where the work is kept
    plan: RestorationPlan = field(default_factory=RestorationPlan)
    look: DetectedDamage | None = None
    given: KindMap | None = None  # a mask from a file, in the place of a detector's
    history: History = field(default_factory=History)
    replay: MaskReplay | None = None
    canvas: CanvasState = field(default_factory=CanvasState)
    sight: ViewState = field(default_factory=ViewState)
    memories: dict[str, CachedInpainter] = field(default_factory=dict)  # of inpainters, by their keys
    results: list[RestorationResult] = field(default_factory=list)  # the newest last
    is_filling: bool = False  # or was, when a click ended the run
    strength: float = 1.0  # 0..1: how thickly the fill of a result is laid on
    promised: Mask | None = None  # what a dossier says the mask is, until that was seen to

    def take(self, painting: Painting, title: str, *, truth: Image | None = None) -> None:
        """Put a painting on the easel; all that was done to another one is dropped."""
        if self.painting is None or self.painting.sha256 != painting.sha256:
            self.clear()
            self.painting = painting
        self.title, self.truth = title, truth

    def clear(self) -> None:
        """Empty the easel; the plan stays."""
        fresh = Job(plan=self.plan, strength=self.strength)
        for name in self.__slots__:
            setattr(self, name, getattr(fresh, name))

    @property
    def steps(self) -> tuple[Step, ...]:
        """All corrections, those included that still lie on the canvas."""
        return (*self.history.steps, *self.canvas.live)

    def kinds(self) -> KindMap:
        """(H, W) uint8: the damage as found and corrected, by kind."""
        found = self.look.kinds(self.plan.settings) if self.given is None and self.look else self.given
        if found is None:
            raise ValueError("nobody has looked for damage yet")
        self.replay = self.replay or MaskReplay(found)
        return self.replay.kinds(found, self.steps)

    def settle(self) -> None:
        """Take the strokes from the canvas into the history; an empty canvas takes its place."""
        self.history = self.history.after(*self.canvas.live)
        self.canvas = CanvasState()

    def keep(self, result: RestorationResult) -> None:
        """Put a result with the others; it takes the place of one by the same method."""
        others = [one for one in self.results if one.plan.inpainter != result.plan.inpainter]
        self.results = [*others, result][-MAX_RESULTS:]


def current_job() -> Job:
    """The visitor's job with the chosen source; each has its own, so that a look at another one costs no work."""
    return all_jobs()[st.session_state.setdefault("source", SAMPLE)]


def all_jobs() -> dict[str, Job]:
    """All jobs of this visitor."""
    kept: dict[str, Job] = st.session_state.setdefault("jobs", {source: Job() for source in SOURCES})
    return kept


def open_on_restore_page(painting: Painting, title: str, *, truth: Image | None = None) -> None:
    """Put a painting from another page on the easel, and go there."""
    st.session_state["source"] = COLLECTION
    current_job().take(painting, title, truth=truth)
    st.switch_page("pages/restore.py")

"""What one user works on: a `Job` for each source of paintings, kept as long as the session."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from threading import Lock, RLock
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import streamlit as st

from restoration.app.restore.detection_store import StoredLevel
from restoration.app.restore.enlarging import EnlargedResult, EnlargingRequest
from restoration.app.restore.outcomes import (
    DetectedDamage,
    DetectionRequest,
    LaidDown,
    ReintegrationPlan,
    RestorationPlan,
    RestorationResult,
    TaughtChange,
    keep_result_on_disk,
)
from restoration.app.restore.running_work import Preview, RunningWork
from restoration.catalog import DETECTORS
from restoration.disk_arrays import keep_on_disk
from restoration.domain import DamageKind, Image, KindMap, Mask, PaintSource
from restoration.editing.areas import EditedArea, drawn_for
from restoration.editing.corrected_mask import CorrectedMask
from restoration.editing.effort import EffortSum
from restoration.editing.history import AreaUse, History, Point, Step, Stroke, region_decisions, taught_in_effect
from restoration.editing.regions import RegionDecision
from restoration.editing.viewport import Viewport
from restoration.errors import BadMask, RestorationError
from restoration.imaging.painting import Painting
from restoration.imaging.scale import Scale
from restoration.inpainting.diffusion.request import GenerationRequest
from restoration.inpainting.fill_cache import CachedInpainter
from restoration.output.damage_map import TitleBlock

if TYPE_CHECKING:
    from restoration.app.restore.regions import NumberedRegions

SAMPLE, UPLOAD = "Sample", "Upload"
COLLECTION = "Collection"  # a painting that another page sent here
SOURCES = (SAMPLE, UPLOAD, COLLECTION)
UPLOADER = "painting upload"  # the name of the uploader
SOURCE_KEY = "source"  # of the chosen source in the session state
MAX_WORDS = 200  # characters of a text about the painting

MAX_RESULTS = 5  # kept for one painting, to compare them; each takes as much of the disk as the picture

_CANVAS_NUMBERS = count()  # no number is used twice, so that no painting gets the strokes of another one


@dataclass(slots=True)
class ViewState:
    """The part of the painting that is visible."""

    zoom: str = "Fit"  # a key of `ZOOM_LEVELS`
    centre: tuple[float, float] = (0.5, 0.5)  # x and y, 0..1
    overview: bytes | None = None  # a small JPEG of the whole painting


@dataclass(slots=True)
class CanvasState:
    """The drawing canvas in the browser. A new number empties it; it loses its strokes when it is not shown."""

    number: int = field(default_factory=lambda: next(_CANVAS_NUMBERS))
    viewport: Viewport | None = None  # the part of the painting under it
    strokes: tuple[Stroke, ...] = ()  # still on the canvas, not yet in the history


@dataclass(frozen=True, slots=True)
class SelectedRegion:
    """The region whose alternatives are shown. It is named by one of its pixels: its number changes with the mask."""

    x: int  # px
    y: int
    visit: int = 0  # another number than before: the view goes to the region; 0: the view stays


@dataclass(frozen=True, slots=True, eq=False)
class Composite:
    """The result composed of what was chosen for each region, and all that it depends on."""

    results: tuple[RestorationResult, ...]
    default: str  # key of the result that all other pixels are taken from
    kinds: KindMap  # (H, W), the mask
    choices: tuple[tuple[int, str], ...]  # number of each region, and key of its result
    result: RestorationResult


@dataclass(frozen=True, slots=True, eq=False)
class MarksToFill:
    """The marks that shall be filled, and all that they depend on."""

    marked: KindMap  # (H, W), the mask
    not_to_fill: KindMap | None  # (H, W), not 0 where nothing is filled
    wanted: tuple[DamageKind, ...]
    decisions: tuple[RegionDecision, ...]
    kinds: KindMap  # (H, W), what is left to fill
    mask: Mask  # (H, W), the same


@dataclass(frozen=True, slots=True, eq=False)
class DrawnSource:
    """The area from which alone paint is taken, and all that it depends on."""

    area: KindMap  # (H, W), not 0 where it was drawn
    marked: KindMap  # (H, W), the mask
    described: PaintSource
    problem: BadMask | None  # why no fill can use it


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """A picture of this computer that is opened where it lies."""

    path: str
    sha256: str  # of its bytes when it was opened


@dataclass(slots=True, eq=False, weakref_slot=True)
class AutosaveFolder:
    """The folder on disk in which the work is saved."""

    token: str  # a secret that the page's address contains; the folder is named by its hash
    name: str  # of the opened file
    plan_json: bytes  # the saved plan as this session last wrote or read it
    saved: tuple[object, ...] | None = None  # the state of the job that this plan describes
    results: dict[RestorationResult, str] = field(default_factory=dict)  # that are kept in it, and their files
    own_mask: KindMap | None = None  # that lies in the folder
    linked: LinkedFile | None = None  # the opened file, where it is not in the folder
    lock: Lock = field(default_factory=Lock)  # held while it is written: the page and the editor both save


@dataclass(slots=True)
class Job:
    """The work on one painting: its damage as detected and corrected, its results, and the current view."""

    painting: Painting | None = None
    title: str = ""
    truth: Image | None = None  # (H, W, 3), the undamaged picture where it is known
    upload_id: str | None = None  # Streamlit's id of the uploaded file
    refused: tuple[str, RestorationError] | None = None  # the same of an upload that could not be read, and why
    autosave: AutosaveFolder | None = None
    plan: RestorationPlan = field(default_factory=RestorationPlan)
    detected: DetectedDamage | None = None
    paint: Callable[[], Image] | None = None  # makes the painting with visible paint continued into what is transparent
    seen: dict[str, StoredLevel] = field(default_factory=dict)  # by key: what detectors see at each size
    asked_after: Step | None = None  # the stroke after which learning was asked for last
    wants_teaching: bool = False  # whether the user asked to learn from the corrections, and it has not been begun yet
    change: TaughtChange | None = None  # by the last teaching of this session
    figure: npt.NDArray[np.uint8] | None = None  # (H, W), 255 where a network surely sees it; None: it was not asked
    given_mask: KindMap | None = None  # from a file; it replaces the detected damage
    mask_notes: tuple[str, ...] = ()  # sentences on what was odd about it
    history: History = field(default_factory=History)
    corrected: CorrectedMask | None = None
    effort: EffortSum | None = None  # of the corrections
    areas: dict[AreaUse, EditedArea] = field(default_factory=dict)  # that were set aside
    to_fill: MarksToFill | None = None  # as they were looked for last
    source: DrawnSource | None = None  # as it was looked for last
    estimate: tuple[Mask, GenerationRequest, str] | None = None  # how long a generation takes, and what that depends on
    canvas: CanvasState = field(default_factory=CanvasState)
    view: ViewState = field(default_factory=ViewState)
    inpainters: dict[str, CachedInpainter] = field(default_factory=dict)  # by key
    results: list[RestorationResult] = field(default_factory=list)  # the newest last
    default_fill: str | None = None  # key of the result that regions take without a choice; None: the newest
    composite: Composite | None = None  # as it was composed last
    selected: SelectedRegion | None = None  # the region whose alternatives are shown
    reintegration: ReintegrationPlan = field(default_factory=ReintegrationPlan)
    laid_down: list[LaidDown] = field(default_factory=list)  # results whose fill was laid down, the newest last
    enlarged: EnlargedResult | None = None  # the last one, as long as the result that it was made from is kept
    wants_result_view: bool = False  # whether the page shall turn to the results
    wants_filling: bool = False  # whether the user asked to fill the damage, and it has not been begun yet
    wants_enlarging: EnlargingRequest | None = None  # what the user asked for, and it has not been begun yet
    running: RunningWork = field(default_factory=RunningWork)
    has_unseen_result: bool = False  # whether a fill is ready that was not looked at
    strength: float = 1.0  # 0..1, opacity of a result's fill
    scale: Scale | None = None  # of the photograph
    title_block: TitleBlock = field(default_factory=TitleBlock)  # who examined which painting, and when
    saved_mask: Mask | None = None  # the mask in a dossier, until it has been compared with the detected one
    saved_kinds: KindMap | None = None  # the kinds of its damage, where the dossier knows them
    regions: "list[NumberedRegions]" = field(default_factory=list)  # of the last masks, the newest last
    ruler: tuple[Point, Point] | None = None  # ends of a line that the user has measured, px
    editor: object = None  # the session of the editor in the browser, an `EditorSession`; it ends with this reference
    lock: RLock = field(default_factory=RLock)  # held while corrections change: the editor sends them beside the page

    def load(self, painting: Painting, title: str, *, truth: Image | None = None) -> None:
        """Take a painting; the work on a different painting is dropped."""
        if self.painting is None or self.painting.sha256 != painting.sha256:
            self.clear()
            self.painting = keep_painting_on_disk(painting)
        self.title, self.truth = title, None if truth is None else keep_on_disk(truth)

    def clear(self) -> None:
        """Drop the painting and all work on it; the plan stays."""
        self.running.stop()
        with self.lock:
            fresh = Job(plan=self.plan, strength=self.strength, lock=self.lock)
            for name in self.__slots__:
                setattr(self, name, getattr(fresh, name))

    @property
    def steps(self) -> tuple[Step, ...]:
        """All corrections, with the strokes that are still on the canvas."""
        return (*self.history.steps, *self.canvas.strokes)

    @property
    def visible(self) -> Mask | None:
        """Where the painting is not wholly transparent, (H, W) bool; None: everywhere."""
        return None if self.painting is None else self.painting.visible

    @property
    def is_marked(self) -> bool:
        """Whether there is a mask, found or given."""
        return self.detected is not None or self.given_mask is not None

    @property
    def request(self) -> DetectionRequest:
        """What shall be detected now; what was taught to other weights of the detector does not count."""
        detector = self.plan.detector
        taught = taught_in_effect(self.history.steps, detector)
        is_own = taught is not None and taught.weights_version == DETECTORS[detector].weights_version()
        return DetectionRequest(detector, self.plan.widest, taught if is_own else None)

    def kinds(self) -> KindMap:
        """Return the kind map (H, W) uint8 of the damage, as detected and corrected."""
        with self.lock:
            detected = self.detected.kinds(self.plan.settings) if self.given_mask is None and self.detected else None
            found = self.given_mask if detected is None else detected
            if found is None:
                raise ValueError("no detector has run yet")
            self.corrected = self.corrected or CorrectedMask(found, self.visible)
            return self.corrected.kinds(found, self.steps)

    def area(self, use: AreaUse) -> KindMap | None:
        """Return the part of the picture that is set aside for a use; see `EditedArea.pixels`."""
        with self.lock:
            if self.painting is None or not drawn_for(use, self.history.steps):
                return None
            if use not in self.areas:
                self.areas[use] = EditedArea(use, self.painting.image.shape, self.visible)
            return self.areas[use].pixels(self.history.steps)

    def check_effort(self, steps: tuple[Step, ...]) -> None:
        """Raise `TooManyCorrections` if these corrections of the painting are too much work; see `EffortSum`."""
        with self.lock:
            if self.painting is not None:
                self.effort = self.effort or EffortSum(self.painting.image.shape)
                self.effort.check(steps)

    def edit(self, change: Callable[[History], History]) -> None:
        """Change the corrections; nothing else changes them meanwhile."""
        with self.lock:
            self.history = change(self.history)

    def add_step(self, step: Step) -> None:
        """Add a step behind the strokes on the canvas."""
        self.commit_strokes()
        self.edit(lambda history: history.after(step))

    def commit_strokes(self) -> None:
        """Move the strokes from the canvas into the history; an empty canvas replaces it."""
        with self.lock:
            self.history = self.history.after(*self.canvas.strokes)
            self.canvas = CanvasState()

    @property
    def preview(self) -> Preview | None:
        """A quick fill, as long as the one that was asked for goes on."""
        return self.running.filling.previews[-1] if self.running.filling and self.running.filling.previews else None

    def add_result(self, result: RestorationResult) -> None:
        """Keep a result on the disk; it replaces the one by the same method, and too old ones are dropped.

        A result that a region takes stays longer than one that none takes.
        """
        others = [kept for kept in self.results if kept.key != result.key]
        if len(others) >= MAX_RESULTS:
            taken = {self.default_fill, *(decision.fill for decision in region_decisions(self.steps))}
            others.remove(next((kept for kept in others if kept.key not in taken), others[0]))
        self.results = [*others, keep_result_on_disk(result, self.painting)]


def keep_painting_on_disk(painting: Painting) -> Painting:
    """Return the same painting, its pixels on the disk."""
    alpha = None if painting.alpha is None else keep_on_disk(painting.alpha)
    return replace(painting, image=keep_on_disk(painting.image), alpha=alpha)


def current_job() -> Job:
    """Return the job of the chosen source; each source has its own, so that no work is lost by a look at another."""
    return all_jobs()[st.session_state.setdefault(SOURCE_KEY, SAMPLE)]


def all_jobs() -> dict[str, Job]:
    """Return the jobs of this user, by source."""
    jobs: dict[str, Job] = st.session_state.setdefault("jobs", {source: Job() for source in SOURCES})
    return jobs


def open_on_restore_page(painting: Painting, title: str, *, truth: Image | None = None, credit: str = "") -> None:
    """Open a painting from another page on the Restore page; `credit` goes into the record unless one is there."""
    st.session_state[SOURCE_KEY] = COLLECTION
    job = current_job()
    job.load(painting, title, truth=truth)
    job.title_block = replace(job.title_block, credit=job.title_block.credit or credit[:MAX_WORDS])
    st.switch_page("pages/restore.py")

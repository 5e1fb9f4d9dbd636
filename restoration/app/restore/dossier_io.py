"""Opening what the user gives us, and the work of a job as a dossier and back."""

import re
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
import streamlit as st

from restoration.app import messages
from restoration.app.restore.controls import MAX_GROWTH, MIN_GROWTH, set_controls
from restoration.app.restore.outcomes import (
    FILLABLE_KINDS,
    GenerationPlan,
    ReintegrationPlan,
    RestorationPlan,
    RestorationResult,
)
from restoration.app.restore.state import MAX_RESULTS, Job
from restoration.app.restore.work import score_in_turn
from restoration.app.text import escape_markdown
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.decoding import convert_json
from restoration.detection.crack_width import CRACK_WIDTHS, NATIVE_WIDTH
from restoration.disk_arrays import keep_on_disk
from restoration.domain import KindMap, Mask, Restoration
from restoration.editing.areas import EditedArea
from restoration.editing.effort import TooManyCorrections
from restoration.editing.history import AreaUse, History, Step, area_steps
from restoration.editing.replay import steps_without_effect
from restoration.editing.serialization import step_to_json, steps_from_json
from restoration.errors import BadDossier
from restoration.imaging.iiif_source import source_of
from restoration.imaging.masks import are_equal, as_loss_kinds, mask_of_kinds
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_painting
from restoration.imaging.scale import Scale
from restoration.output.damage_map import TitleBlock
from restoration.output.dossier import Dossier, SavedResult, read_dossier
from restoration.pipeline import Settings

Entry = TypeVar("Entry", bound="PlanEntry")

CHANGED_DETECTOR = "The detector has changed since you saved this. The page shows the mask that you saved."

ZIP_SIGNATURE = b"PK"  # the first bytes of a dossier


@dataclass(frozen=True, slots=True, eq=False)
class OpenedPainting:
    """A photograph that nothing has been done to yet."""

    painting: Painting
    title: str


@dataclass(frozen=True, slots=True)
class SettingsEntry:
    """The settings of a mask, as JSON holds them."""

    sensitivity: Annotated[float, msgspec.Meta(ge=0, le=1)]
    growth: Annotated[int, msgspec.Meta(ge=MIN_GROWTH, le=MAX_GROWTH)]  # px


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEntry:
    """A plan, as JSON holds it."""

    detector: str
    settings: SettingsEntry
    inpainter: str
    kinds: tuple[str, ...]
    widest: int | None = NATIVE_WIDTH  # px, one of `CRACK_WIDTHS`, null: automatic; the oldest dossiers do not have it
    generation: GenerationPlan = field(default_factory=GenerationPlan)  # missing before December 2026
    relief: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.0  # missing before December 2026


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPlanEntry(PlanEntry):
    """The plan of one result."""

    corrections: Annotated[int, msgspec.Meta(ge=0)]  # how many steps it was made with


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPlanEntry(PlanEntry):
    """The plan of the work as it stands."""

    strength: Annotated[float, msgspec.Meta(ge=0, le=1)]
    own_mask: bool  # whether the mask came from a file
    scale: Scale | None = None  # these two are missing before December 2026
    title_block: TitleBlock = field(default_factory=TitleBlock)
    default_fill: str | None = None  # missing where no fill was chosen for a region
    reintegration: ReintegrationPlan = field(default_factory=ReintegrationPlan)  # missing before December 2026


def open_file(source: bytes | Path, name: str) -> OpenedPainting | Dossier:
    """Read a file of the user, a photograph or a dossier.

    Args:
        source: the file, or its bytes.
        name: of the file.

    Raises:
        BadDossier: the file is a dossier that is damaged.
        BadImage: the file is neither.
    """
    if is_dossier(source):
        return read_dossier(source)
    name = re.split(r"[/\\]", name)[-1]  # whatever a browser sends, it is a name and no path
    painting = read_painting(source, name=name, in_strips=True)
    museum = source_of(painting)
    return OpenedPainting(painting, museum.label if museum and museum.label else Path(name).stem)


def is_dossier(source: bytes | Path) -> bool:
    """Return whether a file, or one of these bytes, is a zip; False if it cannot be opened."""
    if isinstance(source, bytes):
        return source.startswith(ZIP_SIGNATURE)
    try:
        with source.open("rb") as file:
            return file.read(len(ZIP_SIGNATURE)) == ZIP_SIGNATURE
    except OSError:
        return False


def load_into_job(job: Job, opened: OpenedPainting | Dossier) -> None:
    """Load a painting, or the work in a dossier, and set the controls to it; a dossier without a plan is a painting.

    Raises:
        BadDossier: the plan cannot be understood.
        BadRequest: a correction cannot be understood.
        UnknownMethod: a method is unknown.
    """
    if isinstance(opened, OpenedPainting) or not opened.plan:
        _leave(job)
        job.load(opened.painting, opened.title)
        return
    entry = _decode_plan(opened.plan, JobPlanEntry)
    steps, has_own_mask = _read_steps(opened, entry)
    plan, results = _as_plan(entry), _load_results(opened, steps)
    _leave(job)  # from here on nothing can fail
    job.load(opened.painting, opened.title, truth=opened.truth)
    job.plan, job.strength, job.history = plan, entry.strength, History(steps)
    job.scale, job.title_block, job.default_fill = entry.scale, entry.title_block, entry.default_fill
    job.reintegration = entry.reintegration
    for result in results:
        job.add_result(result)
    job.saved_mask = keep_on_disk(opened.mask)
    job.saved_kinds = None if opened.kinds is None else keep_on_disk(opened.kinds)
    if opened.own_mask is not None and has_own_mask:
        job.given_mask = keep_on_disk(opened.own_mask)
    elif has_own_mask:
        _take_saved_mask(job, opened.mask)
    set_controls(plan, entry.strength)


def _leave(job: Job) -> None:
    """Drop the painting of the job, and say so if that stops a filling."""
    if job.running.filling is not None:
        title = escape_markdown(job.title)
        messages.keep_note("left work", f"The filling of {title} was stopped, because another painting was opened.")
    job.clear()


def _read_steps(opened: Dossier, entry: JobPlanEntry) -> tuple[tuple[Step, ...], bool]:
    """Return the corrections, and whether the saved mask stands for them: they may be too many to repeat."""
    try:
        return steps_from_json(opened.corrections, opened.mask.shape), entry.own_mask
    except TooManyCorrections:
        return (), True


def restore_saved_mask(job: Job) -> None:
    """Compare the mask with the one in the dossier; where a newer detector finds another one, use the saved mask."""
    if job.saved_mask is None or not job.is_marked:
        return
    if not are_equal(mask_of_kinds(job.kinds()), job.saved_mask):
        _take_saved_mask(job, job.saved_mask)
        messages.keep_note(
            "dossier", "The detector has changed since you saved this. The page shows the mask that you saved."
        )
    job.saved_mask = job.saved_kinds = None


def _take_saved_mask(job: Job, mask: Mask) -> None:
    """Take a saved mask, which has the corrections in it, in place of a detector's; decisions about regions stay."""
    kinds = as_loss_kinds(mask) if job.saved_kinds is None else job.saved_kinds
    job.given_mask = keep_on_disk(kinds)
    job.history = History(steps_without_effect(kinds, job.history.steps))


def dossier_of(job: Job, painting: Painting) -> Dossier:
    """Return the work as a dossier."""
    results = [saved_result(result) for result in job.results]
    kinds, plan = job.kinds(), plan_as_json(job)
    return Dossier(
        painting,
        job.title,
        mask_of_kinds(kinds),
        kinds=kinds,
        own_mask=own_mask(job) if plan["own_mask"] else None,
        plan=plan,
        corrections=corrections_as_json(job),
        truth=job.truth,
        results=results,
    )


def plan_as_json(job: Job) -> dict[str, Any]:
    """Return the state of the controls, ready for JSON."""
    own_mask = job.given_mask is not None or not can_repeat(job)
    entry = JobPlanEntry(
        **_entry_fields(job.plan),
        strength=job.strength,
        own_mask=own_mask,
        scale=job.scale,
        title_block=job.title_block,
        default_fill=job.default_fill,
        reintegration=job.reintegration,
    )
    return asdict(entry)


def own_mask(job: Job) -> KindMap:
    """Return the mask, (H, W) uint8, that the saved corrections start from, in place of a detector's."""
    return job.given_mask if job.given_mask is not None and can_repeat(job) else job.kinds()


def corrections_as_json(job: Job) -> list[dict[str, Any]]:
    """Return the corrections in their order, ready for JSON; too many for the mask leave what was set aside."""
    return [step_to_json(step) for step in (job.steps if can_repeat(job) else area_steps(job.steps))]


def can_repeat(job: Job) -> bool:
    """Return whether the corrections can be applied again when the work is opened; else its mask is saved."""
    try:
        job.check_effort(job.steps)
    except TooManyCorrections:
        return False
    return True


def saved_result(result: RestorationResult) -> SavedResult:
    """Return a result with its plan ready for JSON."""
    return SavedResult(result.restoration, _result_plan_as_json(result))


def _result_plan_as_json(result: RestorationResult) -> dict[str, Any]:
    return asdict(ResultPlanEntry(**_entry_fields(result.plan), corrections=len(result.steps)))


def _entry_fields(plan: RestorationPlan) -> dict[str, Any]:
    return {
        "detector": plan.detector,
        "settings": SettingsEntry(plan.settings.sensitivity, plan.settings.growth),
        "inpainter": plan.inpainter,
        "kinds": tuple(kind.value for kind in plan.kinds),
        "widest": plan.widest,
        "generation": plan.generation,
        "relief": plan.relief,
    }


def _decode_plan(plan: dict[str, Any], kind: type[Entry]) -> Entry:
    """Return a dossier's plan as an entry; raise `BadDossier` if it does not fit."""
    entry = convert_json(plan, kind, name="dossier's plan", error=BadDossier)
    if entry.widest is not None and entry.widest not in CRACK_WIDTHS:
        raise BadDossier(f"The dossier's plan has cracks {entry.widest} px wide; known are {CRACK_WIDTHS}.")
    return entry


def _as_plan(entry: PlanEntry) -> RestorationPlan:
    """Return the plan; raise `BadRequest` if a method is unknown."""
    return RestorationPlan(
        DETECTORS[entry.detector].key,
        Settings(entry.settings.sensitivity, entry.settings.growth),
        INPAINTERS[entry.inpainter].key,
        tuple(kind for kind in FILLABLE_KINDS if kind.value in entry.kinds),
        entry.widest,
        entry.generation,
        entry.relief,
    )


def _load_results(opened: Dossier, steps: tuple[Step, ...]) -> list[RestorationResult]:
    if len(opened.results) > MAX_RESULTS:
        raise BadDossier(f"The dossier holds {len(opened.results)} results, and this program keeps {MAX_RESULTS}.")
    plans = [_load_result_plan(saved) for saved in opened.results]
    restorations = [
        _with_source_area(saved.restoration, opened.painting, steps[:count])
        for saved, (_, count) in zip(opened.results, plans, strict=True)
    ]
    return [
        RestorationResult(restoration, plan, steps[:count], scores)
        for restoration, (plan, count), scores in zip(
            restorations, plans, score_in_turn(st.empty(), restorations, opened.truth), strict=True
        )
    ]


def _with_source_area(restoration: Restoration, painting: Painting, steps: tuple[Step, ...]) -> Restoration:
    """Return a restoration that knows the area its paint came from, as far as the corrections hold it."""
    area = EditedArea(AreaUse.SOURCE, painting.image.shape, painting.visible).pixels(steps)
    if restoration.source is None or area is None:
        return restoration
    return replace(restoration, source=replace(restoration.source, area=keep_on_disk(area > 0)))


def _load_result_plan(saved: SavedResult) -> tuple[RestorationPlan, int]:
    """Return the plan of a result, and with how many corrections it was made."""
    entry = _decode_plan(saved.plan, ResultPlanEntry)
    INPAINTERS[saved.restoration.inpainter]  # its label is shown
    return _as_plan(entry), entry.corrections

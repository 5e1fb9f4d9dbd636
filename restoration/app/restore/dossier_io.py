"""The work on the easel as a dossier, and back."""

from dataclasses import asdict
from typing import Any

import numpy as np
import streamlit as st

from restoration.app.exclusive import one_at_a_time
from restoration.app.restore.controls import CRACK_WIDTHS, MAX_GROWTH, MIN_GROWTH
from restoration.app.restore.state import FILLABLE_KINDS, Job, RestorationPlan, RestorationResult
from restoration.app.restore.work import score_restoration
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.detection.wide_cracks import NATIVE_WIDTH
from restoration.domain import Image
from restoration.editing.history import History, Step
from restoration.editing.serialization import step_to_json, steps_from_json
from restoration.errors import BadDossier
from restoration.imaging.masks import as_loss_kinds
from restoration.imaging.painting import Painting
from restoration.output.dossier import Dossier, SavedResult, encode_dossier
from restoration.pipeline import Settings


def encode_job(job: Job, painting: Painting) -> bytes:
    """The bytes of a dossier with all that is on the easel."""
    results = [
        SavedResult(one.restoration, _encode_plan(one.plan) | {"corrections": len(one.steps)}) for one in job.results
    ]
    mask = job.kinds() > 0
    return encode_dossier(
        Dossier(painting, job.title, mask, plan_as_json(job), corrections_as_json(job), job.truth, results)
    )


def plan_as_json(job: Job) -> dict[str, Any]:
    """Where the controls stand, ready for JSON."""
    return _encode_plan(job.plan) | {"strength": job.strength, "own_mask": job.given is not None}


def corrections_as_json(job: Job) -> list[dict[str, Any]]:
    """What was corrected by hand, in order, ready for JSON."""
    return [step_to_json(step) for step in job.steps]


def load_into_job(job: Job, dossier: Dossier) -> None:
    """Put the work of a dossier on the easel, and the controls where they stood; without a plan, the painting alone.

    Raises:
        BadDossier: its plan means nothing to this program.
        BadRequest: its corrections do not, or a method in it is unknown.
    """
    if not dossier.plan:
        job.clear()
        job.take(dossier.painting, dossier.title)
        return
    try:
        chosen, strength, own_mask = (
            _decode_plan(dossier.plan),
            float(dossier.plan["strength"]),
            dossier.plan["own_mask"],
        )
        steps = steps_from_json(dossier.corrections)
        with one_at_a_time(st.empty()):
            results = [_load_result(one, steps, dossier.truth) for one in dossier.results]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise BadDossier(f"The dossier's plan cannot be understood ({error!r}).") from error
    job.clear()
    job.take(dossier.painting, dossier.title, truth=dossier.truth)
    job.plan, job.strength, job.history, job.results = chosen, strength, History(steps), results
    job.promised = dossier.mask
    if own_mask:
        job.given, job.history = as_loss_kinds(dossier.mask), History()  # they are in that mask
    st.session_state.update(_widget_values(chosen, strength))


def restore_saved_mask(job: Job) -> None:
    """See to it that the mask is the one that was saved, if a newer detector now finds another."""
    if job.promised is None:
        return
    if not np.array_equal(job.kinds() > 0, job.promised):
        job.given, job.history = as_loss_kinds(job.promised), History()
        st.info("The detector has changed since this dossier was saved; its mask is shown as it was then.")
    job.promised = None


def _encode_plan(plan: RestorationPlan) -> dict[str, Any]:
    return {
        "detector": plan.detector,
        "settings": asdict(plan.settings),
        "inpainter": plan.inpainter,
        "kinds": [kind.value for kind in plan.kinds],
        "widest": plan.widest,
    }


def _decode_plan(told: dict[str, Any]) -> RestorationPlan:
    settings = Settings(float(told["settings"]["sensitivity"]), int(told["settings"]["growth"]))
    if not (0 <= settings.sensitivity <= 1 and MIN_GROWTH <= settings.growth <= MAX_GROWTH):
        raise ValueError(settings)
    kinds = tuple(kind for kind in FILLABLE_KINDS if kind.value in told["kinds"])
    widest = int(told.get("widest", NATIVE_WIDTH))  # older dossiers know of no other
    if widest not in CRACK_WIDTHS:
        raise ValueError(widest)
    return RestorationPlan(DETECTORS[told["detector"]].key, settings, INPAINTERS[told["inpainter"]].key, kinds, widest)


def _load_result(kept: SavedResult, steps: tuple[Step, ...], truth: Image | None) -> RestorationResult:
    return RestorationResult(
        kept.restoration,
        _decode_plan(kept.plan),
        steps[: int(kept.plan["corrections"])],
        score_restoration(kept.restoration, truth),
    )


def _widget_values(plan: RestorationPlan, strength: float) -> dict[str, Any]:
    """The values of the widgets that tell of the plan, by their keys."""
    return {
        DETECTORS.kind: plan.detector,
        INPAINTERS.kind: plan.inpainter,
        "sensitivity": plan.settings.sensitivity,
        "growth": plan.settings.growth,
        "kinds": list(plan.kinds),
        "widest": plan.widest,
        "strength": round(strength * 100),
    }

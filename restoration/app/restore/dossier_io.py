"""The work on the easel as a dossier, and back."""

from dataclasses import asdict
from typing import Any

import numpy as np
import streamlit as st

from restoration.app.exclusive import own_turn
from restoration.app.restore.controls import LEAST_GROWTH, MOST_GROWTH, WIDTHS
from restoration.app.restore.state import FILLED, Job, Plan, Result
from restoration.app.restore.work import scores
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.detection.wide_cracks import KNOWN
from restoration.domain import Image
from restoration.editing.history import History, Step
from restoration.editing.serialization import from_json, to_json
from restoration.errors import BadDossier
from restoration.imaging.masks import as_losses
from restoration.imaging.painting import Painting
from restoration.output.dossier import Dossier, KeptResult, encode_dossier
from restoration.pipeline import Settings


def encode(job: Job, painting: Painting) -> bytes:
    """The bytes of a dossier with all that is on the easel."""
    results = [KeptResult(one.restoration, _told(one.plan) | {"corrections": len(one.steps)}) for one in job.results]
    mask = job.kinds() > 0
    return encode_dossier(Dossier(painting, job.title, mask, plan(job), corrections(job), job.truth, results))


def plan(job: Job) -> dict[str, Any]:
    """Where the controls stand, ready for JSON."""
    return _told(job.plan) | {"strength": job.strength, "own_mask": job.given is not None}


def corrections(job: Job) -> list[dict[str, Any]]:
    """What was corrected by hand, in order, ready for JSON."""
    return [to_json(step) for step in job.steps]


def lay_out(job: Job, dossier: Dossier) -> None:
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
        chosen, strength, own_mask = _plan(dossier.plan), float(dossier.plan["strength"]), dossier.plan["own_mask"]
        steps = from_json(dossier.corrections)
        with own_turn(st.empty()):
            results = [_result(one, steps, dossier.truth) for one in dossier.results]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise BadDossier(f"The dossier's plan cannot be understood ({error!r}).") from error
    job.clear()
    job.take(dossier.painting, dossier.title, truth=dossier.truth)
    job.plan, job.strength, job.history, job.results = chosen, strength, History(steps), results
    job.promised = dossier.mask
    if own_mask:
        job.given, job.history = as_losses(dossier.mask), History()  # they are in that mask
    st.session_state.update(_controls(chosen, strength))


def keep_promise(job: Job) -> None:
    """See to it that the mask is the one that was saved, if a newer detector now finds another."""
    if job.promised is None:
        return
    if not np.array_equal(job.kinds() > 0, job.promised):
        job.given, job.history = as_losses(job.promised), History()
        st.info("The detector has changed since this dossier was saved; its mask is shown as it was then.")
    job.promised = None


def _told(plan: Plan) -> dict[str, Any]:
    return {
        "detector": plan.detector,
        "settings": asdict(plan.settings),
        "inpainter": plan.inpainter,
        "kinds": [kind.value for kind in plan.kinds],
        "widest": plan.widest,
    }


def _plan(told: dict[str, Any]) -> Plan:
    settings = Settings(float(told["settings"]["sensitivity"]), int(told["settings"]["growth"]))
    if not (0 <= settings.sensitivity <= 1 and LEAST_GROWTH <= settings.growth <= MOST_GROWTH):
        raise ValueError(settings)
    kinds = tuple(kind for kind in FILLED if kind.value in told["kinds"])
    widest = int(told.get("widest", KNOWN))  # older dossiers know of no other
    if widest not in WIDTHS:
        raise ValueError(widest)
    return Plan(DETECTORS[told["detector"]].key, settings, INPAINTERS[told["inpainter"]].key, kinds, widest)


def _result(kept: KeptResult, steps: tuple[Step, ...], truth: Image | None) -> Result:
    return Result(
        kept.restoration, _plan(kept.plan), steps[: int(kept.plan["corrections"])], scores(kept.restoration, truth)
    )


def _controls(plan: Plan, strength: float) -> dict[str, Any]:
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

"""The controls in the sidebar: how the damage is found and filled."""

from typing import Any, TypeVar

import streamlit as st

from restoration.app import widgets
from restoration.app.restore.area_panel import show_areas
from restoration.app.restore.generation_panel import choose_generation, controls_of, show_estimate
from restoration.app.restore.outcomes import FILLABLE_KINDS, RestorationPlan
from restoration.app.restore.state import Job
from restoration.app.text import escape_sentence
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.detection.crack_width import CRACK_WIDTHS
from restoration.domain import DamageKind
from restoration.inpainting.diffusion.inpainter import Diffusion
from restoration.pipeline import Settings
from restoration.registry import Registry

Method = TypeVar("Method")

MIN_GROWTH, MAX_GROWTH = -3, 6  # px
AUTOMATIC = "Auto"  # in place of a width of cracks
KIND_LABELS = {DamageKind.CRACK: "Cracks", DamageKind.SCRATCH: "Scratches", DamageKind.LOSS: "Losses"}


def choose_plan(job: Job) -> None:
    """Let the user choose the methods, their settings, and the strength of the fill."""
    detector, widest, settings = _choose_detection(job.plan)
    inpainter = choose_method("Fill it with", INPAINTERS, job.plan.inpainter)
    generates = inpainter == Diffusion.key
    generation = choose_generation(job.plan.generation) if generates else job.plan.generation
    kinds = _choose_kinds(job.plan)
    relief = _choose_relief(job.plan)
    job.plan = RestorationPlan(detector, settings, inpainter, kinds, widest, generation, relief)
    if generates:
        show_estimate(job)
    show_areas(job)
    percent = st.slider(
        "Strength, %",
        0,
        100,
        key=widgets.key_with_default("strength", round(job.strength * 100)),
        persist_state="session",
        help="How strongly the fill covers the damage. A change shows at once, without filling again.",
    )
    job.strength = percent / 100


def set_controls(plan: RestorationPlan, strength: float) -> None:
    """Set all controls to a plan and a strength (0..1)."""
    values: dict[str, Any] = {
        DETECTORS.kind: plan.detector,
        INPAINTERS.kind: plan.inpainter,
        "sensitivity": plan.settings.sensitivity,
        "growth": plan.settings.growth,
        "kinds": list(plan.kinds),
        "widest": plan.widest or AUTOMATIC,
        "relief": round(plan.relief * 100),
        "strength": round(strength * 100),
        **controls_of(plan.generation),
    }
    st.session_state.update(values)


def choose_method(label: str, methods: Registry[Method], chosen: str) -> str:
    """Return the key of a method that can run; one that cannot is listed, and its hint is shown when it is chosen."""
    ready = [entry.key for entry in methods.ready()]
    widgets.key_with_default(methods.kind, chosen)
    key: str = st.selectbox(
        label,
        methods.keys,
        key=methods.kind,
        help="\n".join(f"- **{entry.label}**: {entry.summary}" for entry in methods),
        persist_state="session",
        format_func=lambda key: methods[key].label if key in ready else f"{methods[key].label} (not ready)",
    )
    if problem := methods[key].problem():
        st.warning(escape_sentence(f"{problem.sentence} Until then {methods[ready[0]].label} is used."))
        return ready[0]
    return key


def _choose_detection(plan: RestorationPlan) -> tuple[str, int | None, Settings]:
    """Return the detector's key, the width of the widest cracks (px; None: automatic), and the settings of the mask."""
    detector = choose_method("Find damage with", DETECTORS, plan.detector)
    widest = st.segmented_control(
        "Cracks up to (px wide)",
        (AUTOMATIC, *CRACK_WIDTHS),
        key=widgets.key_with_default("widest", plan.widest or AUTOMATIC),
        persist_state="session",
        required=True,
        width="stretch",
        help="On high-resolution scans, cracks are wider than the detectors expect. **Auto** looks at the painting "
        "from several distances and takes the one that shows the cracks best. Or choose the width that you see at 1:1: "
        "the detector then works on a smaller copy only, which is faster, but misses hairline cracks.",
    )
    sensitivity = st.slider(
        "Sensitivity",
        0.0,
        1.0,
        step=0.01,
        key=widgets.key_with_default("sensitivity", plan.settings.sensitivity),
        persist_state="session",
        help="A higher value marks more damage, down to the faintest line. 0.5 is the calibrated value.",
    )
    growth = st.slider(
        "Margin around damage (px)",
        MIN_GROWTH,
        MAX_GROWTH,
        key=widgets.key_with_default("growth", plan.settings.growth),
        persist_state="session",
        help="How far the marks of the detector reach beyond what it found. Cracks have a soft rim: one more pixel "
        "hides it; each further pixel replaces undamaged paint. Less than 0 makes the marks thinner.",
    )
    return detector, widest if isinstance(widest, int) else None, Settings(sensitivity, growth)


def _choose_relief(plan: RestorationPlan) -> float:
    """Return how much of the light and shade along the damage is taken away, 0..1."""
    percent = st.slider(
        "Remove relief beside cracks, %",
        0,
        100,
        step=5,
        key=widgets.key_with_default("relief", round(plan.relief * 100)),
        persist_state="session",
        help="Ridges and shadows along cracks can draw their course again once they are filled. This takes them away "
        "from the fill and from up to 6 px of paint beside the mask, where all cracks around have them. It changes "
        "paint that is not damaged: the record names these pixels, and Download offers them as a mask.",
    )
    return percent / 100


def _choose_kinds(plan: RestorationPlan) -> tuple[DamageKind, ...]:
    """Return the kinds of damage to fill."""
    kinds = st.pills(
        "Fill only",
        list(KIND_LABELS),
        selection_mode="multi",
        format_func=lambda kind: KIND_LABELS[kind],
        key=widgets.key_with_default("kinds", list(plan.kinds)),
        persist_state="session",
        help="Deselect Cracks to fill the losses and keep the craquelure.",
    )
    return tuple(kind for kind in FILLABLE_KINDS if kind in kinds)

"""How the damage is found and filled: the controls beside the painting."""

from typing import TypeVar

import streamlit as st

from restoration.app import widgets
from restoration.app.restore.state import FILLABLE_KINDS, Job, RestorationPlan
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.detection.wide_cracks import NATIVE_WIDTH
from restoration.domain import DamageKind
from restoration.pipeline import Settings
from restoration.registry import Registry

Method = TypeVar("Method")

MIN_GROWTH, MAX_GROWTH = -3, 6  # px
CRACK_WIDTHS = (NATIVE_WIDTH, 2 * NATIVE_WIDTH, 4 * NATIVE_WIDTH, 8 * NATIVE_WIDTH)  # px, of the widest cracks
KIND_LABELS = {DamageKind.CRACK: "Cracks", DamageKind.SCRATCH: "Scratches", DamageKind.LOSS: "Losses"}


def choose_plan(job: Job) -> None:
    """Everything that leads to a result, and how thickly it is laid on."""
    detector, widest, settings = _choose_detection(job.plan)
    inpainter, kinds = _choose_filling(job.plan)
    job.plan = RestorationPlan(detector, settings, inpainter, kinds, widest)
    job.strength = (
        st.slider(
            "Strength, %",
            0,
            100,
            key=widgets.key_with_default("strength", round(job.strength * 100)),
            persist_state="session",
            help="How thickly the fill is laid over the damage; at once, without filling again.",
        )
        / 100
    )


def _choose_detection(plan: RestorationPlan) -> tuple[str, int, Settings]:
    """Detector, the widest cracks, sensitivity and growth, from where they stood."""
    detector = _choose_method("Find damage with", DETECTORS, plan.detector)
    widest = st.segmented_control(
        "Cracks up to (px wide)",
        CRACK_WIDTHS,
        key=widgets.key_with_default("widest", plan.widest),
        persist_state="session",
        required=True,
        width="stretch",
        help="On scans of high resolution cracks are wider than detectors know them: choose the width that you see at "
        "1:1. The painting is then looked at from farther away, which is quicker and loses hairlines.",
    )
    sensitivity = st.slider(
        "Sensitivity",
        0.0,
        1.0,
        step=0.01,
        key=widgets.key_with_default("sensitivity", plan.settings.sensitivity),
        persist_state="session",
        help="Further right marks more, down to the faintest line. 0.5 is what the detector was set for.",
    )
    growth = st.slider(
        "Grow or shrink the mask (px)",
        MIN_GROWTH,
        MAX_GROWTH,
        key=widgets.key_with_default("growth", plan.settings.growth),
        persist_state="session",
        help="Cracks have a soft rim: one pixel more hides it, each further pixel costs sound paint.",
    )
    return detector, widest or plan.widest, Settings(sensitivity, growth)


def _choose_filling(plan: RestorationPlan) -> tuple[str, tuple[DamageKind, ...]]:
    """Inpainter, and the kinds of damage that it is to fill."""
    inpainter = _choose_method("Fill it with", INPAINTERS, plan.inpainter)
    kinds = st.pills(
        "Fill only",
        list(KIND_LABELS),
        selection_mode="multi",
        format_func=lambda kind: KIND_LABELS[kind],
        key=widgets.key_with_default("kinds", list(plan.kinds)),
        persist_state="session",
        help="Leave cracks out to fill losses and keep the craquelure.",
    )
    return inpainter, tuple(kind for kind in FILLABLE_KINDS if kind in kinds)


def _choose_method(label: str, methods: Registry[Method], chosen: str) -> str:
    """The key of a method that can be used; what cannot is named, with the cure."""
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
    if lack := methods[key].lack():
        st.warning(f"{lack.sentence} Until then {methods[ready[0]].label} takes its place.")
        return ready[0]
    return key

"""How the damage is found and filled: the controls beside the painting."""

from typing import TypeVar

import streamlit as st

from restoration.app import widgets
from restoration.app.restore.state import FILLED, Job, Plan
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.detection.wide_cracks import KNOWN
from restoration.domain import Kind
from restoration.pipeline import Settings
from restoration.registry import Registry

Method = TypeVar("Method")

LEAST_GROWTH, MOST_GROWTH = -3, 6  # px
WIDTHS = (KNOWN, 2 * KNOWN, 4 * KNOWN, 8 * KNOWN)  # px, of the widest cracks
KINDS = {Kind.CRACK: "Cracks", Kind.SCRATCH: "Scratches", Kind.LOSS: "Losses"}


def choose_plan(job: Job) -> None:
    """Everything that leads to a result, and how thickly it is laid on."""
    detector, widest, settings = _choose_detection(job.plan)
    inpainter, kinds = _choose_filling(job.plan)
    job.plan = Plan(detector, settings, inpainter, kinds, widest)
    job.strength = (
        st.slider(
            "Strength, %",
            0,
            100,
            key=widgets.starting_at("strength", round(job.strength * 100)),
            persist_state="session",
            help="How thickly the fill is laid over the damage; at once, without filling again.",
        )
        / 100
    )


def _choose_detection(plan: Plan) -> tuple[str, int, Settings]:
    """Detector, the widest cracks, sensitivity and growth, from where they stood."""
    detector = _choose_method("Find damage with", DETECTORS, plan.detector)
    widest = st.segmented_control(
        "Cracks up to (px wide)",
        WIDTHS,
        key=widgets.starting_at("widest", plan.widest),
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
        key=widgets.starting_at("sensitivity", plan.settings.sensitivity),
        persist_state="session",
        help="Further right marks more, down to the faintest line. 0.5 is what the detector was set for.",
    )
    growth = st.slider(
        "Grow or shrink the mask (px)",
        LEAST_GROWTH,
        MOST_GROWTH,
        key=widgets.starting_at("growth", plan.settings.growth),
        persist_state="session",
        help="Cracks have a soft rim: one pixel more hides it, each further pixel costs sound paint.",
    )
    return detector, widest or plan.widest, Settings(sensitivity, growth)


def _choose_filling(plan: Plan) -> tuple[str, tuple[Kind, ...]]:
    """Inpainter, and the kinds of damage that it is to fill."""
    inpainter = _choose_method("Fill it with", INPAINTERS, plan.inpainter)
    kinds = st.pills(
        "Fill only",
        list(KINDS),
        selection_mode="multi",
        format_func=lambda kind: KINDS[kind],
        key=widgets.starting_at("kinds", list(plan.kinds)),
        persist_state="session",
        help="Leave cracks out to fill losses and keep the craquelure.",
    )
    return inpainter, tuple(kind for kind in FILLED if kind in kinds)


def _choose_method(label: str, methods: Registry[Method], chosen: str) -> str:
    """The key of a method that can be used; what cannot is named, with the cure."""
    ready = [entry.key for entry in methods.ready()]
    widgets.starting_at(methods.kind, chosen)
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

"""What a visitor chooses on the Restore page: painting, plan, view."""

from pathlib import Path
from typing import TypeVar

import streamlit as st

from restoration.app import cache
from restoration.app.messages import friendly_errors
from restoration.app.state import Job, Plan
from restoration.app.views import Frame
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.domain import Image
from restoration.imaging.reading import read_painting
from restoration.pipeline import Settings
from restoration.registry import Registry

Method = TypeVar("Method")

SAMPLE, UPLOAD = "Sample", "Upload"
UPLOADS = ["jpg", "jpeg", "png", "webp", "tif", "tiff", "bmp", "gif"]
ORIGINAL, DAMAGE, RESTORED, COMPARE = "Original", "Damage map", "Restored", "Compare"
WHOLE, DETAIL = "Whole", "Detail"


def choose_painting(job: Job) -> None:
    """Sample or upload; what is chosen goes on the job's easel."""
    source = st.segmented_control("Painting", [SAMPLE, UPLOAD], default=SAMPLE, required=True, width="stretch")
    if source == SAMPLE:
        sample, painting = cache.sample()
        job.take(painting, sample.title, truth=sample.truth)
        st.caption(sample.credit)
        return
    file = st.file_uploader("A photograph of a painting", type=UPLOADS, label_visibility="collapsed")
    if file is None:
        job.clear()
    elif file.file_id != job.upload:
        job.clear()
        with friendly_errors(), st.spinner("Reading…"):
            job.take(read_painting(file.getvalue(), name=file.name), Path(file.name).stem, upload=file.file_id)


def choose_plan(plan: Plan) -> Plan:
    """Detector, sensitivity, growth and inpainter, from where they stood."""
    detector = _choose_method("Find damage with", DETECTORS, plan.detector)
    sensitivity = st.slider(
        "Sensitivity",
        0.0,
        1.0,
        step=0.01,
        key=_starting_at("sensitivity", plan.settings.sensitivity),
        help="Further right marks more, down to the faintest line. 0.5 is calibrated on real paintings.",
    )
    growth = st.slider(
        "Grow or shrink the mask (px)",
        -3,
        6,
        key=_starting_at("growth", plan.settings.growth),
        help="Cracks have a soft rim: one pixel more hides it, each further pixel costs sound paint.",
    )
    inpainter = _choose_method("Fill it with", INPAINTERS, plan.inpainter)
    return Plan(detector, Settings(sensitivity, growth), inpainter)


def choose_view(image: Image, *, restored: bool) -> tuple[str, Frame]:
    """What to look at, and how near."""
    views = [ORIGINAL, DAMAGE] + ([RESTORED, COMPARE] if restored else [])
    if st.session_state.get("view") not in views:
        st.session_state["view"] = DAMAGE
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        view = st.segmented_control("View", views, required=True, key="view", label_visibility="collapsed")
        near = st.segmented_control("Zoom", [WHOLE, DETAIL], default=WHOLE, required=True, label_visibility="collapsed")
    return view or DAMAGE, _choose_detail(image) if near == DETAIL else Frame()


def _choose_detail(image: Image) -> Frame:
    across, down = st.columns(2)
    return Frame.detail(image, across.slider("Across", 0.0, 1.0, 0.5, 0.01), down.slider("Down", 0.0, 1.0, 0.5, 0.01))


def _choose_method(label: str, methods: Registry[Method], chosen: str) -> str:
    """The key of a method that can be used; what cannot is named, with the cure."""
    ready = [entry.key for entry in methods.ready()]
    key: str = st.selectbox(
        label,
        methods.keys,
        key=_starting_at(methods.kind, chosen),
        format_func=lambda key: methods[key].label if key in ready else f"{methods[key].label} (not ready)",
    )
    if lack := methods[key].lack():
        st.warning(f"{lack.sentence} Until then {methods[ready[0]].label} takes its place.")
        return ready[0]
    st.caption(methods[key].summary)
    return key


def _starting_at(key: str, value: object) -> str:
    """The widget's key, its value set where Streamlit has none: a default that moves would make it another widget."""
    st.session_state.setdefault(key, value)
    return key

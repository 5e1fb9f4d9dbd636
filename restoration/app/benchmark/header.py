"""Which run is looked at, what it was, and how to read it."""

from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from restoration.app.benchmark.run import Run
from restoration.benchmark import results

DETECTION_SECTION, INPAINTING_SECTION, RESTORATION_SECTION = "Finding damage", "Filling", "Finding and filling"
COST_SECTION, PAINTINGS_SECTION = "Speed and memory", "Painting by painting"
TRAINING_SECTION, QUICK_RUN_SECTION = "Training", "Run it here"
SECTIONS = [
    DETECTION_SECTION,
    INPAINTING_SECTION,
    RESTORATION_SECTION,
    COST_SECTION,
    PAINTINGS_SECTION,
    TRAINING_SECTION,
    QUICK_RUN_SECTION,
]

_RUN_KEY, _SECTION_KEY = "benchmark-run", "benchmark-section"  # keys of the widgets

HOW_TO_READ = """
- **In the damage** says most. Most pixels of a picture were never damaged, so measures of the **whole picture** are
  flattered: doing nothing looks good there.
- **Baselines** keep everybody honest: *Do nothing* leaves the damage, *Median filter* blurs it, *Mark everything* calls
  the whole picture damage, *True mask* knows where it lies. They are grey, and never called the best.
- A **bar** begins where doing nothing ends: its length is what a method gains. The thin line is a **95 % interval**:
  where the mean of other paintings like these would lie. Each painting counts once.
- **↑** more is better, **↓** less is better. In a table the best of each column is bold.
- A score is no judgement by eye: look at the paintings too.
"""


def choose_run(row: DeltaGenerator) -> str:
    """The name of a run that is kept; the reference unless another is asked for."""
    names = results.list_runs() or [results.REFERENCE_RUN]
    return row.selectbox(
        "Run",
        names,
        format_func=lambda name: "Reference run" if name == results.REFERENCE_RUN else name,
        key=_RUN_KEY,
        persist_state="session",
        help="The reference run came with the program. Runs of your own are the folders in data/benchmarks.",
        width=320,
    )


def choose_section() -> str:
    """What is looked at; only that is worked out."""
    st.session_state.setdefault(
        _SECTION_KEY, DETECTION_SECTION
    )  # not as the widget's default, since `look_at` sets it too
    shown = st.segmented_control(
        "Section",
        SECTIONS,
        required=True,
        key=_SECTION_KEY,
        persist_state="session",
        label_visibility="collapsed",
    )
    return shown or DETECTION_SECTION


def open_run(name: str) -> None:
    """Open a run at its first section when the page is next drawn; to be called from a widget's callback."""
    st.session_state[_RUN_KEY] = name
    st.session_state[_SECTION_KEY] = DETECTION_SECTION


def show_run_menus(run: Run, row: DeltaGenerator) -> None:
    """How to read the run, what must be known of it, and its files."""
    with row.popover("How to read this", icon=":material/help:"):
        st.markdown(HOW_TO_READ)
    with row.popover("About this run", icon=":material/info:"):
        _show_conditions(run.results.about)
    row.download_button(
        "All figures (zip)",
        partial(results.zip_run, run.folder),
        f"benchmark_{run.folder.name}.zip",
        icon=":material/download:",
        on_click="ignore",
        help="scores.csv and cost.csv with a row for each figure, and run.json with everything else.",
    )


def show_run_summary(run: Run) -> None:
    """What was measured, when, and by which state of the program, in a line."""
    about = run.results.about
    protocol = about["protocol"]
    parts = [
        f"{len(about['pictures'])} paintings, details of {protocol['side']} px",
        f"damage {', '.join(protocol['severities'])}",
        *([about["date"]] if "date" in about else []),
        f"commit {about['commit'][:7]}" if about["commit"] else "outside a repository",
    ]
    st.markdown(" · ".join(parts))


def _show_conditions(about: dict[str, Any]) -> None:
    """What must be known to repeat it, and who did not take part."""
    machine, protocol = about["machine"], about["protocol"]
    lines = [
        f"Machine: {machine['processor'] or 'unnamed'}, {machine['processors']} cores, {machine['system']}",
        f"Seed {protocol['seed']}, protocol {protocol['version']}, damage generator {protocol['generator']}",
        f"Commit {about['commit'] or 'unknown'}",
        "Versions: " + ", ".join(f"{name} {version}" for name, version in about["versions"].items()),
        *(f"Left out, {key}: {why}" for key, why in about["absent"].items()),
    ]
    st.text("\n".join(lines))

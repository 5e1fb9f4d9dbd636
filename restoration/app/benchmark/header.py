"""The top of the Benchmark page: the choice of run and section, how to read a run, and its files."""

from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from restoration.app import hosting
from restoration.app.benchmark.run import Run
from restoration.app.text import escape_markdown
from restoration.benchmark import results

DETECTION_SECTION, INPAINTING_SECTION, RESTORATION_SECTION = "Finding damage", "Filling", "Finding and filling"
REINTEGRATION_SECTION, ENLARGING_SECTION = "Reintegration", "Enlarging"
COST_SECTION, PAINTINGS_SECTION = "Speed and memory", "Painting by painting"
TRAINING_SECTION, QUICK_RUN_SECTION = "Training", "Run it here"
SECTIONS = [
    DETECTION_SECTION,
    INPAINTING_SECTION,
    RESTORATION_SECTION,
    REINTEGRATION_SECTION,
    ENLARGING_SECTION,
    COST_SECTION,
    PAINTINGS_SECTION,
    TRAINING_SECTION,
    QUICK_RUN_SECTION,
]

_RUN_LABELS = {results.REFERENCE_RUN: "Reference run", results.TEST_RUN: "Test run"}
_RUN_KEY, _SECTION_KEY = "benchmark-run", "benchmark-section"  # of the widgets

HOW_TO_READ = """
- Scores **in the damage** say most. Most pixels of a picture were never damaged, so scores of the **whole picture**
  look better than they are: even doing nothing looks good there.
- **Baselines** are there for comparison: *Do nothing* leaves the damage, *Median filter* blurs it, *Mark everything*
  marks the whole picture as damage, *True mask* knows where the damage is. They are grey, and never called the best.
- A **bar** starts at the score of doing nothing: its length is what a method gains. The thin line is a **95 %
  interval**: the range in which the mean of other, similar paintings would probably be. Each painting counts once.
- **↑** higher is better, **↓** lower is better. In a table, the best of each column is bold.
- A score does not replace your own judgement: look at the paintings too.
"""


def choose_run(row: DeltaGenerator) -> str:
    """Let the user choose a saved run, and return its name; the default is the reference run."""
    names = results.list_runs() or [results.REFERENCE_RUN]
    return row.selectbox(
        "Run",
        names,
        format_func=lambda name: _RUN_LABELS.get(name, name),
        key=_RUN_KEY,
        persist_state="session",
        help="The reference run is part of the program, and so is the test run: on paintings that no choice has seen, "
        "once per release. Your own runs are the folders in data/benchmarks.",
        width=320,
    )


def choose_section() -> str:
    """Let the user choose a section; the page computes only that one."""
    st.session_state.setdefault(_SECTION_KEY, DETECTION_SECTION)  # no default of the widget: `open_run` sets it too
    section = st.segmented_control(
        "Section",
        SECTIONS,
        required=True,
        key=_SECTION_KEY,
        persist_state="session",
        label_visibility="collapsed",
    )
    return section or DETECTION_SECTION


def open_run(name: str) -> None:
    """Open the first section of a run in the next run of the page; call it from a widget's callback."""
    st.session_state[_RUN_KEY] = name
    st.session_state[_SECTION_KEY] = DETECTION_SECTION


def show_run_menus(run: Run, row: DeltaGenerator) -> None:
    """Show how to read the run, its conditions, and a download of its files."""
    with row.popover("How to read this", icon=":material/help:"):
        st.markdown(HOW_TO_READ)
    with row.popover("About this run", icon=":material/info:"):
        _show_conditions(run.results.metadata)
    row.download_button(
        "All scores (zip)",
        partial(results.zip_run, run.folder),
        f"benchmark_{run.folder.name}.zip",
        icon=":material/download:",
        on_click="ignore",
        help="scores.csv and cost.csv with one row per value, and run.json with everything else.",
    )


def _show_conditions(metadata: dict[str, Any]) -> None:
    """Show what is needed to repeat the run, and which methods are missing."""
    machine, protocol = metadata["machine"], metadata["protocol"]
    lines = [
        f"Machine: {machine['processor'] or 'unnamed'}, {machine['processors']} cores, {machine['system']}",
        f"Seed {protocol['seed']}, protocol {protocol['version']}, damage generator {protocol['generator']}",
        f"Commit {metadata['commit'] or 'unknown'}",
        "Versions: " + ", ".join(f"{name} {version}" for name, version in metadata["versions"].items()),
        *map(_part_line, metadata.get("parts", [])),
        *(f"Not measured, {key}: {reason}" for key, reason in metadata["absent"].items()),
    ]
    st.text("\n".join(map(hosting.hide_paths, lines)))


def _part_line(part: dict[str, Any]) -> str:
    """Return what was measured apart from the rest of the run, when, where and with which commit."""
    machine, commit = part["machine"], part["commit"] or "unknown"
    return (
        f"Measured by itself, {part['task']} ({', '.join(part['methods'])}): {part['date']}, commit {commit}, "
        f"{machine['processor'] or 'unnamed'}, {machine['processors']} cores"
    )


def show_run_summary(run: Run) -> None:
    """Show in one line what was measured, when, and with which commit of the program."""
    metadata = run.results.metadata
    protocol = metadata["protocol"]
    parts = [
        escape_markdown(metadata.get("chosen", "").rstrip(".") or f"{len(metadata['pictures'])} paintings"),
        f"details of {protocol['side']} px",
        f"damage {', '.join(protocol['severities'])}",
        *([metadata["date"]] if "date" in metadata else []),
        f"commit {metadata['commit'][:7]}" if metadata["commit"] else "outside a repository",
    ]
    st.markdown(" · ".join(parts))

"""A quick benchmark on the user's own paintings. A click stops it; the finished part is kept and continued."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from restoration.app import hosting
from restoration.app.benchmark.header import open_run
from restoration.app.exclusive import one_at_a_time
from restoration.app.folders import parse_folder
from restoration.app.messages import friendly_errors
from restoration.app.text import escape_markdown
from restoration.app.widgets import add_stop_button
from restoration.batch import Outcome
from restoration.benchmark import results
from restoration.benchmark.request import BenchmarkRequest, run_benchmark
from restoration.collection.originals import Original
from restoration.domain import Progress

FOLDER_HINT = "Check the path, or download paintings on the Explore page."


def show_quick_run() -> None:
    """Show the form, and run the benchmark when the user submits it."""
    st.subheader("On your own paintings")
    st.markdown(
        "Four paintings from a folder, two severities of damage, small details: one or two minutes for all methods "
        "that are ready. The scores are rough, because four paintings are few. Any click stops the run; a run of the "
        "same name continues it. The whole benchmark is a command: `python -m restoration benchmark --paintings DIR`."
    )
    with st.form("trial", width=640):
        folder = st.text_input(
            "Folder of paintings", "data/originals", key="benchmark-paintings", persist_state="session"
        )
        name = st.text_input(
            "Name of the run",
            value="mine",
            key="benchmark-name",
            persist_state="session",
            help="Letters, digits, - and _.",
        )
        is_submitted = st.form_submit_button("Run the quick benchmark", type="primary")
    if is_submitted:
        with friendly_errors():
            _run_benchmark(folder, name)


def _run_benchmark(folder: str, name: str) -> None:
    request = BenchmarkRequest(
        parse_folder(folder, FOLDER_HINT), results.run_folder(name), is_quick=True, may_read=hosting.may_see
    )
    selection = request.select()
    place = st.empty()
    with one_at_a_time(place):
        display = _ProgressDisplay(selection.originals, add_stop_button(place))
        run_benchmark(request, selection, on_outcome=display.count, progress_for=display.progress_for)
    for outcome in display.failed:
        st.warning(escape_markdown(f"{outcome.source.name}: {outcome.message}"))
    st.success(f"Done. Measured on {selection.sentence}")
    st.button("Show the run", on_click=open_run, args=(name,))


class _ProgressDisplay:
    """Shows the progress of a run, and keeps the outcomes that failed."""

    def __init__(self, originals: Sequence[Original], place: DeltaGenerator) -> None:
        self._titles = [escape_markdown(original.title) for original in originals]
        self._place = place
        self._done = 0
        self.failed: list[Outcome] = []
        self._show(0.0)

    def count(self, outcome: Outcome) -> None:
        """Count a painting that is done or has failed."""
        self._done += 1
        if not outcome.done:
            self.failed.append(outcome)

    def progress_for(self, part: str) -> Progress:
        """Return the progress of the current painting; a quick run has no other part."""
        return lambda done, total: self._show(done / total)

    def _show(self, share: float) -> None:
        count, title = len(self._titles), self._titles[self._done]
        self._place.progress((self._done + share) / count, f"Painting {self._done + 1} of {count}: {title}")

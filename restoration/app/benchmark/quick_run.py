"""A quick benchmark on paintings of the visitor's own. Any click stops it; what is done is kept, and gone on with."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

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

FOLDER_HINT = "Check the path; fetch paintings on the Explore page."


def show_quick_run() -> None:
    """The form, and the run itself once it is asked for."""
    st.subheader("On paintings of your own")
    st.markdown(
        "Four paintings of a folder, two severities of damage, small details: a minute or two for all methods that are "
        "ready. Its figures are rough, since four paintings are few. Any click stops it; a run of the same name goes "
        "on from there. The whole benchmark is a command: `python -m restoration benchmark --paintings DIR`."
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
        asked = st.form_submit_button("Run the quick benchmark", type="primary")
    if asked:
        with friendly_errors():
            _run_benchmark(folder, name)


def _run_benchmark(folder: str, name: str) -> None:
    order = BenchmarkRequest(parse_folder(folder, FOLDER_HINT), results.run_folder(name), is_quick=True)
    originals = order.originals()
    place = st.empty()
    with one_at_a_time(place):
        watcher = _ProgressDisplay(originals, add_stop_button(place))
        run_benchmark(order, originals, tell=watcher.tell, watch=watcher.watch)
    for outcome in watcher.failed:
        st.warning(escape_markdown(f"{outcome.source.name}: {outcome.message}"))
    st.success(f"Done, on {len(originals)} paintings.")
    st.button("Look at it", on_click=open_run, args=(name,))


class _ProgressDisplay:
    """Shows how far a run has come."""

    def __init__(self, originals: list[Original], place: DeltaGenerator) -> None:
        self._titles = [escape_markdown(original.title) for original in originals]
        self._place = place
        self._done = 0
        self.failed: list[Outcome] = []
        self._show(0.0)

    def tell(self, outcome: Outcome) -> None:
        """A painting is done, or failed."""
        self._done += 1
        if not outcome.done:
            self.failed.append(outcome)

    def watch(self, part: str) -> Progress:
        """How far the present painting has come; nothing else is measured in a quick run."""
        return lambda done, total: self._show(done / total)

    def _show(self, share: float) -> None:
        count, title = len(self._titles), self._titles[self._done]
        self._place.progress((self._done + share) / count, f"Painting {self._done + 1} of {count}: {title}")

"""See how good every method is, on what, and at what price."""

from functools import partial

import streamlit as st

from restoration.app import page_entry
from restoration.app.benchmark import choosing
from restoration.app.benchmark.comparing import show, show_finding
from restoration.app.benchmark.cost import show_price
from restoration.app.benchmark.paintings import show_paintings
from restoration.app.benchmark.reading import read
from restoration.app.benchmark.topics import BOTH, FILLING
from restoration.app.benchmark.training import show_training
from restoration.app.benchmark.trial import show_trial
from restoration.app.components import ASSETS
from restoration.app.messages import friendly_errors
from restoration.benchmark import results

SECTIONS = {
    choosing.FINDING: show_finding,
    choosing.FILLING: partial(show, topic=FILLING),
    choosing.BOTH: partial(show, topic=BOTH),
    choosing.PRICE: show_price,
    choosing.PAINTINGS: show_paintings,
    choosing.TRAINING: lambda run: show_training(),
    choosing.TRIAL: lambda run: show_trial(),
}

page_entry.enter()
st.html(ASSETS / "benchmark" / "page.css")
with friendly_errors():
    row = st.container(horizontal=True, vertical_alignment="bottom")
    run = read(results.FOLDER / choosing.choose_run(row))
    choosing.offer(run, row)
    choosing.describe(run)
    section = choosing.choose_section()
    SECTIONS[section](run)

"""Compare the methods: how good each one is, on which damage, and at what cost."""

from functools import partial

import streamlit as st

from restoration.app import page_entry
from restoration.app.benchmark import header
from restoration.app.benchmark.comparison import show_detection, show_filling, show_topic
from restoration.app.benchmark.cost import show_cost
from restoration.app.benchmark.display import measure_page
from restoration.app.benchmark.paintings import show_paintings
from restoration.app.benchmark.quick_run import show_quick_run
from restoration.app.benchmark.run import read_run
from restoration.app.benchmark.topics import ENLARGING_TOPIC, REINTEGRATION_TOPIC, RESTORATION_TOPIC
from restoration.app.benchmark.training import show_training
from restoration.app.messages import friendly_errors
from restoration.benchmark import results
from restoration.paths import ASSETS

SECTIONS = {
    header.DETECTION_SECTION: show_detection,
    header.INPAINTING_SECTION: show_filling,
    header.RESTORATION_SECTION: partial(show_topic, topic=RESTORATION_TOPIC),
    header.REINTEGRATION_SECTION: partial(show_topic, topic=REINTEGRATION_TOPIC),
    header.ENLARGING_SECTION: partial(show_topic, topic=ENLARGING_TOPIC),
    header.COST_SECTION: show_cost,
    header.PAINTINGS_SECTION: show_paintings,
    header.TRAINING_SECTION: lambda run: show_training(),
    header.QUICK_RUN_SECTION: lambda run: show_quick_run(),
}

page_entry.prepare_page()
st.html(ASSETS / "benchmark" / "page.css")
measure_page()
with friendly_errors():
    row = st.container(horizontal=True, vertical_alignment="bottom")
    run = read_run(results.find_run(header.choose_run(row)))
    header.show_run_menus(run, row)
    header.show_run_summary(run)
    section = header.choose_section()
    SECTIONS[section](run)

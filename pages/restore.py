"""Restore a painting: open it, see its damage, correct the mask, fill it, compare, download."""

import streamlit as st

from restoration.app import page_entry
from restoration.app.messages import friendly_errors
from restoration.app.restore import autosave, controls, dossier_io, downloads, painting_view, source, summary, work

page_entry.prepare_page()
with st.sidebar:
    job = source.choose_painting()
    controls.choose_plan(job)

if job.painting is None:
    with friendly_errors():
        summary.show_welcome()
    st.stop()

with friendly_errors(), st.container(gap="xsmall"):
    # Every run uses the same places: an element that moves is a new one for Streamlit, and a widget loses its value.
    heading, progress, views, below = st.container(), st.empty(), st.container(), st.empty()
    if work.needs_detection(job):
        with painting_view.show_during_detection(job, job.painting, below):
            work.detect_damage(job, job.painting, progress)
    if job.wants_teaching:
        with friendly_errors():
            work.learn_from_corrections(job, job.painting, progress)
    dossier_io.restore_saved_mask(job)
    is_asked = summary.show_headline(job, job.painting, heading)
    if is_asked or work.must_continue_filling(job, job.painting):
        work.run_restoration(job, job.painting, progress)
        painting_view.compare_newest(job)
    elif job.filling:
        summary.show_stopped_note(job, progress)
    painting_view.show_painting(job, job.painting, views)
    downloads.offer_downloads(job, job.painting)
    autosave.save_changes(job)

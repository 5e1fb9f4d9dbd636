"""Restore a painting: choose it, look at its damage, correct the mask, fill it, compare, take away."""

import streamlit as st

from restoration.app import page_entry
from restoration.app.messages import friendly_errors
from restoration.app.restore import autosave, controls, dossier_io, downloads, source, stage, summary, work

page_entry.enter()
with st.sidebar:
    job = source.choose_painting()
    controls.choose_plan(job)

if job.painting is None:
    summary.welcome()
    st.stop()

with friendly_errors(), st.container(gap="xsmall"):
    # The same places in every run: what takes another's place is drawn anew, and controls forget what was chosen.
    heading, progress, views, below = st.container(), st.empty(), st.container(), st.empty()
    if work.is_to_be_looked_at(job):
        with stage.shown_meanwhile(job, job.painting, below):
            work.look_for_damage(job, job.painting, progress)
    dossier_io.keep_promise(job)
    if summary.headline(job, job.painting, heading):
        work.restore(job, job.painting, progress)
        stage.compare_newest(job)
    elif job.is_filling:
        summary.say_it_was_stopped(job, progress)
    stage.show(job, job.painting, views)
    downloads.offer(job, job.painting)
    autosave.keep(job)

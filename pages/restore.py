"""Restore a painting: choose it, look at its damage, correct the mask, fill it, compare, take away."""

import streamlit as st

from restoration.app import door
from restoration.app.messages import friendly_errors
from restoration.app.restore import choosing, dossiers, easel, keeping, planning, showing, stage, taking

door.enter()
with st.sidebar:
    job = choosing.choose_painting()
    planning.choose_plan(job)

if job.painting is None:
    showing.welcome()
    st.stop()

with friendly_errors(), st.container(gap="xsmall"):
    # The same places in every run: what takes another's place is drawn anew, and controls forget what was chosen.
    heading, progress, views, below = st.container(), st.empty(), st.container(), st.empty()
    if easel.is_to_be_looked_at(job):
        with stage.shown_meanwhile(job, job.painting, below):
            easel.look_for_damage(job, job.painting, progress)
    dossiers.keep_promise(job)
    if showing.headline(job, job.painting, heading):
        easel.restore(job, job.painting, progress)
        stage.compare_newest(job)
    elif job.is_filling:
        showing.say_it_was_stopped(job, progress)
    stage.show(job, job.painting, views)
    taking.offer(job, job.painting)
    keeping.keep(job)

"""Restore a painting: choose it, look at its damage, fill that, compare, take away."""

import streamlit as st

from restoration.app import choosing, easel, showing, state
from restoration.app.messages import friendly_errors

job = state.current()
with st.sidebar:
    choosing.choose_painting(job)
    job.plan = choosing.choose_plan(job.plan)
    asked = st.button("Restore", type="primary", width="stretch", disabled=job.painting is None)

if job.painting is None:
    showing.welcome()
    st.stop()

painting, damage = job.painting, easel.find_damage(job, job.painting)
showing.headline(job.title, painting, damage.mask)
if asked:
    with friendly_errors():
        easel.restore(job, painting, damage)
        st.session_state["view"] = choosing.COMPARE

view, frame = choosing.choose_view(painting.image, restored=job.result is not None)
showing.stage(painting, damage.mask, job.result and job.result.restoration, view, frame)
if job.result:
    showing.say_what_was_done(job.result, job.plan)
    if job.result.scores:
        showing.verdict(job.result.scores)
showing.downloads(painting, damage.mask, job.result)

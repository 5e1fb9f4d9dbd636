"""Restore a painting: open it, see its damage, correct the mask, fill it, compare, download."""

import streamlit as st

from restoration.app import messages, page_entry
from restoration.app.restore import (
    autosave,
    controls,
    dossier_io,
    downloads,
    extending_panel,
    painting_view,
    progress_panel,
    running,
    source,
    summary,
)

page_entry.prepare_page()
autosave.follow_address()
with st.sidebar:
    job = source.choose_painting()
    controls.choose_plan(job)
    extending_panel.offer_extension(job)
notices = st.container()

if job.painting is None:
    with notices:
        messages.show_kept(None)
    with messages.friendly_errors():
        summary.show_welcome()
    st.stop()

with messages.friendly_errors(), st.container(gap="xsmall"):
    # Every run uses the same places: an element that moves is a new one for Streamlit, and a widget loses its value.
    heading, views, below = st.container(), st.container(), st.empty()
    progress_panel.note_start(job)
    running.advance(job, job.painting, painting_view.turn_to_result, painting_view.wanted_laying)
    painting_view.turn_to_preview(job)
    dossier_io.restore_saved_mask(job)
    with notices:
        messages.show_kept(job.painting.sha256)
    if job.is_marked:
        summary.show_headline(job, job.painting, heading)
        painting_view.show_painting(job, job.painting, views)
        downloads.offer_downloads(job, job.painting)
    else:
        summary.show_first_headline(job, job.painting, heading)
        painting_view.show_undetected(job, job.painting, below)
    autosave.save_changes(job)
progress_panel.note_end(job)

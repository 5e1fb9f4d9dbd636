"""What is made once and shared by all visitors."""

import streamlit as st

from restoration.imaging.painting import Painting
from restoration.sample import Sample, as_painting, sample_painting


@st.cache_resource(show_spinner="Painting the sample…")
def sample() -> tuple[Sample, Painting]:
    """The sample, painted at the first visit, and the same as if it came from a file; shared, hence read-only."""
    made = sample_painting()
    return made, as_painting(made)

"""Errors shown to the user as sentences."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from restoration.app.text import escape_sentence
from restoration.errors import RestorationError, ran_out_of_memory

logger = logging.getLogger(__name__)


@contextmanager
def friendly_errors() -> Iterator[None]:
    """Show a `RestorationError` as one sentence with its hint; let bugs through."""
    try:
        yield
    except RestorationError as error:
        logger.warning("shown to the user: %s", error)
        st.error(escape_sentence(error.sentence))
    except Exception as error:
        if not ran_out_of_memory(error):
            raise
        logger.exception("out of memory")
        st.error(
            "There is not enough memory for this picture. Scale it down, or run the dashboard on a larger machine."
        )

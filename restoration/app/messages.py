"""Errors and notes shown to the user as sentences."""

import logging
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import streamlit as st

from restoration.app.text import escape_sentence
from restoration.errors import RestorationError, ran_out_of_memory

OUT_OF_MEMORY = "There is not enough memory for this picture. Scale it down, or run the dashboard on a larger machine."

_KEPT = "kept messages"  # key in the session state

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class KeptMessage:
    """A message that stays until it is dismissed, until it no longer applies, or until another painting is shown."""

    text: str  # Markdown
    is_error: bool
    painting: Hashable = None  # the one that it was first shown with


@contextmanager
def friendly_errors() -> Iterator[None]:
    """Show a `RestorationError` here as one sentence with its hint; let bugs through."""
    with _sentences(st.error):
        yield


@contextmanager
def kept_errors(about: str) -> Iterator[None]:
    """Keep a `RestorationError` as such a sentence, until the user dismisses it: for callbacks, which show nothing.

    Args:
        about: what is tried; an earlier message about the same is dropped.
    """
    drop_message(about)
    with _sentences(partial(keep_error, about)):
        yield


def keep_error(about: str, text: str) -> None:
    """Keep an error for the top of the page, in place of an earlier message about the same."""
    _kept()[about] = KeptMessage(text, is_error=True)


def keep_note(about: str, text: str) -> None:
    """Keep a note for the top of the page, in place of an earlier message about the same."""
    _kept()[about] = KeptMessage(text, is_error=False)


def drop_message(about: str) -> None:
    """Remove what is kept about something, if there is anything."""
    _kept().pop(about, None)


def show_kept(painting: Hashable) -> None:
    """Show what is kept, each with a button that dismisses it; what was shown with another painting is dropped."""
    for about, message in list(_kept().items()):
        if message.painting not in (None, painting):
            drop_message(about)
            continue
        message.painting = painting
        with st.container(horizontal=True, vertical_alignment="center", key=f"message about {about}"):
            (st.error if message.is_error else st.info)(message.text)
            st.button("Dismiss", key=f"dismiss {about}", on_click=drop_message, args=(about,), width="content")


@contextmanager
def _sentences(show: Callable[[str], object]) -> Iterator[None]:
    try:
        yield
    except RestorationError as error:
        logger.warning("shown to the user: %s", error)
        show(escape_sentence(error.sentence))
    except Exception as error:
        if not ran_out_of_memory(error):
            raise
        logger.exception("out of memory")
        show(OUT_OF_MEMORY)


def _kept() -> dict[str, KeptMessage]:
    """Return what is kept for this user, by what it is about."""
    kept: dict[str, KeptMessage] = st.session_state.setdefault(_KEPT, {})
    return kept

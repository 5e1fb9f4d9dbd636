"""Many pictures at a glance: a page of cards, of which only those shown are ever opened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from restoration.app.text import escape_html, escape_markdown, one_line
from restoration.collection.thumbnails import make_thumbnail
from restoration.errors import BadImage

CARDS_PER_PAGE = 24  # cards
THUMBNAIL_SIDE = 320  # px


@dataclass(frozen=True, slots=True)
class Card:
    """One picture, its title and a line of words; a click opens it."""

    picture: Path
    title: str
    line: str
    open: Callable[[], None]


def choose_page(count: int, of: int, what: str, key: str) -> slice:
    """Says how many of all were found, and which of them are on the page that the visitor has turned to."""
    pages = max(1, -(-count // CARDS_PER_PAGE))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{count:,}** of {of:,} {what}", width="content")
        number = st.pagination(pages, key=key, persist_state="session") if pages > 1 else 1
    return slice((number - 1) * CARDS_PER_PAGE, number * CARDS_PER_PAGE)


def show_cards(cards: Sequence[Card]) -> None:
    """The cards side by side, as many in a row as the window has room for."""
    with st.container(key="cards"):
        for place, card in enumerate(cards):
            with st.container(key=f"card-{place}", gap=None):
                _show_picture(card)
                st.button(escape_markdown(card.title), key=f"open-{place}", type="tertiary", on_click=card.open)
                st.caption(escape_markdown(card.line) or "&nbsp;")


def _show_picture(card: Card) -> None:
    try:
        st.image(make_thumbnail(card.picture, THUMBNAIL_SIDE), alt=one_line(card.title), width="stretch")
    except BadImage as error:
        st.html(f'<div class="unreadable" title="{escape_html(error.sentence)}">Cannot be read</div>')

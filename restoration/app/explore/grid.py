"""A grid of pictures, one page at a time; only the pictures of that page are opened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from restoration.app.text import escape_html, escape_markdown, one_line
from restoration.collection.thumbnails import make_thumbnail
from restoration.errors import BadImage

CARDS_PER_PAGE = 24
THUMBNAIL_SIDE = 320  # px, longer side


@dataclass(frozen=True, slots=True)
class Card:
    """One picture with its title and a line of text; a click opens it."""

    picture: Path
    title: str
    line: str
    open: Callable[[], None]


def choose_page(found: int, total: int, noun: str, key: str) -> slice:
    """Show how many pictures were found, let the user choose a page, and return the pictures on it.

    Args:
        found: how many pictures passed the filters.
        total: how many pictures there are.
        noun: what they are, in the plural.
        key: the key of the page chooser.
    """
    pages = max(1, -(-found // CARDS_PER_PAGE))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{found:,}** of {total:,} {noun}", width="content")
        number = st.pagination(pages, key=key, persist_state="session") if pages > 1 else 1
    return slice((number - 1) * CARDS_PER_PAGE, number * CARDS_PER_PAGE)


def show_cards(cards: Sequence[Card]) -> None:
    """Show the cards side by side, as many in a row as fit into the window."""
    with st.container(key="cards"):
        for number, card in enumerate(cards):
            with st.container(key=f"card-{number}", gap=None):
                _show_picture(card)
                st.button(escape_markdown(card.title), key=f"open-{number}", type="tertiary", on_click=card.open)
                st.caption(escape_markdown(card.line) or "&nbsp;")


def _show_picture(card: Card) -> None:
    try:
        st.image(make_thumbnail(card.picture, THUMBNAIL_SIDE), alt=one_line(card.title), width="stretch")
    except BadImage as error:
        st.html(f'<div class="unreadable" title="{escape_html(error.sentence)}">Cannot be read</div>')

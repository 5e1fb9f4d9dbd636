"""A grid of pictures, one page at a time; only the pictures of that page are opened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from restoration.app.explore import address
from restoration.app.text import escape_html, escape_markdown, one_line
from restoration.collection.thumbnails import make_thumbnail
from restoration.errors import BadImage

CARDS_PER_PAGE = 24
CLEAR = "Clear the filters"
THUMBNAIL_SIDE = 320  # px, longer side


@dataclass(frozen=True, slots=True)
class Card:
    """One picture with its title and a line of text; a click opens it."""

    picture: Path
    title: str
    line: str
    open: Callable[[], None]


def choose_page(found: int, total: int, noun: str, clear: Callable[[], None], key: str) -> slice:
    """Show how many pictures were found, let the user choose a page, and return the pictures on it.

    Args:
        found: how many pictures passed the filters.
        total: how many pictures there are.
        noun: what they are, in the plural.
        clear: lets all pictures pass the filters again.
        key: the key of the page chooser.
    """
    if not found:
        _explain_no_hits(total, noun, clear)
        return slice(0)
    pages = -(-found // CARDS_PER_PAGE)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        with st.container(horizontal=True, vertical_alignment="center", width="content"):
            st.markdown(f"**{found:,}** of {total:,} {noun}", width="content")
            if found < total:
                st.button(CLEAR, on_click=clear, icon=":material/filter_alt_off:", type="tertiary")
        number = st.pagination(pages, key=key, persist_state="session") if pages > 1 else 1
    return slice((number - 1) * CARDS_PER_PAGE, number * CARDS_PER_PAGE)


def _explain_no_hits(total: int, noun: str, clear: Callable[[], None]) -> None:
    with st.container(key="no-hits", horizontal_alignment="center"):
        st.subheader(f"None of the {total:,} {noun} matches", anchor=False, text_alignment="center")
        st.markdown("Try fewer words, or let more through the filters.", width="content")
        st.button(CLEAR, on_click=clear, icon=":material/filter_alt_off:")


def show_title(title: str, back: str) -> None:
    """Show the title of what is open, and a button that closes it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(back, icon=":material/arrow_back:", on_click=address.close)
        st.subheader(escape_markdown(title), anchor=False, width="content")


def picture_and_details() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return a wide column for a picture and a narrow one for what is known of it; a narrow window stacks them."""
    picture, details = st.columns([3, 1], gap="medium")
    return picture, details


def show_cards(cards: Sequence[Card], kind: str = "") -> None:
    """Show the cards side by side, as many in a row as fit into the window.

    Args:
        cards: of one page.
        kind: a prefix of their keys, for cards that are not of the list; the list finds its own again when it returns.
    """
    with st.container(key="cards"):
        for number, card in enumerate(cards):
            with st.container(key=f"card-{kind}{number}", gap=None):
                _show_picture(card)
                st.button(escape_markdown(card.title), key=f"open-{number}", type="tertiary", on_click=card.open)
                st.caption(escape_markdown(card.line) or "&nbsp;")


def _show_picture(card: Card) -> None:
    try:
        st.image(make_thumbnail(card.picture, THUMBNAIL_SIDE), alt=one_line(card.title), width="stretch")
    except BadImage as error:
        st.html(f'<div class="unreadable" title="{escape_html(error.sentence)}">Cannot be read</div>')

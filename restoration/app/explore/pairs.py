"""All pairs of the collection."""

from functools import partial

import numpy as np
import numpy.typing as npt
import streamlit as st

from restoration.app.components import compare
from restoration.app.explore import facts, filters, grid, making, state
from restoration.app.explore.facts import facts_on_recipe
from restoration.app.explore.grid import Card
from restoration.app.explore.state import ShownPair, Visit
from restoration.app.messages import friendly_errors
from restoration.app.restore.state import hand_over
from restoration.app.text import as_markdown
from restoration.collection.catalogue import Catalogue
from restoration.collection.known_pair import KnownPair, open_pair
from restoration.collection.manifest import PairEntry
from restoration.collection.originals import Original
from restoration.collection.thumbnails import as_jpeg
from restoration.imaging.overlay import reduce, reduce_mask, tint

DAMAGE, MASK = "Original and damaged", "Damaged and mask"
SCREEN = 2000  # px, so that cracks can be seen when the comparison is zoomed


def show_pair(visit: Visit, pair: ShownPair) -> None:
    """The view of one pair."""
    st.sidebar.button("Back", icon=":material/arrow_back:", on_click=visit.back, width="stretch")
    st.subheader(as_markdown(f"{pair.title}, damaged"), anchor=False)
    with friendly_errors():
        known = _known(pair.entry.damaged_sha256, str(pair.original.path) if pair.original else None, _pair=pair)
        with st.sidebar:
            _tell(pair, known)
        _show_on_stage(known)
    if pair.original:
        if pair in visit.made.values():
            _say_how_to_keep(pair.original, pair)
        making.offer(visit, pair.original, like=pair.entry)


@st.cache_resource(max_entries=2, ttl=600, show_spinner="Reading the pair…")
def _known(damaged_sha256: str, original: str | None, *, _pair: ShownPair) -> KnownPair:
    """The pair, its pictures decoded; what is named without an underscore stands for them."""
    return open_pair(_pair.folder, _pair.entry, _pair.original.path if _pair.original else None)


def _show_on_stage(known: KnownPair) -> None:
    views = [DAMAGE, MASK] if known.before is not None else [MASK]
    view = st.segmented_control("View", views, default=views[0], required=True, label_visibility="collapsed")
    icc = known.damaged.metadata.icc
    damaged = as_jpeg(reduce(known.damaged.image, SCREEN), icc)
    with st.container(key="stage", horizontal_alignment="center"):
        if view == DAMAGE and known.before is not None:
            before = as_jpeg(reduce(known.before, SCREEN), icc)
            compare(before, damaged, labels=("Original", "Damaged"), key="explore-damage")
        else:
            compare(damaged, as_jpeg(_marked(known), icc), labels=("Damaged", "Mask"), key="explore-mask")


def _marked(known: KnownPair) -> npt.NDArray[np.uint8]:
    return tint(reduce(known.damaged.image, SCREEN), reduce_mask(known.mask, SCREEN))


def _tell(pair: ShownPair, known: KnownPair) -> None:
    st.markdown("**Coverage**")
    facts.show(facts.facts_on(known.passport.coverage))
    st.markdown("**Recipe**")
    facts.show(facts_on_recipe(known.passport.origin))
    if known.before is None:
        st.caption(
            f"Its original, {as_markdown(pair.entry.original)}, is not at hand: there is nothing to compare with."
        )
    if st.button("Restore this one", type="primary", width="stretch"):
        hand_over(known.damaged, f"{pair.title}, damaged", truth=known.before)
    with st.expander("The recipe as JSON"):
        st.json(known.passport.origin.recipe, expanded=1)


def _say_how_to_keep(original: Original, pair: ShownPair) -> None:
    st.caption(
        "Made in this visit, and forgotten with it. This writes it to data/, with all its masks; "
        "a pair there of the same name is replaced:"
    )
    st.code(making.command_for(original, pair.entry), language=None, wrap_lines=True)


def show_pairs(visit: Visit) -> None:
    """A page of them, behind filters."""
    catalogue = state.catalogue(state.originals_folder())
    if not catalogue.pairs:
        _teach()
        return
    with st.sidebar:
        entries = filters.choose_pairs(catalogue)
    page = grid.turn_pages(len(entries), len(catalogue.pairs), "pairs", key="explore-pair-page")
    grid.show([_card_of(pair, visit) for pair in _located(entries[page], catalogue)])


def _card_of(pair: ShownPair, visit: Visit) -> Card:
    """The damaged picture as a card."""
    entry = pair.entry
    line = f"{entry.severity}, {entry.style}, {entry.coverage:.1%}"
    return Card(pair.folder / entry.damaged, pair.title, line, partial(visit.open_pair, pair))


def _located(entries: list[PairEntry], catalogue: Catalogue) -> list[ShownPair]:
    """Each with its original, where that lies in the collection."""
    originals = {original.painting: original for original in catalogue.originals}
    return [ShownPair(catalogue.folder, entry, originals.get(entry.painting)) for entry in entries]


def _teach() -> None:
    st.subheader("No pairs yet", anchor=False)
    st.markdown(
        "A pair is a painting and the same painting with damage that is known to the pixel. "
        "Open an original and make one there, or make many at once:"
    )
    st.code("python -m restoration damage data/originals --output data", language=None)

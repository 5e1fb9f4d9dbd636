"""All pairs of the collection."""

from functools import partial

import numpy as np
import numpy.typing as npt
import streamlit as st

from restoration.app.components import show_comparison
from restoration.app.explore import facts, filters, grid, pair_form, state
from restoration.app.explore.facts import recipe_facts
from restoration.app.explore.grid import Card
from restoration.app.explore.state import ExploreState, LocatedPair
from restoration.app.messages import friendly_errors
from restoration.app.restore.state import open_on_restore_page
from restoration.app.text import escape_markdown
from restoration.collection.manifest import ManifestRow, StoredPair, open_pair
from restoration.collection.originals import Original
from restoration.collection.search import Collection
from restoration.collection.thumbnails import encode_preview
from restoration.imaging.overlay import downscale, downscale_mask, overlay_mask

DAMAGE_VIEW, MASK_VIEW = "Original and damaged", "Damaged and mask"
COMPARISON_SIDE = 2000  # px, so that cracks can be seen when the comparison is zoomed


def show_pair(visit: ExploreState, pair: LocatedPair) -> None:
    """The view of one pair."""
    st.sidebar.button("Back", icon=":material/arrow_back:", on_click=visit.back, width="stretch")
    st.subheader(escape_markdown(f"{pair.title}, damaged"), anchor=False)
    with friendly_errors():
        known = _open_known_pair(
            pair.entry.damaged_sha256, str(pair.original.path) if pair.original else None, _pair=pair
        )
        with st.sidebar:
            _show_details(pair, known)
        _show_pictures(known)
    if pair.original:
        if pair in visit.made.values():
            _explain_how_to_keep(pair.original, pair)
        pair_form.show_pair_form(visit, pair.original, like=pair.entry)


@st.cache_resource(max_entries=2, ttl=600, show_spinner="Reading the pair…")
def _open_known_pair(damaged_sha256: str, original: str | None, *, _pair: LocatedPair) -> StoredPair:
    """The pair, its pictures decoded; what is named without an underscore stands for them."""
    return open_pair(_pair.folder, _pair.entry, _pair.original.path if _pair.original else None)


def _show_pictures(known: StoredPair) -> None:
    views = [DAMAGE_VIEW, MASK_VIEW] if known.before is not None else [MASK_VIEW]
    view = st.segmented_control("View", views, default=views[0], required=True, label_visibility="collapsed")
    icc = known.damaged.metadata.icc
    damaged = encode_preview(downscale(known.damaged.image, COMPARISON_SIDE), icc)
    with st.container(key="stage", horizontal_alignment="center"):
        if view == DAMAGE_VIEW and known.before is not None:
            before = encode_preview(downscale(known.before, COMPARISON_SIDE), icc)
            show_comparison(before, damaged, labels=("Original", "Damaged"), key="explore-damage")
        else:
            show_comparison(
                damaged, encode_preview(_damaged_with_mask(known), icc), labels=("Damaged", "Mask"), key="explore-mask"
            )


def _damaged_with_mask(known: StoredPair) -> npt.NDArray[np.uint8]:
    return overlay_mask(downscale(known.damaged.image, COMPARISON_SIDE), downscale_mask(known.mask, COMPARISON_SIDE))


def _show_details(pair: LocatedPair, known: StoredPair) -> None:
    st.markdown("**Coverage**")
    facts.show_facts(facts.coverage_facts(known.record.coverage))
    st.markdown("**Recipe**")
    facts.show_facts(recipe_facts(known.record.origin))
    if known.before is None:
        st.caption(
            f"Its original, {escape_markdown(pair.entry.original)}, is not at hand: there is nothing to compare with."
        )
    if st.button("Restore this one", type="primary", width="stretch"):
        open_on_restore_page(known.damaged, f"{pair.title}, damaged", truth=known.before)
    with st.expander("The recipe as JSON"):
        st.json(known.record.origin.recipe, expanded=1)


def _explain_how_to_keep(original: Original, pair: LocatedPair) -> None:
    st.caption(
        "Made in this visit, and forgotten with it. This writes it to data/, with all its masks; "
        "a pair there of the same name is replaced:"
    )
    st.code(pair_form.damage_command(original, pair.entry), language=None, wrap_lines=True)


def show_pairs(visit: ExploreState) -> None:
    """A page of them, behind filters."""
    catalogue = state.load_catalogue(state.originals_folder())
    if not catalogue.pairs:
        _explain_no_pairs()
        return
    with st.sidebar:
        entries = filters.choose_pairs(catalogue)
    page = grid.choose_page(len(entries), len(catalogue.pairs), "pairs", key="explore-pair-page")
    grid.show_cards([_pair_card(pair, visit) for pair in _with_originals(entries[page], catalogue)])


def _pair_card(pair: LocatedPair, visit: ExploreState) -> Card:
    """The damaged picture as a card."""
    entry = pair.entry
    line = f"{entry.severity}, {entry.style}, {entry.coverage:.1%}"
    return Card(pair.folder / entry.damaged, pair.title, line, partial(visit.open_pair, pair))


def _with_originals(entries: list[ManifestRow], catalogue: Collection) -> list[LocatedPair]:
    """Each with its original, where that lies in the collection."""
    originals = {original.painting: original for original in catalogue.originals}
    return [LocatedPair(catalogue.folder, entry, originals.get(entry.painting)) for entry in entries]


def _explain_no_pairs() -> None:
    st.subheader("No pairs yet", anchor=False)
    st.markdown(
        "A pair is a painting and the same painting with damage that is known to the pixel. "
        "Open an original and make one there, or make many at once:"
    )
    st.code("python -m restoration damage data/originals --output data", language=None)

"""The pairs of the collection, each a painting with and without known damage: all of them, and one of them."""

from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from restoration.app import hosting
from restoration.app.components import jpeg_size
from restoration.app.explore import address, facts, filters, grid, pair_form, state
from restoration.app.explore.grid import Card
from restoration.app.explore.state import ExploreState, LocatedPair
from restoration.app.messages import friendly_errors
from restoration.app.picture_viewer import ComparisonMode, JpegSource, Scene, ViewedPicture, show_comparison
from restoration.app.restore.state import keep_painting_on_disk, open_on_restore_page
from restoration.app.text import escape_markdown
from restoration.collection.manifest import ManifestRow, StoredPair, open_pair
from restoration.collection.originals import Original
from restoration.collection.search import Collection
from restoration.collection.thumbnails import encode_preview
from restoration.disk_arrays import keep_on_disk
from restoration.imaging.overlay import downscale, downscale_mask, overlay_mask

DAMAGE_VIEW, MASK_VIEW = "Original and damaged", "Damaged and mask"
COMPARISON_SIDE = 2000  # px, longer side; large enough to see cracks when the comparison is zoomed


def show_pairs(explore: ExploreState, row: DeltaGenerator) -> None:
    """Show a page of pairs, with filters in the row."""
    collection = state.load_collection(state.originals_folder())
    if not collection.pairs:
        _explain_no_pairs()
        return
    with row.popover("Filters", icon=":material/filter_list:"):
        rows = filters.choose_pairs(collection)
    page = grid.choose_page(
        len(rows), len(collection.pairs), "pairs", filters.clear_pair_filters, key="explore-pair-page"
    )
    grid.show_cards([_pair_card(pair) for pair in _with_originals(rows[page], collection)])


def show_pair(explore: ExploreState, pair: LocatedPair) -> None:
    """Show one pair, its facts, and a form for one more pair of the same painting."""
    grid.show_title(f"{pair.title}, damaged", back="Back")
    with friendly_errors():
        stored = _open_pair(pair.row.damaged_sha256, str(pair.original.path) if pair.original else None, _pair=pair)
        picture, details = grid.picture_and_details()
        with picture:
            _show_pictures(stored)
        with details:
            _show_details(pair, stored)
    if pair.original:
        if pair in explore.made_pairs.values():
            _explain_how_to_keep(pair.original, pair)
        pair_form.show_pair_form(explore, pair.original, like=pair.row)


def _pair_card(pair: LocatedPair) -> Card:
    """Return the damaged picture as a card, with the title of the painting."""
    row = pair.row
    line = f"{row.severity}, {row.style}, {row.coverage:.1%}"
    return Card(pair.folder / row.damaged, pair.title, line, partial(address.open_pair, pair))


def _with_originals(rows: list[ManifestRow], collection: Collection) -> list[LocatedPair]:
    """Return the pairs, each with its original where the collection has it."""
    originals = {original.painting: original for original in collection.originals}
    return [LocatedPair(collection.folder, row, originals.get(row.painting)) for row in rows]


def _explain_no_pairs() -> None:
    st.subheader("No pairs yet", anchor=False)
    st.markdown(
        "A pair is a painting and the same painting with damage that is known for each pixel. "
        "Open an original and make a pair there, or make many at once:"
    )
    st.code("python -m restoration damage data/originals --output data", language=None)


@st.cache_resource(max_entries=2, ttl=600, show_spinner="Reading the pair…")
def _open_pair(damaged_sha256: str, original: str | None, *, _pair: LocatedPair) -> StoredPair:
    """Return the pair with its pictures; Streamlit caches it by the arguments without an underscore."""
    pair = open_pair(_pair.folder, _pair.row, _pair.original.path if _pair.original else None)
    clean = None if pair.clean is None else keep_on_disk(pair.clean)
    return replace(pair, damaged=keep_painting_on_disk(pair.damaged), clean=clean, mask=keep_on_disk(pair.mask))


def _show_details(pair: LocatedPair, stored: StoredPair) -> None:
    st.markdown("**Coverage**")
    facts.show_facts(facts.coverage_facts(stored.record.coverage))
    st.markdown("**Recipe**")
    facts.show_facts(facts.recipe_facts(stored.record.origin))
    if stored.clean is None:
        name = escape_markdown(pair.row.original)
        st.caption(f"Its original, {name}, is missing: there is nothing to compare with.")
    if st.button("Restore this painting", type="primary", width="stretch"):
        open_on_restore_page(stored.damaged, f"{pair.title}, damaged", truth=stored.clean)
    with st.expander("The recipe as JSON"):
        st.json(stored.record.origin.recipe, expanded=1)


def _show_pictures(stored: StoredPair) -> None:
    views = [DAMAGE_VIEW, MASK_VIEW] if stored.clean is not None else [MASK_VIEW]
    view = st.segmented_control("View", views, default=views[0], required=True, label_visibility="collapsed")
    icc = stored.damaged.metadata.icc
    damaged = encode_preview(downscale(stored.damaged.image, COMPARISON_SIDE), icc)
    if view == DAMAGE_VIEW and stored.clean is not None:
        clean = encode_preview(downscale(stored.clean, COMPARISON_SIDE), icc)
        _compare(("Original", clean), ("Damaged", damaged), key="explore-damage")
    else:
        with_mask = encode_preview(_damaged_with_mask(stored), icc)
        _compare(("Damaged", damaged), ("Mask", with_mask), key="explore-mask")


def _compare(left: tuple[str, bytes], right: tuple[str, bytes], *, key: str) -> None:
    """Compare two JPEG pictures of one size, each with its label, by a slider."""
    first, second = (ViewedPicture(label, JpegSource(jpeg)) for label, jpeg in (left, right))
    show_comparison(first, second, Scene("A pair", jpeg_size(left[1])), ComparisonMode.SLIDER, key=key)


def _damaged_with_mask(stored: StoredPair) -> npt.NDArray[np.uint8]:
    damaged = downscale(stored.damaged.image, COMPARISON_SIDE)
    return overlay_mask(damaged, downscale_mask(stored.mask, COMPARISON_SIDE))


def _explain_how_to_keep(original: Original, pair: LocatedPair) -> None:
    if hosting.is_hosted():  # whose visitors have no command line
        st.caption("This pair is deleted when your session ends.")
        return
    st.caption(
        "This pair is deleted when your session ends. The following command writes it to data/ with all its masks; "
        "it replaces a pair of the same name there:"
    )
    st.code(pair_form.damage_command(original, pair.row), language=None, wrap_lines=True)

"""The panel beside a result: one region as each kept result has it, to choose from, and how it is laid down."""

import streamlit as st

from restoration.app.messages import kept_errors
from restoration.app.restore import results
from restoration.app.restore.alternatives import (
    alternatives_of,
    choose_fill,
    choose_reintegration,
    composed_result,
    fills,
    offers_choices,
    select_next,
    select_region,
    selected_region,
)
from restoration.app.restore.outcomes import RestorationResult
from restoration.app.restore.pictures import ORIGINAL_LABEL
from restoration.app.restore.regions import default_result, job_regions
from restoration.app.restore.reintegration_panel import MODE_LABELS
from restoration.app.restore.rendering import crop_window, render_crop
from restoration.app.restore.state import Job
from restoration.catalog import INPAINTERS
from restoration.domain import Image
from restoration.editing.regions import Region
from restoration.editing.regions.region_map import UNFILLED
from restoration.imaging.overlay import blend_images
from restoration.imaging.painting import Painting
from restoration.imaging.tile_pyramid import encode_jpeg

PANEL_WIDTH, CROP_WIDTH = 316, 144  # px of the page
CROP_SIDE = 2 * CROP_WIDTH  # px of the picture: screens may have two px for one of the page
_NUMBER, _ELSEWHERE, _MODE = "region number", "elsewhere", "mode of the region"  # keys of widgets in the session state


def offer_next(job: Job) -> None:
    """Show the button that goes to the next region with alternatives, where several results are kept."""
    if len(job.results) > 1:
        st.button(
            "Next region",
            key="next region",
            icon=":material/center_focus_strong:",
            shortcut="N",
            on_click=select_next,
            args=(job,),
            help="Go to the next region that the results fill differently, the widest first; or click on one in the "
            "picture. Then choose which fill it takes.",
        )


def show_alternatives(job: Job, painting: Painting) -> None:
    """Show the alternatives of the selected region, if there is one and something can be chosen for it."""
    region = selected_region(job)
    if region is None or not offers_choices(job):
        return
    with st.container(width=PANEL_WIDTH, key="alternatives", gap="small"):
        _show_head(job, region)
        found = alternatives_of(job, region)
        _show_crops(job, painting, region, found)
        if len(job.results) > 1:
            if found:
                _show_buttons(job, region, found)
            st.caption(_sentence(job, region, found))
        if found:
            _choose_mode(job, region)
        _choose_elsewhere(job)


def _show_head(job: Job, region: Region) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="alternatives head"):
        st.session_state[_NUMBER] = region.number
        count = len(job_regions(job).regions)
        _, _, width, height = region.box
        st.number_input(
            f"Region, of {count:,}: {region.kind}, {width} × {height} px",
            1,
            count,
            key=_NUMBER,
            on_change=_go_to_number,
            args=(job,),
            width="stretch",
        )
        st.button("Close", key="close alternatives", icon=":material/close:", on_click=_close, args=(job,))


def _go_to_number(job: Job) -> None:
    with kept_errors("region"):
        select_region(job, job_regions(job).region(st.session_state[_NUMBER]))


def _close(job: Job) -> None:
    job.selected = None


def _show_crops(job: Job, painting: Painting, region: Region, found: list[RestorationResult]) -> None:
    """Show the region with its surroundings, in the original and in each result, all at one zoom."""
    window = crop_window(region.box, painting.image.shape)
    with st.container(horizontal=True, key="crops", gap="small"):
        with st.container(width=CROP_WIDTH, gap="xsmall"):
            _show_crop(painting, painting.image[window], f"{ORIGINAL_LABEL}, region {region.number}")
            st.caption(ORIGINAL_LABEL, text_alignment="center")
        for result in found:
            before, after = result.restoration.before[window], result.restoration.after[window]
            with st.container(width=CROP_WIDTH, gap="xsmall"):
                part = blend_images(before, after, job.strength)
                _show_crop(painting, part, f"{result.label}, region {region.number}")
                if len(job.results) > 1:
                    _show_choice(job, region, result)
                else:
                    st.caption(result.label, text_alignment="center")


def _show_crop(painting: Painting, part: Image, text: str) -> None:
    crop = render_crop(part, CROP_SIDE)
    st.image(encode_jpeg(crop, painting.metadata.icc), width=CROP_WIDTH, alt=text)


def _show_choice(job: Job, region: Region, result: RestorationResult) -> None:
    is_chosen = region.fill == result.key
    st.button(
        result.label,
        key=f"choose {result.key}",
        icon=":material/check:" if is_chosen else None,
        type="primary" if is_chosen else "secondary",
        on_click=_choose,
        args=(job, region, result.key),
        width="stretch",
        help="Let this region take this fill.",
    )


def _show_buttons(job: Job, region: Region, found: list[RestorationResult]) -> None:
    shown = results.shown_label(job)
    is_alternative = any(result.label == shown for result in found)
    with st.container(horizontal=True, key="alternatives buttons", gap="xsmall"):
        st.button(
            "Flip",
            key="flip",
            icon=":material/flip:",
            shortcut="F",
            on_click=_flip,
            args=(found, shown),
            help="Show the next result in the large picture.",
        )
        st.button(
            "Keep",
            key="keep shown",
            icon=":material/check:",
            shortcut="K",
            on_click=_keep_shown,
            args=(job, region, found, shown),
            disabled=not is_alternative,
            help="Let this region take the result that is shown in the large picture.",
        )
        st.button(
            "Back to the default",
            key="back to default",
            icon=":material/undo:",
            shortcut="B",
            on_click=_choose,
            args=(job, region, ""),
            disabled=region.fill is None,
        )


def _flip(found: list[RestorationResult], shown: str) -> None:
    labels = [result.label for result in found]
    results.look_at(labels[(labels.index(shown) + 1) % len(labels) if shown in labels else 0])


def _keep_shown(job: Job, region: Region, found: list[RestorationResult], shown: str) -> None:
    _choose(job, region, next(result.key for result in found if result.label == shown))


def _choose(job: Job, region: Region, key: str) -> None:
    with kept_errors("choice of a fill"):
        choose_fill(job, region, key)
        composite, default = composed_result(job), default_result(job)
        shown = composite or default
        if shown is not None:
            results.look_at(shown.label)


def _sentence(job: Job, region: Region, found: list[RestorationResult]) -> str:
    """Say what the region takes, and what was refused for it."""
    if region.status in UNFILLED:
        return f"It is {region.status}, so it takes no fill."
    if not found:
        return "No kept result has filled this region."
    if region.fill is not None and region.fill not in fills(job):
        return f"{INPAINTERS.join_labels([region.fill])} was chosen, but its result is not kept any more."
    refused = ", ".join(INPAINTERS.join_labels([key]) for key in region.refused)
    if region.fill is None:
        default = default_result(job)
        return f"It takes the default: {default.label if default else ''}."
    return f"Chosen: {INPAINTERS.join_labels([region.fill])}. Refused: {refused or 'none'}."


def _choose_mode(job: Job, region: Region) -> None:
    """Let the user choose how the fill of the region is laid down."""
    st.session_state[_MODE] = region.reintegration or ""
    known = ["", *MODE_LABELS]
    st.selectbox(
        "Lay this region down as",
        known if region.reintegration in (None, *known) else [*known, region.reintegration],
        key=_MODE,
        format_func=lambda mode: MODE_LABELS.get(mode, mode or "As all others of its kind"),
        on_change=_set_mode,
        args=(job, region),
    )


def _set_mode(job: Job, region: Region) -> None:
    with kept_errors("choice of a reintegration"):
        choose_reintegration(job, region, st.session_state[_MODE])


def _choose_elsewhere(job: Job) -> None:
    """Let the user choose which result the regions without a choice take."""
    default, labels = default_result(job), {result.key: result.label for result in job.results}
    if default is None or composed_result(job) is None:
        return
    st.session_state[_ELSEWHERE] = default.key
    st.selectbox(
        "All other regions take",
        list(labels),
        key=_ELSEWHERE,
        format_func=lambda key: labels.get(key, key),
        on_change=_set_default,
        args=(job,),
    )


def _set_default(job: Job) -> None:
    job.default_fill = st.session_state[_ELSEWHERE]

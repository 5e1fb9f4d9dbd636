"""What a visitor reads, looks at and takes away on the Restore page."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from restoration.app import views
from restoration.app.choosing import DAMAGE, ORIGINAL, RESTORED
from restoration.app.compare import compare
from restoration.app.state import Plan, Result
from restoration.benchmark.nearness import Scores
from restoration.catalog import INPAINTERS
from restoration.domain import Mask, Restoration
from restoration.imaging.masks import count_parts
from restoration.imaging.painting import Painting
from restoration.imaging.writing import default_format, encode_mask, encode_painting
from restoration.results import MASK, OVERLAY, REPORT, encode_overlay, encode_report, name_of, restored_in


def welcome() -> None:
    """What to do while nothing lies on the easel."""
    st.subheader("Choose a painting")
    st.markdown(
        "Upload a photograph on the left: JPEG, PNG, WebP or TIFF, 8 or 16 bit. "
        "Its damage is marked at once; set how eagerly, press **Restore**, compare, and take the result away. "
        "Your file is not changed, and it is kept no longer than this visit.\n\n"
        "Or take the **sample**, which this program painted and cracked itself."
    )


def headline(title: str, painting: Painting, mask: Mask) -> None:
    """What lies on the easel, in figures."""
    height, width = painting.image.shape[:2]
    st.subheader(title.replace("_", " "))
    with st.container(horizontal=True, gap="large"):
        st.metric("Marked as damage", f"{mask.mean():.2%}", width="content")
        st.metric("Separate parts", f"{count_parts(mask):,}", width="content")
        st.metric("Pixels", f"{width} × {height}", width="content")
        st.metric("Depth", f"{painting.image.dtype.itemsize * 8} bit", width="content")
    for note in painting.notes:
        st.caption(note)


def stage(painting: Painting, mask: Mask, restoration: Restoration | None, view: str, frame: views.Frame) -> None:
    """The painting itself, on grey."""
    original = partial(views.picture, painting.image, painting, frame)
    with st.container(key="stage", horizontal_alignment="center"):
        if view == DAMAGE:
            st.image(views.damage_map(painting.image, mask, painting, frame), alt="Damage marked in red")
        elif restoration is None or view == ORIGINAL:
            st.image(original(), alt="The painting as it came")
        elif view == RESTORED:
            st.image(views.picture(restoration.after, painting, frame), alt="The restored painting")
        else:
            compare(original(), views.picture(restoration.after, painting, frame), labels=("Original", "Restored"))


def say_what_was_done(result: Result, plan: Plan) -> None:
    """How the shown result came about, and whether the controls have moved since."""
    method = INPAINTERS[result.plan.inpainter].label
    damage, seconds = result.restoration.damage, result.restoration.seconds
    st.caption(
        f"Digital hypothesis: {damage.share:.2%} of the picture filled by {method} in {seconds:.1f} s; "
        "every other pixel is exactly as it came."
    )
    if result.plan != plan:
        st.warning("The controls have moved since this result was made. Press Restore to follow them.")


def verdict(scores: tuple[Scores, Scores]) -> None:
    """How near the result comes to the known truth."""
    before, after = scores
    st.markdown("**Against the known truth** (the figures inside the damage say most)")
    with st.container(horizontal=True, gap="medium"):
        _gain("PSNR in the damage", before.psnr_inside, after.psnr_inside, "{:.1f} dB")
        _gain("SSIM in the damage", before.ssim_inside, after.ssim_inside, "{:.3f}")
        _gain("PSNR, whole picture", before.psnr, after.psnr, "{:.1f} dB")
        _gain("SSIM, whole picture", before.ssim, after.ssim, "{:.3f}")


def _gain(label: str, before: float, after: float, form: str) -> None:
    st.metric(label, form.format(after), form.format(after - before), width="content")


def downloads(painting: Painting, mask: Mask, result: Result | None) -> None:
    """Picture, mask, overlay and report, each made when it is asked for; the mask alone before anything is filled."""
    kind = default_format(painting.image)
    offers: list[tuple[str, str, Callable[[], bytes]]] = []
    if result is not None:
        mask = result.restoration.damage.mask
        restored = partial(encode_painting, result.restoration.after, painting, kind)
        offers.append(("Restored picture", restored_in(kind), restored))
    offers.append(("Mask", MASK, partial(encode_mask, mask)))
    offers.append(("Overlay", OVERLAY, partial(encode_overlay, painting, mask)))
    if result is not None:
        offers.append(("Report", REPORT, partial(_report, painting, result.restoration)))
    with st.container(horizontal=True):
        for label, ending, make in offers:
            st.download_button(label, make, name_of(painting, ending), icon=":material/download:", on_click="ignore")


def _report(painting: Painting, restoration: Restoration) -> bytes:
    restored = encode_painting(restoration.after, painting, default_format(painting.image))
    return encode_report(painting, restoration, restored=restored, mask=encode_mask(restoration.damage.mask))

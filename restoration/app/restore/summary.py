"""What a visitor reads and looks at on the Restore page."""

import cv2
import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from restoration.app.restore import rendering, work
from restoration.app.restore.controls import KIND_LABELS
from restoration.app.restore.state import Job, RestorationResult
from restoration.app.text import escape_markdown
from restoration.catalog import INPAINTERS
from restoration.detection.wide_cracks import NATIVE_WIDTH
from restoration.domain import DAMAGE_KINDS, KindMap, Restoration
from restoration.editing.viewport import Viewport
from restoration.imaging.painting import Painting
from restoration.metrics.similarity import SMALLEST_SIDE, SimilarityScores

LARGE_SCAN = 2000  # px, of the longer side of a scan that may show cracks wider than detectors know them
LITTLE_DAMAGE = 0.001  # of a picture marked, less than a single net of cracks
WIDER_CRACKS_HINT = "Hardly anything was found. If you see cracks, tell on the left how many pixels wide they are."


def show_welcome() -> None:
    """What to do while nothing lies on the easel."""
    st.subheader("Choose a painting")
    st.markdown(
        "Upload a photograph on the left: JPEG, PNG, WebP or TIFF, 8 or 16 bit. Its damage is marked at once; correct "
        "the mask with a brush, press **Restore**, compare, and take the result away.\n\n"
        "Or take the **sample**, which this program painted and cracked itself; or open a **dossier** that you saved "
        "here (.zip) and go on where you stopped.\n\n"
        "Your file is not changed. A copy of it and your corrections are kept for a week on the machine that runs this "
        "page, so that a reload costs no work."
    )


def show_headline(job: Job, painting: Painting, place: DeltaGenerator) -> bool:
    """What lies on the easel, in figures; and whether it is to be restored."""
    (height, width), kinds = painting.image.shape[:2], job.kinds()
    figures = [f"{width} × {height} px, {painting.image.dtype.itemsize * 8} bit", _damage_shares(kinds)]
    if count := len(job.steps):
        figures.append("1 correction by hand" if count == 1 else f"{count} corrections by hand")
    hints = [WIDER_CRACKS_HINT] if _may_have_wider_cracks(job, kinds) else []
    with place, st.container(horizontal=True, vertical_alignment="bottom", key="headline"):
        with st.container(gap=None):
            st.subheader(escape_markdown(job.title.replace("_", " ")), anchor=False)
            for line in (" · ".join(figures), *painting.notes, *hints):
                st.caption(line)
        return st.button("Restore", type="primary", icon=":material/healing:", shortcut="Ctrl+Enter")


def _may_have_wider_cracks(job: Job, kinds: KindMap) -> bool:
    """Whether hardly anything was found in a large picture, by a look at the finest cracks only."""
    if job.look is None or job.look.widest > NATIVE_WIDTH or max(kinds.shape) < LARGE_SCAN:
        return False
    return cv2.countNonZero(kinds) < LITTLE_DAMAGE * kinds.size


def _damage_shares(kinds: KindMap) -> str:
    """How much is marked, in all and of each kind."""
    parts = {
        KIND_LABELS[kind].lower(): cv2.countNonZero((kinds == number).view("uint8")) / kinds.size
        for number, kind in enumerate(DAMAGE_KINDS, start=1)
        if kind in KIND_LABELS
    }
    told = ", ".join(f"{name} {share:.2%}" for name, share in parts.items() if share)
    return f"{sum(parts.values()):.2%} marked as damage" + (f": {told}" if told else "")


def show_input(painting: Painting, here: Viewport) -> None:
    """The painting as it came."""
    st.image(
        rendering.encode_jpeg(rendering.render_viewport(painting.image, here), painting.metadata.icc),
        alt="The painting as it came",
    )


def show_result_note(result: RestorationResult, job: Job) -> None:
    """How the shown result came about, and whether mask or controls have moved since."""
    damage, seconds = result.restoration.damage, result.restoration.seconds
    st.caption(
        f"Digital hypothesis: {damage.share:.2%} of the picture filled by {_method_names(result.restoration)} "
        f"in {seconds:.1f} s; every other pixel is exactly as it came."
    )
    if result.plan.inpainter != job.plan.inpainter or not np.array_equal(damage.mask, work.damage_to_fill(job).mask):
        st.info("The mask or the controls have moved since this result was made. Press Restore to follow them.")
    elif not damage.share:
        st.info(
            "Nothing was marked that is to be filled. Move the sensitivity to the right, choose more under "
            "**Fill only**, or mark the damage by hand."
        )


def show_stopped_note(job: Job, place: DeltaGenerator) -> None:
    """Once, after a click has ended the filling."""
    job.is_filling = False
    place.info("Filling was stopped by a click. Press Restore to go on: what was filled until then is kept.")


def _method_names(restoration: Restoration) -> str:
    """The method, and what it left to whom."""
    label = INPAINTERS[restoration.inpainter].label
    parts = [share for share in restoration.shares if share.methods != (restoration.inpainter,) and share.pixels]
    total = sum(share.pixels for share in parts)
    told = [
        INPAINTERS.together(share.methods) + (f" {share.pixels / total:.0%}" if share.pixels < total else "")
        for share in parts
    ]
    return f"{label} ({', '.join(told)})" if told else label


def show_scores(scores: tuple[SimilarityScores, SimilarityScores]) -> None:
    """How near the result comes to the known truth."""
    before, after = scores
    st.markdown("**Against the known truth** (the figures inside the damage say most)")
    with st.container(horizontal=True, gap="medium"):
        _show_gain("PSNR in the damage", before.psnr_inside, after.psnr_inside, "{:.1f} dB")
        _show_gain("SSIM in the damage", before.ssim_inside, after.ssim_inside, "{:.3f}")
        _show_gain("PSNR, whole picture", before.psnr, after.psnr, "{:.1f} dB")
        _show_gain("SSIM, whole picture", before.ssim, after.ssim, "{:.3f}")


def show_not_scored_note() -> None:
    """Where the truth is known."""
    st.caption(
        f"Not scored: only pictures from {SMALLEST_SIDE} px a side to {work.MAX_SCORED_PIXELS / 1e6:.0f} megapixels are."
    )


def _show_gain(label: str, before: float, after: float, form: str) -> None:
    st.metric(label, form.format(after), form.format(after - before), width="content")

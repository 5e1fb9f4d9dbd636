"""The texts of the Restore page: the welcome, the headline, notes on a result, and its scores."""

import cv2
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from restoration.app import hosting
from restoration.app.restore import autosave, marks_to_fill, progress_panel, running, work
from restoration.app.restore.controls import KIND_LABELS
from restoration.app.restore.drawn_source import drawn_source, is_from_another_source
from restoration.app.restore.figure_panel import figure_note
from restoration.app.restore.outcomes import RestorationResult
from restoration.app.restore.state import Job
from restoration.app.text import escape_markdown, escape_sentence
from restoration.catalog import INPAINTERS
from restoration.detection.crack_width import NATIVE_WIDTH
from restoration.domain import DAMAGE_KINDS, KindMap, Restoration
from restoration.editing.history import count_corrections
from restoration.imaging.masks import are_equal, count_marked
from restoration.imaging.painting import Painting
from restoration.metrics.similarity import SMALLEST_SIDE, SimilarityScores
from restoration.output.paint_source import PAINT_TAKEN, describe_source

LARGE_SCAN = 2000  # px, longer side of a scan that may show cracks wider than the detectors expect
LITTLE_DAMAGE = 0.001  # marked fraction of a picture, less than a single net of cracks
WIDER_CRACKS_HINT = "Hardly any damage was found. If you see cracks, choose on the left how many pixels wide they are."


def show_welcome() -> None:
    """Explain what to do while no painting is open."""
    here = "" if hosting.is_hosted() else "Or open a scan of any size where it lies: **From this computer**.\n\n"
    st.subheader("Choose a painting")
    st.markdown(
        "Upload a photograph on the left: JPEG, PNG, TIFF, HEIC and others, 8 or 16 bit. The page marks its damage. "
        "Correct the mask with a brush, press **Restore**, compare, and download the result.\n\n"
        f"{here}"
        "Or give the **address** of a picture on a museum's IIIF server, and choose a region of it.\n\n"
        "Or choose the **sample**, which this program painted and cracked itself. Or open a **dossier** (.zip) that "
        "you saved here, and continue your work.\n\n"
        f"Your file is not changed. {_kept_work()}"
    )


def _kept_work() -> str:
    """Say what is kept on the server, how long, and how much."""
    limit = autosave.kept_work_limit()
    if not limit:
        return "No copy is kept on the computer that runs this page: a reload loses your work, a dossier keeps it."
    return (
        f"A copy of it and your corrections are kept for {autosave.KEEP_DAYS} days on the computer that runs this "
        "page, so that a reload does not lose your work. Whoever has the address of your page can open it. All work "
        f"kept here may take {limit / 1e9:.1g} GB; beyond that, the oldest is removed first."
    )


def show_headline(job: Job, painting: Painting, place: DeltaGenerator) -> None:
    """Show title, size and damage in `place`, with the Restore button."""
    kinds = job.kinds()
    figures = [_size(painting), _damage_shares(kinds, painting)]
    if job.detected and job.detected.request.widest is None and job.detected.widest > NATIVE_WIDTH:
        figures.append(f"cracks up to {job.detected.widest} px wide")
    if count := count_corrections(job.steps):
        figures.append("1 correction by hand" if count == 1 else f"{count} corrections by hand")
    hints = [WIDER_CRACKS_HINT] if _may_have_wider_cracks(job, kinds) else []
    with place, st.container(horizontal=True, vertical_alignment="bottom", key="headline"):
        _show_title(job, [" · ".join(figures), *painting.notes, *hints])
        if job.running.works():
            progress_panel.show_progress(job, painting)
        else:
            _show_buttons(job)


def show_first_headline(job: Job, painting: Painting, place: DeltaGenerator) -> None:
    """Show title and size in `place` as long as no damage has been found."""
    is_looking = job.running.is_unseen or bool(job.running.works())
    state = "finding damage" if is_looking else "no damage has been found yet"
    with place, st.container(horizontal=True, vertical_alignment="bottom", key="headline"):
        _show_title(job, [f"{_size(painting)} · {state}", *painting.notes])
        if is_looking:
            progress_panel.show_progress(job, painting)
        else:
            _offer_detection(job)


def _show_title(job: Job, lines: list[str]) -> None:
    with st.container(gap=None):
        st.subheader(escape_markdown(job.title.replace("_", " ")), anchor=False)
        for line in lines:
            st.caption(line)


def _show_buttons(job: Job) -> None:
    is_ready = not work.needs_detection(job)
    if not is_ready:
        _offer_detection(job)
    st.button(
        "Restore",
        type="primary",
        icon=":material/healing:",
        shortcut="Ctrl+Enter",
        key="restore",
        on_click=_ask_for_filling,  # a run that is interrupted would forget what `st.button` returns
        args=(job,),
        disabled=not is_ready,
    )


def _offer_detection(job: Job) -> None:
    st.button("Find damage", key="find damage", icon=":material/search:", on_click=running.find_again, args=(job,))


def _ask_for_filling(job: Job) -> None:
    job.wants_filling = True


def _size(painting: Painting) -> str:
    height, width = painting.image.shape[:2]
    return f"{width} × {height} px, {painting.image.dtype.itemsize * 8} bit"


def _may_have_wider_cracks(job: Job, kinds: KindMap) -> bool:
    """Return whether a detector that looked for fine cracks found hardly any damage in a large picture."""
    if job.detected is None or job.detected.request.widest != NATIVE_WIDTH or max(kinds.shape) < LARGE_SCAN:
        return False
    return cv2.countNonZero(kinds) < LITTLE_DAMAGE * kinds.size


def _damage_shares(kinds: KindMap, painting: Painting) -> str:
    """Return the damaged share of what is visible, in total and by kind."""
    pixels = max(painting.paint_pixels, 1)
    shares = {
        KIND_LABELS[kind].lower(): count / pixels
        for kind, count in zip(DAMAGE_KINDS, count_marked(kinds), strict=True)
        if kind in KIND_LABELS
    }
    by_kind = ", ".join(f"{name} {share:.2%}" for name, share in shares.items() if share)
    return f"{sum(shares.values()):.2%} marked as damage" + (f": {by_kind}" if by_kind else "")


def show_result_note(result: RestorationResult, job: Job) -> None:
    """Say how the shown result was made, and whether the mask or the controls have changed since."""
    damage, seconds = result.restoration.damage, result.restoration.seconds
    names = _composed_names(result.restoration) if result.composed_of else _method_names(result.restoration)
    band = f"{result.restoration.affected_share:.2%} beside it changed to remove relief, "
    st.caption(
        f"Digital hypothesis: {damage.share:.2%} of the picture filled by {names}, "
        f"{'' if result.restoration.relief is None else band}"
        f"in {seconds:.1f} s; all other pixels are unchanged."
    )
    if note := figure_note(job, damage.mask):
        st.info(note)
    if result.restoration.source is not None:
        st.caption(escape_sentence(f"{PAINT_TAKEN} {describe_source(result.restoration.source)}."))
    is_by_another = not result.composed_of and (
        result.plan.inpainter != job.plan.inpainter
        or result.plan.relief != job.plan.relief
        or is_from_another_source(result.restoration.source, drawn_source(job))
    )
    if is_by_another or not are_equal(damage.mask, marks_to_fill.damage_to_fill(job).mask):
        st.info("The mask or the controls have changed since this result was made. Press Restore to update it.")
    elif not damage.share:
        st.info(
            "No damage is marked that can be filled. Increase the sensitivity, choose more under **Fill only**, or "
            "mark the damage by hand."
        )


def show_preview_note(preview: RestorationResult) -> None:
    """Say that the shown result is a quick one, for the time until the chosen method is done."""
    quick, chosen = INPAINTERS[preview.restoration.inpainter].label, INPAINTERS[preview.plan.inpainter].label
    st.caption(
        f"Preview: a quick fill, {quick}. Parts that {chosen} has filled replace it as they are ready. Only the final "
        "result can be downloaded."
    )


def _composed_names(restoration: Restoration) -> str:
    """Return the results of which a composite consists, with their parts."""
    total = sum(share.pixels for share in restoration.shares)
    return ", ".join(
        f"{INPAINTERS.join_labels(share.methods)} {share.pixels / total:.1%}" for share in restoration.shares
    )


def _method_names(restoration: Restoration) -> str:
    """Return the method, with the methods that it used for parts of the damage."""
    label = INPAINTERS.label(restoration.key)
    parts = [share for share in restoration.shares if share.methods != (restoration.inpainter,) and share.pixels]
    total = sum(share.pixels for share in parts)
    names = [
        INPAINTERS.join_labels(share.methods) + (f" {share.pixels / total:.0%}" if share.pixels < total else "")
        for share in parts
    ]
    return f"{label} ({', '.join(names)})" if names else label


def show_scores(scores: tuple[SimilarityScores, SimilarityScores], *, is_laid_down: bool) -> None:
    """Show how close the picture before and the fill, laid down or not, are to the known truth."""
    before, after = scores
    what = "the fill alone; the" if is_laid_down else "the"
    st.markdown(f"**Compared with the known truth** ({what} values inside the damage say most)")
    with st.container(horizontal=True, gap="medium"):
        _show_gain("PSNR in the damage", before.psnr_inside, after.psnr_inside, "{:.1f} dB")
        _show_gain("SSIM in the damage", before.ssim_inside, after.ssim_inside, "{:.3f}")
        _show_gain("PSNR, whole picture", before.psnr, after.psnr, "{:.1f} dB")
        _show_gain("SSIM, whole picture", before.ssim, after.ssim, "{:.3f}")


def _show_gain(label: str, before: float, after: float, number_format: str) -> None:
    st.metric(label, number_format.format(after), number_format.format(after - before), width="content")


def show_not_scored_note() -> None:
    """Say why a result has no scores although the truth is known."""
    megapixels = work.MAX_SCORED_PIXELS / 1e6
    st.caption(f"No scores: they need a picture of at least {SMALLEST_SIDE} px a side and at most {megapixels:.0f} MP.")

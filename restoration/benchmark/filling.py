"""What fills are measured by: how near the lost paint came back, how it joins, and what sound paint suffered."""

from collections.abc import Callable

from restoration.benchmark.metric import Metric, figures
from restoration.domain import Image, Mask
from restoration.metrics.lpips import LPIPS, is_at_hand, lpips
from restoration.metrics.retouching import BAND, Retouching, colour_difference
from restoration.metrics.similarity import mean_within, psnr

CEILING = 100.0  # dB; PSNR is infinite where nothing differs, and a mean over paintings needs a number

_WANG = "doi:10.1109/TIP.2003.819861"
_SHARMA = "doi:10.1002/col.20070"

Measures = dict[Metric, Callable[[Retouching], float]]

NEARNESS: Measures = {
    Metric(
        key="psnr_inside",
        label="PSNR in the damage",
        unit="dB",
        better="higher",
        summary="How close the filled pixels come to the lost paint; 6 dB more is half the error.",
    ): lambda one: min(psnr(one.filled, one.truth, one.mask), CEILING),
    Metric(
        key="ssim_inside",
        label="SSIM in the damage",
        unit="",
        better="higher",
        summary="How well fine structure was continued through the damage; 1 is perfect.",
        source=_WANG,
    ): lambda one: mean_within(one.similarity[1], one.mask),
    Metric(
        key="ciede2000_inside",
        label="Colour difference in the damage",
        unit="ΔE00",
        better="lower",
        summary="How far the filled colours are off to the eye; about 1 can just be told side by side.",
        source=_SHARMA,
    ): lambda one: colour_difference(one.filled[one.mask], one.truth[one.mask]),
    Metric(
        key="psnr",
        label="PSNR, whole picture",
        unit="dB",
        better="higher",
        summary="Closeness over all pixels; paint that nobody touched flatters it.",
    ): lambda one: min(psnr(one.filled, one.truth), CEILING),
    Metric(
        key="ssim",
        label="SSIM, whole picture",
        unit="",
        better="higher",
        summary="Likeness of structure over all pixels; paint that nobody touched flatters it.",
        source=_WANG,
    ): lambda one: one.similarity[0],
}
"""What fills are measured by whoever said where the damage is."""

FILLING: Measures = NEARNESS | {
    Metric(
        key="ssim_around",
        label="SSIM around the damage",
        unit="",
        better="higher",
        summary=f"How well the fill joins the paint, in a band of {BAND} px around it; 1 is perfect.",
        source=_WANG,
    ): lambda one: mean_within(one.similarity[1], one.band),
    Metric(
        key="seam",
        label="Seam error",
        unit="levels of 255",
        better="lower",
        summary="How far the steps from the paint into the fill differ from those of the lost paint.",
    ): Retouching.seam_error,
    Metric(
        key="outside_change",
        label="Largest change outside the damage",
        unit="levels of 255",
        better="lower",
        summary="Must be 0: a fill leaves every sound pixel alone.",
    ): Retouching.largest_harm,
}
"""What fills are measured by where the true damage was given."""

RESTORING: Measures = NEARNESS | {
    Metric(
        key="sound_changed",
        label="Sound paint overpainted",
        unit="",
        better="lower",
        summary="Share of the sound pixels that were changed because damage was seen where there is none.",
    ): lambda one: one.harmed_share,
    Metric(
        key="sound_ciede2000",
        label="Colour change of sound paint",
        unit="ΔE00",
        better="lower",
        summary="How far sound paint was changed to the eye, as the mean over all of it.",
        source=_SHARMA,
    ): Retouching.mean_harm,
}
"""What fills are measured by where a detector said what to fill."""


def fill_scores(damaged: Image, filled: Image, truth: Image, mask: Mask) -> dict[str, float]:
    """The figures of `FILLING`, by key, and LPIPS where it is at hand.

    Args:
        damaged: (H, W, 3) uint8 or uint16 RGB, before it was filled; at least 11 px to a side.
        filled: (H, W, 3), of the same type.
        truth: (H, W, 3), of the same type; without the damage.
        mask: (H, W) bool, True where there is damage to fill.
    """
    measures = FILLING | {LPIPS: lpips} if is_at_hand(mask.shape) else FILLING
    return figures(measures, Retouching(damaged, filled, truth, mask))


def restore_scores(damaged: Image, restored: Image, truth: Image, mask: Mask) -> dict[str, float]:
    """The figures of `RESTORING`, by key; arguments as in `fill_scores`, the mask true, whatever a detector found."""
    return figures(RESTORING, Retouching(damaged, restored, truth, mask))

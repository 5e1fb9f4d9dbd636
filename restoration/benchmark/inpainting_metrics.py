"""What fills are measured by: how near the lost paint came back, how it joins, and what sound paint suffered."""

from collections.abc import Callable

from restoration.benchmark.metric import Metric, evaluate_metrics
from restoration.domain import Image, Mask
from restoration.metrics.fill_comparison import BAND_WIDTH, FillComparison, colour_difference
from restoration.metrics.lpips import LPIPS_METRIC, is_available, mean_lpips
from restoration.metrics.similarity import mean_inside, psnr

PSNR_CEILING = 100.0  # dB; PSNR is infinite where nothing differs, and a mean over paintings needs a number

_WANG = "doi:10.1109/TIP.2003.819861"
_SHARMA = "doi:10.1002/col.20070"

FillMetrics = dict[Metric, Callable[[FillComparison], float]]

CLOSENESS_METRICS: FillMetrics = {
    Metric(
        key="psnr_inside",
        label="PSNR in the damage",
        unit="dB",
        better="higher",
        summary="How close the filled pixels come to the lost paint; 6 dB more is half the error.",
    ): lambda one: min(psnr(one.filled, one.truth, one.mask), PSNR_CEILING),
    Metric(
        key="ssim_inside",
        label="SSIM in the damage",
        unit="",
        better="higher",
        summary="How well fine structure was continued through the damage; 1 is perfect.",
        source=_WANG,
    ): lambda one: mean_inside(one.similarity[1], one.mask),
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
    ): lambda one: min(psnr(one.filled, one.truth), PSNR_CEILING),
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

FILL_METRICS: FillMetrics = CLOSENESS_METRICS | {
    Metric(
        key="ssim_around",
        label="SSIM around the damage",
        unit="",
        better="higher",
        summary=f"How well the fill joins the paint, in a band of {BAND_WIDTH} px around it; 1 is perfect.",
        source=_WANG,
    ): lambda one: mean_inside(one.similarity[1], one.band),
    Metric(
        key="seam",
        label="Seam error",
        unit="levels of 255",
        better="lower",
        summary="How far the steps from the paint into the fill differ from those of the lost paint.",
    ): FillComparison.seam_error,
    Metric(
        key="outside_change",
        label="Largest change outside the damage",
        unit="levels of 255",
        better="lower",
        summary="Must be 0: a fill leaves every sound pixel alone.",
    ): FillComparison.largest_harm,
}
"""What fills are measured by where the true damage was given."""

RESTORE_METRICS: FillMetrics = CLOSENESS_METRICS | {
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
    ): FillComparison.mean_harm,
}
"""What fills are measured by where a detector said what to fill."""


def score_fill(damaged: Image, filled: Image, truth: Image, mask: Mask) -> dict[str, float]:
    """The figures of `FILLING`, by key, and LPIPS where it is at hand.

    Args:
        damaged: (H, W, 3) uint8 or uint16 RGB, before it was filled; at least 11 px to a side.
        filled: (H, W, 3), of the same type.
        truth: (H, W, 3), of the same type; without the damage.
        mask: (H, W) bool, True where there is damage to fill.
    """
    measures = FILL_METRICS | {LPIPS_METRIC: mean_lpips} if is_available(mask.shape) else FILL_METRICS
    return evaluate_metrics(measures, FillComparison(damaged, filled, truth, mask))


def score_restoration(damaged: Image, restored: Image, truth: Image, mask: Mask) -> dict[str, float]:
    """The figures of `RESTORING`, by key; arguments as in `fill_scores`, the mask true, whatever a detector found."""
    return evaluate_metrics(RESTORE_METRICS, FillComparison(damaged, restored, truth, mask))

"""The metrics of a fill and of a whole restoration."""

from collections.abc import Callable

from restoration.benchmark.metric import Metric, evaluate_metrics
from restoration.domain import Image, Mask
from restoration.metrics.fill_comparison import BAND_WIDTH, FillComparison, colour_difference
from restoration.metrics.lpips import is_available, mean_lpips
from restoration.metrics.similarity import mean_inside, psnr

PSNR_CEILING = 100.0  # dB; PSNR is infinite for equal pictures, and a mean over paintings needs a number

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
    ): lambda case: min(psnr(case.filled, case.truth, case.mask), PSNR_CEILING),
    Metric(
        key="ssim_inside",
        label="SSIM in the damage",
        unit="",
        better="higher",
        summary="How well fine structure was continued through the damage; 1 is perfect.",
        source=_WANG,
    ): lambda case: mean_inside(case.ssim_map, case.mask),
    Metric(
        key="ciede2000_inside",
        label="Colour difference in the damage",
        unit="ΔE00",
        better="lower",
        summary="How different the filled colours look to the eye; about 1 is just visible side by side.",
        source=_SHARMA,
    ): lambda case: colour_difference(case.filled[case.mask], case.truth[case.mask]),
    Metric(
        key="psnr",
        label="PSNR, whole picture",
        unit="dB",
        better="higher",
        summary="Closeness over all pixels; untouched paint raises it.",
    ): lambda case: min(psnr(case.filled, case.truth), PSNR_CEILING),
    Metric(
        key="ssim",
        label="SSIM, whole picture",
        unit="",
        better="higher",
        summary="Similarity of structure over all pixels; untouched paint raises it.",
        source=_WANG,
    ): lambda case: case.mean_ssim,
}
"""How close a fill comes to the lost paint."""

FILL_METRICS: FillMetrics = CLOSENESS_METRICS | {
    Metric(
        key="ssim_around",
        label="SSIM around the damage",
        unit="",
        better="higher",
        summary=f"How well the fill joins the paint, in a band of {BAND_WIDTH} px around it; 1 is perfect.",
        source=_WANG,
    ): lambda case: mean_inside(case.ssim_map, case.band),
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
"""The metrics of a fill that was given the true damage."""

RESTORE_METRICS: FillMetrics = CLOSENESS_METRICS | {
    Metric(
        key="sound_changed",
        label="Sound paint overpainted",
        unit="",
        better="lower",
        summary="Share of the sound pixels that were changed because damage was seen where there is none.",
    ): lambda case: case.harmed_share,
    Metric(
        key="sound_ciede2000",
        label="Colour change of sound paint",
        unit="ΔE00",
        better="lower",
        summary="How far sound paint was changed to the eye, as the mean over all of it.",
        source=_SHARMA,
    ): FillComparison.mean_harm,
}
"""The metrics of a restoration, where a detector chose what to fill."""

LPIPS_METRIC = Metric(
    key="lpips",
    label="LPIPS at the damage",
    unit="",
    better="lower",
    summary="How different the fill and the lost paint look to a network that was fitted to people's answers.",
    source="arXiv:1801.03924",
)


def score_fill(damaged: Image, filled: Image, truth: Image, mask: Mask) -> dict[str, float]:
    """Return the values of `FILL_METRICS`, by key, and LPIPS where it is available.

    Args:
        damaged: (H, W, 3) uint8 or uint16 RGB, before the fill; at least 11 px to a side.
        filled: (H, W, 3), of the same type.
        truth: (H, W, 3), of the same type; without the damage.
        mask: (H, W) bool, True where there is damage to fill.
    """
    metrics = FILL_METRICS | {LPIPS_METRIC: mean_lpips} if is_available(mask.shape) else FILL_METRICS
    return evaluate_metrics(metrics, FillComparison(damaged, filled, truth, mask))


def score_restoration(damaged: Image, restored: Image, truth: Image, mask: Mask) -> dict[str, float]:
    """Return the values of `RESTORE_METRICS`, by key.

    The arguments are those of `score_fill`; the mask is the true damage, whatever a detector found.
    """
    return evaluate_metrics(RESTORE_METRICS, FillComparison(damaged, restored, truth, mask))

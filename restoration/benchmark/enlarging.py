"""How close enlarged pictures come to the paintings that were reduced, and how like them they look."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import cv2
import numpy as np

from restoration.benchmark.inpainting_metrics import PSNR_CEILING
from restoration.benchmark.methods import method_record
from restoration.benchmark.metric import Metric
from restoration.benchmark.protocol import BenchmarkProtocol, crop_detail, seed_of
from restoration.benchmark.results import ResultRow
from restoration.catalog import ENLARGERS
from restoration.domain import Image, Progress, no_progress
from restoration.enlarging.base import Enlarger
from restoration.enlarging.pictures import enlarge_image
from restoration.enlarging.resampling import Bicubic
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.reading import read_painting
from restoration.metrics import lpips
from restoration.metrics.similarity import psnr, ssim
from restoration.registry import Entry
from restoration.training.augment.reduction import PRISTINE, reduce, sample_reduction

TASK = "enlarge"
FACTOR = 4
PLAIN, PHOTOGRAPHED = "plain", "photographed"
REDUCTIONS = {PLAIN: "reduced plainly", PHOTOGRAPHED: "reduced as web photographs are"}
"""How details are reduced: by a bicubic filter alone; or by any filter, with blur or sharpening, noise and JPEG."""

ENLARGING_METRICS = (
    Metric(
        key="enlarged_psnr",
        label="PSNR of light and dark",
        unit="dB",
        better="higher",
        summary="How close the luma of the enlarged detail comes to that of the painting; 6 dB more is half the error.",
    ),
    Metric(
        key="enlarged_ssim",
        label="SSIM of light and dark",
        unit="",
        better="higher",
        summary="How well fine structure of the luma comes back; 1 is perfect.",
        source="doi:10.1109/TIP.2003.819861",
    ),
    Metric(
        key="enlarged_lpips",
        label="LPIPS of the detail",
        unit="",
        better="lower",
        summary="How different the whole detail looks to a network that was fitted to people's answers.",
        source="arXiv:1801.03924",
    ),
    Metric(
        key="seconds_per_enlarged_mpx",
        label="Time per megapixel of the result",
        unit="s",
        better="lower",
        summary="Seconds for each megapixel of the enlarged picture.",
    ),
)

_PSNR, _SSIM, _LPIPS, _SECONDS = (metric.key for metric in ENLARGING_METRICS)


class OpenCVLanczos:
    """Interpolates with OpenCV's Lanczos filter of four lobes."""

    key, context = "lanczos4", 4

    def enlarge(self, image: Image, by: int) -> Image:
        """See `Enlarger.enlarge`."""
        return np.asarray(cv2.resize(image, None, fx=by, fy=by, interpolation=cv2.INTER_LANCZOS4), image.dtype)


BASELINES: tuple[Entry[Enlarger], ...] = (
    Entry("bicubic", "Bicubic", Bicubic, summary="The interpolation of most programs.", source=""),
    Entry("lanczos4", "OpenCV's Lanczos", OpenCVLanczos, summary="Lanczos with four lobes.", source=""),
)


@dataclass(frozen=True, slots=True)
class ReducedDetail:
    """A detail of a painting and the same, reduced to a quarter."""

    picture: str
    reduction: str  # `PLAIN` or `PHOTOGRAPHED`
    small: Image  # (h, w, 3) uint8
    truth: Image  # (4 h, 4 w, 3) uint8


def measure_enlarging(
    paintings: Sequence[Path], protocol: BenchmarkProtocol, progress: Progress = no_progress
) -> tuple[list[ResultRow], list[ResultRow]]:
    """Enlarge reduced details of paintings by every method that can run; return the scores and the times.

    Args:
        paintings: pictures, at least `protocol.side` px to a side.
        protocol: fixes the detail of each painting.
        progress: called as (done, total) after each painting.
    """
    enlargers = {entry.key: entry.build() for entry in competitors()}
    scores: list[ResultRow] = []
    times: list[ResultRow] = []
    for done, path in enumerate(paintings, start=1):
        for detail in reduced_details(path, protocol):
            for key, enlarger in enlargers.items():
                start = perf_counter()
                enlarged = enlarge_image(detail.small, enlarger, FACTOR)
                seconds = 1e6 * (perf_counter() - start) / (enlarged.size / 3)
                row = TASK, key, detail.picture, detail.reduction, ""
                scores += [ResultRow(*row, *score) for score in score_enlarged(enlarged, detail.truth).items()]
                times.append(ResultRow(*row, _SECONDS, seconds))
        progress(done, len(paintings))
    return scores, times


def competitors() -> list[Entry[Enlarger]]:
    """Return the methods of the catalog that can run here, and the baselines."""
    return [*ENLARGERS.ready(), *BASELINES]


def reduced_details(path: Path, protocol: BenchmarkProtocol) -> Iterator[ReducedDetail]:
    """Yield the detail of a painting, reduced in both ways."""
    detail = crop_detail(as_8_bit(read_painting(path).image), path.stem, protocol)
    height, width = (FACTOR * (side // FACTOR) for side in detail.shape[:2])
    truth = detail[:height, :width]
    rng = np.random.default_rng(seed_of(path.stem, "reduction", protocol))
    for name, reduction in ((PLAIN, PRISTINE), (PHOTOGRAPHED, sample_reduction(0.0, rng))):
        yield ReducedDetail(path.stem, name, reduce(truth, reduction), truth)


def score_enlarged(enlarged: Image, truth: Image) -> dict[str, float]:
    """Return the scores of an enlarged detail by their keys; LPIPS only where its weights are.

    Both are (H, W, 3) uint8.
    """
    luma, true_luma = (_luma(image) for image in (enlarged, truth))
    scores = {_PSNR: min(psnr(luma, true_luma), PSNR_CEILING), _SSIM: ssim(luma, true_luma)[0]}
    if lpips.is_available(truth.shape[:2]):
        scores[_LPIPS] = lpips.distance(enlarged, truth)
    return scores


def _luma(image: Image) -> Image:
    """Return (H, W, 3) with the luma in every channel."""
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)[..., np.newaxis].repeat(3, axis=2))


def method_records() -> list[dict[str, str]]:
    """Return the record of each method, for a run."""
    return [method_record(TASK, entry) for entry in competitors()]

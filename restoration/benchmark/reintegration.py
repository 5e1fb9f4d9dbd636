"""How recognisable visible reintegration is near by, and how well it merges from afar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from skimage.color import deltaE_ciede2000

from restoration.benchmark.methods import method_record
from restoration.benchmark.observer import area_under_curve, stroke_features
from restoration.benchmark.pixel_classifier import Floats, PixelClassifier
from restoration.benchmark.protocol import BenchmarkProtocol, crop_detail, seed_of
from restoration.benchmark.results import ResultRow
from restoration.catalog import RETOUCHING
from restoration.domain import Image, Mask, Progress, no_progress
from restoration.imaging.masks import grow_mask
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.reading import read_painting
from restoration.linear_light import Light, decode_srgb
from restoration.retouching.balance import STROKE_PERIOD
from restoration.retouching.lab import to_lab
from restoration.retouching.recipe import Recipe, stroke_width
from restoration.retouching.rendering import render

TASK = "reintegrate"
NEAR, FAR, TONE = "observer_near", "observer_far", "tone_far"  # keys of the metrics

PX_PER_MM = 10.0  # 254 dpi, so that strokes of 0.3 mm are 3 px wide
LOSSES = 0.2  # of the picture
_LOSS_SIZE = 22.0  # px, sigma of the noise whose peaks are the losses
_SAMPLES = 1500  # pixels of each sort that the observer sees of a picture
_FAR = 1.5  # periods, sigma of the Gaussian through which it looks from afar
_RIM = 2.0  # stroke widths beside the rim of a loss that do not count


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What the observer sees of one picture from one distance: features of reintegrated and of sound pixels."""

    retouched: Floats  # (N, K)
    sound: Floats  # (N, K)


def measure_reintegration(
    paintings: Sequence[Path],
    protocol: BenchmarkProtocol,
    progress: Progress = no_progress,
    modes: Sequence[str] = RETOUCHING.keys,
) -> list[ResultRow]:
    """Measure modes on losses of undamaged paintings, with the lost paint itself as the fill.

    So only the mode makes a difference, and not how good a fill is. The observer of one half of the paintings has
    learnt from the other half. A mode that is laid down as it should be is found at 1:1 and not from afar.

    Args:
        paintings: undamaged pictures, two at least.
        protocol: fixes the detail of each painting.
        progress: called as (done, total) after each painting.
        modes: their keys.
    """
    rows: list[ResultRow] = []
    seen: dict[tuple[str, str], dict[str, _Seen]] = {}  # by mode and metric, then by painting
    for done, path in enumerate(paintings, start=1):
        detail = crop_detail(as_8_bit(read_painting(path).image), path.stem, protocol)
        losses = draw_losses(detail, np.random.default_rng(seed_of(path.stem, "losses", protocol)))
        for mode in modes:
            near, far, tone = _look_at(detail, losses, mode)
            seen.setdefault((mode, NEAR), {})[path.stem] = near
            seen.setdefault((mode, FAR), {})[path.stem] = far
            rows.append(ResultRow(TASK, mode, path.stem, "", "", TONE, tone))
        progress(done, len(paintings))
    for (mode, metric), of_mode in seen.items():
        rows += [ResultRow(TASK, mode, stem, "", "", metric, area) for stem, area in _recognised(of_mode)]
    return rows


def draw_losses(picture: Image, rng: np.random.Generator) -> Mask:
    """Return (H, W) losses with round, irregular outlines that cover `LOSSES` of a picture."""
    noise = cv2.GaussianBlur(rng.normal(size=picture.shape[:2]), (0, 0), _LOSS_SIZE)
    return np.asarray(noise > np.quantile(noise, 1 - LOSSES))


def _look_at(picture: Image, losses: Mask, mode: str) -> tuple[_Seen, _Seen, float]:
    """Return what the observer sees near by and from afar, and how far the tone is off from afar, CIEDE2000."""
    recipe = Recipe(mode)
    width = stroke_width(recipe, picture.shape, PX_PER_MM).px
    light = decode_srgb(render(recipe, picture, picture, losses, PX_PER_MM))
    sigma = _FAR * STROKE_PERIOD * width
    far, wanted = (_blur(each, sigma) for each in (light, decode_srgb(picture)))
    error = deltaE_ciede2000(to_lab(far)[losses], to_lab(wanted)[losses])  # type: ignore[no-untyped-call]
    return _see(light, losses, width), _see(far, losses, width), float(np.median(error))


def _blur(light: Light, sigma: float) -> Light:
    return np.asarray(cv2.GaussianBlur(light, (0, 0), sigma), np.float32)


def _see(light: Light, losses: Mask, width: float) -> _Seen:
    rim, features = round(_RIM * width), stroke_features(light, width)
    return _Seen(_sample(features[grow_mask(losses, -rim)]), _sample(features[~grow_mask(losses, rim)]))


def _sample(features: Floats) -> Floats:
    return features[:: max(len(features) // _SAMPLES, 1)]


def _recognised(seen: dict[str, _Seen]) -> Iterator[tuple[str, float]]:
    """Yield each painting and how well the observer tells its pixels apart, 0.5..1 in the mean."""
    stems = list(seen)
    for half in (0, 1):
        teachers = [seen[stem] for stem in stems[1 - half :: 2]] or list(seen.values())
        classifier = PixelClassifier(
            _squared(np.concatenate([each.retouched for each in teachers])),
            _squared(np.concatenate([each.sound for each in teachers])),
        )
        for stem in stems[half::2]:
            scores = (classifier.score(_squared(each)) for each in (seen[stem].retouched, seen[stem].sound))
            yield stem, area_under_curve(*scores)


def _squared(features: Floats) -> Floats:
    """Return (N, 2 K): features and their squares, so that "more or less than usual" can be learnt, too."""
    return np.concatenate([features, features**2], axis=1)


def method_records() -> list[dict[str, str]]:
    """Return the record of each mode, for a run."""
    return [method_record(TASK, mode) for mode in RETOUCHING]

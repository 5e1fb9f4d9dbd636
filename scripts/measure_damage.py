"""Measure the damage generator: its speed, and the patterns and the appearance of its cracks beside real ones.

python scripts/measure_damage.py --shared ../shared
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from restoration.benchmark import real_damage
from restoration.benchmark.crack_appearance import CrackAppearance, appearance_percentiles, measure_crack_appearance
from restoration.benchmark.crack_pattern import CrackPattern, measure_crack_pattern
from restoration.damage import craquelure
from restoration.damage.layer import FULL_ALPHA, HALF_ALPHA
from restoration.damage.pair import apply_damage
from restoration.damage.procedural import value_noise
from restoration.damage.recipe import sample_recipe
from restoration.damage.severity import SEVERITIES
from restoration.domain import DamageKind, Image
from restoration.imaging.mask_reading import read_saved_mask
from restoration.imaging.reading import read_painting

SIDE = 1000  # px
SCALE = 10.0  # px/mm
SEEDS = 6  # pictures of each style and severity
VISIBLE = FULL_ALPHA // 8  # alpha; a hairline that covers no pixel by half is still part of the pattern
REAL_WIDTH = 3.3  # px, of the cracks of the real pair, whose mask has centre lines only
MARGIN = 14  # px around a crop, so that its cracks have paint on both sides
SKIN = (200, 160, 128)  # RGB


def main() -> None:
    """Measure, and print three tables."""
    parser = argparse.ArgumentParser(description="Measure the damage generator.")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with real_damage; may be absent")
    shared = parser.parse_args().shared / "real_damage"
    cv2.setNumThreads(1)
    _report_speed()
    _report_patterns(shared)
    _report_appearance(shared)


def paint(seed: int) -> Image:
    """Return (SIDE, SIDE, 3) uint8: a plain piece of painted skin."""
    rng = np.random.default_rng(seed)
    texture = 1 + 0.05 * value_noise((SIDE, SIDE), 60, rng) + 0.03 * value_noise((SIDE, SIDE), 4, rng)
    return np.clip(np.array(SKIN) * texture[..., None], 0, 255).astype(np.uint8)


def _report_speed() -> None:
    """The time for a pair without its files, on one core."""
    print("severity    Mpx/s on one core   cracks   losses   touched")
    image = paint(1)
    for severity in SEVERITIES:
        began = time.process_time()
        pairs = [
            apply_damage(image, sample_recipe(np.random.SeedSequence([1, seed]), severity=severity))
            for seed in range(SEEDS)
        ]
        speed = SEEDS * SIDE**2 / 1e6 / (time.process_time() - began)
        shares = [
            (p.truth.share(DamageKind.CRACK), p.truth.share(DamageKind.LOSS), p.truth.touch.mean()) for p in pairs
        ]
        cracks, losses, touched = np.mean(shares, axis=0)
        print(f"{severity:11} {speed:17.2f} {cracks:8.2%} {losses:8.2%} {touched:9.2%}")


def _report_patterns(shared: Path) -> None:
    print(f"\n{'pattern':24} degree >= 4   ends/junction   island/width   anisotropy")
    for style in craquelure.CRACK_STYLES:
        for severity in ("moderate", "heavy"):
            _print_pattern(f"{style}, {severity}", list(_patterns(style, severity)))
    if shared.is_dir():
        pair = shared / "craquelure_pair"
        mask = read_saved_mask(pair / "ge230_mask.png", read_painting(pair / "ge230_image.png").image)
        _print_pattern("real pair", [measure_crack_pattern(mask, REAL_WIDTH)])


def _patterns(style: str, severity: str) -> Iterator[CrackPattern]:
    for seed in range(SEEDS):
        rng = np.random.default_rng([2, seed])
        recipe = craquelure.sample_craquelure(rng, scale=SCALE, severity=SEVERITIES[severity], style=style)
        layers = craquelure.draw_craquelure(recipe, (SIDE, SIDE))
        yield measure_crack_pattern(next(layer.alpha for layer in layers if layer.kind is DamageKind.CRACK) > VISIBLE)


def _print_pattern(name: str, patterns: list[CrackPattern]) -> None:
    """Print the mean over patterns."""
    figures = [(p.crossing_share, p.ends_per_junction, p.island_in_widths, p.anisotropy) for p in patterns]
    crossings, ends, islands, anisotropy = np.nanmean(figures, axis=0)
    print(f"{name:24} {crossings:11.3f} {ends:15.2f} {islands:14.1f} {anisotropy:12.2f}")


def _report_appearance(shared: Path) -> None:
    """Means over pictures of each picture's percentiles, so that a picture with much craquelure counts no more."""
    print(f"\n{'cracks':24} {'drop in L*, 10 25 50 75 90 %':32} {'width at half depth, px':32} R    G    B")
    for look in ("faint", "open", "filled"):
        _print_appearance(f"{look}, generated", list(_generated_appearances(look)))
    if shared.is_dir():
        _print_appearance("dark, real crops", list(_real_appearances(shared)))


def _generated_appearances(look: str) -> Iterator[CrackAppearance]:
    for seed in range(SEEDS):
        recipe = sample_recipe(np.random.SeedSequence([3, seed]), severity="moderate")
        rng = np.random.default_rng([3, seed])
        style = list(craquelure.CRACK_STYLES)[seed % 4]  # drying cracks are wider; no real crop shows any
        cracks = craquelure.sample_craquelure(rng, scale=SCALE, severity=SEVERITIES["moderate"], style=style, look=look)
        pair = apply_damage(paint(seed), replace(recipe, style=style, scale=SCALE, layers=(cracks,)))
        yield measure_crack_appearance(pair.damaged, pair.truth.alphas[DamageKind.CRACK] >= HALF_ALPHA)


def _real_appearances(shared: Path) -> Iterator[CrackAppearance]:
    for crop in real_damage.load_annotations(shared).lines:
        if crop.tone == "dark":
            box = crop.box
            around = slice(box.top - MARGIN, box.bottom + MARGIN), slice(box.left - MARGIN, box.right + MARGIN)
            lines = real_damage.draw_annotated_lines(crop, MARGIN)
            yield measure_crack_appearance(read_painting(shared / crop.file).image[around], lines)


def _print_appearance(name: str, appearances: list[CrackAppearance]) -> None:
    drops = np.mean([appearance_percentiles(item.drop) for item in appearances], axis=0)
    widths = np.mean([appearance_percentiles(item.width) for item in appearances], axis=0)
    colours = np.mean([np.median(item.colour_ratio, axis=0) for item in appearances], axis=0)
    print(f"{name:24} {_row(drops):32} {_row(widths):32} {' '.join(f'{part:.2f}' for part in colours)}")


def _row(figures: np.ndarray) -> str:
    return " ".join(f"{figure:5.1f}" for figure in figures)


if __name__ == "__main__":
    main()

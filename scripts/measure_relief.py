"""Measure the removal of relief: how much of the cracks' course close-ups still show, and the harm on flat paintings.

Close-ups: the high-passed luma of the picture before, after the fill, and after relief was removed, against the map of
distances from the cracks that a person drew. Figures: the part of its standard deviation that distance and direction
explain (eta, 0..1; corrected for chance), the part that distance alone explains, and the correlation with the distance.
The same map moved by some 30 px says what chance gives there. Paintings: cracks are drawn without relief, so whatever
the removal changes in the mask and beside it is harm; figures are PSNRs there, dB.
"""

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from restoration.benchmark.real_damage import AnnotatedCrop, draw_annotated_lines, load_annotations
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.damage.craquelure.rendering import CraquelureRecipe
from restoration.damage.pair import apply_damage
from restoration.damage.recipe import DamageRecipe, sample_recipe
from restoration.domain import Image, Mask
from restoration.imaging.masks import grow_mask
from restoration.imaging.reading import read_painting
from restoration.inpainting.relief import REACH, remove_relief
from restoration.pipeline import RIM_GROWTH, Settings, detect, restore

FARTHEST = 8  # px from a drawn line
BLUR = 12.0  # px: what is smoother than this is shading, not relief
SECTORS = 8  # of the direction from the crack
SHIFTS = ((23, 0), (0, 23), (-29, 17), (31, -19))  # px
SIDE = 448  # px, of the detail of a painting
MARGIN = 80  # px of a close-up around its annotated crops

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Geometry:
    """Where each pixel of a picture lies as seen from the nearest drawn line: arrays (H, W)."""

    distance: Floats  # px
    sector: npt.NDArray[np.int64]  # of the direction

    @classmethod
    def of(cls, lines: Mask) -> "Geometry":
        """Return the geometry of lines, (H, W) bool."""
        distance, labels = cv2.distanceTransformWithLabels(
            (~lines).view(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
        )
        place = np.zeros((2, int(labels.max()) + 1))
        place[:, labels[lines]] = np.nonzero(lines)
        down, across = np.indices(lines.shape) - place[:, labels]
        sector = (np.arctan2(down, across) / (2 * np.pi) + 0.5) * SECTORS % SECTORS
        return cls(np.asarray(distance, np.float32), sector.astype(np.int64))


def high_pass(image: Image) -> Floats:
    """Return the luma of an 8-bit picture without what is smooth, (H, W)."""
    luma = image.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
    return np.asarray(luma - cv2.GaussianBlur(luma, (0, 0), BLUR), np.float32)


def explained(light: Floats, geometry: Geometry, within: Mask) -> tuple[float, float, float]:
    """Return eta by distance and direction, eta by distance, and the correlation with the distance."""
    near = within & (geometry.distance < FARTHEST + 0.5)
    values, distance = light[near].astype(np.float64), np.rint(geometry.distance[near]).astype(np.int64)
    by_both = _eta(values, distance * SECTORS + geometry.sector[near])
    return by_both, _eta(values, distance), float(np.corrcoef(values, geometry.distance[near])[0, 1])


def _eta(values: npt.NDArray[np.float64], groups: npt.NDArray[np.int64]) -> float:
    """Return the root of the part of the variance that lies between groups, corrected for their number (epsilon²)."""
    sizes, sums = np.bincount(groups), np.bincount(groups, values - values.mean())
    between = (sums[sizes > 0] ** 2 / sizes[sizes > 0]).sum()
    part = 1 - (1 - between / np.square(values - values.mean()).sum()) * (len(values) - 1) / (
        len(values) - np.count_nonzero(sizes)
    )
    return float(np.sqrt(max(part, 0)))


def measure_close_ups(
    folder: Path, inpainter: str, sheets: Path | None
) -> Iterator[tuple[str, npt.NDArray[np.float64]]]:
    """Yield the name of each annotated crop and its figures: eta, eta by distance, |r|, each three times; chance."""
    annotations = load_annotations(folder)
    detector, method = DETECTORS.build(DETECTORS.best), INPAINTERS.build(inpainter)
    for file in sorted({crop.file for crop in annotations.lines}):
        painting = read_painting(folder / file)
        damage = detect(painting.image, detector, Settings(growth=RIM_GROWTH))
        filled = restore(painting.image, damage, method).after
        after, affected = remove_relief(filled, damage.mask)
        print(f"{file}: {damage.share:.1%} filled, {affected.mean():.1%} affected beside it", flush=True)
        for crop in annotations.lines:
            if crop.file == file:
                pictures = [painting.image, filled, after]
                yield crop.name, _measure_crop(pictures, crop)
                if sheets is not None:
                    _save_sheet([picture[crop.box.window] for picture in pictures], sheets / f"{crop.name}.png")


def _measure_crop(pictures: list[Image], crop: AnnotatedCrop) -> npt.NDArray[np.float64]:
    rows, columns = crop.box.window
    around = (
        slice(max(rows.start - MARGIN, 0), rows.stop + MARGIN),
        slice(max(columns.start - MARGIN, 0), columns.stop + MARGIN),
    )
    lights = [high_pass(picture[around]) for picture in pictures]
    lines, within = (np.zeros(lights[0].shape, np.bool_) for _ in range(2))
    inner = (
        slice(rows.start - around[0].start, rows.stop - around[0].start),
        slice(columns.start - around[1].start, columns.stop - around[1].start),
    )
    lines[inner], within[inner] = draw_annotated_lines(crop), True
    geometry = Geometry.of(lines)
    etas, by_distance, correlations = np.transpose([explained(light, geometry, within) for light in lights])
    chance = np.mean([explained(np.roll(lights[1], shift, (0, 1)), geometry, within)[0] for shift in SHIFTS])
    return np.concatenate([etas, by_distance, np.abs(correlations), [chance]])


def _save_sheet(pictures: list[Image], path: Path) -> None:
    """Save the pictures side by side, four times as large."""
    side_by_side = np.concatenate(pictures, axis=1)
    larger = cv2.resize(side_by_side, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    cv2.imwrite(str(path), larger[..., ::-1])


def measure_harm(folder: Path, inpainter: str, count: int) -> Iterator[npt.NDArray[np.float64]]:
    """Yield PSNRs of a painting with flat cracks: mask and band before and after, the mask alone before and after."""
    detector, method = DETECTORS.build(DETECTORS.best), INPAINTERS.build(inpainter)
    with (folder / "paintings.csv").open(encoding="utf-8") as file:
        names = [row["file"] for row in csv.DictReader(file) if row["split"] == "val"][:count]
    for number, name in enumerate(names):
        image = read_painting(folder / name).image
        top, left = (max((length - SIDE) // 2, 0) for length in image.shape[:2])
        recipe = _flat(sample_recipe(np.random.SeedSequence(100 + number), severity="moderate"))
        pair = apply_damage(np.ascontiguousarray(image[top : top + SIDE, left : left + SIDE]), recipe)
        damage = detect(pair.damaged, detector, Settings(growth=RIM_GROWTH))
        filled = restore(pair.damaged, damage, method).after
        after, _ = remove_relief(filled, damage.mask)
        places = grow_mask(damage.mask, REACH), damage.mask
        yield np.array([psnr(one, pair.clean, place) for place in places for one in (filled, after)])


def _flat(recipe: DamageRecipe) -> DamageRecipe:
    """Return only the cracks of a recipe, without lifted rims and clouds."""
    cracks = [layer for layer in recipe.layers if isinstance(layer, CraquelureRecipe)]
    return replace(recipe, layers=tuple(replace(layer, cupping=0.0, haze=0.0) for layer in cracks))


def psnr(image: Image, truth: Image, within: Mask) -> float:
    """Return the PSNR of 8-bit pictures inside a mask, dB."""
    error = np.square(image[within].astype(np.float64) - truth[within]).mean()
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


def main() -> None:
    """Print the figures of each crop, and the means of the crops and of the paintings."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("close_ups", type=Path, help="folder with close-ups and annotations.json")
    parser.add_argument("paintings", type=Path, help="folder with paintings.csv")
    parser.add_argument("--inpainter", choices=INPAINTERS.keys, default="neural")
    parser.add_argument("--count", type=int, default=14, help="of paintings")
    parser.add_argument("--sheets", type=Path, help="folder for the crops before, filled, and without relief, at 4x")
    options = parser.parse_args()
    if options.sheets is not None:
        options.sheets.mkdir(parents=True, exist_ok=True)
    head = "eta " * 3 + "eta(d) " * 3 + "|r| " * 3 + "chance"
    print(f"columns: before, filled, relief removed, of {head}")
    crops = []
    for name, figures in measure_close_ups(options.close_ups, options.inpainter, options.sheets):
        crops.append(figures)
        print(f"{name:20s}", *(f"{figure:.2f}" for figure in figures), flush=True)
    print(f"{'mean':20s}", *(f"{figure:.3f}" for figure in np.mean(crops, axis=0)))
    harm = np.array(list(measure_harm(options.paintings, options.inpainter, options.count)))
    print("flat cracks, PSNR in mask and band, filled and relief removed; in the mask:", np.mean(harm, axis=0).round(2))
    print("largest loss in mask and band:", np.min(harm[:, 1] - harm[:, 0]).round(2))


if __name__ == "__main__":
    main()

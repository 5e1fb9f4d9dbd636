"""Show every mode of visible reintegration on pictures: at 1:1, and below it as seen from a distance.

python scripts/reintegration_sheet.py --pictures scans/ --px-per-mm 10 --out out/reintegration

Without --pictures, the sample is shown.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy import ndimage

from restoration.batch import paintings_in
from restoration.catalog import DETECTORS, INPAINTERS, RETOUCHING
from restoration.domain import Damage, Image, Mask, Restoration
from restoration.errors import RestorationError
from restoration.files import ensure_folder, write_bytes
from restoration.imaging.captioned_sheet import CaptionedPicture, draw_captioned_sheet
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.png import encode_png
from restoration.imaging.reading import read_painting
from restoration.imaging.scale import scale_by_hand
from restoration.pipeline import RIM_GROWTH, Settings, detect, reintegrate, restore
from restoration.retouching.recipe import NARROWEST, WIDEST, Recipe, stroke_width
from restoration.retouching.viewing import check_distance, seen_from
from restoration.sample import load_sample_painting
from restoration.threads import use_own_share

DETAIL = 320  # px, side of what a sheet shows


def main() -> None:
    """Fill and draw one picture after the other."""
    use_own_share()
    parser = argparse.ArgumentParser(description="Show every mode of visible reintegration on pictures.")
    parser.add_argument("--pictures", type=Path, help="a picture, or a folder of them; by default the sample")
    parser.add_argument("--out", type=Path, default=Path("out/reintegration"), help="folder of the sheets")
    parser.add_argument("--px-per-mm", type=float, default=10.0, help="scale of the pictures")
    parser.add_argument("--stroke-mm", type=float, default=0.3, help=f"width of a stroke, {NARROWEST:g} to {WIDEST:g}")
    parser.add_argument("--metres", type=float, help="distance; by default that from which strokes merge")
    args = parser.parse_args()
    try:
        px_per_mm = scale_by_hand(args.px_per_mm).px_per_mm
        if args.metres is not None:
            check_distance(args.metres)
        ensure_folder(args.out)
        for name, filled in _filled_pictures(args.pictures):
            path = args.out / f"{name}_reintegration.png"
            write_bytes(path, encode_png(_sheet(name, filled, px_per_mm, args.stroke_mm, args.metres)))
            print(f"{name} -> {path}", flush=True)
    except RestorationError as error:
        sys.exit(f"Error: {error.sentence}")


def _filled_pictures(pictures: Path | None) -> Iterator[tuple[str, Restoration]]:
    """Yield the name of each picture and its fill by the best methods; the damage of the sample is known."""
    inpainter = INPAINTERS.build(INPAINTERS.best)
    if pictures is None:
        sample = load_sample_painting()
        yield "sample", restore(sample.image, Damage(sample.mask), inpainter)
        return
    detector = DETECTORS.build(DETECTORS.best)
    for path in paintings_in(pictures, lambda _: None):
        image = read_painting(path).image
        damage = detect(image, detector, Settings(growth=RIM_GROWTH))
        yield path.stem, restore(image, damage, inpainter)


def _sheet(name: str, filled: Restoration, px_per_mm: float, stroke_mm: float, metres: float | None) -> Image:
    width = stroke_width(Recipe(RETOUCHING.best, stroke_mm), filled.before.shape, px_per_mm)
    distance = width.merges_from_m or 1.0 if metres is None else metres
    window = most_damaged_window(filled.damage.mask)
    pictures = {name: filled.before, "fill": filled.after}
    for mode in RETOUCHING:
        pictures[mode.label] = reintegrate(filled, Recipe(mode.key, stroke_mm), px_per_mm).after
    near = [CaptionedPicture(label, as_8_bit(picture[window])) for label, picture in pictures.items()]
    far = [
        CaptionedPicture(f"from {distance:.1f} m", as_8_bit(seen_from(picture, px_per_mm, distance)[window]))
        for picture in pictures.values()
    ]
    half = (len(near) + 1) // 2  # of the pictures stand side by side
    return draw_captioned_sheet([near[:half], far[:half], near[half:], far[half:]])


def most_damaged_window(mask: Mask) -> tuple[slice, slice]:
    """Return the rows and columns of the detail of an (H, W) mask with the largest part of wide damage."""
    depth = ndimage.distance_transform_edt(mask)
    share = ndimage.uniform_filter(np.square(depth), DETAIL, mode="constant")
    row, column = np.unravel_index(int(share.argmax()), mask.shape)
    starts = (
        int(min(max(centre - DETAIL // 2, 0), max(length - DETAIL, 0)))
        for centre, length in zip((row, column), mask.shape, strict=True)
    )
    rows, columns = (slice(start, start + DETAIL) for start in starts)
    return rows, columns


if __name__ == "__main__":
    main()

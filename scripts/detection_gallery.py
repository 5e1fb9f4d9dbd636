"""Show what each detector marks in your pictures, where detectors differ most: one sheet per picture.

python scripts/detection_gallery.py --pictures data/originals --out out/gallery
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from restoration.batch import paintings_in
from restoration.catalog import DETECTORS
from restoration.detection.base import mask_at
from restoration.domain import Image, Mask
from restoration.errors import RestorationError
from restoration.files import ensure_folder, write_bytes
from restoration.imaging.captioned_sheet import CaptionedPicture, draw_captioned_sheet
from restoration.imaging.overlay import as_8_bit, overlay_mask
from restoration.imaging.png import encode_png
from restoration.imaging.reading import read_painting
from restoration.threads import use_own_share

DETAIL_SIDE = 380  # px of the picture, which is shown at its own size
DETAIL_COUNT = 4


def main() -> None:
    """Detect the damage and draw a sheet, picture by picture."""
    use_own_share()
    parser = argparse.ArgumentParser(description="Show what each detector marks, where detectors differ most.")
    parser.add_argument("--pictures", type=Path, default=Path("data/originals"), help="a picture or a folder")
    parser.add_argument("--out", type=Path, default=Path("out/gallery"), help="folder; keep it out of git")
    parser.add_argument("--sensitivity", type=float, default=0.5, help="0..1")
    parser.add_argument("--detectors", nargs="+", default=list(DETECTORS.keys), choices=DETECTORS.keys)
    args = parser.parse_args()
    if not 0 <= args.sensitivity <= 1:
        parser.error(f"--sensitivity {args.sensitivity:g} does not lie in 0..1")
    try:
        detectors = {key: DETECTORS.build(key) for key in args.detectors}
        ensure_folder(args.out)
        for path in paintings_in(args.pictures):
            image = read_painting(path).image
            masks = {
                key: mask_at(detector.detect(image).likelihood, args.sensitivity) for key, detector in detectors.items()
            }
            write_bytes(args.out / f"{path.stem}.png", encode_png(gallery_sheet(image, masks)))
            print(f"{path.name}: " + ", ".join(f"{key} marks {mask.mean():.1%}" for key, mask in masks.items()))
    except RestorationError as error:
        sys.exit(f"Error: {error.sentence}")


def gallery_sheet(image: Image, masks: Mapping[str, Mask]) -> npt.NDArray[np.uint8]:
    """Draw a sheet with a row for each detail: the picture in the first column, then what each detector marks.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB.
        masks: (H, W) bool each, by the caption of its column.

    Returns:
        (h, w, 3) uint8 RGB.
    """
    picture = as_8_bit(image)
    rows = []
    for window in most_different_windows(list(masks.values())):
        position = f"{window[1].start}, {window[0].start} px"
        marked = [
            CaptionedPicture(f"{name}: {mask[window].mean():.1%}", overlay_mask(picture[window], mask[window]))
            for name, mask in masks.items()
        ]
        rows.append([CaptionedPicture(position, picture[window]), *marked])
    return draw_captioned_sheet(rows)


def most_different_windows(
    masks: list[Mask], side: int = DETAIL_SIDE, count: int = DETAIL_COUNT
) -> list[tuple[slice, slice]]:
    """Return rows and columns of the windows in which the masks differ most; windows do not overlap.

    Args:
        masks: (H, W) bool each; with a single mask, the windows in which it marks most.
        side: of a window, px; a shorter side of the picture limits it.
        count: the largest number of windows; there are fewer where no more have room.
    """
    height, width = masks[0].shape
    rows, columns = min(side, height), min(side, width)
    differing = np.any([mask != masks[0] for mask in masks[1:]], axis=0) if masks[1:] else masks[0]
    counts = _count_in_windows(differing, rows, columns)
    windows: list[tuple[slice, slice]] = []
    while len(windows) < count and counts.max() >= 0:
        top, left = (int(index) for index in np.unravel_index(counts.argmax(), counts.shape))
        windows.append((slice(top, top + rows), slice(left, left + columns)))
        counts[max(top - rows + 1, 0) : top + rows, max(left - columns + 1, 0) : left + columns] = -1
    return windows


def _count_in_windows(mask: Mask, rows: int, columns: int) -> npt.NDArray[np.int64]:
    """Return the number of True pixels in the window that starts at each pixel, where it has room."""
    sums = cv2.integral(mask.astype(np.uint8)).astype(np.int64)
    return np.asarray(sums[rows:, columns:] - sums[:-rows, columns:] - sums[rows:, :-columns] + sums[:-rows, :-columns])


if __name__ == "__main__":
    main()

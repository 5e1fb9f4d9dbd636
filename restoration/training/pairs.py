"""Pairs on disk: a damaged picture, and files that tell where it is damaged."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage
from PIL.TiffImagePlugin import TiffImageFile

from restoration import batch
from restoration.domain import DAMAGE_KINDS, Image, Mask
from restoration.errors import BadImage, BadMask, BadRequest
from restoration.training.crop_dataset import UNKNOWN, Target
from restoration.training.damage_bank import CoverMap, to_cover_map
from restoration.training.pictures import list_names, open_picture, read_size

PAIRS_IN_MEMORY = 16  # pairs that stay in memory
PAGE_NAME_TAG = 285  # the TIFF tag that names the kind of damage on a page


@dataclass(frozen=True, slots=True)
class PairFiles:
    """Where a pair lies; the last two are there where `python -m restoration damage` made it."""

    picture: Path
    mask: Path
    touch: Path | None
    alpha: Path | None

    @property
    def truth(self) -> dict[str, Path]:
        """The files that `read_pair` takes the truth from, by what they hold."""
        if self.alpha is None:
            return {"mask": self.mask}
        return {"alpha": self.alpha} | ({"touch": self.touch} if self.touch else {})


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class LabelledPicture:
    """A damaged picture and the truth about it."""

    picture: Image  # (H, W, 3) uint8
    cover: CoverMap  # (H, W) uint8; how far damage of whatever kind covers each pixel
    kinds: Target  # (H, W); of what covers most, however little; `UNKNOWN` where it changed nothing


def find_pairs(images: Path, masks: Path) -> list[PairFiles]:
    """The pairs of two folders: x.png, and x_mask.png or x.png; with x_touch.png and x_alpha.tif where they are.

    Raises:
        BadRequest: there is no picture, a mask is missing, or one has another size than its picture.
        BadImage: a file cannot be read.
    """
    lying = batch.pictures_by_stem(sorted(masks.glob("*")))
    named = _match_masks(lying, batch.paintings_in(images), masks)
    misfits = [mask for path, mask in named.items() if read_size(mask) != read_size(path)]
    if misfits:
        raise BadMask(f"Of another size than the picture: {list_names(misfits)}.")
    return [
        PairFiles(path, mask, lying.get(f"{path.stem}_touch"), lying.get(f"{path.stem}_alpha"))
        for path, mask in named.items()
    ]


def find_masks(pictures: Iterable[Path], folder: Path, cure: str = "") -> dict[Path, Path]:
    """From each picture x.png to its mask in a folder: x_mask.png, or x.png.

    Raises:
        BadRequest: a mask is missing; `cure` is what helps beside giving it its name.
    """
    return _match_masks(batch.pictures_by_stem(sorted(folder.glob("*"))), pictures, folder, cure)


def _match_masks(lying: Mapping[str, Path], pictures: Iterable[Path], folder: Path, cure: str = "") -> dict[Path, Path]:
    """See `find_masks`; `lying` are the pictures of the folder."""
    named = {path: batch.match_mask(lying, path) for path in pictures}
    if missing := [path for path, mask in named.items() if mask is None]:
        hint = " ".join(filter(None, (f"Name it {missing[0].stem}_mask.png.", cure)))
        raise BadRequest(f"No mask in {folder} for {list_names(missing)}.", hint=hint)
    return {path: mask for path, mask in named.items() if mask}


@lru_cache(maxsize=PAIRS_IN_MEMORY)
def read_pair(files: PairFiles) -> LabelledPicture:
    """The pair; without an alpha file all damage is taken for cracks, and its rims for sharp.

    Raises:
        BadImage: a file cannot be read.
    """
    with open_picture(files.picture) as picture:
        image = np.array(picture.convert("RGB"))
    if files.alpha is None:
        mask = _read_mask(files.mask)
        return LabelledPicture(image, mask * np.uint8(255), mask.astype(np.uint8))
    covered, kinds = _read_alphas(files.alpha)
    if files.touch:
        kinds[(covered > 0) & ~_read_mask(files.touch)] = UNKNOWN
    return LabelledPicture(image, covered, kinds)


def _read_mask(path: Path) -> Mask:
    with open_picture(path) as picture:
        return np.array(picture.convert("L")) >= 128


def _read_alphas(path: Path) -> tuple[CoverMap, Target]:
    """How far damage of whatever kind covers each pixel, and the kind that covers most."""
    with open_picture(path) as file:
        pages = dict(_pages(file))
    if pages.keys() != {kind.value for kind in DAMAGE_KINDS}:
        raise BadImage(f"{path} does not hold the pages that `python -m restoration damage` writes.", hint="Remove it.")
    alphas: npt.NDArray[np.uint16] = np.stack([pages[kind.value] for kind in DAMAGE_KINDS])
    most = alphas.max(axis=0)
    last = len(DAMAGE_KINDS) - alphas[::-1].argmax(axis=0)  # the later where two tie, as in `Truth.classes`
    return to_cover_map(most), np.where(most > 0, last, 0).astype(np.uint8)


def _pages(file: PillowImage.Image) -> Iterator[tuple[str, npt.NDArray[np.uint16]]]:
    """Each page of a TIFF with its name."""
    if isinstance(file, TiffImageFile):
        for number in range(file.n_frames):
            file.seek(number)
            yield file.tag_v2.get(PAGE_NAME_TAG, ""), np.array(file)

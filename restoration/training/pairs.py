"""Pairs on disk: a damaged picture, and the files with the ground truth about its damage."""

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

PAIRS_IN_MEMORY = 16
PAGE_NAME_TAG = 285  # the TIFF tag with the kind of damage of a page


@dataclass(frozen=True, slots=True)
class PairFiles:
    """The files of a pair; `python -m restoration damage` writes the last two, other sources may not have them."""

    picture: Path
    mask: Path
    touch: Path | None
    alpha: Path | None

    @property
    def truth(self) -> dict[str, Path]:
        """The files from which `read_pair` reads the ground truth, by their content."""
        if self.alpha is None:
            return {"mask": self.mask}
        return {"alpha": self.alpha} | ({"touch": self.touch} if self.touch else {})


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class LabelledPicture:
    """A damaged picture and the ground truth about its damage."""

    picture: Image  # (H, W, 3) uint8
    cover: CoverMap  # (H, W) uint8; how far damage of any kind covers each pixel
    kinds: Target  # (H, W) uint8; the kind that covers most, however little; `UNKNOWN` where it changed nothing


def find_pairs(images: Path, masks: Path) -> list[PairFiles]:
    """Find the pairs of two folders: x.png with x_mask.png or x.png, and x_touch.png and x_alpha.tif if they exist.

    Raises:
        BadRequest: there is no picture, or a mask is missing.
        BadMask: a mask differs in size from its picture.
        BadImage: a file cannot be read.
    """
    files = batch.pictures_by_stem(masks.glob("*"))
    mask_of = _match_masks(files, batch.paintings_in(images), masks)
    wrong_size = [mask for path, mask in mask_of.items() if read_size(mask) != read_size(path)]
    if wrong_size:
        raise BadMask(f"The size differs from that of the picture: {list_names(wrong_size)}.")
    return [
        PairFiles(path, mask, *(_first(files, f"{path.stem}{ending}") for ending in ("_touch", "_alpha")))
        for path, mask in mask_of.items()
    ]


def find_masks(pictures: Iterable[Path], folder: Path, cure: str = "") -> dict[Path, Path]:
    """Return, for each picture x.png, its mask in a folder: x_mask.png or x.png.

    Args:
        pictures: the pictures.
        folder: the folder with the masks.
        cure: another way to get the masks, for the hint of the error.

    Raises:
        BadRequest: a mask is missing.
    """
    return _match_masks(batch.pictures_by_stem(folder.glob("*")), pictures, folder, cure)


def _first(files: Mapping[str, list[Path]], stem: str) -> Path | None:
    return next(iter(files.get(batch.stem_key(stem), [])), None)


def _match_masks(
    files: Mapping[str, list[Path]], pictures: Iterable[Path], folder: Path, cure: str = ""
) -> dict[Path, Path]:
    """See `find_masks`; `files` are the pictures in the folder by stem."""
    mask_of = {path: batch.match_mask(files, path) for path in pictures}
    if missing := [path for path, mask in mask_of.items() if mask is None]:
        hint = " ".join(filter(None, (f"Name it {missing[0].stem}_mask.png.", cure)))
        raise BadRequest(f"No mask in {folder} for {list_names(missing)}.", hint=hint)
    return {path: mask for path, mask in mask_of.items() if mask}


@lru_cache(maxsize=PAIRS_IN_MEMORY)
def read_pair(files: PairFiles) -> LabelledPicture:
    """Read a pair; without an alpha file, all damage counts as cracks with sharp rims.

    Raises:
        BadImage: a file cannot be read.
    """
    with open_picture(files.picture) as picture:
        image = np.array(picture.convert("RGB"))
    if files.alpha is None:
        mask = _read_mask(files.mask)
        return LabelledPicture(image, mask * np.uint8(255), mask.astype(np.uint8))
    cover, kinds = _read_alphas(files.alpha)
    if files.touch:
        kinds[(cover > 0) & ~_read_mask(files.touch)] = UNKNOWN
    return LabelledPicture(image, cover, kinds)


def _read_mask(path: Path) -> Mask:
    with open_picture(path) as picture:
        return np.array(picture.convert("L")) >= 128


def _read_alphas(path: Path) -> tuple[CoverMap, Target]:
    """Return how far damage of any kind covers each pixel, (H, W), and the kind that covers most."""
    with open_picture(path) as file:
        pages = dict(_pages(file))
    if pages.keys() != {kind.value for kind in DAMAGE_KINDS}:
        raise BadImage(f"{path} lacks the pages that `python -m restoration damage` writes.", hint="Remove it.")
    alphas: npt.NDArray[np.uint16] = np.stack([pages[kind.value] for kind in DAMAGE_KINDS])
    most = alphas.max(axis=0)
    last = len(DAMAGE_KINDS) - alphas[::-1].argmax(axis=0)  # the later of equal kinds, as in `GroundTruth.classes`
    return to_cover_map(most), np.where(most > 0, last, 0).astype(np.uint8)


def _pages(file: PillowImage.Image) -> Iterator[tuple[str, npt.NDArray[np.uint16]]]:
    """Yield each page of a TIFF, (H, W) uint16, with its name."""
    if isinstance(file, TiffImageFile):
        for number in range(file.n_frames):
            file.seek(number)
            yield file.tag_v2.get(PAGE_NAME_TAG, ""), np.array(file)

"""A dossier comes back from a file: each part is checked against the others, and nothing half-right is returned."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from restoration.domain import DAMAGE_KINDS, Damage, FillShare, Image, KindMap, Mask, Restoration
from restoration.errors import BadDossier, RestorationError, os_error_reason
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_mask, read_painting
from restoration.output.dossier import content
from restoration.output.dossier.content import Dossier, SavedResult
from restoration.output.dossier.manifest import InputEntry, ResultEntry, ShareEntry
from restoration.output.dossier.unpacking import Pictures, changed, unpack


def read_dossier(source: Path | bytes) -> Dossier:
    """The work that a dossier holds; each result's `before` is the painting's own image.

    Plans and corrections come as they were given; whoever uses them must still check what they say.

    Args:
        source: a file that `encode_dossier` made, or its bytes.

    Raises:
        BadDossier: it is none, or was cut short or changed, or a newer program made it.
        ImageTooLarge: its pictures are beyond `limits.megapixel_limit()`.
    """
    manifest, pictures = unpack(source if isinstance(source, bytes) else _content(source))
    painting = _painting(manifest.input, pictures)
    image = painting.image
    return Dossier(
        painting=painting,
        title=manifest.title,
        mask=_mask(content.MASK, pictures, image),
        plan=manifest.plan,
        corrections=manifest.corrections,
        truth=_picture(content.TRUTH, pictures, image) if content.TRUTH in pictures else None,
        results=[_result(number, entry, pictures, image) for number, entry in enumerate(manifest.results, start=1)],
    )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadDossier(
            f"{path} cannot be read ({os_error_reason(error)}).", hint="Check its name and folder."
        ) from error


@contextmanager
def _as_saved(name: str) -> Iterator[None]:
    """What a member turns out not to be, it was not when it was saved."""
    try:
        yield
    except RestorationError as error:
        raise changed(name) from error


def _painting(entry: InputEntry, pictures: Pictures) -> Painting:
    with _as_saved(content.ORIGINAL):
        painting = read_painting(pictures[content.ORIGINAL], max_megapixels=entry.width * entry.height / 1e6)
    if painting.image.shape[:2] != (entry.height, entry.width):
        raise changed(content.ORIGINAL)
    return replace(painting, name=entry.name, sha256=entry.sha256, format=entry.format, notes=tuple(entry.notes))


def _picture(name: str, pictures: Pictures, image: Image) -> Image:
    """A picture of the same size and depth as the painting's."""
    with _as_saved(name):
        picture = read_painting(pictures[name], max_megapixels=image.shape[0] * image.shape[1] / 1e6).image
    if picture.shape != image.shape or picture.dtype != image.dtype:
        raise changed(name)
    return picture


def _mask(name: str, pictures: Pictures, image: Image) -> Mask:
    with _as_saved(name):
        return read_mask(pictures[name], image)


def _result(number: int, entry: ResultEntry, pictures: Pictures, image: Image) -> SavedResult:
    after = _picture(content.restored(number), pictures, image)
    mask = _mask(content.result_mask(number), pictures, image)
    kinds = _kinds(content.result_kinds(number), pictures, mask)
    damage = Damage(mask, entry.detector, entry.parameters, entry.detect_seconds, kinds)
    shares = tuple(map(_share, entry.shares))
    restoration = Restoration(image, after, damage, entry.inpainter, entry.fill_seconds, shares=shares)
    result = SavedResult(restoration, entry.plan)
    if not result.is_sound:
        raise changed(f"result {number}")
    return result


def _share(entry: ShareEntry) -> FillShare:
    return FillShare(tuple(entry.methods), entry.pixels, tuple((x, y, w, h) for x, y, w, h in entry.boxes))


def _kinds(name: str, pictures: Pictures, mask: Mask) -> KindMap | None:
    if name not in pictures:
        return None
    with _as_saved(name):
        kinds = read_painting(pictures[name], max_megapixels=mask.size / 1e6).image[..., 0]
    if kinds.shape != mask.shape or kinds.max() > len(DAMAGE_KINDS):
        raise changed(name)
    return kinds.astype(np.uint8)

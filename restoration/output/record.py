"""The record of a restoration: what was changed in which picture, by what, so that it can be checked and done again."""

import hashlib
import math
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from restoration import __version__
from restoration.domain import DAMAGE_KINDS, Damage, FillShare, Restoration
from restoration.errors import BadRequest
from restoration.imaging.masks import count_components
from restoration.imaging.painting import Painting

STATEMENT = (
    "Digital hypothesis: pixels inside the mask were computed, not found on the painting. "
    "Outside the mask every pixel equals the decoded input"
)
_STATEMENT_END = {True: ", but for what saving as JPEG changed in all of them.", False: "."}
_JPEG_SIGNATURE = b"\xff\xd8"  # how its files begin
LIBRARIES = ("numpy", "onnxruntime", "opencv-python-headless", "pillow", "scikit-image", "tifffile", "torch")


def make_record(
    painting: Painting,
    restoration: Restoration,
    *,
    restored: bytes,
    mask: bytes,
    px_per_mm: float | None = None,
    corrections: int | None = None,
) -> dict[str, Any]:
    """All that a report needs, ready for JSON.

    Args:
        painting: the input.
        restoration: what was done to it.
        restored: the bytes of the restored picture's file.
        mask: the bytes of the mask's file.
        px_per_mm: pixels that show a millimetre of the painting; None if unknown, and no areas are told.
        corrections: how many strokes a person drew over the found damage; None if nobody counted.

    Raises:
        BadRequest: the scale is not a number above 0.
    """
    damage = restoration.damage
    height, width = damage.mask.shape
    return {
        "statement": STATEMENT + _STATEMENT_END[restored.startswith(_JPEG_SIGNATURE)],
        "input": {
            "name": painting.name,
            "sha256": painting.sha256,
            "format": painting.format,
            "width": width,
            "height": height,
            "bits_per_channel": restoration.before.dtype.itemsize * 8,
            "notes": list(painting.notes),
        },
        "damage": _damage_entry(damage, px_per_mm),
        "detector": damage.detector,  # None where the mask was given
        "parameters": damage.parameters,
        **({} if corrections is None else {"corrections": corrections}),
        "inpainter": restoration.inpainter,
        **({"filled_by": [_share_entry(share) for share in restoration.shares]} if restoration.shares else {}),
        "strength": restoration.strength,  # 0..1
        "seconds": {"detect": round(damage.seconds, 3), "fill": round(restoration.seconds, 3)},
        "output": {"restored_sha256": sha256_of_bytes(restored), "mask_sha256": sha256_of_bytes(mask)},
        "versions": software_versions(),
    }


def _damage_entry(damage: Damage, px_per_mm: float | None) -> dict[str, Any]:
    """How much is damaged, of each kind where kinds are told, and in mm² where the scale is known."""
    if px_per_mm is not None and not 0 < px_per_mm < math.inf:
        raise BadRequest(f"A scale of {px_per_mm:g} px per mm is impossible.", hint="Give a number above 0.")
    survey = _area_entry(int(damage.mask.sum()), damage.mask.size, px_per_mm)
    survey["regions"] = count_components(damage.mask)
    if px_per_mm is not None:
        survey["px_per_mm"] = px_per_mm
    if damage.kinds is not None:
        counts = np.bincount(damage.kinds[damage.mask], minlength=len(DAMAGE_KINDS) + 1)[1:].tolist()
        survey["by_kind"] = {
            kind.value: _area_entry(count, damage.mask.size, px_per_mm)
            for kind, count in zip(DAMAGE_KINDS, counts, strict=True)
            if count
        }
    return survey


def _share_entry(share: FillShare) -> dict[str, Any]:
    """Which methods, by key, filled how much; and the boxes (x, y, width, height in px) of pieces that are told."""
    told: dict[str, Any] = {"methods": list(share.methods), "pixels": share.pixels}
    return told | ({"boxes": [list(box) for box in share.boxes]} if share.boxes else {})


def _area_entry(pixels: int, of: int, px_per_mm: float | None) -> dict[str, Any]:
    area: dict[str, Any] = {"share": pixels / of, "pixels": pixels}  # share: 0..1
    if px_per_mm is not None:
        area["mm2"] = pixels / px_per_mm**2
    return area


def software_versions() -> dict[str, str]:
    """The software that made the result."""
    return {"restoration": __version__, **library_versions()}


def library_versions() -> dict[str, str]:
    """What computes beside our own code; the libraries of networks need not be installed."""
    return {"python": platform.python_version(), **dict(_installed_libraries())}


def _installed_libraries() -> Iterator[tuple[str, str]]:
    for name in LIBRARIES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue


def sha256_of_bytes(data: bytes) -> str:
    """Hexadecimal SHA-256 of the bytes."""
    return hashlib.sha256(data).hexdigest()

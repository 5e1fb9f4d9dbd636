"""The record of a restoration: what was changed in which picture, by what, so that it can be checked and done again."""

import hashlib
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from restoration import __version__
from restoration.domain import Restoration
from restoration.imaging.masks import count_parts
from restoration.imaging.painting import Painting

STATEMENT = (
    "Digital hypothesis: pixels inside the mask were computed, not found on the painting. "
    "Outside the mask every pixel equals the decoded input."
)
LIBRARIES = ("numpy", "onnxruntime", "opencv-python-headless", "pillow", "scikit-image", "tifffile", "torch")


def record(painting: Painting, restoration: Restoration, *, restored: bytes, mask: bytes) -> dict[str, Any]:
    """All that a report needs, ready for JSON.

    Args:
        painting: the input.
        restoration: what was done to it.
        restored: the bytes of the restored picture's file.
        mask: the bytes of the mask's file.
    """
    damage = restoration.damage
    height, width = damage.mask.shape
    return {
        "statement": STATEMENT,
        "input": {
            "name": painting.name,
            "sha256": painting.sha256,
            "format": painting.format,
            "width": width,
            "height": height,
            "bits_per_channel": restoration.before.dtype.itemsize * 8,
            "notes": list(painting.notes),
        },
        "damage": {
            "share": damage.share,  # 0..1
            "pixels": int(damage.mask.sum()),
            "regions": count_parts(damage.mask),
        },
        "detector": damage.detector,  # None where the mask was given
        "parameters": damage.parameters,
        "inpainter": restoration.inpainter,
        "seconds": {"detect": round(damage.seconds, 3), "fill": round(restoration.seconds, 3)},
        "output": {"restored_sha256": sha256(restored), "mask_sha256": sha256(mask)},
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """The software that made the result; the libraries of networks need not be installed."""
    return {"restoration": __version__, "python": platform.python_version(), **dict(_installed())}


def _installed() -> Iterator[tuple[str, str]]:
    for name in LIBRARIES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256 of the bytes."""
    return hashlib.sha256(data).hexdigest()

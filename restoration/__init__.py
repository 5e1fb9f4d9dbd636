"""Finds cracks and losses in photographs of paintings and fills them; outside the mask every pixel stays as it was.

Only where the removal of relief is asked for, a band beside the mask changes, too; the result names its pixels.

A public name is imported when it is first used, so that a part of the package loads only the libraries that it needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from restoration.catalog import DETECTORS, INPAINTERS
    from restoration.detection.teaching.examples import examples_from_mask
    from restoration.domain import Damage, Image, Likelihood, Mask, Restoration
    from restoration.errors import RestorationError
    from restoration.imaging.mask_reading import read_mask
    from restoration.imaging.painting import Painting
    from restoration.imaging.reading import read_painting
    from restoration.imaging.writing import encode_mask, encode_painting
    from restoration.inpainting.filling import fill
    from restoration.pipeline import Settings, detect, mark, restore, teach

__version__ = "0.3.0"

__all__ = [
    "DETECTORS",
    "INPAINTERS",
    "Damage",
    "Image",
    "Likelihood",
    "Mask",
    "Painting",
    "Restoration",
    "RestorationError",
    "Settings",
    "detect",
    "encode_mask",
    "encode_painting",
    "examples_from_mask",
    "fill",
    "mark",
    "read_mask",
    "read_painting",
    "restore",
    "teach",
]

_MODULES = {
    "DETECTORS": "catalog",
    "INPAINTERS": "catalog",
    "Damage": "domain",
    "Image": "domain",
    "Likelihood": "domain",
    "Mask": "domain",
    "Painting": "imaging.painting",
    "Restoration": "domain",
    "RestorationError": "errors",
    "Settings": "pipeline",
    "detect": "pipeline",
    "encode_mask": "imaging.writing",
    "encode_painting": "imaging.writing",
    "examples_from_mask": "detection.teaching.examples",
    "fill": "inpainting.filling",
    "mark": "pipeline",
    "read_mask": "imaging.mask_reading",
    "read_painting": "imaging.reading",
    "restore": "pipeline",
    "teach": "pipeline",
}


if not TYPE_CHECKING:  # else mypy would accept any name

    def __getattr__(name: str) -> object:
        """Import a public name from its module (PEP 562)."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

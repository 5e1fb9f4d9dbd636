"""Finds cracks and losses in photographs of paintings and fills them; outside the mask every pixel stays as it was."""

from restoration.catalog import DETECTORS, INPAINTERS
from restoration.domain import Damage, Image, Likelihood, Mask, Restoration
from restoration.errors import RestorationError
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_mask, read_painting
from restoration.imaging.writing import encode_mask, encode_painting
from restoration.pipeline import Settings, detect, fill, mark, restore

__version__ = "0.1.0"

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
    "fill",
    "mark",
    "read_mask",
    "read_painting",
    "restore",
]

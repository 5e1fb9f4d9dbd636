"""A mask from a file, whatever it is: black and white, with a colour for each kind, or GeoJSON."""

import codecs

import numpy as np

from PIL import Image as PillowImage

from restoration.domain import Image
from restoration.imaging.masks import as_loss_kinds
from restoration.imaging.reading import read_mask
from restoration.output.annotations.geojson_reading import ImportedKinds, read_geojson
from restoration.output.annotations.kind_masks import read_kinds


def read_any_mask(data: bytes, image: Image, *, name: str) -> ImportedKinds:
    """Return what a file marks in a picture.

    Args:
        data: a mask in black and white, whose marks count as losses; a mask with a palette of kinds, as
            `encode_kinds` writes it; or GeoJSON.
        image: (H, W, 3), the picture.
        name: of the file.

    Raises:
        BadMask: it is a picture that cannot be used.
        BadAnnotations: it is GeoJSON that cannot be used.
    """
    text = data.removeprefix(codecs.BOM_UTF8).lstrip()
    if text.startswith(b"{"):
        return read_geojson(text, image.shape)
    try:
        return ImportedKinds(read_kinds(data, image.shape))
    return ImportedKinds(as_loss_kinds(read_mask(data, image, name=name)))


def _has_palette(data: bytes) -> bool:
    """Return whether a file is a PNG with a palette of colours; only its header is read."""
    if not data.startswith(b"\x89PNG"):
        return False
    try:
        with PillowImage.open(io.BytesIO(data)) as picture:
            colours = picture.getpalette() if picture.mode == "P" else None
    except Exception:  # read_mask says what is wrong with the file
        return False
    return colours is not None and any(len(set(colours[place : place + 3])) > 1 for place in range(0, len(colours), 3))

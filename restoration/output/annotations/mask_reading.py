"""A mask from a file, whatever it is: black and white, with a colour for each kind, or GeoJSON."""

import codecs

import numpy as np

from restoration.domain import DamageKind, Image, kind_number
from restoration.errors import BadMask
from restoration.imaging.reading import read_mask
from restoration.output.annotations.geojson_reading import ImportedKinds, read_geojson
from restoration.output.annotations.kind_masks import read_kinds


def read_any_mask(
    data: bytes, image: Image, *, name: str | None = None, kind: DamageKind = DamageKind.LOSS
) -> ImportedKinds:
    """Return what a file marks in a picture.

    Args:
        data: a mask in black and white; a mask with kinds, as `read_kinds` reads it; or GeoJSON.
        image: (H, W, 3), the picture.
        name: of the file.
        kind: what a mask in black and white marks.

    Raises:
        BadMask: it is a picture that cannot be used.
        BadAnnotations: it is GeoJSON that cannot be used.
    """
    text = data.removeprefix(codecs.BOM_UTF8).lstrip()
    if text.startswith(b"{"):
        return read_geojson(text, image.shape)
    try:
        return ImportedKinds(read_kinds(data, image.shape))
    except BadMask:  # not in the colours of the kinds
        return ImportedKinds(read_mask(data, image, name=name).view(np.uint8) * np.uint8(kind_number(kind)))

"""A mask from a file, whatever it is: black and white, with a colour for each kind, or GeoJSON."""

import codecs
from dataclasses import dataclass

import numpy as np

from restoration.domain import DamageKind, Image, KindMap, Mask, kind_number
from restoration.errors import BadMask
from restoration.imaging.mask_reading import interpret_mask, read_drawn
from restoration.imaging.visible_paint import clear_hidden
from restoration.output.annotations.geojson_reading import read_geojson
from restoration.output.annotations.kind_masks import coloured_kinds


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class GivenMask:
    """What a file marks in a picture."""

    kinds: KindMap  # (H, W)
    has_kinds: bool  # whether the file says what kind of damage it marks
    notes: tuple[str, ...] = ()  # sentences on what is odd about it, or was left out


def read_any_mask(
    data: bytes,
    image: Image,
    *,
    name: str | None = None,
    kind: DamageKind = DamageKind.LOSS,
    visible: Mask | None = None,
    invert: bool = False,
) -> GivenMask:
    """Return what a file marks in a picture.

    Args:
        data: a mask in black and white, as `interpret_mask` reads it; a mask in the colours of kinds; or GeoJSON.
        image: (H, W, 3), the picture.
        name: of the file.
        kind: what a mask in black and white marks.
        visible: (H, W) bool, as `Painting.visible`: where it is False, nothing is marked.
        invert: whether black is the damage; only of a mask in black and white.

    Raises:
        BadMask: it is a picture that cannot be used.
        BadAnnotations: it is GeoJSON that cannot be used.
    """
    text = data.removeprefix(codecs.BOM_UTF8).lstrip()
    if text.startswith(b"{"):
        _refuse_inverting(invert=invert)
        found = read_geojson(text, image.shape)
        return GivenMask(clear_hidden(found.kinds, visible), True, found.notes)
    drawn = read_drawn(data, image, name=name)
    kinds = coloured_kinds(drawn)
    if kinds is not None:
        _refuse_inverting(invert=invert)
        return GivenMask(clear_hidden(kinds, visible), True)
    marks = interpret_mask(drawn, image, visible=visible, invert=invert)
    return GivenMask(marks.mask.view(np.uint8) * np.uint8(kind_number(kind)), False, marks.notes)


def _refuse_inverting(*, invert: bool) -> None:
    if invert:
        raise BadMask("Only a mask in black and white can be inverted.", hint="Use this one as it is.")

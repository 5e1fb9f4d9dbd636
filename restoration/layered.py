"""A restoration in layers, so that a person can go on with brush and eraser where the computer stopped."""

import numpy as np

from restoration.domain import Restoration
from restoration.imaging.openraster import Layer, encode_openraster
from restoration.imaging.overlay import RED
from restoration.imaging.painting import Painting


def encode_layered(painting: Painting, restoration: Restoration) -> bytes:
    """OpenRaster in the picture's own depth: the fill alone, the mask in red (hidden), and the original."""
    before, after, mask = restoration.before, restoration.after, restoration.damage.mask
    white = np.iinfo(before.dtype).max
    cover = np.broadcast_to(np.array(white, before.dtype), mask.shape) if painting.alpha is None else painting.alpha
    red = (np.array(RED) * (white // 255)).astype(before.dtype)
    layers = [
        Layer("Fill", after, cover, within=mask),
        Layer("Mask", np.broadcast_to(red, before.shape), cover, within=mask, is_visible=False),
        Layer("Original", before, painting.alpha),
    ]
    return encode_openraster(layers, Layer("Restored", after, painting.alpha), painting.metadata)

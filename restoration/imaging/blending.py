"""A fill laid more or less thickly over the damage."""

from dataclasses import replace

import cv2
import numpy as np

from restoration.domain import Image, Restoration


def laid_on(restoration: Restoration, strength: float) -> Restoration:
    """The restoration, which is of full strength, at another one, 0..1."""
    after = mixed(restoration.before, restoration.after, strength)
    return replace(restoration, after=after, strength=strength)


def mixed(before: Image, after: Image, strength: float) -> Image:
    """(H, W, 3) of their type: `before` at strength 0, `after` at 1; what is equal in both stays exactly as it is."""
    if strength == 1.0:
        return after
    return np.asarray(cv2.addWeighted(after, strength, before, 1.0 - strength, 0.0), before.dtype)

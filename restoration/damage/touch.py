"""The touch mask: what an inpainter must replace."""

from restoration.domain import Image, Mask


def touched(before: Image, after: Image) -> Mask:
    """Every pixel that damage altered at all, its soft rim included: (H, W) bool."""
    mask: Mask = (before != after).any(axis=2)
    return mask

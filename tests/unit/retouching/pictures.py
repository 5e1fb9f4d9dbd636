"""Pictures and losses to reintegrate, drawn by code."""

import cv2
import numpy as np

from restoration.linear_light import LUMINANCE, decode_srgb
from restoration.retouching.balance import STROKE_PERIOD

SCALE = 10.0  # px per mm: strokes of 0.3 mm are 3 px wide
WIDTH = 3.0  # px, of a stroke
PERIOD = STROKE_PERIOD * WIDTH


def soft_picture(side=200, dtype=np.uint8):
    """Forms of many colours with soft edges."""
    noise = np.random.default_rng(5).normal(size=(side, side, 3))
    smooth = cv2.GaussianBlur(noise, (0, 0), 12)
    share = np.clip(0.5 + 0.14 * smooth / smooth.std(), 0.03, 0.97)
    return np.rint(share * np.iinfo(dtype).max).astype(dtype)


def stripes(angle, side=240, period=14):
    """Stripes at an angle from the x axis, degrees, counted upwards."""
    row, column = np.mgrid[:side, :side]
    across = column * np.sin(np.radians(angle)) + row * np.cos(np.radians(angle))
    grey = 127 + 80 * np.sin(2 * np.pi * across / period)
    return np.rint(grey[..., None] * np.array([1, 0.85, 0.7])).astype(np.uint8)


def disc(side, radius):
    row, column = np.mgrid[:side, :side]
    return (row - side / 2) ** 2 + (column - side / 2) ** 2 < radius**2


def luminance(picture):
    return decode_srgb(picture) @ LUMINANCE.astype(np.float32)

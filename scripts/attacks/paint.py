"""Pictures of paint with cracks, drawn by code in any size."""

import cv2
import numpy as np

from restoration.damage.procedural import value_noise
from restoration.domain import Image

CRACK_COLOUR = (38, 30, 26)  # RGB


def cracked_paint(width: int, height: int, seed: int) -> Image:
    """Return (height, width, 3) uint8: flesh tones with brush marks, and thin dark cracks across them."""
    rng = np.random.default_rng(seed)
    colour = rng.uniform((150, 110, 80), (220, 180, 150))
    texture = 1 + 0.06 * value_noise((height, width), 80, rng) + 0.04 * value_noise((height, width), 5, rng)
    image = np.clip(colour * texture[..., None], 0, 255).astype(np.uint8)
    for _ in range(max(4, width * height // 150_000)):
        steps = rng.normal((6.0, 0.0), (2.0, 3.0), (60, 2)).cumsum(axis=0)
        turn = rng.uniform(0, 2 * np.pi)
        turned = steps @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        points = (turned + rng.uniform((0, 0), (width, height))).round().astype(np.int32)
        cv2.polylines(image, [points], isClosed=False, color=CRACK_COLOUR, thickness=int(rng.integers(1, 4)))
    return image

"""Canvas and relief: the threads below, the ridges of paint above, and a window at the upper left."""

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

WIDTH = 1320  # px; the canvas at full size, for which brushes and damage are measured
THREADS = 264  # across the canvas; coarse, so that a visitor sees the weave


def plain_weave(shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    """Height of a plain weave, (H, W) about -1..1; each thread is a little uneven."""
    height, width = shape
    pitch = max(width / THREADS, 2.5)  # px; below 2.5 threads would turn into moire
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    warp = np.pi * (columns + 1.2 * _drift(shape, rng)) / pitch
    weft = np.pi * (rows + 1.2 * _drift(shape, rng)) / pitch
    over = np.sin(warp) * np.sin(weft)  # its sign says which thread lies on top
    thickness = 1 + 0.35 * _slubs(shape, rng)
    woven = np.where(over > 0, np.abs(np.sin(warp)), np.abs(np.sin(weft))) * thickness
    return blurred((2 * woven - 1.3).astype(np.float32), 0.7)


def lit(height: Floats, strength: float) -> Floats:
    """How much light a relief (px) returns, 1 on the flat, when the window stands at the upper left."""
    right, down = cv2.Sobel(height, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(height, cv2.CV_32F, 0, 1, scale=1 / 8)
    facing = strength * (0.6 * right + 0.8 * down)
    shade: Floats = 1 + np.tanh(facing).astype(np.float32) * np.float32(0.35)
    return shade


def blurred(field: Floats, sigma: float) -> Floats:
    """The same field, (H, W) or (H, W, C), seen less sharply; `sigma` in px."""
    return np.asarray(cv2.GaussianBlur(field, (0, 0), sigma), np.float32)


def _drift(shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    """Smooth noise over tens of px, deviation about 1: threads do not run straight."""
    coarse = rng.normal(size=(shape[0] // 24 + 3, shape[1] // 24 + 3)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32)


def _slubs(shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    """Thick and thin places along the threads, one row or column of noise each."""
    across = cv2.blur(rng.normal(size=(shape[0], shape[1] // 20 + 2)).astype(np.float32), (1, 5))
    upright = cv2.blur(rng.normal(size=(shape[0] // 20 + 2, shape[1])).astype(np.float32), (5, 1))
    return np.asarray(cv2.resize(across, shape[::-1]) + cv2.resize(upright, shape[::-1]), np.float32)

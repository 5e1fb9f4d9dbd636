"""Accidents: a scratch, a loss, flakes; each lays bare the pale ground, a step below the paint."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage.light import decode, encode
from restoration.domain import Image

Floats = npt.NDArray[np.float32]

GROUND = (198, 180, 148)  # RGB; chalk in glue, yellowed
FINE = 4  # times finer than the picture, where edges are drawn


def loss(shape: tuple[int, int], centre: tuple[float, float], radius: float, rng: np.random.Generator) -> Floats:
    """Alpha of one ragged hole in the paint, (H, W) 0..1; `centre` x, y and `radius` in px."""
    side = 2 * int(1.7 * radius) + 5
    rows, columns = (np.mgrid[: side * FINE, : side * FINE] + 0.5) / (side * FINE) * 2 - 1  # -1..1
    squeeze, tilt = rng.uniform(0.6, 0.9), rng.uniform(0, np.pi)
    along, across = np.cos(tilt) * columns + np.sin(tilt) * rows, np.cos(tilt) * rows - np.sin(tilt) * columns
    depth = 1 - np.hypot(along, across / squeeze) / (2 * radius / side) + 0.55 * _crumbling(side * FINE, rng)
    patch = _coarse(np.where(depth > 0, 255, 0).astype(np.uint8), (side, side))
    left, top = (round(place - side / 2) for place in centre)
    return np.asarray(cv2.warpAffine(patch, np.array([[1.0, 0, left], [0, 1, top]]), shape[::-1]), np.float32)


def _crumbling(side: int, rng: np.random.Generator) -> Floats:
    """(side, side) noise of several sizes at once, about -1..1: paint breaks off in chips."""
    total = np.zeros((side, side), np.float32)
    for octave, cells in enumerate((5, 9, 17, 33)):
        grid = rng.uniform(-1, 1, (cells, cells)).astype(np.float32)
        total += cv2.resize(grid, (side, side), interpolation=cv2.INTER_LINEAR) * 0.62**octave
    return total


def scratch(
    shape: tuple[int, int],
    start: tuple[float, float],
    stop: tuple[float, float],
    width: float,
    rng: np.random.Generator,
) -> Floats:
    """Alpha of one long scratch, (H, W) 0..1: slightly bent, its pressure rising, falling and skipping."""
    along = np.linspace(0, 1, max(int(np.hypot(stop[0] - start[0], stop[1] - start[1]) / 4), 8))[:, None]
    bend = np.array([start[1] - stop[1], stop[0] - start[0]]) * rng.uniform(0.02, 0.05)
    shiver = np.cumsum(rng.normal(0, 0.15, (along.size, 2)), axis=0)
    points = np.array(start) * (1 - along) + np.array(stop) * along + bend * np.sin(np.pi * along) + shiver
    pressure = np.sin(np.pi * along[:, 0]) ** 0.4 * (0.75 + 0.35 * rng.normal(size=along.size))
    fine = np.zeros((shape[0] * FINE, shape[1] * FINE), np.uint8)
    nodes = np.rint(FINE * points).astype(np.int32)
    for before, after, force in zip(nodes[:-1], nodes[1:], pressure, strict=False):
        if force > 0.15:
            cv2.line(fine, before.tolist(), after.tolist(), 255, max(round(float(FINE * width * min(force, 1.2))), 1))
    return _coarse(fine, shape)


def bare(image: Image, alpha: Floats, threads: Floats, opacity: float = 1.0) -> Image:
    """The picture with its ground laid bare; where alpha is 0 it equals `image`.

    Args:
        image: (H, W, 3), not changed.
        alpha: (H, W) 0..1.
        threads: (H, W) shading of the canvas below, 1 on the flat.
        opacity: 0..1; less where some paint is left in the hollow.
    """
    rim = alpha > 0
    light = decode(image)[rim]
    ground = decode(np.array([[GROUND]], np.uint8))[0, 0] * (threads * _shadow(alpha))[rim][:, None]
    part = opacity * alpha[rim][:, None]
    after = image.copy()
    after[rim] = encode((1 - part) * light + part * ground, image.dtype)
    return after


def _shadow(alpha: Floats) -> Floats:
    """Light in the hollow: the upper left edge of the paint throws a shadow into it, 2-3 px long."""
    moved = cv2.warpAffine(alpha, np.array([[1, 0, 1.6], [0, 1, 2.0]]), alpha.shape[::-1])
    open_sky = cv2.GaussianBlur(moved, (0, 0), 1.0)
    return (0.45 + 0.55 * open_sky).astype(np.float32)


def _coarse(fine: npt.NDArray[np.uint8], shape: tuple[int, int]) -> Floats:
    return (cv2.resize(fine, shape[::-1], interpolation=cv2.INTER_AREA) / np.float32(255)).astype(np.float32)

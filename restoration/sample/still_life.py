"""Still life with a cup, and other photographs painted over in oils, under old varnish, on woven canvas."""

import cv2
import numpy as np

from restoration.domain import Image
from restoration.linear_light import decode_srgb, encode_srgb
from restoration.sample.brush import PaintedCanvas, paint_motif
from restoration.sample.strokes import Brush, Float32Array

FULL_WIDTH = 1320  # px; the full size, for which brushes and damage are measured
THREADS = 264  # across the canvas; coarse, so that a visitor sees the weave
OCHRE = (120, 88, 54)  # RGB; the toned ground that old masters began on
RELIEF = 0.3  # part of the light; varnish fills the furrows, and stronger ones look like cracks to any detector
VARNISH = (1.0, 0.93, 0.74)  # linear light that old resin lets through


def paint_still_life(width: int = FULL_WIDTH, seed: int = 1) -> Image:
    """Return the painting before any damage, (2/3 width, width, 3) uint8; see `paint_in_oils`."""
    from skimage import data  # loads slowly, and is not needed while a stored sample can be read

    return paint_in_oils(data.coffee(), width, seed)  # type: ignore[no-untyped-call]  # scikit-image types its stubs only


def paint_in_oils(photograph: Image, width: int, seed: int = 1) -> Image:
    """Return a painting after a photograph, (H, W, 3) uint8, `width` px wide; the brush shows from 600 px on.

    The same photograph, width and seed give the same painting.
    """
    rng = np.random.default_rng(seed)
    motif = _motif(photograph, width)
    scale = width / FULL_WIDTH
    shape = motif.shape[:2]
    canvas = paint_motif(motif, _ground(shape, scale, rng), _falloff(shape, 0.5), _brushes(scale), rng)
    return _photograph(canvas, rng)


def _brushes(scale: float) -> list[Brush]:
    return [
        Brush(28 * scale, tolerance=0, longest=9, pitch=1.1),
        Brush(14 * scale, tolerance=8, longest=10, pitch=1.0),
        Brush(7 * scale, tolerance=11, longest=12, pitch=1.1),
        Brush(3.6 * scale, tolerance=15, longest=14, shortest=4, pitch=1.5),
        Brush(2.0 * scale, tolerance=20, longest=16, shortest=5, pitch=2.2),
    ]


def _motif(photograph: Image, width: int) -> Float32Array:
    """Return (H, width, 3) the photograph as a painter sees it: simple, muted, with light around the middle."""
    height = round(width * photograph.shape[0] / photograph.shape[1])
    simplified = cv2.bilateralFilter(photograph, 9, 40, 5)
    large = cv2.resize(simplified, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    grey = large @ np.array([0.3, 0.59, 0.11], np.float32)
    muted = 0.72 * large + 0.28 * grey[..., None]
    bright = 255 * np.clip(muted / 255, 0, 1) ** 0.85
    return np.asarray(bright * _falloff((height, width), 0.5)[..., None], np.float32)


def _falloff(shape: tuple[int, int], least: float) -> Float32Array:
    """Return (H, W) a weight of 1 above the middle, where the cup is, and `least` in the corners."""
    height, width = shape
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    distance = np.hypot((columns / width - 0.47) * 1.25, rows / height - 0.42)
    return np.asarray(least + (1 - least) * np.exp(-((distance / 0.5) ** 4)), np.float32)


def _ground(shape: tuple[int, int], scale: float, rng: np.random.Generator) -> PaintedCanvas:
    """Return a canvas under a thin, uneven wash of ochre."""
    wash = _blur(rng.normal(size=shape).astype(np.float32), 12 * scale) * (42 * scale)
    colour = np.array(OCHRE) * (1 + 0.06 * wash[..., None])
    return np.dstack([np.clip(colour, 0, 255), np.full(shape, 40)]).astype(np.uint8)


def _photograph(canvas: PaintedCanvas, rng: np.random.Generator) -> Image:
    """Return (H, W, 3) what a camera sees: relief in raking light, threads under thin paint, varnish over all."""
    height = canvas[..., 3].astype(np.float32)
    thinness = np.clip(1.3 - height / 110, 0.25, 1)  # the thicker the paint, the less it follows the threads
    relief = np.asarray(_blur(height, 0.8) / 12 + 1.9 * thinness * _weave(canvas.shape[:2], rng), np.float32)
    light = decode_srgb(np.ascontiguousarray(canvas[..., :3])) * _relief_light(relief, RELIEF)[..., None]
    light = light * np.array(VARNISH, np.float32) + np.float32(0.004)
    return encode_srgb(_blur(light, 0.55), np.dtype(np.uint8))


def _weave(shape: tuple[int, int], rng: np.random.Generator) -> Float32Array:
    """Return the height of a plain weave, (H, W) about -1..1, whose threads are a little uneven."""
    height, width = shape
    pitch = max(width / THREADS, 2.5)  # px; closer threads would turn into moire
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    warp = np.pi * (columns + 1.2 * _thread_drift(shape, rng)) / pitch
    weft = np.pi * (rows + 1.2 * _thread_drift(shape, rng)) / pitch
    over = np.sin(warp) * np.sin(weft)  # its sign says which thread lies on top
    thickness = 1 + 0.35 * _thread_thickness(shape, rng)
    woven = np.where(over > 0, np.abs(np.sin(warp)), np.abs(np.sin(weft))) * thickness
    return _blur((2 * woven - 1.3).astype(np.float32), 0.7)


def _thread_drift(shape: tuple[int, int], rng: np.random.Generator) -> Float32Array:
    """Return (H, W) smooth noise over tens of px, of deviation about 1: threads do not run straight."""
    coarse = rng.normal(size=(shape[0] // 24 + 3, shape[1] // 24 + 3)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32)


def _thread_thickness(shape: tuple[int, int], rng: np.random.Generator) -> Float32Array:
    """Return (H, W) noise for thick and thin places along the threads, from one row or column of noise each."""
    across = cv2.blur(rng.normal(size=(shape[0], shape[1] // 20 + 2)).astype(np.float32), (1, 5))
    upright = cv2.blur(rng.normal(size=(shape[0] // 20 + 2, shape[1])).astype(np.float32), (5, 1))
    return np.asarray(cv2.resize(across, shape[::-1]) + cv2.resize(upright, shape[::-1]), np.float32)


def _relief_light(height: Float32Array, strength: float) -> Float32Array:
    """Return (H, W) how much light a relief (px) reflects, 1 where it is flat, lit from the upper left."""
    right, down = cv2.Sobel(height, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(height, cv2.CV_32F, 0, 1, scale=1 / 8)
    facing = strength * (0.6 * right + 0.8 * down)
    light: Float32Array = 1 + np.tanh(facing).astype(np.float32) * np.float32(0.35)
    return light


def _blur(field: Float32Array, sigma: float) -> Float32Array:
    """Return a field, (H, W) or (H, W, C), after a Gaussian blur of `sigma` px."""
    return np.asarray(cv2.GaussianBlur(field, (0, 0), sigma), np.float32)

"""Still life with a cup: a photograph painted over in oils, toned by old varnish, on woven canvas."""

import cv2
import numpy as np
from skimage import data

from restoration.damage.light import decode, encode
from restoration.domain import Image
from restoration.sample.brush import Canvas, paint
from restoration.sample.strokes import Brush, Floats
from restoration.sample.weave import WIDTH, blurred, lit, plain_weave

OCHRE = (120, 88, 54)  # RGB; the toned ground that old masters began on
RELIEF = 0.3  # of the light; varnish fills the furrows, and stronger ones look like cracks to any detector
VARNISH = (1.0, 0.93, 0.74)  # linear light that old resin lets through


def painting(width: int = WIDTH, seed: int = 1) -> Image:
    """The painting before any damage, (2/3 width, width, 3) uint8; 600 px and more show the brush."""
    rng = np.random.default_rng(seed)
    motif = _motif(width)
    scale = width / WIDTH
    shape = motif.shape[:2]
    canvas = paint(motif, _ground(shape, scale, rng), _falloff(shape, 0.5), _brushes(scale), rng)
    return _varnished(canvas, rng)


def _brushes(scale: float) -> list[Brush]:
    return [
        Brush(28 * scale, tolerance=0, longest=9, pitch=1.1),
        Brush(14 * scale, tolerance=8, longest=10, pitch=1.0),
        Brush(7 * scale, tolerance=11, longest=12, pitch=1.1),
        Brush(3.6 * scale, tolerance=15, longest=14, shortest=4, pitch=1.5),
        Brush(2.0 * scale, tolerance=20, longest=16, shortest=5, pitch=2.2),
    ]


def _motif(width: int) -> Floats:
    """The photograph as a painter sees it: enlarged, simplified, muted, with the light gathered on the cup."""
    photograph = data.coffee()  # type: ignore[no-untyped-call]  # scikit-image types its stubs, not this loader
    height = round(width * photograph.shape[0] / photograph.shape[1])
    calm = cv2.bilateralFilter(photograph, 9, 40, 5)
    large = cv2.resize(calm, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    grey = large @ np.array([0.3, 0.59, 0.11], np.float32)
    muted = 0.72 * large + 0.28 * grey[..., None]
    bright = 255 * np.clip(muted / 255, 0, 1) ** 0.85
    return np.asarray(bright * _falloff((height, width), 0.5)[..., None], np.float32)


def _falloff(shape: tuple[int, int], least: float) -> Floats:
    """1 on the cup, `least` in the corners: of the light, and of the painter's care."""
    height, width = shape
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    distance = np.hypot((columns / width - 0.47) * 1.25, rows / height - 0.42)
    return np.asarray(least + (1 - least) * np.exp(-((distance / 0.5) ** 4)), np.float32)


def _ground(shape: tuple[int, int], scale: float, rng: np.random.Generator) -> Canvas:
    """Canvas under a thin, uneven wash of ochre."""
    wash = blurred(rng.normal(size=shape).astype(np.float32), 12 * scale) * (42 * scale)
    colour = np.array(OCHRE) * (1 + 0.06 * wash[..., None])
    return np.dstack([np.clip(colour, 0, 255), np.full(shape, 40)]).astype(np.uint8)


def _varnished(canvas: Canvas, rng: np.random.Generator) -> Image:
    """What a camera sees of the canvas: relief in raking light, threads where paint is thin, resin over all."""
    height = canvas[..., 3].astype(np.float32)
    thin = np.clip(1.3 - height / 110, 0.25, 1)  # the thicker the paint, the less it follows the threads
    relief = np.asarray(blurred(height, 0.8) / 12 + 1.9 * thin * plain_weave(canvas.shape[:2], rng), np.float32)
    light = decode(np.ascontiguousarray(canvas[..., :3])) * lit(relief, RELIEF)[..., None]
    light = light * np.array(VARNISH, np.float32) + np.float32(0.004)
    return encode(blurred(light, 0.55), np.dtype(np.uint8))

"""What the years did to the sample: a net of cracks, a few flakes, one loss, and one careless hand."""

from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage import hairlines
from restoration.domain import Image
from restoration.sample.wear import bare, loss, scratch
from restoration.sample.weave import WIDTH, lit, plain_weave

Floats = npt.NDArray[np.float32]

CRACKED = 0.035  # part of the picture
DIRT = 0.7  # part of the light lost in a crack; more than most, since red paint hides warm cracks


def aged(painting: Image, seed: int = 4) -> Image:
    """The painting as it came to us: (H, W, 3), the same dtype."""
    cracking, breaking, weaving = (np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(3))
    height, width = painting.shape[:2]
    scale = width / WIDTH
    recipe = replace(hairlines.sample(cracking, coverage=CRACKED), darkness=DIRT)
    cracked = hairlines.apply(painting, hairlines.draw(recipe, (height, width)), recipe)
    threads = lit(plain_weave((height, width), weaving), 0.45)
    chipped = bare(cracked, _holes((height, width), scale, breaking), threads)
    line = scratch((height, width), (0.60 * width, 0.07 * height), (0.93 * width, 0.86 * height), 2.2 * scale, breaking)
    return bare(chipped, line, threads, opacity=0.8)


def _holes(shape: tuple[int, int], scale: float, rng: np.random.Generator) -> Floats:
    """One loss on the saucer, with crumbs around it, and a few flakes elsewhere; alpha, (H, W) 0..1."""
    height, width = shape
    heart = np.array([0.235 * width, 0.60 * height])
    crumbs = heart + rng.normal(0, 42 * scale, (4, 2))
    flakes = rng.uniform([0.05 * width, 0.05 * height], [0.95 * width, 0.95 * height], (7, 2))
    alpha = loss(shape, (float(heart[0]), float(heart[1])), 27 * scale, rng)
    for x, y in np.concatenate([crumbs, flakes]).tolist():
        alpha = np.asarray(cv2.max(alpha, loss(shape, (x, y), rng.uniform(2.5, 7) * scale, rng)), np.float32)
    return alpha

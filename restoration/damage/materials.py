"""What shows where paint is gone: chalk, gesso or plaster, bole, wood or bare canvas, each with its grain."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from restoration.damage.layer import Palette, Tones, make_palette
from restoration.damage.procedural import Field, fractal_noise, plain_weave, tile_texture, value_noise, value_noise_1d
from restoration.linear_light import Light, decode_srgb


@dataclass(frozen=True, slots=True)
class Material:
    """A material under the paint."""

    darkest: tuple[int, int, int]  # sRGB of its pores or gaps
    lightest: tuple[int, int, int]  # sRGB of its tops
    relief: Callable[[tuple[int, int], float, np.random.Generator], Field]
    """From a shape, a scale (px/mm) and a random generator to (H, W) heights of mean 0 and deviation about 1."""


def grain_tones(material: str, shape: tuple[int, int], scale: float, dirt: float, rng: np.random.Generator) -> Tones:
    """Return the tone of every pixel of a bare material, (H, W): 0 in its darkest pores to 255 on its lightest tops.

    Args:
        material: a key of `MATERIALS`.
        shape: height and width, px.
        scale: px/mm.
        dirt: 0 (clean) to 1 (dark with dirt).
        rng: source of randomness.
    """

    def tones(tile: tuple[int, int]) -> Tones:
        height = MATERIALS[material].relief(tile, scale, rng) + 0.5 * value_noise(tile, 6 * scale, rng)
        return np.clip(np.rint(180 - 110 * dirt + 40 * height), 0, 255).astype(np.uint8)

    return tile_texture(tones, shape)


def material_palette(material: str, paint_left: float) -> Palette:
    """Return the palette of a material under remains of paint that keep `paint_left` (0..1) of the local colour."""
    return make_palette(paint_left, (1 - paint_left) * material_colours(material))


def material_colours(material: str) -> Light:
    """Return (256, 3) the linear light of a material, from its darkest tone to its lightest."""
    ends = MATERIALS[material]
    dark, light = decode_srgb(np.array([ends.darkest, ends.lightest], np.uint8))
    part = np.linspace(0, 1, 256)[:, None]
    return np.asarray(dark + part * (light - dark), np.float32)


def _chalk(shape: tuple[int, int], scale: float, rng: np.random.Generator) -> Field:
    """Return the relief of a ground brushed on and scraped flat: fine grain, dark pores where bubbles broke."""
    pores = np.maximum(value_noise(shape, 0.25 * scale + 1, rng) - 2, 0)
    return np.asarray(0.7 * fractal_noise(shape, 0.8 * scale + 2, rng) - 3 * pores, np.float32)


def _plaster(shape: tuple[int, int], scale: float, rng: np.random.Generator) -> Field:
    """Return the relief of a trowelled wall: soft unevenness, fine sand, and single grains that shine or fell out."""
    sand = value_noise(shape, 0.1 * scale + 1, rng)
    stray = np.sign(sand) * np.maximum(np.abs(sand) - np.float32(1.7), 0)
    return np.asarray(0.6 * fractal_noise(shape, 2.5 * scale + 2, rng) + 0.35 * sand + 3 * stray, np.float32)


def _wood(shape: tuple[int, int], scale: float, rng: np.random.Generator) -> Field:
    """Return the relief of upright fibres: one profile of light and dark across them, which sways on its way down."""
    sway = np.rint(6 * scale * value_noise_1d(shape[0], 12 * scale, rng)).astype(np.intp)  # quarters of a px
    sway -= sway.min()
    count = 4 * shape[1] + int(sway.max())
    profile = 0.9 * value_noise_1d(count, 6.4 * scale, rng) + 0.6 * value_noise_1d(count, scale + 1, rng)
    fibres = profile[4 * np.arange(shape[1]) + sway[:, None]]
    return np.asarray(fibres + 0.3 * value_noise(shape, 0.3 * scale + 1, rng), np.float32)


def _canvas(shape: tuple[int, int], scale: float, rng: np.random.Generator) -> Field:
    """Return the relief of threads 0.8 mm apart with remains of ground between them."""
    threads = 3 * (plain_weave(shape, 0.8 * scale, rng) - 0.55)
    return np.asarray(threads + 0.5 * value_noise(shape, 0.2 * scale + 1, rng), np.float32)


MATERIALS = {
    "chalk": Material((142, 115, 82), (219, 202, 171), _chalk),
    "gesso": Material((172, 156, 128), (240, 233, 216), _chalk),
    "plaster": Material((146, 136, 122), (226, 220, 208), _plaster),
    "bole": Material((74, 38, 28), (136, 78, 56), _chalk),
    "red bole": Material((92, 38, 24), (178, 92, 56), _chalk),
    "wood": Material((84, 56, 34), (171, 131, 88), _wood),
    "canvas": Material((84, 69, 51), (181, 161, 128), _canvas),
}
"""The materials by their keys."""

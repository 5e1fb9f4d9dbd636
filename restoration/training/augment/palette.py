"""Colour jitter for drawn damage: more or less contrast, lighter or darker, dirt or pale ground, ink or gold."""

from dataclasses import dataclass

import numpy as np

from restoration.damage.layer import Palette, make_palette
from restoration.domain import DamageKind
from restoration.linear_light import Light

PALE_SHARE = 0.3  # of crack nets show pale ground: rare in old paintings, but dark ones have such cracks, too
PALE_RANGE = (0.05, 0.8)  # linear light of the ground, log-uniform: in dark paint little of it is visible
GROUND_COLOUR = np.array([1.0, 0.93, 0.80], np.float32)
GOLD_COLOUR = np.array([1.0, 0.80, 0.48], np.float32)  # of as many ornaments, hairs and threads: thin, pale and sound
PALE_COLOURS = {DamageKind.CRACK: GROUND_COLOUR, DamageKind.PAINTED: GOLD_COLOUR}


@dataclass(frozen=True, slots=True)
class ColourJitter:
    """A change of the colours of a damage layer."""

    contrast: float = 1.0  # with the paint; 0 makes damage invisible
    lightness: float = 1.0  # factor for the light that damage adds: dirt, ground, body colour
    warmth: float = 0.0  # share by which the red of that light grows and its blue shrinks
    pale: float = 0.0  # linear light of the ground in cracks and of gold in brush strokes; 0: both stay dark

    def apply(self, palette: Palette, kind: DamageKind) -> Palette:
        """Return the changed palette of a layer of that kind; a loss hides the paint whatever the contrast."""
        if self.pale and kind in PALE_COLOURS:
            return _make_pale(palette, np.float32(self.pale) * PALE_COLOURS[kind])
        contrast = 1.0 if kind is DamageKind.LOSS else self.contrast
        tint = self.lightness * (1 + self.warmth * np.array([1, 0, -1]))
        return make_palette(np.maximum(1 - contrast * (1 - palette.keep), 0), contrast * tint * palette.add)


def sample_colour_jitter(rng: np.random.Generator) -> ColourJitter:
    """Return a random change after which damage still looks as it does in real paintings."""
    return ColourJitter(
        contrast=float(rng.uniform(0.6, 1.25)),
        lightness=float(rng.uniform(0.75, 1.2)),
        warmth=float(np.clip(rng.normal(0, 0.06), -0.15, 0.15)),
        pale=float(np.exp(rng.uniform(*np.log(PALE_RANGE)))) if rng.random() < PALE_SHARE else 0.0,
    )


def _make_pale(palette: Palette, colour: Light) -> Palette:
    """Return the palette in this colour; each tone hides as much of the paint as before."""
    hidden = 1 - palette.keep.mean(axis=1, keepdims=True)
    return make_palette(1 - hidden, hidden * colour)

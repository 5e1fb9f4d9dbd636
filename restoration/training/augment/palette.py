"""Fresh colours for what was drawn before: stronger or fainter, lighter or darker, dirt or pale ground, ink or gold."""

from dataclasses import dataclass

import numpy as np

from restoration.damage.layer import Palette, make_palette
from restoration.damage.light import Light
from restoration.domain import DamageKind

PALE_SHARE = 0.3  # of the nets of cracks show pale ground: rare in old paintings, but no less to be found in dark ones
PALE_RANGE = (0.05, 0.8)  # linear light of what shows then, each octave as often: in dark paint little of it is seen
GROUND_COLOUR = np.array([1.0, 0.93, 0.80], np.float32)  # its colour
GOLD_COLOUR = np.array(
    [1.0, 0.80, 0.48], np.float32
)  # of as many ornaments, hairs and threads: thin pale lines, all sound
PALE_COLOURS = {DamageKind.CRACK: GROUND_COLOUR, DamageKind.PAINTED: GOLD_COLOUR}


@dataclass(frozen=True, slots=True)
class ColourJitter:
    """How colours are changed."""

    contrast: float = 1.0  # with the paint; 0 makes damage invisible
    lightness: float = 1.0  # of what damage adds: dirt, ground, body colour
    warmth: float = 0.0  # of the same; its red gains this part, its blue loses as much
    pale: float = 0.0  # linear light of the ground that shows in cracks, and of gold in brush strokes; 0: all dark

    def of(self, look: Palette, kind: DamageKind) -> Palette:
        """The palette of a layer of that kind, tinted; a loss hides what was there, whatever the contrast."""
        if self.pale and kind in PALE_COLOURS:
            return _make_pale(look, np.float32(self.pale) * PALE_COLOURS[kind])
        contrast = 1.0 if kind is DamageKind.LOSS else self.contrast
        tint = self.lightness * (1 + self.warmth * np.array([1, 0, -1]))
        return make_palette(np.maximum(1 - contrast * (1 - look.keep), 0), contrast * tint * look.add)


def sample_colour_jitter(rng: np.random.Generator) -> ColourJitter:
    """A tint in which damage still looks as it does in real paintings."""
    return ColourJitter(
        contrast=float(rng.uniform(0.6, 1.25)),
        lightness=float(rng.uniform(0.75, 1.2)),
        warmth=float(np.clip(rng.normal(0, 0.06), -0.15, 0.15)),
        pale=float(np.exp(rng.uniform(*np.log(PALE_RANGE)))) if rng.random() < PALE_SHARE else 0.0,
    )


def _make_pale(look: Palette, pale: Light) -> Palette:
    """Each tone hides as much of the paint as before, but behind a pale colour."""
    hidden = 1 - look.keep.mean(axis=1, keepdims=True)
    return make_palette(1 - hidden, hidden * pale)

"""Fresh colours for what was drawn before: stronger or fainter, lighter or darker, dirt or pale ground, ink or gold."""

from dataclasses import dataclass

import numpy as np

from restoration.damage.layer import Palette, palette
from restoration.damage.light import Light
from restoration.domain import Kind

PALED = 0.3  # of the nets of cracks show pale ground: rare in old paintings, but no less to be found in dark ones
PALENESS = (0.05, 0.8)  # linear light of what shows then, each octave as often: in dark paint little of it is seen
GROUND = np.array([1.0, 0.93, 0.80], np.float32)  # its colour
GOLD = np.array([1.0, 0.80, 0.48], np.float32)  # of as many ornaments, hairs and threads: thin pale lines, all sound
PALE = {Kind.CRACK: GROUND, Kind.PAINTED: GOLD}


@dataclass(frozen=True, slots=True)
class Tint:
    """How colours are changed."""

    contrast: float = 1.0  # with the paint; 0 makes damage invisible
    lightness: float = 1.0  # of what damage adds: dirt, ground, body colour
    warmth: float = 0.0  # of the same; its red gains this part, its blue loses as much
    pale: float = 0.0  # linear light of the ground that shows in cracks, and of gold in brush strokes; 0: all dark

    def of(self, look: Palette, kind: Kind) -> Palette:
        """The palette of a layer of that kind, tinted; a loss hides what was there, whatever the contrast."""
        if self.pale and kind in PALE:
            return _paled(look, np.float32(self.pale) * PALE[kind])
        contrast = 1.0 if kind is Kind.LOSS else self.contrast
        tint = self.lightness * (1 + self.warmth * np.array([1, 0, -1]))
        return palette(np.maximum(1 - contrast * (1 - look.keep), 0), contrast * tint * look.add)


def sample(rng: np.random.Generator) -> Tint:
    """A tint in which damage still looks as it does in real paintings."""
    return Tint(
        contrast=float(rng.uniform(0.6, 1.25)),
        lightness=float(rng.uniform(0.75, 1.2)),
        warmth=float(np.clip(rng.normal(0, 0.06), -0.15, 0.15)),
        pale=float(np.exp(rng.uniform(*np.log(PALENESS)))) if rng.random() < PALED else 0.0,
    )


def _paled(look: Palette, pale: Light) -> Palette:
    """Each tone hides as much of the paint as before, but behind a pale colour."""
    hidden = 1 - look.keep.mean(axis=1, keepdims=True)
    return palette(1 - hidden, hidden * pale)

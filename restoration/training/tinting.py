"""Fresh colours for damage that was drawn before: stronger or fainter, lighter or darker, warmer or cooler."""

from dataclasses import dataclass

import numpy as np

from restoration.damage.layer import Kind, Palette, palette


@dataclass(frozen=True, slots=True)
class Tint:
    """How colours are changed."""

    contrast: float = 1.0  # with the paint; 0 makes damage invisible
    lightness: float = 1.0  # of what damage adds: dirt, ground, body colour
    warmth: float = 0.0  # of the same; its red gains this part, its blue loses as much

    def of(self, look: Palette, kind: Kind) -> Palette:
        """The palette of a layer of that kind, tinted; a loss hides what was there, whatever the contrast."""
        contrast = 1.0 if kind is Kind.LOSS else self.contrast
        tint = self.lightness * (1 + self.warmth * np.array([1, 0, -1]))
        return palette(np.maximum(1 - contrast * (1 - look.keep), 0), contrast * tint * look.add)


def sample(rng: np.random.Generator) -> Tint:
    """A tint in which damage still looks as it does in real paintings."""
    return Tint(
        contrast=float(rng.uniform(0.6, 1.25)),
        lightness=float(rng.uniform(0.75, 1.2)),
        warmth=float(np.clip(rng.normal(0, 0.06), -0.15, 0.15)),
    )

"""Flat tones: neutral, sottotono and acqua sporca, which have no strokes."""

import numpy as np

from restoration.domain import PixelWindow
from restoration.linear_light import LUMINANCE, Light
from restoration.retouching.base import Paint, Passage, Site
from restoration.retouching.lab import from_lab, to_lab
from restoration.retouching.smoothing import blur_inside, gaussian_radius

_RECESSED = 5.0  # L* by which a neutral lies below the mean of the paint
_GREYED = 0.5  # of the chroma of that mean
_SHIFT = 4.0  # L* by which a sottotono lies nearer to a middle grey than the paint
_MIDDLE, _SOFTNESS = 50.0, 10.0  # L* of that grey, and over how many L* the shift changes its sign
_TONED = 0.8  # of the chroma of the fill
_BLUR = 10 / 3  # stroke widths, sigma: 1 mm for strokes of 0.3 mm
_GLAZED = 12.0  # L* by which an acqua sporca darkens what it covers


class Neutral:
    """One tone for all losses: the mean of the sound paint, a little darker and greyer.

    It does not reconstruct; it only takes the white of a loss away.
    """

    key = "neutral"
    has_strokes = False

    def reach(self, width: float) -> int:
        """See `Mode.reach`."""
        return 0

    def prepare(self, site: Site, loss: PixelWindow) -> Paint:
        """See `Mode.prepare`."""
        tone = neutral_tone(site.sound_mean)
        return lambda passage: np.asarray(np.broadcast_to(tone, passage.target.shape))


class Sottotono:
    """The fill without detail, slightly recessed: lower in contrast and in chroma than the paint around it.

    "L* by 4" is read as towards a middle grey [M], so light passages become darker and dark ones lighter.
    """

    key = "sottotono"
    has_strokes = False

    def reach(self, width: float) -> int:
        """See `Mode.reach`."""
        return gaussian_radius(_BLUR * width)

    def prepare(self, site: Site, loss: PixelWindow) -> Paint:
        """See `Mode.prepare`."""
        return lambda passage: _recess(blur_inside(passage.target, passage.mask, _BLUR * site.width))


class AcquaSporca:
    """A glaze over the damage itself ("dirty water"): its own pixels times the neutral, darker [M].

    For abrasion and worn ground, where something of the paint is left.
    """

    key = "acqua-sporca"
    has_strokes = False

    def reach(self, width: float) -> int:
        """See `Mode.reach`."""
        return 0

    def prepare(self, site: Site, loss: PixelWindow) -> Paint:
        """See `Mode.prepare`."""
        tone = neutral_tone(site.sound_mean)
        hue = tone / max(float(tone @ LUMINANCE), 1e-3)

        def paint(passage: Passage) -> Light:
            glazed = np.clip(passage.own * hue, 0, 1)
            lightness = to_lab(glazed)[..., 0]
            darker = np.maximum(lightness - _GLAZED, 0)
            return np.asarray(glazed * (_luminance(darker) / np.maximum(_luminance(lightness), 1e-4))[..., None])

        return paint


def _luminance(lightness: Light) -> Light:
    """Return the luminance, 0..1, of L*."""
    return np.asarray(np.where(lightness > 8, ((lightness + 16) / 116) ** 3, lightness / 903.3), np.float32)


def neutral_tone(sound_mean: Light) -> Light:
    """Return the neutral, (3,), for a mean of sound paint, (3,)."""
    lab = to_lab(sound_mean.reshape(1, 1, 3))
    lab[..., 0] = np.maximum(lab[..., 0] - _RECESSED, 0)
    lab[..., 1:] *= _GREYED
    tone: Light = from_lab(lab)[0, 0]
    return tone


def _recess(light: Light) -> Light:
    lab = to_lab(light)
    lab[..., 0] -= _SHIFT * np.tanh((lab[..., 0] - _MIDDLE) / _SOFTNESS)
    lab[..., 1:] *= _TONED
    return from_lab(lab)

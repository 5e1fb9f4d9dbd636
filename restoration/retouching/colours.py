"""Partitive mixture: colours that lie side by side, and that the eye mixes to a target from afar.

The mixture of colours P with area shares w is the mean of their linear light, sum(w P). For a target T, shares are
found by least squares; then each stroke is painted T + k (P - sum(w P)) with the largest k of at most 1 that stays
inside the gamut. The mean over all strokes is then exactly T, even where the palette cannot mix it.
"""

from itertools import combinations

import numpy as np
import numpy.typing as npt

from restoration.linear_light import LUMINANCE, Light, decode_srgb

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.intp]

_TONE = 0.25  # part of its luminance by which a stroke is lighter or darker than its target
_LEAST_LUMINANCE = 0.002  # of a colour that is tempered: below it there is hardly any light to scale
_STEPS = 16  # along each channel: targets that differ by less are mixed from the same colours
_CODE = np.array([1, _STEPS + 1, (_STEPS + 1) ** 2])
_SAME = 1e-9  # squared distance in linear light below which two mixtures are the same colour
_SLACK = 5e-7  # of linear light: a colour may leave the gamut by so little, which rounding does anyway


def from_hex(*colours: str) -> Light:
    """Return (N, 3) the linear light of sRGB colours such as "c9973f"."""
    return decode_srgb(np.array([list(bytes.fromhex(colour)) for colour in colours], np.uint8))


WATERCOLOURS = from_hex("f2ece0", "cda24b", "a5502f", "3f6b4c", "3a4f92", "2b2723")
"""(6, 3) white of the ground, yellow ochre, burnt sienna, green earth with viridian, ultramarine, ivory black.

The usual palette for losses [M]; from descriptions, not measured.
"""


class Mixing:
    """A palette that mixes targets; what was mixed once is remembered.

    The colours of the palette are tempered for each target: lightened and darkened towards its luminance, as a
    retoucher thins and deepens them. Otherwise a few glaring strokes would mix a dark target.
    """

    def __init__(self, palette: Light, tempered: float) -> None:
        """Take a palette.

        Args:
            palette: (P, 3) linear light; P of 8 at most.
            tempered: how far its colours follow the luminance of a target: 0 not at all, 1 entirely.
        """
        self._tempered = tempered
        self._palette = palette.astype(np.float64)
        self._number_of: dict[int, int] = {}  # by the code of similar targets
        self._colours = np.zeros((0, *palette.shape))  # (M, P, 3), the palette for each of them
        self._shares = np.zeros((0, len(palette)))  # (M, P)

    def offsets(self, targets: Light, chances: Floats) -> Light:
        """Return (N, 3): how far each stroke's colour lies from its target; colours are as frequent as their shares.

        Args:
            targets: (N, 3) linear light.
            chances: (N,) in 0..1.
        """
        return self._choose(self._numbers(targets), self._shares, chances)

    def side_offsets(self, targets: Light, chances: Floats, *, lighter: bool) -> Light:
        """Return the same, of the colours that are lighter than the target, or of the others.

        Where each of the two covers half of the area, the mean of all strokes is the target: so the offsets are scaled
        by twice the share of the side.
        """
        numbers = self._numbers(targets)
        brightness = self._colours @ LUMINANCE
        is_lighter = brightness > (brightness * self._shares).sum(1, keepdims=True)
        own = np.where(is_lighter == lighter, self._shares, 0)
        total = own.sum(1, keepdims=True)
        offsets = self._choose(numbers, own / np.maximum(total, 1e-9), chances)
        return np.asarray(2 * total[numbers] * offsets, np.float32)

    def _choose(self, numbers: Numbers, shares: Floats, chances: Floats) -> Light:
        ends = np.cumsum(shares, 1)[numbers]
        chosen = np.minimum((chances[:, None] >= ends).sum(1), shares.shape[1] - 1)
        means = (self._shares[..., None] * self._colours).sum(1)
        return np.asarray(self._colours[numbers, chosen] - means[numbers], np.float32)

    def _numbers(self, targets: Light) -> Numbers:
        """Return (N,): the number of the mixture for each target; new ones are mixed."""
        steps = np.rint(np.cbrt(np.clip(targets, 0, 1)) * _STEPS).astype(np.int64)
        codes, first, inverse = np.unique(steps @ _CODE, return_index=True, return_inverse=True)
        is_new = np.array([code not in self._number_of for code in codes.tolist()], bool)
        if is_new.any():
            similar = (steps[first][is_new] / _STEPS) ** 3
            colours = _temper(self._palette, similar, self._tempered)
            self._number_of.update((int(code), len(self._number_of)) for code in codes[is_new])
            self._colours = np.concatenate([self._colours, colours])
            self._shares = np.concatenate([self._shares, mixture_shares(similar, colours)])
        return np.array([self._number_of[code] for code in codes.tolist()], np.intp)[inverse]


def _temper(palette: Floats, targets: Floats, share: float) -> Floats:
    """Return (N, P, 3): the palette for each target, in its luminance."""
    wanted, own = (np.maximum(colours @ LUMINANCE, _LEAST_LUMINANCE) for colours in (targets, palette))
    tempered: Floats = palette * ((wanted[:, None] / own) ** share)[..., None]
    return tempered


def mixture_shares(targets: Floats, colours: Floats) -> Floats:
    """Return the shares of colours whose mixture comes nearest to each target.

    It is a least-squares problem with shares of at least 0 that add up to 1. There are few colours, so every subset is
    tried. Of several subsets that mix the target exactly, the one with the least contrast is taken.

    Args:
        targets: (N, 3) linear light.
        colours: (N, P, 3) linear light; P of 8 at most.

    Returns:
        (N, P).

    Source:
        C. Lawson and R. Hanson, "Solving least squares problems", 1974, chapter 23.
    """
    best, shares = np.full(len(targets), np.inf), np.zeros(colours.shape[:2])
    for size in range(1, min(colours.shape[1], 4) + 1):
        for subset in combinations(range(colours.shape[1]), size):
            chosen = colours[:, subset]
            mixed = _affine_shares(targets, chosen)
            contrast = (mixed[..., None] * (chosen - targets[:, None]) ** 2).sum((1, 2))
            misfit = ((np.einsum("np,npc->nc", mixed, chosen) - targets) ** 2).sum(1)
            cost = np.where(misfit < _SAME, 0, misfit * 1e6) + contrast  # first the colour, then the contrast
            is_better = (mixed.min(1) >= -1e-9) & (cost < best - 1e-12)
            best[is_better], shares[is_better] = cost[is_better], 0
            shares[np.ix_(is_better, subset)] = np.maximum(mixed[is_better], 0)
    return np.asarray(shares / shares.sum(1, keepdims=True))


def _affine_shares(targets: Floats, colours: Floats) -> Floats:
    """Return (N, K): shares that add up to 1, of either sign, whose mixture is nearest to each target."""
    origin = colours[:, 0]
    edges = colours[:, 1:] - origin[:, None]
    rest = np.einsum("nck,nc->nk", np.linalg.pinv(edges), targets - origin) if edges.shape[1] else edges[..., 0]
    return np.concatenate([1 - rest.sum(1, keepdims=True), rest], axis=1)


def vary_tone(targets: Light, signs: npt.ArrayLike) -> Light:
    """Return the offsets, (N, 3), that make strokes lighter or darker, so that they are seen where hues agree.

    Args:
        targets: (N, 3) linear light.
        signs: (N,) or a number: 1 lighter, -1 darker.
    """
    return np.asarray(_TONE * np.broadcast_to(signs, len(targets))[:, None] * targets, np.float32)


def apart_from(targets: Light, offsets: Light) -> Light:
    """Return targets moved by their offsets, or by as much of them as the gamut allows.

    Args:
        targets: (..., 3) linear light in 0..1.
        offsets: of linear light, of a shape that fits.
    """
    room, wanted = np.where(offsets > 0, 1 - targets, targets), np.abs(offsets)
    share = np.where(wanted > room + _SLACK, room / np.maximum(wanted, _SLACK), 1).min(-1, keepdims=True)
    return np.asarray(targets + share * offsets, np.float32)

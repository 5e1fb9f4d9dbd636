"""What surrounds cracks: whitish clouds, and rims of lifted paint that catch the light."""

import cv2
import numpy as np

from restoration.damage.craquelure.crack_profile import CrackLines
from restoration.damage.layer import Alpha, DamageLayer, make_palette
from restoration.damage.procedural import value_noise
from restoration.damage.thin_lines import LineSegments, rasterize_lines
from restoration.domain import DamageKind

HAZE = (0.55, 0.53, 0.48)  # linear light of the clouds, R G B
CLOUD_REACH = 7  # px from a crack to where its cloud has thinned out
CLOUD_PATCH = 25.0  # mm; clouds come in patches
FAINTEST = 16  # alpha; what is fainter changes no pixel

LIGHT = (-0.7071068, -0.7071068)  # x, y: from the upper left, from where paintings are usually lit
RIM = 1.3  # px; width of the rim beside a crack
RIM_SHADES = 16


def draw_clouds(cracks: Alpha, strength: float, scale: float, rng: np.random.Generator) -> DamageLayer:
    """Return a layer of haze along the cracks, in patches.

    Args:
        cracks: (H, W) alpha of the cracks.
        strength: greatest part of the paint that the haze hides, 0..1.
        scale: px/mm.
        rng: source of randomness.

    Source:
        T. Ruzic et al., "Virtual restoration of the Ghent Altarpiece using crack detection and inpainting", ACIVS 2011.
    """
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (CLOUD_REACH, CLOUD_REACH))
    soft = cv2.GaussianBlur(cv2.dilate(cracks, disc), (0, 0), CLOUD_REACH / 2)
    noise = value_noise((cracks.shape[0], cracks.shape[1]), CLOUD_PATCH * scale, rng)
    alpha = (soft * (np.clip(noise - np.float32(0.3), 0, 1) * np.float32(strength))).astype(np.uint16)
    alpha[alpha < FAINTEST] = 0
    return DamageLayer(DamageKind.RELIEF, alpha, np.zeros(cracks.shape, np.uint8), make_palette(0.0, HAZE))


def draw_lifted_rims(
    cracks: CrackLines, strength: float, share: float, shape: tuple[int, int], rng: np.random.Generator
) -> list[DamageLayer]:
    """Return two layers (H, W) of light and shade, one for each side of some cracks.

    Islands of paint curl up along their cracks (cupping): the rim that faces the light is lit, the other lies in shade.

    Args:
        cracks: the cracks.
        strength: greatest part by which the light changes, 0..1.
        share: part of the cracks whose rims are lifted, 0..1.
        shape: height and width of the picture, px.
        rng: source of randomness.
    """
    is_lifted = (rng.random(int(cracks.cracks.max()) + 1) < share)[cracks.cracks]
    lifted = cracks.segments.select(is_lifted)
    palette = make_palette(1 + strength * np.linspace(-1, 1, RIM_SHADES)[:, None])
    sides = (rasterize_lines(_rim(lifted, side), shape) for side in (-1.0, 1.0))
    return [DamageLayer(DamageKind.RELIEF, alpha, tones, palette) for alpha, tones in sides]


def _rim(cracks: LineSegments, side: float) -> LineSegments:
    """Return the rim on one side (-1 or 1) of the cracks; it rises towards the crack, so it faces away from it."""
    ahead = cracks.ends[:, 1] - cracks.ends[:, 0]
    length = np.maximum(np.sqrt(np.square(ahead).sum(axis=1, keepdims=True)), 1e-6)
    outwards = side * np.stack([-ahead[:, 1], ahead[:, 0]], axis=1) / length
    facing = outwards[:, 0] * LIGHT[0] + outwards[:, 1] * LIGHT[1]
    shift = outwards * (cracks.widths + RIM)[:, None] / 2
    return LineSegments(
        ends=cracks.ends + shift[:, None],
        widths=np.full(len(facing), RIM),
        opacity=cracks.opacity,
        tones=np.rint((facing + 1) / 2 * (RIM_SHADES - 1)).astype(np.uint8),
    )

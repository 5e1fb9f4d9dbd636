"""Light on lifted paint: islands curl up along their cracks, and light from the upper left models the rims."""

import cv2
import numpy as np

from restoration.damage import thin_lines
from restoration.damage.craquelure.crack_profile import CrackLines
from restoration.damage.layer import Alpha, DamageLayer, make_palette
from restoration.damage.procedural import value_noise
from restoration.damage.thin_lines import LineSegments
from restoration.domain import DamageKind

HAZE = (0.55, 0.53, 0.48)  # linear light of the haze, R G B
REACH = 7  # px from a crack to where its cloud has thinned out
PATCH = 25.0  # mm; clouds come in patches
FAINTEST = 16  # alpha; what is fainter changes no pixel


def draw_clouds(cracks: Alpha, strength: float, scale: float, rng: np.random.Generator) -> DamageLayer:
    """A haze along the cracks, here and there.

    Args:
        cracks: (H, W), where they lie.
        strength: part of the paint that the haze hides at most, 0..1.
        scale: px/mm.
        rng: chance.

    Source:
        T. Ruzic et al., "Virtual restoration of the Ghent Altarpiece using crack detection and inpainting", ACIVS 2011.
    """
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (REACH, REACH))
    soft = cv2.GaussianBlur(cv2.dilate(cracks, disc), (0, 0), REACH / 2)
    patchy = np.clip(value_noise((cracks.shape[0], cracks.shape[1]), PATCH * scale, rng) - np.float32(0.3), 0, 1)
    faint = (soft * (patchy * np.float32(strength))).astype(np.uint16)
    faint[faint < FAINTEST] = 0
    return DamageLayer(DamageKind.RELIEF, faint, np.zeros(cracks.shape, np.uint8), make_palette(0.0, HAZE))


LIGHT = (-0.7071068, -0.7071068)  # x, y: from the upper left, as paintings are lit by custom
RIM = 1.3  # px of paint beside a crack that is modelled
SHADES = 16


def draw_lifted_rims(
    course: CrackLines, strength: float, share: float, shape: tuple[int, int], rng: np.random.Generator
) -> list[DamageLayer]:
    """Light and shade on both sides of some cracks: the rim that faces the light is lit, the other lies in shade.

    Args:
        course: the cracks.
        strength: part by which the light changes at most, 0..1.
        share: part of the cracks whose rims are lifted, 0..1.
        shape: height and width of the picture, px.
        rng: chance.
    """
    is_lifted = (rng.random(int(course.cracks.max()) + 1) < share)[course.cracks]
    lifted = course.dashes.only(is_lifted)
    shades = make_palette(1 + strength * np.linspace(-1, 1, SHADES)[:, None])
    drawn = (thin_lines.rasterize_lines(_rim(lifted, side), shape) for side in (-1.0, 1.0))
    return [DamageLayer(DamageKind.RELIEF, alpha, tones, shades) for alpha, tones in drawn]


def _rim(dashes: LineSegments, side: float) -> LineSegments:
    """The rim on one side of the cracks; its paint rises towards the crack, so it faces away from it."""
    ahead = dashes.ends[:, 1] - dashes.ends[:, 0]
    length = np.maximum(np.sqrt(np.square(ahead).sum(axis=1, keepdims=True)), 1e-6)
    outwards = side * np.stack([-ahead[:, 1], ahead[:, 0]], axis=1) / length
    facing = outwards[:, 0] * LIGHT[0] + outwards[:, 1] * LIGHT[1]
    shift = outwards * (dashes.widths + RIM)[:, None] / 2
    return LineSegments(
        ends=dashes.ends + shift[:, None],
        widths=np.full(len(facing), RIM),
        presence=dashes.presence,
        tones=np.rint((facing + 1) / 2 * (SHADES - 1)).astype(np.uint8),
    )

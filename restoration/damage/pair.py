"""A painting without and with generated damage, with the ground truth of every pixel."""

from dataclasses import dataclass

from restoration.damage.layer import compose
from restoration.damage.recipe import DamageRecipe, draw_layers
from restoration.damage.truth import GroundTruth, ground_truth_of
from restoration.domain import DamageKind, Image


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class DamagedPair:
    """A picture without and with damage, equal to the last bit wherever `truth.touch` is False."""

    clean: Image
    damaged: Image
    truth: GroundTruth
    recipe: DamageRecipe


def apply_damage(image: Image, recipe: DamageRecipe) -> DamagedPair:
    """Return the painting without and with the damage of a recipe.

    What only looks like damage (`DamageKind.PAINTED`) is part of the painting, so it is drawn on both pictures.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB. Not changed.
        recipe: the damage to draw.
    """
    layers = draw_layers(recipe, (image.shape[0], image.shape[1]))
    clean = compose(image, [layer for layer in layers if layer.kind is DamageKind.PAINTED], recipe.optics)
    damaged = compose(clean, [layer for layer in layers if layer.kind is not DamageKind.PAINTED], recipe.optics)
    return DamagedPair(clean, damaged, ground_truth_of(layers, clean, damaged), recipe)

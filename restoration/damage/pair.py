"""A painting before and after generated damage, with the ground truth of every pixel."""

from dataclasses import dataclass

from restoration.damage.compose import compose
from restoration.damage.recipe import DamageRecipe, draw_layers
from restoration.damage.truth import GroundTruth, ground_truth_of
from restoration.domain import DamageKind, Image


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class DamagedPair:
    """A picture before and after damage, equal to the last bit wherever `truth.touch` is False."""

    before: Image
    after: Image
    truth: GroundTruth
    recipe: DamageRecipe


def apply_damage(image: Image, recipe: DamageRecipe) -> DamagedPair:
    """Return the painting before and after the damage of a recipe.

    What only looks like damage (`DamageKind.PAINTED`) is part of the painting, so it is drawn on both pictures.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB. Not changed.
        recipe: the damage to draw.
    """
    layers = draw_layers(recipe, (image.shape[0], image.shape[1]))
    before = compose(image, [layer for layer in layers if layer.kind is DamageKind.PAINTED], recipe.optics)
    after = compose(before, [layer for layer in layers if layer.kind is not DamageKind.PAINTED], recipe.optics)
    return DamagedPair(before, after, ground_truth_of(layers, before, after), recipe)

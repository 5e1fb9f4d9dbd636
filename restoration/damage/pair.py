"""A painting and the same painting damaged, with the truth about every pixel."""

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
    """The painting damaged by the recipe.

    What only looks like damage (`Kind.PAINTED`) goes on both pictures: it is painted.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB. Not changed.
        recipe: what to draw.
    """
    layers = draw_layers(recipe, (image.shape[0], image.shape[1]))
    before = compose(image, [layer for layer in layers if layer.kind is DamageKind.PAINTED], recipe.optics)
    after = compose(before, [layer for layer in layers if layer.kind is not DamageKind.PAINTED], recipe.optics)
    return DamagedPair(before, after, ground_truth_of(layers, before, after), recipe)

"""Craquelure: the net of cracks that an ageing painting grows, torn as ground and paint tear."""

from restoration.damage.craquelure.looks import LOOKS
from restoration.damage.craquelure.recipe import CraquelureRecipe, sample
from restoration.damage.craquelure.rendering import draw
from restoration.damage.craquelure.styles import STYLES

__all__ = ["LOOKS", "STYLES", "CraquelureRecipe", "draw", "sample"]

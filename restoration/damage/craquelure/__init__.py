"""Craquelure: the net of cracks in an ageing painting, grown as its ground and paint tear."""

from restoration.damage.craquelure.rendering import CraquelureRecipe, draw_craquelure, sample_craquelure
from restoration.damage.craquelure.styles import CRACK_LOOKS, CRACK_STYLES

__all__ = ["CRACK_LOOKS", "CRACK_STYLES", "CraquelureRecipe", "draw_craquelure", "sample_craquelure"]

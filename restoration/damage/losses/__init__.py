"""Paint losses: whole islands of paint, flakes and chips fall off, and the ground shows, a step below the paint."""

from restoration.damage.losses.chips import ChipRecipe, draw_chips, sample_chips
from restoration.damage.losses.crumbling import (
    CrumblingRecipe,
    draw_crumbling,
    sample_gilding_losses,
    sample_plaster_losses,
)
from restoration.damage.losses.rendering import LossRecipe, draw_losses, sample_losses

__all__ = [
    "ChipRecipe",
    "CrumblingRecipe",
    "LossRecipe",
    "draw_chips",
    "draw_crumbling",
    "draw_losses",
    "sample_chips",
    "sample_gilding_losses",
    "sample_losses",
    "sample_plaster_losses",
]

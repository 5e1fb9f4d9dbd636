"""Paint losses: whole islands of paint, flakes and chips fall off, and the ground shows, a step below the paint."""

from restoration.damage.losses.rendering import LossRecipe, draw_losses, sample_losses

__all__ = ["LossRecipe", "draw_losses", "sample_losses"]

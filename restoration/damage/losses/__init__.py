"""Paint losses: whole islands, flakes and chips fall, and the ground shows, a step below the paint."""

from restoration.damage.losses.rendering import LossRecipe, draw_losses, sample_losses

__all__ = ["LossRecipe", "draw_losses", "sample_losses"]

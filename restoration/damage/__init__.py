"""Synthetic damage with known ground truth: what time and accidents do to paint, drawn from small recipes."""

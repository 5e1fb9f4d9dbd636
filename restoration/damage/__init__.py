"""Damage with known truth: what time and accidents do to paint, drawn from recipes."""

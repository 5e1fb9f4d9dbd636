"""Figures as people read them: three digits that count, never an exponent."""

import math


def rounded(value: float) -> str:
    """29.4, 0.912, 0.00031, 1240; zero is 0."""
    if value == 0:
        return "0"
    decimals = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:.{decimals}f}"

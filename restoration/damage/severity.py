"""How badly a painting is damaged, in five steps."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Severity:
    """How much damage a generated picture should have."""

    key: str
    cracks: float  # part of the picture under cracks (alpha >= 0.5), 0..1
    losses: float  # part of the picture under paint losses, 0..1
    extent: float  # part of the picture that the net of cracks reaches, 0..1; slight damage lies close together
    opening: float  # width of the cracks relative to a moderate case


_STEPS = (
    Severity("trace", cracks=0.005, losses=0.0, extent=0.25, opening=0.8),
    Severity("light", cracks=0.015, losses=0.005, extent=0.5, opening=0.9),
    Severity("moderate", cracks=0.04, losses=0.02, extent=0.92, opening=1.0),
    Severity("heavy", cracks=0.08, losses=0.05, extent=1.0, opening=1.0),
    Severity("severe", cracks=0.15, losses=0.10, extent=1.0, opening=1.1),
)

UNDAMAGED = "none"
"""The key of a picture without damage; its ground truth is empty."""

SEVERITIES = {step.key: step for step in _STEPS}
"""The severities by their keys, mildest first."""

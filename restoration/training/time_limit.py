"""The time that a training may take: drawing damage, evaluations and saving count, too."""

import time
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A time that began when the command did."""

    seconds: float
    start: float  # as `time.monotonic` counts, s

    @classmethod
    def from_minutes(cls, minutes: float) -> Self:
        """Return the limit that begins now."""
        return cls(60 * minutes, time.monotonic())

    @property
    def left(self) -> float:
        """Seconds that are left; below 0 once the time is over."""
        return self.start + self.seconds - time.monotonic()

    def has_used(self, share: float) -> bool:
        """Return whether this share of the time is over, 0..1."""
        return self.left <= (1 - share) * self.seconds

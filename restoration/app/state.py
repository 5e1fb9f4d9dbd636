"""What one visitor is working on, kept for as long as the session lasts."""

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from restoration.benchmark.nearness import Scores
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.domain import Image, Likelihood, Restoration
from restoration.imaging.painting import Painting
from restoration.pipeline import RIM, Settings
from restoration.registry import Registry


def _ready(methods: Registry[Any], *keys: str) -> str:
    """The first of these methods that lacks nothing; the last one never does."""
    return next((key for key in keys if not methods[key].lack()), keys[-1])


@dataclass(frozen=True, slots=True)
class Plan:
    """The choices that lead to one result."""

    detector: str = field(default_factory=lambda: _ready(DETECTORS, "unet", "opencv"))  # the better one first
    settings: Settings = Settings(growth=RIM)  # noqa: RUF009 (it is frozen)
    inpainter: str = field(default_factory=lambda: _ready(INPAINTERS, "neural", "telea"))


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What one detector saw in the painting: kept, so that sensitivity answers at once."""

    detector: str
    likelihood: Likelihood
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """A restoration, the plan that led to it, and its scores where the truth is known."""

    restoration: Restoration
    plan: Plan
    scores: tuple[Scores, Scores] | None = None  # before, after


@dataclass(slots=True)
class Job:
    """A painting on the easel, the plan for it, and the last result."""

    painting: Painting | None = None
    title: str = ""
    truth: Image | None = None  # the undamaged picture, where it is known
    upload: str | None = None  # Streamlit's number for the file that the painting came in
    plan: Plan = field(default_factory=Plan)
    look: Look | None = None
    result: Result | None = None

    def take(self, painting: Painting, title: str, *, truth: Image | None = None, upload: str | None = None) -> None:
        """Put a painting on the easel; the result of another one is dropped."""
        if self.painting is None or self.painting.sha256 != painting.sha256:
            self.painting, self.look, self.result = painting, None, None
        self.title, self.truth, self.upload = title, truth, upload

    def clear(self) -> None:
        """Empty the easel; the plan stays."""
        self.painting = self.truth = self.upload = self.look = self.result = None


def current() -> Job:
    """This visitor's job."""
    job: Job = st.session_state.setdefault("job", Job())
    return job

"""The controls for paint that is generated from words: what is asked for, and how long it will take."""

from typing import Any

import streamlit as st

from restoration.app import widgets
from restoration.app.messages import friendly_errors
from restoration.app.restore import marks_to_fill
from restoration.app.restore.outcomes import MOST_ALTERNATIVES, GenerationPlan
from restoration.app.restore.state import Job
from restoration.app.text import escape_sentence
from restoration.inpainting.diffusion.inpainter import Diffusion
from restoration.inpainting.diffusion.request import (
    GUIDANCE,
    MAX_LETTERS,
    MAX_SEED,
    PRESETS,
    STEPS,
    STRENGTH,
    GenerationRequest,
    find_preset,
)

_PRESET = "generation preset"  # keys of widgets in the session state
_PROMPT, _NEGATIVE, _STEPS = "generation prompt", "generation negative prompt", "generation steps"
_GUIDANCE, _STRENGTH = "generation guidance", "generation strength"
_SEED, _COUNT = "generation seed", "generation alternatives"


def choose_generation(plan: GenerationPlan) -> GenerationPlan:
    """Show the controls and return what was chosen; where it makes no sense, say so and return the old plan."""
    st.caption("Generated paint is a hypothesis to discuss: it is invented, and nothing of it was found.")
    st.selectbox(
        "Words for",
        [preset.key for preset in PRESETS],
        index=None,
        key=_PRESET,
        format_func=lambda key: find_preset(key).label,
        placeholder="Choose a kind of picture",
        on_change=_take_preset,
    )
    prompt = st.text_area("What to paint", max_chars=MAX_LETTERS, **_kept(_PROMPT, plan.request.prompt))
    negative = st.text_area(
        "What must not appear", max_chars=MAX_LETTERS, **_kept(_NEGATIVE, plan.request.negative_prompt)
    )
    count = st.slider(
        "Alternatives",
        1,
        MOST_ALTERNATIVES,
        help="How many fills are made, each with a seed of its own. Then choose one for each region.",
        **_kept(_COUNT, plan.alternatives),
    )
    with st.expander("More about the generation"):
        seed = st.number_input(
            "Seed",
            0,
            MAX_SEED,
            help="Of chance: the same seed gives the same fill. Further alternatives have the seeds after it.",
            **_kept(_SEED, plan.request.seed),
        )
        steps = st.slider("Steps", *STEPS, help="More take longer.", **_kept(_STEPS, plan.request.steps))
        guidance = st.slider(
            "Guidance",
            *GUIDANCE,
            step=0.5,
            help="How strictly the words are followed; 1 ignores them.",
            **_kept(_GUIDANCE, plan.request.guidance),
        )
        strength = st.slider(
            "Freedom",
            *STRENGTH,
            step=0.05,
            help="1 starts from nothing; less keeps more of a smooth fill from the rim.",
            **_kept(_STRENGTH, plan.request.strength),
        )
    with friendly_errors():
        request = GenerationRequest(_on_one_line(prompt), _on_one_line(negative), steps, guidance, strength, int(seed))
        return GenerationPlan(request, count)
    return plan


def show_estimate(job: Job) -> None:
    """Say how long the generation will take, where the damage is known."""
    if not job.is_marked:
        return
    plan = job.plan.generation
    times = f", for each of {plan.alternatives} alternatives" if plan.alternatives > 1 else ""
    st.caption(escape_sentence(f"{_estimate_sentence(job).rstrip('.')}{times}."))


def _estimate_sentence(job: Job) -> str:
    """Return how long one fill will take; it is estimated once for each mask and request."""
    mask, request, known = marks_to_fill.marks_to_fill(job).mask, job.plan.generation.request, job.estimate
    if known is None or known[0] is not mask or known[1] != request:
        known = job.estimate = mask, request, Diffusion.estimate_unloaded(mask, request).sentence
    return known[2]


def controls_of(plan: GenerationPlan) -> dict[str, Any]:
    """Return what the session state holds for the controls at a plan."""
    request = plan.request
    return {
        _PROMPT: request.prompt,
        _NEGATIVE: request.negative_prompt,
        _STEPS: request.steps,
        _GUIDANCE: request.guidance,
        _STRENGTH: request.strength,
        _SEED: request.seed,
        _COUNT: plan.alternatives,
    }


def _take_preset() -> None:
    if (key := st.session_state[_PRESET]) is not None:
        preset = find_preset(key)
        st.session_state[_PROMPT], st.session_state[_NEGATIVE] = preset.prompt, preset.negative_prompt


def _kept(key: str, default: Any) -> dict[str, Any]:  # noqa: ANN401 - a widget's value
    """Return the arguments of a widget that keeps its value while another page is shown."""
    return {"key": widgets.key_with_default(key, default), "persist_state": "session"}


def _on_one_line(text: str) -> str:
    return " ".join(text.split())

"""The options for paint that is generated from words, and the inpainter that they ask for."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Annotated

import typer

from restoration.catalog import INPAINTERS
from restoration.cli import terminal
from restoration.domain import SEED, Mask
from restoration.errors import BadRequest
from restoration.inpainting.base import Inpainter
from restoration.inpainting.diffusion.inpainter import Diffusion
from restoration.inpainting.diffusion.request import (
    GUIDANCE,
    MAX_ALTERNATIVES,
    PRESETS,
    STEPS,
    STRENGTH,
    GenerationRequest,
    describe_words,
    find_preset,
)

_PANEL = "Generation, for --inpainter diffusion"
_DEFAULTS = GenerationRequest()

Prompt = Annotated[
    str | None,
    typer.Option("--prompt", metavar="WORDS", help="What is to be painted, in English.", rich_help_panel=_PANEL),
]
NegativePrompt = Annotated[
    str | None,
    typer.Option("--negative-prompt", metavar="WORDS", help="What must not appear.", rich_help_panel=_PANEL),
]
PresetKey = Annotated[
    str | None,
    typer.Option(
        "--preset",
        metavar="KEY",
        help=f"Words for a kind of picture, after your own: {', '.join(preset.key for preset in PRESETS)}.",
        show_default=PRESETS[0].key,
        rich_help_panel=_PANEL,
    ),
]
Steps = Annotated[
    int | None,
    typer.Option(
        "--steps",
        metavar="N",
        help=f"{STEPS[0]} to {STEPS[1]}; more take longer.",
        show_default=f"{_DEFAULTS.steps}",
        rich_help_panel=_PANEL,
    ),
]
Guidance = Annotated[
    float | None,
    typer.Option(
        "--guidance",
        metavar="G",
        help=f"How strictly the words are followed, {GUIDANCE[0]:g} to {GUIDANCE[1]:g}; 1 ignores them.",
        show_default=f"{_DEFAULTS.guidance:g}",
        rich_help_panel=_PANEL,
    ),
]
Strength = Annotated[
    float | None,
    typer.Option(
        "--strength",
        metavar="S",
        help=f"{STRENGTH[0]:g} to {STRENGTH[1]:g}; less keeps more of a smooth fill from the rim.",
        show_default=f"{_DEFAULTS.strength:g}",
        rich_help_panel=_PANEL,
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed",
        metavar="N",
        help="Of chance: the same seed gives the same fill.",
        show_default=f"{_DEFAULTS.seed}",
        rich_help_panel=_PANEL,
    ),
]
Alternatives = Annotated[
    int | None,
    typer.Option(
        "--alternatives",
        metavar="N",
        help=f"Fill with N seeds, 2 to {MAX_ALTERNATIVES}, into `x_restored_seed0.png`, `x_restored_seed1.png`...",
        rich_help_panel=_PANEL,
    ),
]


@dataclass(frozen=True, slots=True)
class GenerationOptions:
    """What was asked for on the command line; None where nothing was."""

    prompt: str | None = None
    negative_prompt: str | None = None
    preset: str | None = None
    steps: int | None = None
    guidance: float | None = None
    strength: float | None = None
    seed: int | None = None
    alternatives: int | None = None

    def given(self) -> list[str]:
        """Return the options that were used, as they are written."""
        names = (each.name for each in fields(self) if getattr(self, each.name) is not None)
        return [f"--{name.replace('_', '-')}" for name in names]

    def request(self) -> GenerationRequest:
        """Return the request of the first alternative.

        Raises:
            BadRequest: a value is not valid.
        """
        preset = None if self.preset is None else find_preset(self.preset)
        prompt, negative_prompt = describe_words(preset, self.prompt, self.negative_prompt)
        return GenerationRequest(
            prompt,
            negative_prompt,
            _DEFAULTS.steps if self.steps is None else self.steps,
            _DEFAULTS.guidance if self.guidance is None else self.guidance,
            _DEFAULTS.strength if self.strength is None else self.strength,
            _DEFAULTS.seed if self.seed is None else self.seed,
        )


@dataclass(frozen=True, slots=True)
class Variant:
    """One of several fills of the same damage."""

    method: Inpainter
    name: str = ""  # in the names of its files: "_seed1"; empty where there is one fill


def build_inpainter(key: str, options: GenerationOptions) -> Inpainter:
    """Return the inpainter that the options ask for; arguments and errors are those of `build_variants`."""
    return build_variants(key, options)[0].method


def build_variants(key: str, options: GenerationOptions) -> Sequence[Variant]:
    """Return the inpainters that fill one after the other: one, or one for each seed.

    Args:
        key: of the inpainter.
        options: for the diffusion inpainter.

    Raises:
        BadRequest: options are given for another inpainter, or a value is not valid.
        UnknownMethod: there is no such inpainter.
        RestorationError: it is not ready, or cannot be built.
    """
    if key != Diffusion.key:
        if given := options.given():
            raise BadRequest(f"{given[0]} is for paint that is generated.", hint=f"Add --inpainter {Diffusion.key}.")
        return [Variant(INPAINTERS.build(key))]
    requests, method = _alternatives(options), INPAINTERS.build(key)
    if not isinstance(method, Diffusion):
        return [Variant(method)]
    names = variant_names(key, options)
    return [Variant(method.with_request(each), name) for each, name in zip(requests, names, strict=True)]


def _alternatives(options: GenerationOptions) -> Sequence[GenerationRequest]:
    return options.request().alternatives(1 if options.alternatives is None else options.alternatives)


def variant_names(key: str, options: GenerationOptions) -> list[str]:
    """Return the name of each variant that `build_variants` returns; raises `BadRequest` as that does."""
    seeds = [each.seed for each in _alternatives(options)] if key == Diffusion.key else []
    return [f"{SEED}{seed}" for seed in seeds] if len(seeds) > 1 else [""]


def announce(method: Inpainter, mask: Mask) -> None:
    """Say how long a generation will take, before it starts."""
    if isinstance(method, Diffusion) and mask.any():
        terminal.err.print(f"Generating with seed {method.request.seed}: {method.estimate(mask).sentence}")

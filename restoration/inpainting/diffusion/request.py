"""What a generation is asked for: words, steps, guidance, strength and seed, with presets for kinds of pictures."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from restoration.decoding import convert_json
from restoration.errors import BadRequest

MAX_LETTERS = 1000  # of a prompt; the model reads about 300 of them and says so
STEPS = 1, 150
GUIDANCE = 1.0, 30.0
STRENGTH = 0.05, 1.0
MAX_SEED = 2**32 - 1
MAX_ALTERNATIVES = 8
_SHOWN = 1e15  # larger numbers are not shown in a sentence


@dataclass(frozen=True, slots=True)
class Preset:
    """Words for one kind of picture."""

    key: str  # stable, for the command line
    label: str  # for people
    prompt: str
    negative_prompt: str


_NOT_PAINT = "text, letters, signature, frame, border, watermark, photograph of a room, blurred, plastic, 3d render"

PRESETS = (
    Preset(
        "oil",
        "Oil painting",
        "detail of an old oil painting on canvas, fine brushwork, continuous paint, museum photograph",
        f"{_NOT_PAINT}, cracks, damage",
    ),
    Preset(
        "panel",
        "Panel painting, 15th century",
        "detail of an oil painting on oak panel, 15th century, smooth glazes, fine brushwork, museum photograph",
        f"{_NOT_PAINT}, cracks, damage, canvas weave",
    ),
    Preset(
        "icon",
        "Icon or gold ground",
        "detail of a tempera painting on panel with gold leaf, fine hatching, matt colours, museum photograph",
        f"{_NOT_PAINT}, cracks, damage, glossy",
    ),
    Preset(
        "fresco",
        "Fresco or mural",
        "detail of a fresco, mineral pigments on lime plaster, matt surface, museum photograph",
        f"{_NOT_PAINT}, cracks, holes, damage, glossy",
    ),
    Preset(
        "watercolour",
        "Watercolour or drawing",
        "detail of an old watercolour on paper, thin washes, paper texture",
        f"{_NOT_PAINT}, stains, tears, damage, impasto",
    ),
    Preset(
        "photograph",
        "Old photograph",
        "detail of an old film photograph, natural film grain, soft focus, even tones",
        "text, letters, frame, border, watermark, scratches, dust, stains, tears, damage, painting, drawing",
    ),
    Preset(
        "watermark",
        "Remove a mark",
        "the same surface continued, the same material, light and texture",
        "text, letters, logo, watermark, stamp, sticker, signature, objects, people",
    ),
)
"""The presets, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """Everything that a generated fill depends on beside the picture, the mask and the model.

    Raises:
        BadRequest: a value lies outside its range, or the words hold control characters or are too long.
    """

    prompt: str = PRESETS[0].prompt
    negative_prompt: str = PRESETS[0].negative_prompt  # what must not appear
    steps: int = 30  # of the model; more are slower, and beyond 50 hardly better
    guidance: float = 7.5  # how strictly the model follows the words; 1 ignores them
    strength: float = 1.0  # 0..1: 1 starts from noise alone, less keeps more of a smooth fill from the rim
    seed: int = 0

    def __post_init__(self) -> None:
        _check_words("prompt", self.prompt)
        _check_words("negative prompt", self.negative_prompt)
        _check_range("steps", self.steps, STEPS)
        _check_range("guidance", self.guidance, GUIDANCE)
        _check_range("strength", self.strength, STRENGTH)
        _check_range("seed", self.seed, (0, MAX_SEED))
        if not self.effective_steps:
            raise BadRequest(
                f"{self.steps} steps at strength {self.strength:g} leave no step to compute.",
                hint="Ask for more steps, or for a higher strength.",
            )

    @property
    def effective_steps(self) -> int:
        """The steps that the model computes: at a low strength it leaves out the first ones."""
        return min(int(self.steps * self.strength), self.steps)

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Return the request that `to_json` described; what is missing has its default.

        Raises:
            BadRequest: a field has another type, or a value that is not valid.
        """
        return convert_json(value, cls, name="request for a generation")

    def to_json(self) -> dict[str, Any]:
        """Return the request, ready for JSON."""
        return asdict(self)

    def alternatives(self, count: int) -> tuple[Self, ...]:
        """Return requests that differ in their seeds alone: this one's, and those that follow it.

        Raises:
            BadRequest: fewer than 1 or more than `MAX_ALTERNATIVES` are asked for, or the seeds end before.
        """
        _check_range("alternatives", count, (1, MAX_ALTERNATIVES))
        return tuple(replace(self, seed=self.seed + number) for number in range(count))


def find_preset(key: str, presets: Sequence[Preset] = PRESETS) -> Preset:
    """Return the preset of a key; raise `BadRequest` with the known keys if there is none."""
    for preset in presets:
        if preset.key == key:
            return preset
    raise BadRequest(f"There is no preset {key!r}.", hint=f"Choose one of: {', '.join(one.key for one in presets)}.")


def describe_words(preset: Preset | None, prompt: str | None, negative_prompt: str | None) -> tuple[str, str]:
    """Return the prompt and the negative prompt: a person's own words first, then those of the preset.

    Without a preset, a person's own words stand alone; without own words, the first preset is meant.
    """
    if preset is None and prompt is not None:
        return prompt, PRESETS[0].negative_prompt if negative_prompt is None else negative_prompt
    preset = preset or PRESETS[0]
    return _joined(prompt, preset.prompt), _joined(negative_prompt, preset.negative_prompt)


def _joined(own: str | None, words: str) -> str:
    return f"{own}, {words}" if own else words


def _check_words(name: str, text: str) -> None:
    if len(text) > MAX_LETTERS:
        raise BadRequest(f"The {name} has {len(text)} letters.", hint=f"Use {MAX_LETTERS} at most.")
    if not text.isprintable():
        raise BadRequest(f"The {name} holds line breaks or other control characters.", hint="Write it on one line.")


def _check_range(name: str, value: float, limits: tuple[float, float]) -> None:
    low, high = limits
    if not low <= value <= high:  # also false for NaN
        shown = "this number" if abs(value) >= _SHOWN else f"{value:g}"  # a huge whole number is no float
        raise BadRequest(f"{name.capitalize()}: {shown} is out of range.", hint=f"Use {low:g} to {high:.10g}.")

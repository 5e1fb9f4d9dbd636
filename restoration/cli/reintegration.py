"""The options for a visible reintegration: how a fill is laid down, and at which scale."""

from dataclasses import dataclass
from typing import Annotated

import typer

from restoration.domain import DAMAGE_KINDS, DamageKind, Progress, Restoration
from restoration.errors import BadRequest
from restoration.imaging.painting import Painting
from restoration.imaging.scale import Scale, known_scale, scale_by_hand
from restoration.pipeline import reintegrate
from restoration.retouching.choice import ModeChoice, masks_by_mode
from restoration.retouching.modes import RETOUCHING
from restoration.retouching.recipe import NARROWEST, WIDEST, Recipe
from restoration.vocabulary import KIND_TERMS

Modes = Annotated[
    str | None,
    typer.Option(
        "--reintegrate",
        metavar="MODE",
        help=f"Lay the fill down visibly: {', '.join(RETOUCHING.keys)}; or by kind: cracks=neutral,losses=selezione.",
    ),
]
StrokeMm = Annotated[
    float | None,
    typer.Option(
        "--stroke-mm",
        metavar="W",
        help=f"Width of a stroke on the painting, {NARROWEST:g} to {WIDEST:g} mm.",
        show_default="0.3",
    ),
]
PxPerMm = Annotated[
    float | None,
    typer.Option(
        "--scale",
        metavar="PX_PER_MM",
        help="Pixels per millimetre of the painting, for the strokes.",
        show_default="from the file of a scan",
    ),
]

_KINDS = {name: kind for kind in DAMAGE_KINDS for name in (kind.value, KIND_TERMS[kind].label)}


@dataclass(frozen=True, slots=True)
class LayingDown:
    """How the fills of this run are laid down."""

    choice: ModeChoice
    recipe: Recipe
    scale: Scale | None = None  # that was given; None: the one in the file of each painting

    def scale_of(self, painting: Painting) -> Scale | None:
        """Return the scale; None where it is not known."""
        return known_scale(painting) if self.scale is None else self.scale

    def apply(self, restoration: Restoration, scale: Scale | None, progress: Progress) -> Restoration:
        """Return the restoration with its fill laid down."""
        px_per_mm, masks = scale.px_per_mm if scale else None, masks_by_mode(self.choice, restoration.damage)
        return reintegrate(restoration, self.recipe, px_per_mm, progress, masks=masks)


def read_laying_down(modes: str | None, stroke_mm: float | None, px_per_mm: float | None) -> LayingDown | None:
    """Return what the options ask for; None where the fill is shown as it is.

    Raises:
        BadRequest: an option is missing, or a kind or a number is impossible.
        UnknownMethod: there is no such mode.
    """
    if modes is None:
        for name, value in (("--stroke-mm", stroke_mm), ("--scale", px_per_mm)):
            if value is not None:
                raise BadRequest(f"{name} is for strokes, and none are asked for.", hint="Add --reintegrate MODE.")
        return None
    choice = _read_modes(modes)
    recipe = Recipe(choice.loss) if stroke_mm is None else Recipe(choice.loss, stroke_mm)
    return LayingDown(choice, recipe, None if px_per_mm is None else scale_by_hand(px_per_mm))


def _read_modes(text: str) -> ModeChoice:
    """Return the modes in a text such as "tratteggio" or "cracks=sottotono,losses=tratteggio"."""
    if "=" not in text:
        return ModeChoice.for_losses(text.strip())
    modes: dict[str, str] = {}
    for pair in text.split(","):
        name, _, mode = (word.strip() for word in pair.partition("="))
        kind = _read_kind(name)
        if kind.value in modes:
            raise BadRequest(f"--reintegrate names {name} twice.", hint="Give each kind one mode.")
        modes[kind.value] = mode
    return ModeChoice(**modes)


def _read_kind(name: str) -> DamageKind:
    if name not in _KINDS:
        raise BadRequest(f"--reintegrate: {name!r} is no kind of damage.", hint=f"Known are: {', '.join(_KINDS)}.")
    return _KINDS[name]

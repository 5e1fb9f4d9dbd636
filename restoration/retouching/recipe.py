"""How a fill is laid down: the mode, the width of its strokes, and the seed of its chance."""

import math
from dataclasses import asdict, dataclass
from typing import Any

from restoration.decoding import convert_json
from restoration.errors import BadRequest

INVISIBLE = "invisible"  # the key for no mode at all: the fill as it is

THINNEST = 2.0  # px of a stroke: thinner ones look like grain
UNSCALED_SHARE = 0.0015  # of the picture's diagonal: the width of a stroke where the scale is not known
METRES_PER_MM = 1.7  # of distance for each mm of the period: two minutes of arc, which the eye no longer resolves
PERIOD = 2.0  # stroke widths, of a pattern of strokes that lie side by side

NARROWEST, WIDEST = 0.05, 5.0  # mm, of a stroke


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything needed to lay down the same fill in the same way again."""

    mode: str  # a key of `RETOUCHING`
    stroke_mm: float = 0.3  # width of a stroke on the painting
    seed: int = 0

    def __post_init__(self) -> None:
        if not NARROWEST <= self.stroke_mm <= WIDEST:
            raise BadRequest(
                f"A stroke of {self.stroke_mm:g} mm is impossible.", hint=f"Choose {NARROWEST:g} to {WIDEST:g} mm."
            )
        if not 0 <= self.seed < 2**32:
            raise BadRequest(f"A seed of {self.seed} is impossible.", hint=f"Choose 0 to {2**32 - 1}.")

    def to_json(self) -> dict[str, Any]:
        """Return the recipe, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: Any) -> "Recipe":  # noqa: ANN401 - whatever JSON held
        """Return a recipe that `to_json` made; raise `BadRequest` if it is not one."""
        return convert_json(fields, cls, name="recipe", error=BadRequest)


@dataclass(frozen=True, slots=True)
class StrokeWidth:
    """The width of a stroke in the picture."""

    px: float
    mm: float | None  # on the painting, as drawn; None where the scale is not known
    is_limited: bool = False  # the recipe asks for thinner strokes than the picture can show

    @property
    def merges_from_m(self) -> float | None:
        """The distance, m, from which the strokes merge for the eye; None where the scale is not known.

        Source:
            The eye resolves about one minute of arc, half a period: E. Hecht, "Optics", 5.7.
        """
        return None if self.mm is None else METRES_PER_MM * PERIOD * self.mm


def stroke_width(recipe: Recipe, shape: tuple[int, ...], px_per_mm: float | None) -> StrokeWidth:
    """Return how wide the strokes of a recipe are.

    Args:
        recipe: with the width in mm.
        shape: of the picture, (H, W, ...) px.
        px_per_mm: scale of the picture; None where it is not known. Then the width is a share of the diagonal.
    """
    if px_per_mm is None:
        return StrokeWidth(max(THINNEST, UNSCALED_SHARE * math.hypot(*shape[:2])), None)
    wanted = recipe.stroke_mm * px_per_mm
    px = max(wanted, THINNEST)
    return StrokeWidth(px, px / px_per_mm, is_limited=px > wanted)

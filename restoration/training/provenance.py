"""What went before: run cards hold the card of the weights that they began with, and that one the card before."""

from collections.abc import Iterator, Mapping
from typing import Any

SAME_AS_NEXT_RUN = "as in the course that followed"


def without_repeated_data(card: Mapping[str, Any], following: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The card; what its forebears learnt from is not told again where it is the same: lists of pictures are long.

    Args:
        card: with its `data`, and in `start` the card of its first weights, or whatever else is known of them.
        following: the data of the course that went on from this one; None for the last one.
    """
    data = {
        name: (following or {})[name] if told == SAME_AS_NEXT_RUN else told
        for name, told in card.get("data", {}).items()
    }
    slim = {
        name: SAME_AS_NEXT_RUN if following and following.get(name) == told else told for name, told in data.items()
    }
    start = card.get("start")
    return {**card, "data": slim, "start": without_repeated_data(start, data) if isinstance(start, Mapping) else start}


def iter_runs(card: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The card and those before it, the first course first."""
    start = card.get("start")
    if isinstance(start, Mapping):
        yield from iter_runs(start)
    yield card

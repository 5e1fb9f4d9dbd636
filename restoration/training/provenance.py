"""The provenance of weights: each run card contains the card of the weights that its run started from, and so on."""

from collections.abc import Iterator, Mapping
from typing import Any

SAME_AS_NEXT_RUN = "as in the course that followed"  # run cards contain this text, so it must not change


def without_repeated_data(card: Mapping[str, Any], next_data: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a card in which data that an earlier run shares with the next one is not repeated; such lists are long.

    Args:
        card: a run card with its `data` and, in `start`, the card of its initial weights, or their file name, or None.
        next_data: the data of the run that continued from this one; None for the last run.
    """
    data = {
        name: (next_data or {})[name] if value == SAME_AS_NEXT_RUN else value
        for name, value in card.get("data", {}).items()
    }
    short = {
        name: SAME_AS_NEXT_RUN if next_data and next_data.get(name) == value else value for name, value in data.items()
    }
    start = card.get("start")
    return {**card, "data": short, "start": without_repeated_data(start, data) if isinstance(start, Mapping) else start}


def iter_runs(card: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the cards of all runs that led to the weights, from the first run to this one."""
    start = card.get("start")
    if isinstance(start, Mapping):
        yield from iter_runs(start)
    yield card

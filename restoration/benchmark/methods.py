"""Who competes: the methods of the catalog, the baselines, and guests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from restoration.benchmark.baselines import BASELINE_DETECTORS, BASELINE_INPAINTERS
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.detection.base import Detector
from restoration.inpainting.base import Inpainter
from restoration.registry import Entry

TRUE_MASK = "true-mask"
"""Stands for a detector that knows."""

PAIRED_INPAINTERS = ("telea", "auto")
"""What fills that which the detectors find: the method that most programs have, and the best one here."""


@dataclass(frozen=True, slots=True)
class Competitors:
    """The methods of a run."""

    fillers: tuple[Entry[Inpainter], ...]
    finders: tuple[Entry[Detector], ...]

    def pairings(self) -> Iterator[tuple[str, Entry[Detector] | None, Entry[Inpainter]]]:
        """The key of each pairing, who finds and who fills: nobody at all, the true mask, then each real detector."""
        fillers = {entry.key: entry for entry in self.fillers}
        yield "nothing", None, fillers["nothing"]
        for filler in (fillers[key] for key in PAIRED_INPAINTERS if key in fillers):
            yield f"{TRUE_MASK}+{filler.key}", None, filler
            for finder in self.finders:
                if finder not in BASELINE_DETECTORS:
                    yield f"{finder.key}+{filler.key}", finder, filler

    def described(self) -> list[dict[str, str]]:
        """Every method with what people are told of it."""
        told = [("fill", entry) for entry in self.fillers] + [("detect", entry) for entry in self.finders]
        return [
            {
                "task": "restore",
                "method": TRUE_MASK,
                "label": "True mask",
                "summary": "The damage as it truly lies.",
                "source": "",
            },
            *(
                {"task": task, "method": one.key, "label": one.label, "summary": one.summary, "source": one.source}
                | ({"edition": edition} if (edition := one.edition()) else {})
                for task, one in told
            ),
        ]


def unavailable_methods() -> dict[str, str]:
    """The methods of the catalog that lack something, by key, and why, in one sentence."""
    lacks = {entry.key: entry.lack() for entry in (*INPAINTERS, *DETECTORS)}
    return {key: lack.sentence for key, lack in lacks.items() if lack}


def find_competitors(guests: Sequence[Entry[Inpainter]] = ()) -> Competitors:
    """All methods of the catalog that lack nothing, between the baselines and the guests."""
    return Competitors((*BASELINE_INPAINTERS, *INPAINTERS.ready(), *guests), (*BASELINE_DETECTORS, *DETECTORS.ready()))

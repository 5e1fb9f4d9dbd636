"""The competitors of a run: the methods of the catalog, the baselines, and peers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from restoration.benchmark.baselines import BASELINE_DETECTORS, BASELINE_INPAINTERS
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.detection.base import Detector
from restoration.inpainting.base import Inpainter
from restoration.registry import Entry

TRUE_MASK = "true-mask"
"""The key of the true damage, where it stands in for a detector."""

PAIRED_INPAINTERS = ("telea", "auto")
"""They fill what the detectors find: the method that most programs have, and the best one here."""


@dataclass(frozen=True, slots=True)
class Competitors:
    """The methods that a run measures."""

    inpainters: tuple[Entry[Inpainter], ...]
    detectors: tuple[Entry[Detector], ...]

    def pairings(self) -> Iterator[tuple[str, Entry[Detector] | None, Entry[Inpainter]]]:
        """Yield the pairs of a detector and an inpainter that are measured together, each with its key.

        The first pair does nothing at all. The true mask comes as None, then the detectors except the baselines.
        """
        inpainters = {entry.key: entry for entry in self.inpainters}
        yield "nothing", None, inpainters["nothing"]
        for inpainter in (inpainters[key] for key in PAIRED_INPAINTERS if key in inpainters):
            yield f"{TRUE_MASK}+{inpainter.key}", None, inpainter
            for detector in self.detectors:
                if detector not in BASELINE_DETECTORS:
                    yield f"{detector.key}+{inpainter.key}", detector, inpainter

    def describe(self) -> list[dict[str, str]]:
        """Return the record of each method: its task, key and texts for people, and which weights it has."""
        true_mask = {
            "task": "restore",
            "method": TRUE_MASK,
            "label": "True mask",
            "summary": "The true damage.",
            "source": "",
        }
        fills = [_method_record("fill", entry) for entry in self.inpainters]
        return [true_mask, *fills, *(_method_record("detect", entry) for entry in self.detectors)]


def _method_record(task: str, entry: Entry[Any]) -> dict[str, str]:
    record = {
        "task": task,
        "method": entry.key,
        "label": entry.label,
        "summary": entry.summary,
        "source": entry.source,
    }
    version = entry.weights_version()
    return record | ({"edition": version} if version else {})


def unavailable_methods() -> dict[str, str]:
    """Return the methods of the catalog that cannot run on this machine, by key, each with the reason in a sentence."""
    problems = {entry.key: entry.problem() for entry in (*INPAINTERS, *DETECTORS)}
    return {key: problem.sentence for key, problem in problems.items() if problem}


def find_competitors(peers: Sequence[Entry[Inpainter]] = ()) -> Competitors:
    """Return all methods of the catalog that can run on this machine, with the baselines before and peers after."""
    return Competitors(
        inpainters=(*BASELINE_INPAINTERS, *INPAINTERS.ready(), *peers),
        detectors=(*BASELINE_DETECTORS, *DETECTORS.ready()),
    )

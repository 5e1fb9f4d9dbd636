"""The competitors of a run: the methods of the catalog, peers, and baselines.

Baselines are trivial methods to compare with: a method that does not beat them is of no use.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import cv2
import numpy as np

from restoration.benchmark.opaque_cracks import TASK as OPAQUE
from restoration.benchmark.wide_losses import TASK as LOSSES
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.detection.base import Detection, Detector
from restoration.domain import DamageKind, Image, Mask, Progress, no_progress
from restoration.errors import BadRequest
from restoration.inpainting.base import Inpainter, Needs
from restoration.registry import Entry

Method = TypeVar("Method", Inpainter, Detector)

TRUE_MASK = "true-mask"
"""The key of the true damage, where it stands in for a detector."""

PAIRED_INPAINTERS = ("telea", "auto")
"""They fill what the detectors find: the method that most programs have, and the best one here."""

MEDIAN_SIDE = 7  # px, the window of the median filter


class DoNothing:
    """Leaves the damage as it is."""

    key = "nothing"
    needs = Needs()

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        return image.copy()


class MedianFilter:
    """Replaces damage by the median of its surroundings, the damage itself included."""

    key = "median"
    needs = Needs()

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`; 8 bit only, like OpenCV's median."""
        return np.asarray(cv2.medianBlur(image, MEDIAN_SIDE), np.uint8)


class MarkEverything:
    """Marks the whole picture as a loss."""

    key = "everything"

    def detect(self, image: Image, progress: Progress = no_progress) -> Detection:
        """See `Detector.detect`."""
        return Detection.of_one_kind(np.ones(image.shape[:2], np.float32), DamageKind.LOSS)


GENERATING = ("diffusion",)
"""They invent paint and take minutes for each window: they are measured on wide losses alone, and only on request."""

BASELINE_INPAINTERS: list[Entry[Inpainter]] = [
    Entry("nothing", "Do nothing", DoNothing, summary="The damaged picture as it is.", source=""),
    Entry(
        "median", "Median filter", MedianFilter, summary=f"The median of {MEDIAN_SIDE} x {MEDIAN_SIDE} px.", source=""
    ),
]
BASELINE_DETECTORS: list[Entry[Detector]] = [
    Entry("everything", "Mark everything", MarkEverything, summary="Marks the whole picture as damage.", source=""),
]


class Pair(NamedTuple):
    """A detector and an inpainter that are measured together."""

    key: str  # the keys of both, with + between them
    detector: Entry[Detector] | None  # None: the true mask
    inpainter: Entry[Inpainter]


@dataclass(frozen=True, slots=True)
class Competitors:
    """The methods that a run measures."""

    inpainters: tuple[Entry[Inpainter], ...]
    detectors: tuple[Entry[Detector], ...]
    loss_inpainters: tuple[Entry[Inpainter], ...] = ()  # measured on wide losses
    opaque_inpainters: tuple[Entry[Inpainter], ...] = ()  # measured on opaque cracks
    pairs: tuple[Pair, ...] = ()

    def for_losses(self) -> "Competitors":
        """Return only those that are measured on wide losses."""
        return Competitors((), (), loss_inpainters=self.loss_inpainters)

    def for_opaque(self) -> "Competitors":
        """Return only those that are measured on opaque cracks."""
        return Competitors((), (), opaque_inpainters=self.opaque_inpainters)

    def for_quick_run(self) -> "Competitors":
        """Return the same methods; none is measured on wide losses or opaque cracks."""
        return Competitors(self.inpainters, self.detectors, pairs=self.pairs)

    def only(self, keys: Collection[str]) -> "Competitors":
        """Return only the methods with these keys, and the pairs in which they are.

        Raises:
            BadRequest: no method has one of the keys.
        """
        inpainters, detectors = {*self.inpainters, *self.loss_inpainters}, self.detectors
        known = {entry.key for entry in inpainters} | {entry.key for entry in detectors}
        if unknown := set(keys) - known:
            hint = f"Choose among: {', '.join(sorted(known))}."
            raise BadRequest(f"No method {min(unknown)!r} can be measured here.", hint=hint)
        return Competitors(
            _with_keys(self.inpainters, keys),
            _with_keys(self.detectors, keys),
            _with_keys(self.loss_inpainters, keys),
            _with_keys(self.opaque_inpainters, keys),
            tuple(pair for pair in self.pairs if not set(pair.key.split("+")).isdisjoint(keys)),
        )

    def describe(self) -> list[dict[str, str]]:
        """Return the record of each method: its task, key and texts for people, and which weights it has."""
        true_mask = {
            "task": "restore",
            "method": TRUE_MASK,
            "label": "True mask",
            "summary": "The true damage.",
            "source": "",
        }
        fills = [method_record("fill", entry) for entry in self.inpainters]
        losses = [method_record(LOSSES, entry) for entry in self.loss_inpainters]
        opaque = [method_record(OPAQUE, entry) for entry in self.opaque_inpainters]
        return [true_mask, *fills, *losses, *opaque, *(method_record("detect", entry) for entry in self.detectors)]


def _with_keys(entries: Iterable[Entry[Method]], keys: Collection[str]) -> tuple[Entry[Method], ...]:
    return tuple(entry for entry in entries if entry.key in keys)


def method_record(task: str, entry: Entry[Any]) -> dict[str, str]:
    """Return the record of a method at a task: its key and texts for people, and which weights it has, if any."""
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
    problems = {entry.key: entry.problem() for entry in (*INPAINTERS, *DETECTORS) if entry.key not in GENERATING}
    return {key: problem.sentence for key, problem in problems.items() if problem}


def measured_inpainters() -> Iterator[Entry[Inpainter]]:
    """Return the inpainters of the catalog that can run on this machine and are measured everywhere."""
    return (entry for entry in INPAINTERS.ready() if entry.key not in GENERATING)


def find_competitors(peers: Sequence[Entry[Inpainter]] = (), *, generated: bool = False) -> Competitors:
    """Return all methods of the catalog that can run on this machine, with the baselines before and peers after.

    On wide losses and opaque cracks the median filter takes no part, since it sees little but damage there.

    Args:
        peers: methods of other people.
        generated: whether the methods that generate paint are measured on wide losses, too.

    Raises:
        RestorationError: one of these cannot run here.
    """
    generating = [INPAINTERS[key] for key in GENERATING if generated]
    for problem in (entry.problem() for entry in generating):
        if problem:
            raise problem
    inpainters = (*BASELINE_INPAINTERS, *measured_inpainters(), *peers)
    return Competitors(
        inpainters,
        detectors=(*BASELINE_DETECTORS, *DETECTORS.ready()),
        loss_inpainters=(BASELINE_INPAINTERS[0], *measured_inpainters(), *generating, *peers),
        opaque_inpainters=(BASELINE_INPAINTERS[0], *measured_inpainters(), *peers),
        pairs=tuple(_pairs(inpainters, tuple(DETECTORS.ready()))),
    )


def _pairs(inpainters: Sequence[Entry[Inpainter]], detectors: Sequence[Entry[Detector]]) -> Iterator[Pair]:
    """Yield the pairs that are measured together; the first does nothing at all."""
    by_key = {entry.key: entry for entry in inpainters}
    yield Pair("nothing", None, by_key["nothing"])
    for inpainter in (by_key[key] for key in PAIRED_INPAINTERS if key in by_key):
        yield Pair(f"{TRUE_MASK}+{inpainter.key}", None, inpainter)
        for detector in detectors:
            yield Pair(f"{detector.key}+{inpainter.key}", detector, inpainter)

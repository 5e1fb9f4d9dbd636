"""A whole benchmark from a folder of originals to a folder of results: what is asked for, and how it is carried out."""

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from restoration.batch import Outcome, refuse_twins
from restoration.benchmark import protocol as protocols
from restoration.benchmark.columns import METRICS
from restoration.benchmark.memory import measure_memory
from restoration.benchmark.methods import Contest, contest, not_ready
from restoration.benchmark.peers.catalog import PEERS, Attendance, Invitation, gather, place
from restoration.benchmark.protocol import Protocol
from restoration.benchmark.real_damage import measure_real
from restoration.benchmark.results import Results, write_results
from restoration.benchmark.running import run
from restoration.collection.originals import VALIDATION, Original, read_originals
from restoration.damage import serialization
from restoration.domain import Progress
from restoration.errors import BadRequest
from restoration.files import sha256_of
from restoration.output.record import versions
from restoration.versions import commit


def about(protocol: Protocol, contest: Contest, originals: Sequence[Original], guests: Attendance) -> dict[str, Any]:
    """All of that, ready for JSON."""
    return {
        "protocol": {"version": protocols.VERSION, "generator": serialization.VERSION, **asdict(protocol)},
        "methods": contest.described(),
        "metrics": [asdict(metric) for metric in METRICS],
        "pictures": [_named(original) for original in originals],
        "machine": {"system": platform.platform(), "processor": _processor(), "processors": os.cpu_count()},
        "versions": versions() | guests.versions,
        "absent": not_ready() | guests.absent,
        "commit": commit() or "",
        "date": datetime.now(UTC).date().isoformat(),
    }


def _named(original: Original) -> dict[str, str]:
    """A picture by museum, number and title, so that anyone can fetch the same."""
    return {
        "picture": original.painting,
        "title": original.title,
        "artist": original.artist,
        "museum": original.museum,
        "sha256": sha256_of(original.path),
    }


def _processor() -> str:
    """The processor's name where the system tells it."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.processor()


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of a run."""

    paintings: Path  # folder of originals
    output: Path  # folder of the run; made if need be
    real: Path | None = None  # folder of close-ups with annotations.json
    is_quick: bool = False  # few paintings, small details, no peers, nothing of memory
    workers: int = 1  # processes; with more than one no peer comes
    with_slow_peers: bool = False

    @property
    def protocol(self) -> Protocol:
        """How the run goes about it."""
        return protocols.QUICK if self.is_quick else protocols.FULL

    @property
    def invited(self) -> list[Invitation]:
        """The peers that are asked to come."""
        is_closed = self.is_quick or self.workers > 1
        return [] if is_closed else [peer for peer in PEERS if self.with_slow_peers or not peer.is_slow]

    def originals(self) -> list[Original]:
        """The paintings to measure on: those that no network learns from, all if there is none.

        Raises:
            BadRequest: there is no picture in the folder, or two of them share a stem.
        """
        originals = read_originals(self.paintings)
        chosen = [original for original in originals if original.split == VALIDATION] or originals
        if not chosen:
            hint = "Fetch some: python -m restoration fetch --limit 20."
            raise BadRequest(f"No picture in {self.paintings}.", hint=hint)
        chosen = chosen[: self.protocol.paintings]
        refuse_twins(original.path for original in chosen)
        return chosen


def carry_out(
    order: Order, originals: list[Original], *, tell: Callable[[Outcome], None], watch: Callable[[str], Progress]
) -> Results:
    """Measure everything that is asked for, and write it; goes on where an earlier run into that folder stopped.

    Args:
        order: what is asked for.
        originals: those of the order.
        tell: called with what became of each picture.
        watch: from the name of a part of the work to its progress.

    Raises:
        CannotWrite: the folder takes no more.
        WorkerLost: a process was killed.
    """
    with gather(place(), order.invited) as guests:
        entrants = contest(guests.present)
        scores = measure_real(order.real, entrants, watch("real damage")) if order.real else []
        synthetic, cost = run(
            [one.path for one in originals],
            order.protocol,
            entrants,
            order.output,
            workers=order.workers,
            tell=tell,
            progress=watch("methods"),
        )
        cost += [] if order.is_quick else measure_memory(watch("memory"))
    results = Results(scores + synthetic, cost, about(order.protocol, entrants, originals, guests))
    write_results(order.output, results)
    return results

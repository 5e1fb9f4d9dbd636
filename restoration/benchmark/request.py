"""A whole benchmark from a folder of originals to a folder of results: what is asked for, and how it is carried out."""

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from restoration.batch import Outcome, refuse_shared_stems
from restoration.benchmark import protocol as protocols
from restoration.benchmark.memory import measure_memory
from restoration.benchmark.methods import Competitors, find_competitors, unavailable_methods
from restoration.benchmark.metric_catalog import METRICS
from restoration.benchmark.peers.catalog import PEERS, PeerAvailability, PeerSpec, peer_settings, start_peers
from restoration.benchmark.protocol import BenchmarkProtocol
from restoration.benchmark.real_damage import measure_real_damage
from restoration.benchmark.results import BenchmarkResults, write_results
from restoration.benchmark.synthetic_damage import measure_synthetic_damage
from restoration.collection.originals import VALIDATION, Original, read_originals
from restoration.damage import serialization
from restoration.domain import Progress
from restoration.errors import BadRequest
from restoration.files import sha256_of_file
from restoration.versions import current_commit, software_versions


def describe_run(
    protocol: BenchmarkProtocol, contest: Competitors, originals: Sequence[Original], guests: PeerAvailability
) -> dict[str, Any]:
    """All of that, ready for JSON."""
    return {
        "protocol": {
            "version": protocols.PROTOCOL_VERSION,
            "generator": serialization.GENERATOR_VERSION,
            **asdict(protocol),
        },
        "methods": contest.described(),
        "metrics": [asdict(metric) for metric in METRICS],
        "pictures": [_picture_record(original) for original in originals],
        "machine": {"system": platform.platform(), "processor": _processor_name(), "processors": os.cpu_count()},
        "versions": software_versions() | guests.versions,
        "absent": unavailable_methods() | guests.absent,
        "commit": current_commit() or "",
        "date": datetime.now(UTC).date().isoformat(),
    }


def _picture_record(original: Original) -> dict[str, str]:
    """A picture by museum, number and title, so that anyone can fetch the same."""
    return {
        "picture": original.painting,
        "title": original.title,
        "artist": original.artist,
        "museum": original.museum,
        "sha256": sha256_of_file(original.path),
    }


def _processor_name() -> str:
    """The processor's name where the system tells it."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.processor()


@dataclass(frozen=True, slots=True)
class BenchmarkRequest:
    """What is asked of a run."""

    paintings: Path  # folder of originals
    output: Path  # folder of the run; made if need be
    real: Path | None = None  # folder of close-ups with annotations.json
    is_quick: bool = False  # few paintings, small details, no peers, nothing of memory
    workers: int = 1  # processes; with more than one no peer comes
    with_slow_peers: bool = False

    @property
    def protocol(self) -> BenchmarkProtocol:
        """How the run goes about it."""
        return protocols.QUICK_PROTOCOL if self.is_quick else protocols.FULL_PROTOCOL

    @property
    def invited(self) -> list[PeerSpec]:
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
        refuse_shared_stems(original.path for original in chosen)
        return chosen


def run_benchmark(
    order: BenchmarkRequest,
    originals: list[Original],
    *,
    tell: Callable[[Outcome], None],
    watch: Callable[[str], Progress],
) -> BenchmarkResults:
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
    with start_peers(peer_settings(), order.invited) as guests:
        entrants = find_competitors(guests.present)
        scores = measure_real_damage(order.real, entrants, progress_for("real damage")) if order.real else []
        synthetic, cost = measure_synthetic_damage(
            [one.path for one in originals],
            order.protocol,
            entrants,
            order.output,
            workers=order.workers,
            on_outcome=on_outcome,
            progress=progress_for("methods"),
        )
        cost += [] if order.is_quick else measure_memory(progress_for("memory"))
    results = BenchmarkResults(scores + synthetic, cost, describe_run(order.protocol, entrants, originals, guests))
    write_results(order.output, results)
    return results

"""A whole benchmark: the request, the run that answers it, and the record of the run's conditions."""

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from restoration.batch import Outcome, refuse_shared_stems
from restoration.benchmark import enlarging, reintegration, teaching
from restoration.benchmark.joining import check_joinable, write_part
from restoration.benchmark.memory import measure_memory
from restoration.benchmark.methods import Competitors, find_competitors, unavailable_methods
from restoration.benchmark.metric_catalog import METRICS
from restoration.benchmark.partial_results import ScoresAndCost
from restoration.benchmark.peers.catalog import PEERS, PeerAvailability, PeerSpec, peer_settings, start_peers
from restoration.benchmark.protocol import FULL_PROTOCOL, PROTOCOL_VERSION, QUICK_PROTOCOL, BenchmarkProtocol
from restoration.benchmark.real_damage import measure_real_damage
from restoration.benchmark.results import BenchmarkResults, ResultRow, write_results
from restoration.benchmark.synthetic_damage import measure_synthetic_damage
from restoration.benchmark.teaching_places import MAX_PAINTINGS
from restoration.benchmark.wide_losses import TASK as LOSSES
from restoration.catalog import DETECTORS
from restoration.collection.originals import VALIDATION, Original, PathCheck, any_path, read_originals
from restoration.damage.serialization import GENERATOR_VERSION
from restoration.domain import Progress, no_progress
from restoration.errors import BadRequest
from restoration.files import sha256_of_file
from restoration.versions import current_commit, software_versions


@dataclass(frozen=True, slots=True)
class BenchmarkRequest:
    """Which benchmark to run, on which pictures."""

    paintings: Path  # folder of originals
    output: Path  # folder of the run; made if need be
    real: Path | None = None  # folder of close-ups with annotations.json
    is_quick: bool = False  # few paintings, small details, no peers, no memory; wide losses only by themselves
    workers: int = 1  # processes; with more than one, peers take no part
    with_slow_peers: bool = False
    with_generated: bool = False  # whether methods that generate paint take part, on wide losses
    may_read: PathCheck = any_path  # paintings that it refuses are left out

    @property
    def protocol(self) -> BenchmarkProtocol:
        """Which damage the paintings get."""
        return QUICK_PROTOCOL if self.is_quick else FULL_PROTOCOL

    @property
    def peers(self) -> list[PeerSpec]:
        """The peers to start."""
        without_peers = self.is_quick or self.workers > 1
        return [] if without_peers else [peer for peer in PEERS if self.with_slow_peers or not peer.is_slow]

    def originals(self) -> list[Original]:
        """Return the paintings to measure on: those that no network learns from, or all if there are none of them.

        Raises:
            BadRequest: there is no picture in the folder, or two of them share a stem.
        """
        originals = read_originals(self.paintings, self.may_read)
        chosen = [original for original in originals if original.split == VALIDATION] or originals
        if not chosen:
            hint = "Fetch some: python -m restoration fetch --limit 20."
            raise BadRequest(f"No picture in {self.paintings}.", hint=hint)
        chosen = chosen[: self.protocol.paintings]
        refuse_shared_stems(original.path for original in chosen)
        return chosen


def run_benchmark(
    request: BenchmarkRequest,
    originals: list[Original],
    *,
    on_outcome: Callable[[Outcome], None],
    progress_for: Callable[[str], Progress],
) -> BenchmarkResults:
    """Measure all that is requested and write the results; an interrupted run into the same folder is continued.

    Args:
        request: which benchmark to run.
        originals: those of the request.
        on_outcome: called with the result of each picture.
        progress_for: from the name of a part of the work to the callback for its progress.

    Raises:
        CannotWrite: the results cannot be written to the folder.
        WorkerLost: a process was killed.
    """
    with start_peers(peer_settings(), request.peers) as peers:
        competitors = find_competitors(peers.present, generated=request.with_generated)
        competitors = competitors.without_losses() if request.is_quick else competitors
        scores = measure_real_damage(request.real, competitors, progress_for("real damage")) if request.real else []
        synthetic, cost = _measure_synthetic(request, originals, competitors, on_outcome, progress_for("methods"))
        for task in () if request.is_quick else ("fill", LOSSES):
            cost += measure_memory(task, progress_for("memory"))
    methods = competitors.describe()
    if not request.is_quick:
        scores += _measure_teaching(request, originals, progress_for("teaching"))
        methods += teaching.method_records(DETECTORS[DETECTORS.best])
        scores += _measure_reintegration(request, originals, progress_for("reintegration"))
        methods += reintegration.method_records()
        enlarged, times = _measure_enlarging(request, originals, progress_for("enlarging"))
        scores, cost, methods = scores + enlarged, cost + times, methods + enlarging.method_records()
    metadata = describe_run(request.protocol, methods, originals, peers)
    results = BenchmarkResults(scores + synthetic, cost, metadata)
    write_results(request.output, results)
    return results


def run_losses(
    request: BenchmarkRequest,
    originals: list[Original],
    *,
    on_outcome: Callable[[Outcome], None],
    progress_for: Callable[[str], Progress],
) -> BenchmarkResults:
    """Measure only how wide losses are filled, and write the results; joined to the run in the folder if there is one.

    The arguments are those of `run_benchmark`.

    Raises:
        BadRequest: the folder holds a run that this part cannot join.
        CannotWrite: the results cannot be written to the folder.
        WorkerLost: a process was killed.
    """
    check_joinable(request.output, request.protocol, originals)
    with start_peers(peer_settings(), request.peers) as peers:
        competitors = find_competitors(peers.present, generated=request.with_generated).for_losses()
        scores, cost = _measure_synthetic(request, originals, competitors, on_outcome, progress_for("methods"))
        cost += [] if request.is_quick else measure_memory(LOSSES, progress_for("memory"))
    metadata = describe_run(request.protocol, competitors.describe(), originals, peers)
    results = BenchmarkResults(scores, cost, metadata)
    write_part(request.output, results)
    return results


def run_teaching(
    request: BenchmarkRequest, originals: Sequence[Original], progress: Progress = no_progress
) -> BenchmarkResults:
    """Measure only what a few strokes teach the best detector, and write the results.

    Args:
        request: on which pictures; see `measure_teaching`.
        originals: those of the request; the first few take part.
        progress: called as (done, total).

    Raises:
        BadRequest: the folder holds a run that this part cannot join.
        CannotWrite: the results cannot be written to the folder.
    """
    chosen = originals[:MAX_PAINTINGS]
    check_joinable(request.output, request.protocol, chosen)
    scores = _measure_teaching(request, chosen, progress)
    return _written(request, scores, teaching.method_records(DETECTORS[DETECTORS.best]), chosen)


def run_reintegration(
    request: BenchmarkRequest, originals: Sequence[Original], progress: Progress = no_progress
) -> BenchmarkResults:
    """Measure only how recognisable visible reintegration is, and write the results; see `measure_reintegration`.

    Args:
        request: on which pictures.
        originals: those of the request.
        progress: called as (done, total).

    Raises:
        BadRequest: the folder holds a run that this part cannot join.
        CannotWrite: the results cannot be written to the folder.
    """
    check_joinable(request.output, request.protocol, originals)
    scores = _measure_reintegration(request, originals, progress)
    return _written(request, scores, reintegration.method_records(), originals)


def run_enlarging(
    request: BenchmarkRequest, originals: Sequence[Original], progress: Progress = no_progress
) -> BenchmarkResults:
    """Measure only how well pictures are enlarged, and write the results; see `measure_enlarging`.

    Args:
        request: on which pictures.
        originals: those of the request.
        progress: called as (done, total).

    Raises:
        BadRequest: the folder holds a run that this part cannot join.
        CannotWrite: the results cannot be written to the folder.
    """
    check_joinable(request.output, request.protocol, originals)
    scores, times = _measure_enlarging(request, originals, progress)
    return _written(request, scores, enlarging.method_records(), originals, times)


def _written(
    request: BenchmarkRequest,
    scores: list[ResultRow],
    methods: Sequence[Mapping[str, str]],
    originals: Sequence[Original],
    cost: Sequence[ResultRow] = (),
) -> BenchmarkResults:
    """Write the results of one part of the benchmark, joined to the run in the folder, and return them."""
    metadata = describe_run(request.protocol, methods, list(originals), PeerAvailability())
    results = BenchmarkResults(scores, list(cost), metadata)
    write_part(request.output, results)
    return results


def _measure_synthetic(
    request: BenchmarkRequest,
    originals: Sequence[Original],
    competitors: Competitors,
    on_outcome: Callable[[Outcome], None],
    progress: Progress,
) -> ScoresAndCost:
    return measure_synthetic_damage(
        [original.path for original in originals],
        request.protocol,
        competitors,
        request.output,
        workers=request.workers,
        on_outcome=on_outcome,
        progress=progress,
    )


def _measure_enlarging(
    request: BenchmarkRequest, originals: Sequence[Original], progress: Progress
) -> tuple[list[ResultRow], list[ResultRow]]:
    return enlarging.measure_enlarging([original.path for original in originals], request.protocol, progress)


def _measure_reintegration(
    request: BenchmarkRequest, originals: Sequence[Original], progress: Progress
) -> list[ResultRow]:
    return reintegration.measure_reintegration([original.path for original in originals], request.protocol, progress)


def _measure_teaching(request: BenchmarkRequest, originals: Sequence[Original], progress: Progress) -> list[ResultRow]:
    paintings = [original.path for original in originals]
    return teaching.measure_teaching(request.real, paintings, request.protocol, DETECTORS[DETECTORS.best], progress)


def describe_run(
    protocol: BenchmarkProtocol,
    methods: Sequence[Mapping[str, str]],
    originals: Sequence[Original],
    peers: PeerAvailability,
) -> dict[str, Any]:
    """Return the conditions of a run, ready for JSON."""
    return {
        "protocol": {"version": PROTOCOL_VERSION, "generator": GENERATOR_VERSION, **asdict(protocol)},
        "methods": list(methods),
        "metrics": [asdict(metric) for metric in METRICS],
        "pictures": [_picture_record(original) for original in originals],
        "machine": {"system": platform.platform(), "processor": _processor_name(), "processors": os.cpu_count()},
        "versions": software_versions() | peers.versions,
        "absent": unavailable_methods() | peers.absent,
        "commit": current_commit() or "",
        "date": datetime.now(UTC).date().isoformat(),
    }


def _picture_record(original: Original) -> dict[str, str]:
    """Return museum, number and title of a picture, so that anyone can download the same."""
    return {
        "picture": original.painting,
        "title": original.title,
        "artist": original.artist,
        "museum": original.museum,
        "sha256": sha256_of_file(original.path),
    }


def _processor_name() -> str:
    """Return the name of the processor, from /proc/cpuinfo where there is one."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.processor()

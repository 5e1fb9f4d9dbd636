"""A whole benchmark: the request, the run that answers it, and the record of the run's conditions."""

import os
import platform
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from restoration.batch import Outcome
from restoration.benchmark import enlarging, reintegration, teaching
from restoration.benchmark.joining import check_joinable, write_part
from restoration.benchmark.memory import measure_memory
from restoration.benchmark.methods import Competitors, find_competitors, unavailable_methods
from restoration.benchmark.metric_catalog import METRICS
from restoration.benchmark.opaque_cracks import TASK as OPAQUE
from restoration.benchmark.partial_results import ScoresAndCost
from restoration.benchmark.peers.catalog import PEERS, PeerAvailability, PeerSpec, peer_settings, start_peers
from restoration.benchmark.protocol import FULL_PROTOCOL, PROTOCOL_VERSION, QUICK_PROTOCOL, BenchmarkProtocol
from restoration.benchmark.real_damage import measure_real_damage
from restoration.benchmark.results import BenchmarkResults, ResultRow, write_results
from restoration.benchmark.selection import Selection, select_originals
from restoration.benchmark.synthetic_damage import measure_synthetic_damage
from restoration.benchmark.teaching_places import MAX_PAINTINGS
from restoration.benchmark.wide_losses import TASK as LOSSES
from restoration.catalog import DETECTORS
from restoration.collection.originals import Original, PathCheck, any_path, read_originals
from restoration.collection.splits import VALIDATION
from restoration.damage.serialization import GENERATOR_VERSION
from restoration.domain import Progress, no_progress
from restoration.files import sha256_of_file
from restoration.versions import current_commit, software_versions


@dataclass(frozen=True, slots=True)
class BenchmarkRequest:
    """Which benchmark to run, on which pictures."""

    paintings: Path  # folder of originals
    output: Path  # folder of the run; made if need be
    real: Path | None = None  # folder of close-ups with annotations.json
    split: str = VALIDATION  # or "test": the paintings that no choice has seen
    is_quick: bool = False  # few paintings, small details, no peers, no memory; `FILLING_TASKS` by themselves
    workers: int = 1  # processes; with more than one, peers take no part
    cluster: str | None = None  # address of a Dask scheduler; its workers measure what is measured picture by picture
    with_slow_peers: bool = False
    with_generated: bool = False  # whether methods that generate paint take part, on wide losses
    may_read: PathCheck = any_path  # paintings that it refuses are left out

    @property
    def protocol(self) -> BenchmarkProtocol:
        """Which damage the paintings get."""
        return QUICK_PROTOCOL if self.is_quick else FULL_PROTOCOL

    @property
    def is_shared(self) -> bool:
        """Whether several paintings are measured at the same time: peers take no part, and times mean little."""
        return self.workers > 1 or self.cluster is not None

    @property
    def peers(self) -> list[PeerSpec]:
        """The peers to start."""
        if self.is_quick or self.is_shared:
            return []
        return [peer for peer in PEERS if self.with_slow_peers or not peer.is_slow]

    def select(self) -> Selection:
        """Return the paintings to measure on; see `select_originals`.

        Raises:
            BadRequest: there is no picture of the split in the folder, or two of those to measure on share a stem.
        """
        selection = select_originals(read_originals(self.paintings, self.may_read), self.paintings, self.split)
        return selection.first(self.protocol.paintings)


def run_benchmark(
    request: BenchmarkRequest,
    selection: Selection,
    *,
    on_outcome: Callable[[Outcome], None],
    progress_for: Callable[[str], Progress],
) -> BenchmarkResults:
    """Measure all that is requested and write the results; an interrupted run into the same folder is continued.

    Args:
        request: which benchmark to run.
        selection: the paintings of the request.
        on_outcome: called with the result of each picture.
        progress_for: from the name of a part of the work to the callback for its progress.

    Raises:
        CannotWrite: the results cannot be written to the folder.
        WorkerLost: a process was killed.
        NoCluster: the cluster cannot be reached.
    """
    with start_peers(peer_settings(), request.peers) as peers:
        competitors = find_competitors(peers.present, generated=request.with_generated)
        competitors = competitors.for_quick_run() if request.is_quick else competitors
        scores = measure_real_damage(request.real, competitors, progress_for("real damage")) if request.real else []
        synthetic, cost = _measure_synthetic(request, selection, competitors, on_outcome, progress_for("methods"))
        for task in () if request.is_quick else ("fill", LOSSES):
            cost += measure_memory(task, progress_for("memory"))
    methods = competitors.describe()
    for part, (measure, _) in () if request.is_quick else PARTS.items():
        measured = measure(request, selection, progress_for(part))
        scores, cost, methods = scores + measured.scores, cost + measured.cost, methods + measured.methods
    metadata = describe_run(request.protocol, methods, selection, peers)
    results = BenchmarkResults(scores + synthetic, cost, metadata)
    write_results(request.output, results)
    return results


def run_methods(
    keys: Collection[str],
    request: BenchmarkRequest,
    selection: Selection,
    *,
    on_outcome: Callable[[Outcome], None],
    progress_for: Callable[[str], Progress],
) -> BenchmarkResults:
    """Measure only some methods at all that they can do, such as after new weights; joined to the run in the folder.

    Peers, memory and the parts of `PARTS` are not measured again.

    Args:
        keys: of the methods.
        request, selection, on_outcome, progress_for: those of `run_benchmark`.

    Raises:
        BadRequest: a method cannot be measured here, or the folder holds a run that they cannot join.
        CannotWrite: the results cannot be written to the folder.
        WorkerLost: a process was killed.
        NoCluster: the cluster cannot be reached.
    """
    check_joinable(request.output, request.protocol, selection.originals, all_of_them=True)
    competitors = find_competitors(generated=request.with_generated).only(keys)
    real = measure_real_damage(request.real, competitors, progress_for("real damage")) if request.real else []
    scores, cost = _measure_synthetic(request, selection, competitors, on_outcome, progress_for("methods"))
    return _written(request, MeasuredPart(real + scores, cost, competitors.describe()), selection, PeerAvailability())


def run_filling(
    task: str,
    request: BenchmarkRequest,
    selection: Selection,
    *,
    on_outcome: Callable[[Outcome], None],
    progress_for: Callable[[str], Progress],
) -> BenchmarkResults:
    """Measure only one of `FILLING_TASKS`, and write the results; joined to the run in the folder if there is one.

    Args:
        task: its key.
        request, selection, on_outcome, progress_for: those of `run_benchmark`.

    Raises:
        BadRequest: the folder holds a run that this part cannot join.
        CannotWrite: the results cannot be written to the folder.
        WorkerLost: a process was killed.
        NoCluster: the cluster cannot be reached.
    """
    check_joinable(request.output, request.protocol, selection.originals)
    with start_peers(peer_settings(), request.peers) as peers:
        competitors = FILLING_TASKS[task](find_competitors(peers.present, generated=request.with_generated))
        scores, cost = _measure_synthetic(request, selection, competitors, on_outcome, progress_for("methods"))
        if task == LOSSES and not request.is_quick:
            cost += measure_memory(LOSSES, progress_for("memory"))
    return _written(request, MeasuredPart(scores, cost, competitors.describe()), selection, peers)


FILLING_TASKS: dict[str, Callable[[Competitors], Competitors]] = {
    LOSSES: Competitors.for_losses,
    OPAQUE: Competitors.for_opaque,
}
"""By key: what is filled besides the generator's damage, and the competitors there."""


def run_part(
    part: str, request: BenchmarkRequest, selection: Selection, progress: Progress = no_progress
) -> BenchmarkResults:
    """Measure only one of `PARTS`, and write the results; joined to the run in the folder if there is one.

    Args:
        part: its key.
        request: on which pictures.
        selection: the paintings of the request; of some parts only the first few take part.
        progress: called as (done, total).

    Raises:
        BadRequest: the folder holds a run that this part cannot join.
        CannotWrite: the results cannot be written to the folder.
    """
    measure, most = PARTS[part]
    chosen = selection.first(most)
    check_joinable(request.output, request.protocol, chosen.originals)
    return _written(request, measure(request, chosen, progress), chosen, PeerAvailability())


def _written(
    request: BenchmarkRequest, measured: "MeasuredPart", selection: Selection, peers: PeerAvailability
) -> BenchmarkResults:
    """Write the results of one part of the benchmark, joined to the run in the folder, and return them."""
    metadata = describe_run(request.protocol, measured.methods, selection, peers)
    results = BenchmarkResults(measured.scores, measured.cost, metadata)
    write_part(request.output, results)
    return results


def _measure_synthetic(
    request: BenchmarkRequest,
    selection: Selection,
    competitors: Competitors,
    on_outcome: Callable[[Outcome], None],
    progress: Progress,
) -> ScoresAndCost:
    return measure_synthetic_damage(
        selection.paths,
        request.protocol,
        competitors,
        request.output,
        workers=request.workers,
        cluster=request.cluster,
        on_outcome=on_outcome,
        progress=progress,
    )


class MeasuredPart(NamedTuple):
    """The results of one part, and the records of its methods."""

    scores: list[ResultRow]
    cost: list[ResultRow]
    methods: list[dict[str, str]]


MeasurePart = Callable[[BenchmarkRequest, Selection, Progress], MeasuredPart]


def _measure_teaching(request: BenchmarkRequest, selection: Selection, progress: Progress) -> MeasuredPart:
    detector = DETECTORS[DETECTORS.best]
    scores = teaching.measure_teaching(request.real, selection.paths, request.protocol, detector, progress)
    return MeasuredPart(scores, [], teaching.method_records(detector))


def _measure_reintegration(request: BenchmarkRequest, selection: Selection, progress: Progress) -> MeasuredPart:
    scores = reintegration.measure_reintegration(selection.paths, request.protocol, progress)
    return MeasuredPart(scores, [], reintegration.method_records())


def _measure_enlarging(request: BenchmarkRequest, selection: Selection, progress: Progress) -> MeasuredPart:
    scores, times = enlarging.measure_enlarging(selection.paths, request.protocol, progress)
    return MeasuredPart(scores, times, enlarging.method_records())


PARTS: dict[str, tuple[MeasurePart, int | None]] = {
    "teaching": (_measure_teaching, MAX_PAINTINGS),
    "reintegration": (_measure_reintegration, None),
    "enlarging": (_measure_enlarging, None),
}
"""By key: how a part of the benchmark is measured, and on how many paintings at most where it runs by itself."""


def describe_run(
    protocol: BenchmarkProtocol,
    methods: Sequence[Mapping[str, str]],
    selection: Selection,
    peers: PeerAvailability,
) -> dict[str, Any]:
    """Return the conditions of a run, ready for JSON."""
    return {
        "protocol": {"version": PROTOCOL_VERSION, "generator": GENERATOR_VERSION, **asdict(protocol)},
        "methods": list(methods),
        "metrics": [asdict(metric) for metric in METRICS],
        "pictures": [_picture_record(original) for original in selection.originals],
        "chosen": selection.sentence,
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

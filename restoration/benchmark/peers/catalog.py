"""The list of peers, and how those that this machine has are started."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from restoration.benchmark.peers.inpainter import PeerFailed, PeerInpainter
from restoration.inpainting.base import Inpainter
from restoration.registry import Entry

PYTHON_VARIABLE = "RESTORATION_BENCH_PYTHON"
WORKERS = Path(__file__).with_name("workers")


@dataclass(frozen=True, slots=True)
class PeerSettings:
    """How peers are run on this machine."""

    python: Path = Path(".venv-bench/bin/python")  # with the packages of requirements-bench.txt; it may be missing
    timeout: float = 1800.0  # s for one picture; the slowest peer takes 300 s for a megapixel


def peer_settings() -> PeerSettings:
    """Return the default settings, with the Python that `RESTORATION_BENCH_PYTHON` names, if any."""
    return PeerSettings(Path(os.environ.get(PYTHON_VARIABLE) or PeerSettings().python))


@dataclass(frozen=True, slots=True)
class PeerSpec:
    """One peer: its texts for people, and the worker script that runs it."""

    key: str
    label: str
    summary: str  # what it is, in one sentence
    source: str  # DOI, arXiv number or web address
    worker: str  # a file in workers/
    option: str = ""  # passed to the worker
    is_slow: bool = False  # a run with it takes hours

    def command(self, settings: PeerSettings) -> list[str]:
        """Return the command that starts the worker; -I keeps our own packages out of its Python."""
        return [str(settings.python), "-I", str(WORKERS / "serve.py"), str(WORKERS / self.worker), self.option]


PEERS = (
    PeerSpec(
        "fsr-fast",
        "FSR, fast (OpenCV contrib)",
        "Frequency selective reconstruction: waves fitted to the surrounding paint, block by block.",
        "arXiv:2204.12873",
        "fsr.py",
        "INPAINT_FSR_FAST",
    ),
    PeerSpec(
        "fsr-best",
        "FSR, best (OpenCV contrib)",
        "Frequency selective reconstruction in many more steps; minutes for a megapixel.",
        "arXiv:2204.12873",
        "fsr.py",
        "INPAINT_FSR_BEST",
        is_slow=True,
    ),
    PeerSpec(
        "gmic-flow",
        "Inpainting flow (G'MIC)",
        "Repeated smoothing along the lines of the surrounding paint.",
        "https://gmic.eu/reference/inpaint_flow.html",
        "gmic_inpaint.py",
        "inpaint_flow",
    ),
    PeerSpec(
        "gmic-pde",
        "Transport and diffusion (G'MIC)",
        "Colours carried into the damage, from the coarse scale to the fine.",
        "https://gmic.eu/reference/inpaint_pde.html",
        "gmic_inpaint.py",
        "inpaint_pde",
    ),
    PeerSpec(
        "iopaint-cv2",
        "IOPaint with its cv2 model",
        "IOPaint without a network: OpenCV's Navier-Stokes within 4 px.",
        "https://github.com/Sanster/IOPaint",
        "iopaint_cv2.py",
    ),
)


@dataclass(frozen=True, slots=True)
class PeerAvailability:
    """The peers that were started, and those that could not be."""

    present: list[Entry[Inpainter]] = field(default_factory=list)  # `build` returns the peer that is running
    versions: dict[str, str] = field(default_factory=dict)  # by key, of the software behind each peer that is present
    absent: dict[str, str] = field(default_factory=dict)  # by key: the reason, in one sentence


@contextmanager
def start_peers(settings: PeerSettings, peers: Sequence[PeerSpec] = PEERS) -> Iterator[PeerAvailability]:
    """Start each peer in a process that ends with the context; a peer that cannot start is absent, not an error."""
    availability = PeerAvailability()
    with ExitStack() as stack:
        for spec in peers:
            try:
                inpainter = PeerInpainter(spec.key, spec.command(settings), settings.timeout)
            except PeerFailed as error:
                availability.absent[spec.key] = error.sentence
            else:
                stack.enter_context(closing(inpainter))
                availability.present.append(_entry(spec, inpainter))
                availability.versions[spec.key] = inpainter.version
        yield availability


def _entry(spec: PeerSpec, inpainter: PeerInpainter) -> Entry[Inpainter]:
    return Entry(spec.key, spec.label, lambda: inpainter, spec.summary, spec.source)

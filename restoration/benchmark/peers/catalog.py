"""Which peers could come, and why the others could not."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from restoration.benchmark.peers.inpainter import PeerInpainter
from restoration.benchmark.peers.process import PeerFailed
from restoration.inpainting.base import Inpainter
from restoration.registry import Entry

PYTHON_VARIABLE = "RESTORATION_BENCH_PYTHON"


@dataclass(frozen=True, slots=True)
class PeerSettings:
    """What peers need on this machine; nothing of it need be there."""

    python: Path = Path(".venv-bench/bin/python")  # with what requirements-bench.txt names
    patience: float = 1800.0  # s; the slowest peer takes 300 s for a megapixel


def peer_settings() -> PeerSettings:
    """The usual place, or the one that `RESTORATION_BENCH_PYTHON` names."""
    usual = PeerSettings()
    return PeerSettings(Path(os.environ.get(PYTHON_VARIABLE) or usual.python))


WORKERS = Path(__file__).with_name("workers")


@dataclass(frozen=True, slots=True)
class PeerSpec:
    """One peer: its name to files and people, and the worker that fills for it."""

    key: str
    label: str
    summary: str  # what it is, in one sentence
    source: str  # DOI, arXiv number or web address
    worker: str  # a file in workers/
    option: str = ""  # handed to the worker
    is_slow: bool = False  # a run with it takes hours

    def command(self, place: PeerSettings) -> list[str]:
        """What starts the worker; -I keeps our own packages out of its Python."""
        return [str(place.python), "-I", str(WORKERS / "serve.py"), str(WORKERS / self.worker), self.option]


PEERS = (
    PeerSpec(
        "fsr-fast",
        "FSR, fast (OpenCV contrib)",
        "Frequency selective reconstruction: waves fitted to the paint around, block by block.",
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
        "Smoothing along the lines of the paint around, again and again.",
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
        "What a visitor of IOPaint gets without a network: OpenCV's Navier-Stokes within 4 px.",
        "https://github.com/Sanster/IOPaint",
        "iopaint_cv2.py",
    ),
)


@dataclass(frozen=True, slots=True)
class PeerAvailability:
    """Every invited peer is either present or absent."""

    present: list[Entry[Inpainter]] = field(default_factory=list)  # `build` gives the one peer, its process running
    versions: dict[str, str] = field(default_factory=dict)  # of those present, by key: what it works with
    absent: dict[str, str] = field(default_factory=dict)  # by key: why, in one sentence


@contextmanager
def start_peers(place: PeerSettings, invited: Sequence[PeerSpec] = PEERS) -> Iterator[PeerAvailability]:
    """The peers, each in a process that ends with the context; nobody's absence is an error."""
    attendance = PeerAvailability()
    with ExitStack() as stack:
        for one in invited:
            try:
                peer = stack.enter_context(closing(PeerInpainter(one.key, one.command(place), place.patience)))
            except PeerFailed as error:
                attendance.absent[one.key] = error.sentence
            else:
                attendance.present.append(_entry(one, peer))
                attendance.versions[one.key] = peer.version
        yield attendance


def _entry(one: PeerSpec, peer: PeerInpainter) -> Entry[Inpainter]:
    return Entry(one.key, one.label, lambda: peer, one.summary, one.source)

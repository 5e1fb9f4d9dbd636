"""The list of peers. To add one: write its worker, add its line here and its package to requirements-bench.txt."""

from dataclasses import dataclass
from pathlib import Path

from restoration.benchmark.peers.place import Place

WORKERS = Path(__file__).with_name("workers")


@dataclass(frozen=True, slots=True)
class Invitation:
    """One peer: its name to files and people, and the worker that fills for it."""

    key: str
    label: str
    summary: str  # what it is, in one sentence
    source: str  # DOI, arXiv number or web address
    worker: str  # a file in workers/
    option: str = ""  # handed to the worker
    is_slow: bool = False  # a run with it takes hours

    def command(self, place: Place) -> list[str]:
        """What starts the worker; -I keeps our own packages out of its Python."""
        return [str(place.python), "-I", str(WORKERS / "serve.py"), str(WORKERS / self.worker), self.option]


PEERS = (
    Invitation(
        "fsr-fast",
        "FSR, fast (OpenCV contrib)",
        "Frequency selective reconstruction: waves fitted to the paint around, block by block.",
        "arXiv:2204.12873",
        "fsr.py",
        "INPAINT_FSR_FAST",
    ),
    Invitation(
        "fsr-best",
        "FSR, best (OpenCV contrib)",
        "Frequency selective reconstruction in many more steps; minutes for a megapixel.",
        "arXiv:2204.12873",
        "fsr.py",
        "INPAINT_FSR_BEST",
        is_slow=True,
    ),
    Invitation(
        "gmic-flow",
        "Inpainting flow (G'MIC)",
        "Smoothing along the lines of the paint around, again and again.",
        "https://gmic.eu/reference/inpaint_flow.html",
        "gmic_inpaint.py",
        "inpaint_flow",
    ),
    Invitation(
        "gmic-pde",
        "Transport and diffusion (G'MIC)",
        "Colours carried into the damage, from the coarse scale to the fine.",
        "https://gmic.eu/reference/inpaint_pde.html",
        "gmic_inpaint.py",
        "inpaint_pde",
    ),
    Invitation(
        "iopaint-cv2",
        "IOPaint with its cv2 model",
        "What a visitor of IOPaint gets without a network: OpenCV's Navier-Stokes within 4 px.",
        "https://github.com/Sanster/IOPaint",
        "iopaint_cv2.py",
    ),
)

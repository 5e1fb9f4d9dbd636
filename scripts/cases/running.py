"""One run of the command line, with the limits of a small machine, and what it left."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tifffile
from PIL import Image, ImageFile

from scripts.attacks.processes import SMALL_MACHINE, limit_memory

SECONDS = 60.0  # on the clock


@dataclass(frozen=True, slots=True)
class Run:
    """What a command did."""

    code: int  # -1 if it took longer than `SECONDS`
    errors: list[str]  # lines of standard error
    output: Path  # the folder of its results
    seconds: float

    @property
    def said(self) -> str:
        """What it said on standard error, on one line."""
        return " | ".join(self.errors) or "said nothing"

    @property
    def record(self) -> dict[str, Any]:
        """The only record in the folder; empty if there is none."""
        records = list(self.output.glob("*_report.json"))
        return json.loads(records[0].read_text(encoding="utf-8")) if len(records) == 1 else {}

    @property
    def restored(self) -> Path | None:
        """The only restored picture in the folder."""
        pictures = list(self.output.glob("*_restored.*"))
        return pictures[0] if len(pictures) == 1 else None


def run_command(words: Sequence[str | Path], output: Path, *, limited: bool = False) -> Run:
    """Run `python -m restoration` with these words and the folder of the results, `limited` to a small machine."""
    command = [sys.executable, "-m", "restoration", *map(str, words), "--output", str(output)]
    limits = {"preexec_fn": limit_memory, "env": {**os.environ, **SMALL_MACHINE}} if limited else {}
    start = time.monotonic()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, **limits)
        code, errors = done.returncode, done.stderr.splitlines()
    except subprocess.TimeoutExpired:
        code, errors = -1, [f"not ended after {SECONDS:.0f} s"]
    return Run(code, errors, output, time.monotonic() - start)


def read_independently(path: Path) -> npt.NDArray[Any]:
    """Return a picture by tifffile or Pillow, (H, W) or (H, W, C), without any conversion of its colours."""
    if path.suffix == ".tif":
        with tifffile.TiffFile(path) as file:
            if file.pages.first.photometric != tifffile.PHOTOMETRIC.YCBCR:
                return file.pages.first.asarray()
    with _files_without_their_end(), Image.open(path) as picture:
        return np.asarray(picture.convert("RGB") if picture.mode == "P" else picture)


@contextmanager
def _files_without_their_end() -> Iterator[None]:
    """Let Pillow read files that lack no more than their end, or have a wrong checksum in their notes."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before

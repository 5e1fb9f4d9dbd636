"""Programs killed at work: nothing half written is left, and the next run gives what an undisturbed one gives."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np
from PIL import Image

from scripts.attacks import processes
from scripts.attacks.paint import cracked_paint
from scripts.attacks.results import Verdict
from scripts.attacks.written_files import unreadable
from tests.unit.fake_museum import FakeMuseum, open_museum
from tests.unit.fake_museums import FAKE_MUSEUMS

ROOT = Path(__file__).parents[2]
LONGEST_RUN = 180.0  # s
PICTURES = 3  # that a run works on
PICTURE_SIZE = (700, 500)  # px, width and height
REOPENED = "reopened.json"  # what the dashboard shows of the kept work after the last change
PAUSE = 0.05  # s between two calls to the museum

_TIMES = re.compile(rb'"seconds": (\{[^}]*\}|[\d.]+)')  # differ from run to run


@dataclass(frozen=True, slots=True)
class Program:
    """A program that writes files, and how it is started."""

    name: str
    command: Callable[[Path], list[str]]  # by the folder of its results
    results: str = "**/*"  # which files are the same after each run


def kill_programs(count: int, seed: int) -> Iterator[tuple[str, Verdict]]:
    """Kill one program after the other, `count` times in all, each at a moment that chance chooses."""
    with _programs() as programs, tempfile.TemporaryDirectory(prefix="attack-") as name:
        undisturbed = {}
        for number in range(count):
            program = programs[number % len(programs)]
            if program.name not in undisturbed:
                undisturbed[program.name] = _run_undisturbed(program, Path(name) / program.name)
            seconds, files = undisturbed[program.name]
            moment = float(np.random.default_rng([seed, number]).uniform(0.1, 1.0)) * seconds
            yield program.name, _kill(program, moment, files, Path(name) / f"{program.name}_{number}")


@contextmanager
def _programs() -> Iterator[list[Program]]:
    """Open what the programs need: a folder of pictures, and museums on this machine."""
    with tempfile.TemporaryDirectory(prefix="attack-") as name, ExitStack() as stack:
        museums = [stack.enter_context(open_museum(kind)) for kind in FAKE_MUSEUMS.values()]
        pictures = Path(name) / "pictures"
        pictures.mkdir()
        for number in range(PICTURES):
            for museum in museums:
                museum.show(number + 1)
            Image.fromarray(cracked_paint(*PICTURE_SIZE, seed=number)).save(pictures / f"painting_{number}.png")

        def restore(output: Path) -> list[str]:
            methods = ["--detector", "opencv", "--inpainter", "telea"]
            return _program("restore", str(pictures), "--output", str(output), *methods)

        def damage(output: Path) -> list[str]:
            return _program("damage", str(pictures), "--output", str(output), "--per-image", "2", "--workers", "2")

        def edit(output: Path) -> list[str]:
            return [sys.executable, "-m", "scripts.attacks.editing_session", str(output)]

        yield [
            Program("restore", restore),
            *(Program(f"fetch {museum.key}", partial(_fetch, museum)) for museum in museums),
            Program("damage", damage),
            Program("dashboard", edit, REOPENED),
        ]


def _fetch(museum: FakeMuseum, output: Path) -> list[str]:
    source = ["--museum", museum.key, "--api", museum.api, "--pause", str(PAUSE)]
    years = ["--min-year", "1430", "--max-year", "1450", "--limit", str(PICTURES)]
    return _program("fetch", "--out", str(output), *source, *years)


def _program(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "restoration", *arguments]


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _run(command: list[str], seconds: float) -> int | None:
    """Run a program for so long at the most, then kill it; return its exit code, None if it was killed."""
    process = _start(command)
    try:
        with suppress(subprocess.TimeoutExpired):
            return process.wait(seconds)
        return None
    finally:
        processes.kill_group(process.pid)
        process.wait()


def _faults_of_run(command: list[str]) -> list[str]:
    """Run to the end, and return what went wrong."""
    code = _run(command, LONGEST_RUN)
    if code is None:
        return [f"no end in {LONGEST_RUN:.0f} s"]
    return [f"exit code {code}"] if code else []


def _run_undisturbed(program: Program, folder: Path) -> tuple[float, dict[str, str]]:
    """Return the seconds that a run takes, and the files that it leaves."""
    began = time.monotonic()
    if faults := _faults_of_run(program.command(folder)):
        raise RuntimeError(f"{program.name} does not even run undisturbed: {faults[0]}")
    seconds = time.monotonic() - began
    files = _files(folder, program.results)
    shutil.rmtree(folder)
    return seconds, files


def _kill(program: Program, moment: float, expected: dict[str, str], folder: Path) -> Verdict:
    """Kill the program after `moment` seconds, and judge what it left, and what the next run makes of that."""
    _run(program.command(folder), moment)
    faults = [f"after the kill {fault}" for fault in half_written(folder)]
    began = time.monotonic()
    faults += [f"the next run: {fault}" for fault in _faults_of_run(program.command(folder))]
    seconds = time.monotonic() - began
    found = _files(folder, program.results)
    faults += [f"after the next run {fault}" for fault in half_written(folder)]
    faults += [f"{path.name} is left" for path in folder.rglob("*.part")]
    faults += [f"{name} is missing" for name in expected.keys() - found.keys()]
    faults += [f"{name} differs" for name in expected.keys() & found.keys() if found[name] != expected[name]]
    faults += [f"{name} is too much" for name in found.keys() - expected.keys() if not name.endswith(".part")]
    shutil.rmtree(folder, ignore_errors=True)
    return Verdict.of(faults[:5], seconds)


def _files(folder: Path, pattern: str) -> dict[str, str]:
    """Return a digest of each file below the folder, without the times that stand in it."""
    paths = [path for path in folder.glob(pattern) if path.is_file()]
    return {str(path.relative_to(folder)): _digest(path) for path in paths}


def _digest(path: Path) -> str:
    data = path.read_bytes()
    return sha256(_TIMES.sub(b"", data) if path.suffix == ".json" else data).hexdigest()


def half_written(folder: Path) -> Iterator[str]:
    """Yield what is wrong with the files below a folder; temporary files may lie there until the next run."""
    yield from filter(None, map(unreadable, sorted(folder.rglob("*"))))

"""Bad files given to the real command line, in a folder with good ones, within the limits of a small machine."""

import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image

from scripts.attacks import processes
from scripts.attacks.picture_seeds import drawn_mask, paint
from scripts.attacks.results import Outcome, Verdict
from scripts.attacks.sample import Sample
from scripts.attacks.written_files import unreadable

START_TIME = 5.0  # s of the processor for the start of the program and for the good files
NEIGHBOURS = ("a.png", "zz_b.png", "zz_c.png")  # good pictures before and after the bad ones

Judged = tuple[Sample, Verdict]


def inpaint_in_folders(samples: Sequence[Sample], size: int) -> Iterator[Judged]:
    """Run `inpaint` on folders of up to `size` bad pictures among good ones, and yield what became of each."""
    for start in range(0, len(samples), size):
        yield from inpaint_folder(samples[start : start + size])


def inpaint_folder(samples: Sequence[Sample]) -> list[Judged]:
    """Run `inpaint` on one folder; a fault of the run as a whole counts against its last picture."""
    with tempfile.TemporaryDirectory(prefix="attack-") as name:
        source, masks, output = (Path(name) / part for part in ("in", "masks", "out"))
        _write_folder(source, masks, samples)
        command = [sys.executable, "-m", "restoration", "inpaint", source, "--mask", masks, "--output", output]
        limit = START_TIME + processes.TIME_LIMIT * len(samples)
        before = _children_seconds()
        code, errors = _run([*map(str, command), "--inpainter", "telea"], processes.CLOCK_FACTOR * limit)
        seconds = _children_seconds() - before
        judged = [(sample, _judge_one(sample, errors, seconds / len(samples))) for sample in samples]
        faults = [*_faults_of_run(code, errors, samples), *_faults_of_files(output)]
    if seconds > limit:
        faults.append(f"{seconds:.0f} s of the processor")
    if faults:
        sample = samples[-1]
        judged[-1] = sample, Verdict.of([*faults, judged[-1][1].words][:3], seconds)
    return judged


def _children_seconds() -> float:
    """Return the seconds that processors have worked for children of this process that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _file_name(sample: Sample) -> str:
    return f"m_{sample.name}"  # between the good ones


def _write_folder(source: Path, masks: Path, samples: Sequence[Sample]) -> None:
    source.mkdir()
    masks.mkdir()
    for name in NEIGHBOURS:
        Image.fromarray(paint()).save(source / name)
    for sample in samples:
        (source / _file_name(sample)).write_bytes(sample.data)
    mask = Image.fromarray(drawn_mask())
    for path in source.iterdir():
        mask.save(masks / f"{path.stem}_mask.png")


def _run(command: list[str], limit: float) -> tuple[int | None, list[str]]:
    """Return the exit code, None if it took too long, and the lines on standard error."""
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen(
        command,
        env=os.environ | processes.SMALL_MACHINE | {"PYTHONPATH": root},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        preexec_fn=processes.limit_memory,
        start_new_session=True,
    )
    try:
        _, errors = process.communicate(timeout=limit)
        return process.returncode, errors.splitlines()
    except subprocess.TimeoutExpired:
        return None, []
    finally:
        processes.kill_group(process.pid)
        process.communicate()


def _judge_one(sample: Sample, errors: list[str], seconds: float) -> Verdict:
    about = [line for line in errors if re.match(rf"\[\d+/\d+\] {re.escape(_file_name(sample))}", line)]  # no notes
    if len(about) > 1:
        return Verdict(Outcome.FAILED, f"{len(about)} lines: {about[1][:100]}", seconds)
    return Verdict(Outcome.REFUSED if about else Outcome.HELD, "".join(about), seconds)


def _faults_of_run(code: int | None, errors: list[str], samples: Sequence[Sample]) -> Iterator[str]:
    if code is None:
        yield "the command line did not end"
    elif code not in (0, 1):
        yield f"exit code {code}"
    if traceback := [line for line in errors if re.match(r"Traceback|\s+File ", line)]:
        yield f"a traceback: {errors[-1][:100] if traceback else ''}"
    names = [_file_name(sample) for sample in samples]
    if others := [line for line in errors if not any(name in line for name in names)]:
        yield f"{len(others)} lines about no file: {others[0][:100]}"


def _faults_of_files(output: Path) -> Iterator[str]:
    for name in NEIGHBOURS:
        if not (output / f"{Path(name).stem}_restored.png").is_file():
            yield f"the good {name} was not done"
            return
    for path in output.iterdir():
        if path.suffix == ".part":
            yield f"{path.name} is left"
        elif broken := unreadable(path):
            yield broken

"""Warm worker processes that read one file after the other, each within limits of time and memory.

A worker that dies or hangs is replaced, and the file that it was reading has failed.
"""

import importlib
import multiprocessing
import os
import shutil
import signal
import tempfile
import time
import traceback
import unicodedata
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from unittest import mock

from scripts.attacks import processes
from scripts.attacks.processes import TIME_LIMIT
from scripts.attacks.results import Outcome, Verdict
from scripts.attacks.sample import Sample

CHECK_EVERY = 0.25  # s between two looks at what is late
LONGEST_SENTENCE = 600  # letters; a longer one repeats what a file says


def read_all(
    samples: Iterable[Sample], *, count: int = 2, readers: str = "scripts.attacks.readers", limit: float = TIME_LIMIT
) -> Generator[tuple[Sample, Verdict]]:
    """Read every sample, and yield what became of it, in any order; close the generator to stop early.

    Args:
        samples: what to read.
        count: processes.
        readers: name of the module with `READERS`, by the kind of the sample, and `LIBRARIES`.
        limit: seconds of the processor for a sample.
    """
    workers = [_Worker(readers, limit) for _ in range(count)]
    left = iter(samples)
    try:
        busy = [worker for worker in workers if worker.take(left)]
        while busy:
            for worker in _finished(busy):
                yield worker.verdict()
                if not worker.take(left):
                    busy.remove(worker)
    finally:
        for worker in workers:
            worker.end()


def _finished(busy: list["_Worker"]) -> list["_Worker"]:
    """Return the workers that have answered, died or are late; wait until there is one."""
    handles = {handle: worker for worker in busy for handle in (worker.answers, worker.process.sentinel)}
    while True:
        ready = {id(handles[handle]): handles[handle] for handle in wait([*handles], CHECK_EVERY)}
        if finished := [*ready.values()] or [worker for worker in busy if worker.is_late]:
            return finished


class _Worker:
    """A process, and the sample that it is reading."""

    def __init__(self, readers: str, limit: float) -> None:
        self._readers, self._limit = readers, limit
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.folder = Path(tempfile.mkdtemp(prefix="attack-"))
        self.answers, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(
            target=_serve, args=(theirs, self.folder, self._readers), daemon=True
        )
        with mock.patch.dict(os.environ, processes.SMALL_MACHINE):  # it inherits them
            self.process.start()
        theirs.close()
        self.answers.recv()  # it is ready: loading does not count

    def take(self, samples: Iterator[Sample]) -> bool:
        """Begin with the next sample; return False if there is none."""
        sample = next(samples, None)
        if sample is None:
            return False
        self.sample, self.began = sample, time.monotonic()
        self._worked_before = processes.processor_seconds(self.process.pid or 0)
        self.answers.send(sample)
        return True

    @property
    def is_late(self) -> bool:
        """Whether the sample has taken too long."""
        is_late = self._seconds() > self._limit
        return is_late or time.monotonic() - self.began > processes.CLOCK_FACTOR * self._limit

    def _seconds(self) -> float:
        """Return the processors' seconds that the sample has taken; loading libraries for it counts too."""
        return processes.processor_seconds(self.process.pid or 0) - self._worked_before

    def verdict(self) -> tuple[Sample, Verdict]:
        """Return what became of the sample; a worker that did not answer is replaced."""
        with suppress(EOFError, OSError):
            if self.answers.poll():
                return self.sample, self.answers.recv()
        seconds = self._seconds()
        self.process.join(0.5)
        code = self.process.exitcode
        words = f"no answer within {self._limit:g} s" if code is None else f"the process died ({_name_exit(code)})"
        memory = processes.peak_memory(self.process.pid or 0) if code is None else 0.0
        self.end()
        self._start()
        return self.sample, Verdict(Outcome.FAILED, words, seconds, memory)

    def end(self) -> None:
        """End the process with its children, and remove its folder."""
        if self.process.pid is not None:
            processes.kill_group(self.process.pid)
        self.process.join()
        self.answers.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _name_exit(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def _serve(samples: Connection, folder: Path, readers: str) -> None:
    """Read each sample that comes, and answer with its verdict; runs in the worker."""
    os.setsid()  # Ctrl+C reaches the script alone; and the group can be killed
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)  # C libraries complain there; the command line's own lines are checked elsewhere
    processes.limit_memory()
    module = importlib.import_module(readers)
    samples.send(None)
    while True:
        sample: Sample = samples.recv()
        place = folder / "now"
        place.mkdir()
        for library in module.LIBRARIES.get(sample.kind, ()):
            importlib.import_module(library)  # once, before the clock starts
        processes.reset_peak_memory(os.getpid())
        began = processes.processor_seconds(os.getpid())
        try:
            module.READERS[sample.kind](sample, place)
            outcome, words, details = Outcome.HELD, "", ""
        except BaseException as error:
            outcome, words, details = _judge(error)
        seconds = processes.processor_seconds(os.getpid()) - began
        shutil.rmtree(place, ignore_errors=True)
        samples.send(Verdict(outcome, words, seconds, processes.peak_memory(os.getpid()), details))


def _judge(error: BaseException) -> tuple[Outcome, str, str]:
    """Return the outcome, words and details of an exception: refused in one sentence, or failed."""
    from restoration.errors import RestorationError

    if not isinstance(error, RestorationError):
        details = "".join(traceback.format_exception(error, limit=-20))[-20_000:]
        return Outcome.FAILED, f"{type(error).__name__}: {str(error)[:200]}", details
    if _ran_out_of_memory(error):  # where memory is shared, the server would have been killed
        return Outcome.FAILED, f"refused only when memory had run out: {error}", ""
    sentence = error.sentence
    if len(sentence) > LONGEST_SENTENCE:
        return Outcome.FAILED, f"a sentence of {len(sentence)} letters: {sentence[:100]}", ""
    if any(unicodedata.category(letter) == "Cc" for letter in sentence):
        return Outcome.FAILED, f"a sentence with control characters: {sentence[:100]!r}", ""
    return Outcome.REFUSED, sentence, ""


def _ran_out_of_memory(error: BaseException | None) -> bool:
    """Return whether an error was caused by a lack of memory in this process."""
    while error is not None:
        if isinstance(error, MemoryError):
            return True
        error = error.__cause__ or error.__context__
    return False

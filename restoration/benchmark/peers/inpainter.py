"""A peer as an inpainter: each picture goes to a process of the peer's own and comes back filled.

The process gets a job as one line of JSON and some bytes, and answers in the same way.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any

import numpy as np

from restoration.domain import Image, Mask
from restoration.errors import BadImage, RestorationError, os_error_reason
from restoration.inpainting.base import Needs

START_TIMEOUT = 120.0  # s; IOPaint loads a gigabyte of packages
EXIT_TIMEOUT = 1.0  # s for the process to end by itself
MAX_LINE_BYTES = 65536
WHOLE_PICTURE = 1 << 30  # px; more than any picture has


class PeerFailed(RestorationError):
    """One peer could not do its job; the others can."""


class PeerProcess:
    """A process on one core, so that its results are the same every time and its cost compares with ours."""

    def __init__(self, name: str, command: list[str]) -> None:
        """Start it; raises `PeerFailed` if its Python cannot be started."""
        one_core = {**os.environ, "OMP_NUM_THREADS": "1"}
        pipe = subprocess.PIPE
        try:
            process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=one_core)
        except OSError as error:
            hint = "Run `make peers`, or name another Python in RESTORATION_BENCH_PYTHON."
            raise PeerFailed(f"{command[0]} cannot be started ({os_error_reason(error)}).", hint) from error
        assert process.stdin and process.stdout  # both are pipes; this line is for the type checker
        self._name, self._process, self._timed_out = name, process, False
        self._jobs, self._answers = process.stdin, process.stdout

    @property
    def is_alive(self) -> bool:
        """Whether it can take another job."""
        return self._process.poll() is None

    @contextmanager
    def limit(self, timeout: float) -> Iterator[None]:
        """Limit one exchange with the process to `timeout` s.

        Raises:
            PeerFailed: the process died, took longer or sent an answer that cannot be understood; it has been ended.
        """
        watchdog = Timer(timeout, self._kill_late)
        watchdog.start()
        try:
            yield
        except PeerFailed:  # it refused the job, but works
            raise
        except (OSError, EOFError, ValueError) as error:
            status = self._end()
            cause = f"no answer within {timeout:g} s" if self._timed_out else f"{error}, exit status {status}"
            raise PeerFailed(f"{self._name}: {cause}.") from error
        except BaseException:  # an interruption: a late answer must not be taken for the next one
            self._end()
            raise
        finally:
            watchdog.cancel()

    def send_job(self, job: dict[str, int], *payload: bytes) -> None:
        """Send a job."""
        self._jobs.write(json.dumps(job).encode() + b"\n")
        self._jobs.writelines(payload)
        self._jobs.flush()

    def receive_answer(self) -> Any:  # noqa: ANN401 - any JSON value
        """Return the next answer.

        Raises:
            PeerFailed: the process says why it cannot do the job; it goes on running.
            EOFError: the process stopped.
            ValueError: the answer cannot be understood.
        """
        line = self._answers.readline(MAX_LINE_BYTES)
        if not line:
            raise EOFError("it stopped")
        with suppress(ValueError):
            match json.loads(line):
                case {"answer": answer}:
                    return answer
                case {"refusal": reason}:
                    raise PeerFailed(f"{self._name}: {reason}.")
        raise ValueError("its answer cannot be understood")

    def receive_bytes(self, size: int) -> bytes:
        """Return the bytes that follow an answer; raises `EOFError` if they end early."""
        data = self._answers.read(size)
        if len(data) < size:
            raise EOFError("it stopped in the middle of an answer")
        return data

    def close(self) -> None:
        """End it."""
        with suppress(OSError):  # it may be dead
            self._jobs.close()
        self._end()

    def _kill_late(self) -> None:
        self._timed_out = True
        self._process.kill()

    def _end(self) -> int:
        """Wait for its end or kill it; return its exit status, negative for a signal."""
        try:
            status = self._process.wait(EXIT_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        for pipe in (self._jobs, self._answers):
            with suppress(OSError):  # unsent bytes of a job may be in it
                pipe.close()
        return status


class PeerInpainter:
    """Someone else's inpainter. It sees the whole picture at once, as its authors intended."""

    needs = Needs(context=WHOLE_PICTURE, region=WHOLE_PICTURE)

    def __init__(self, key: str, command: list[str], timeout: float) -> None:
        """Start its process.

        Args:
            key: of the peer.
            command: starts the process.
            timeout: s, for one picture.

        Raises:
            PeerFailed: the process does not start.
        """
        self.key = key
        self.version = ""  # of the software behind it, such as "OpenCV 5.0.0"
        self.seconds = 0.0  # spent on filling so far, measured inside the process, without the transfer
        self._command, self._timeout = command, timeout
        self._process = self._start()

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`; 8 bit only.

        Raises:
            BadImage: the picture has 16 bits.
            PeerFailed: this picture could not be filled; the next one can be, if need be by a new process.
        """
        if image.dtype != np.uint8:
            raise BadImage(f"{self.key} fills 8-bit pictures, not {image.dtype}.", hint="Convert it to 8 bit.")
        if not self._process.is_alive:
            self._process.close()
            self._process = self._start()
        height, width = mask.shape
        with self._process.limit(self._timeout):
            self._process.send_job({"height": height, "width": width}, image.tobytes(), mask.tobytes())
            self.seconds += float(self._process.receive_answer())
            return np.frombuffer(self._process.receive_bytes(image.nbytes), np.uint8).reshape(image.shape)

    def close(self) -> None:
        """End its process."""
        self._process.close()

    def _start(self) -> PeerProcess:
        process = PeerProcess(self.key, self._command)
        try:
            with process.limit(START_TIMEOUT):
                self.version = str(process.receive_answer())
        except PeerFailed:
            process.close()
            raise
        return process

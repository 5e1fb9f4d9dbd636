"""A peer's process as we see it: it is told a job in one line of JSON and some bytes, and answers likewise."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any

from restoration.errors import RestorationError, os_error_reason

EXIT_TIMEOUT = 1.0  # s that a worker has for leaving by itself
MAX_LINE_BYTES = 65536  # bytes


class PeerFailed(RestorationError):
    """A peer could not do its job; the others can."""


class PeerProcess:
    """One process, on one core: its sums then come out the same every time, and its cost compares with ours."""

    def __init__(self, name: str, command: list[str]) -> None:
        """Start it; raises `PeerFailed` if its Python cannot be started."""
        alone = {**os.environ, "OMP_NUM_THREADS": "1"}
        talk = subprocess.PIPE
        try:
            process = subprocess.Popen(command, stdin=talk, stdout=talk, stderr=subprocess.DEVNULL, env=alone)
        except OSError as error:
            hint = "Run `make peers`, or name another Python in RESTORATION_BENCH_PYTHON."
            raise PeerFailed(f"{command[0]} cannot be started ({os_error_reason(error)}).", hint) from error
        assert process.stdin and process.stdout  # as asked for; tells the type checker
        self._name, self._process, self._was_late = name, process, False
        self._jobs, self._answers = process.stdin, process.stdout

    @property
    def is_alive(self) -> bool:
        """Whether it can be told another job."""
        return self._process.poll() is None

    @contextmanager
    def within(self, patience: float) -> Iterator[None]:
        """A talk of at most `patience` s.

        Raises:
            PeerFailed: the worker died, took longer or talked nonsense; it has been ended.
        """
        watchdog = Timer(patience, self._give_up)
        watchdog.start()
        try:
            yield
        except PeerFailed:  # it refused, in good order
            raise
        except (OSError, EOFError, ValueError) as error:
            status = self._end()
            fate = f"no answer within {patience:g} s" if self._was_late else f"{error}, exit status {status}"
            raise PeerFailed(f"{self._name}: {fate}.") from error
        except BaseException:  # an interruption: what it still says must not be taken for the next answer
            self._end()
            raise
        finally:
            watchdog.cancel()

    def tell(self, job: dict[str, int], *payload: bytes) -> None:
        """Hand over a job."""
        self._jobs.write(json.dumps(job).encode() + b"\n")
        self._jobs.writelines(payload)
        self._jobs.flush()

    def hear(self) -> Any:  # noqa: ANN401 - whatever JSON can say
        """The next answer.

        Raises:
            PeerFailed: the worker says why it cannot give one; it goes on living.
            EOFError: it stopped.
            ValueError: it talks nonsense.
        """
        line = self._answers.readline(MAX_LINE_BYTES)
        if not line:
            raise EOFError("it stopped")
        with suppress(ValueError):
            match json.loads(line):
                case {"answer": answer}:
                    return answer
                case {"refusal": why}:
                    raise PeerFailed(f"{self._name}: {why}.")
        raise ValueError("it talks nonsense")

    def read(self, size: int) -> bytes:
        """The bytes that follow an answer; raises `EOFError` if they end early."""
        data = self._answers.read(size)
        if len(data) < size:
            raise EOFError("it stopped in the middle of an answer")
        return data

    def close(self) -> None:
        """End it."""
        with suppress(OSError):  # it may be dead
            self._jobs.close()
        self._end()

    def _give_up(self) -> None:
        self._was_late = True
        self._process.kill()

    def _end(self) -> int:
        """Its exit status, negative for a signal."""
        try:
            status = self._process.wait(EXIT_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        for pipe in (self._jobs, self._answers):
            with suppress(OSError):  # a job may be stuck in it
                pipe.close()
        return status

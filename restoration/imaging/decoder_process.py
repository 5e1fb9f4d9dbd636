"""Decoding in a process of its own: whatever a file does to a decoder, the program that asked for it lives on.

One process is kept warm, started when it is first needed, and decodes one file at a time. Its memory and time are
limited (see `decoder_worker`), the time on the clock here. docs/decisions/0014 says what this costs, and why.
"""

import atexit
import logging
import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, cast

import msgspec
import numpy as np
import numpy.typing as npt

from restoration import disk_arrays
from restoration.domain import as_image
from restoration.errors import BadImage, DamagedImage, ImageTooLarge, os_error_reason
from restoration.imaging.decoder_scratch import LARGE, VARIABLE, Reservoir
from restoration.imaging.decoder_worker import (
    BYTES_PER_PIXEL,
    LENGTH,
    Announced,
    Answer,
    Decoded,
    Failed,
    Granted,
    Ready,
    Request,
    Wanted,
    write_message,
)
from restoration.imaging.file_bytes import FileBytes
from restoration.imaging.limits import SizeLimit, check_size
from restoration.imaging.picture_decoding import DecodedPicture
from restoration.imaging.recognising import HEAD_BYTES, recognise_format

_COMMAND = (sys.executable, "-m", "restoration.imaging.decoder_worker")
_SMALL_ENVIRONMENT = {"MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_ERRORS = {error.__name__: error for error in (BadImage, DamagedImage, ImageTooLarge)}

_TRY_LATER = "Try again when the machine is less busy."

START_SECONDS = 60.0  # s on the clock; 0.5 s on an idle machine
SECONDS, SECONDS_PER_MEGAPIXEL = 10.0, 2.0  # s on the clock: twice the processor time that a file may take
IDLE_SECONDS = 60.0  # s without work after which the process ends and gives its memory back
_PIPE_BYTES = 2**20  # the most that Linux grants without special rights
_MAX_EXPANSION = 2**26  # bytes by which metadata may exceed the file that they come from

logger = logging.getLogger(__name__)


class DecoderProcess:
    """Decodes files in another process; any thread may call it."""

    def __init__(
        self,
        command: Sequence[str] = _COMMAND,
        *,
        seconds: float = SECONDS,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        """Prepare; the process starts with the first picture.

        Args:
            command: starts a process that answers as `decoder_worker` does.
            seconds: for one picture, on the clock, beside `SECONDS_PER_MEGAPIXEL`.
            idle_seconds: without work, until the process ends.
        """
        self._command = command
        self._seconds = seconds
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._reservoir: Reservoir | None = None
        self._retirement: threading.Timer | None = None

    @property
    def pid(self) -> int | None:
        """The number of the process; None while there is none."""
        return self._process.pid if self._process else None

    def decode(
        self, data: FileBytes, limit: SizeLimit, longest: int | None = None, *, colour_managed: bool = True
    ) -> DecodedPicture:
        """Return the picture in the bytes of a file; arrays are read-only and lie on the disk, unless they are small.

        Arguments are those of `picture_decoding.decode_picture`; but `limit.on_announced` is not called.

        Raises:
            BadImage: as `picture_decoding.decode_picture` does; also if the decoder crashes or takes too long.
            ImageTooLarge: the picture is beyond the limit, or takes more memory than there is.
        """
        recognise_format(data[:HEAD_BYTES])  # what is no picture needs no process
        with self._lock:
            self._cancel_retirement()
            try:
                request = Request(len(data), limit.megapixels, longest, colour_managed, limit.whole_megapixels)
                return self._decode(data, request)
            finally:
                self._retire_later()

    def start(self) -> None:
        """Start the process, beside the caller, so that the next picture need not wait for it."""
        threading.Thread(target=self._start_idle, daemon=True).start()

    def _start_idle(self) -> None:
        with self._lock, suppress(BadImage):  # whoever has a picture will see why
            self._cancel_retirement()
            self._running()
            self._retire_later()

    def close(self) -> None:
        """End the process; the next picture starts a new one."""
        with self._lock:
            self._cancel_retirement()
            self._end()

    def _decode(self, data: FileBytes, request: Request) -> DecodedPicture:
        process, is_new = self._running()
        with _Conversation(process, self._seconds, self._reservoir) as conversation:
            try:
                answer = conversation.ask(request, data)
                if isinstance(answer, Decoded):
                    return self._take_picture(answer, conversation.stream, request.max_megapixels)
            except (_Lost, msgspec.MsgspecError, OSError) as error:
                self._end()
                if isinstance(error, _Unheard) and not is_new:  # it was killed while it had nothing to do
                    return self._decode(data, request)
                _explain(error, process.returncode, recognise_format(data[:HEAD_BYTES]), conversation)
            except BaseException:  # Ctrl+C, or a size beyond the limit: what is left in the pipe belongs to nobody
                self._end()
                raise
        raise _ERRORS.get(answer.kind, BadImage)(answer.message, hint=answer.hint)

    def _take_picture(self, answer: Decoded, stream: BinaryIO, max_megapixels: float) -> DecodedPicture:
        """Read the arrays that follow an answer, and take over those in the scratch file: that ends the process.

        Raises:
            ImageTooLarge: they are beyond the limit.
            _Lost: they are not where the answer says.
        """
        check_size(answer.width, answer.height, max_megapixels)
        dtype, size = np.uint16 if answer.is_deep else np.uint8, (answer.height, answer.width)
        shapes = [(*size, 3), *[size] * (answer.has_alpha + answer.has_extra)]
        places = answer.places or [None] * len(shapes)
        if len(places) != len(shapes):
            raise _Lost("it says where other arrays lie")
        piped = [
            _read_array(stream, shape, dtype) if place is None else None
            for shape, place in zip(shapes, places, strict=True)
        ]
        image, *others = self._with_adopted(piped, shapes, places, dtype)
        alpha = others.pop(0) if answer.has_alpha else None
        extra = others.pop(0) if answer.has_extra else None
        notes = tuple(answer.notes)
        return DecodedPicture(as_image(image), answer.format, answer.metadata, alpha, notes, answer.is_grey, extra)

    def _with_adopted(
        self,
        piped: Sequence[npt.NDArray[Any] | None],
        shapes: Sequence[tuple[int, ...]],
        places: Sequence[int | None],
        dtype: npt.DTypeLike,
    ) -> list[npt.NDArray[Any]]:
        """Return the arrays with those that lie in the scratch file, in place of None; raise `_Lost` if they do not."""
        found = [array for array in piped if array is not None]
        if len(found) == len(piped):
            return found
        reservoir, self._reservoir = self._reservoir, None
        self._end()  # from here on nobody else has the file open
        if reservoir is None:
            raise _Lost("it names a file that there is not")
        with closing(reservoir):
            try:
                return [
                    reservoir.adopt(place or 0, shape, dtype) if array is None else array
                    for array, shape, place in zip(piped, shapes, places, strict=True)
                ]
            except ValueError as error:
                raise _Lost(str(error)) from error

    def _running(self) -> tuple["subprocess.Popen[bytes]", bool]:
        """Return the process, and whether it was started just now."""
        if self._process is not None and self._process.poll() is None:
            return self._process, False
        self._end()
        with suppress(OSError):  # without it, large pictures take more memory
            self._reservoir = Reservoir()
        try:
            self._process = process = _start(self._command, self._reservoir)
        except OSError as error:
            message = f"The picture cannot be read: its decoder cannot be started ({os_error_reason(error)})."
            raise BadImage(message, hint=_TRY_LATER) from error
        atexit.register(self.close)
        with _Conversation(process, START_SECONDS) as conversation:
            try:
                conversation.receive_ready()
            except (_Lost, msgspec.MsgspecError, OSError) as error:
                self._end()
                raise BadImage("The picture cannot be read: its decoder does not start.", hint=_TRY_LATER) from error
            except BaseException:
                self._end()
                raise
        return process, True

    def _retire_later(self) -> None:
        self._retirement = threading.Timer(self._idle_seconds, self.close)
        self._retirement.daemon = True
        self._retirement.start()

    def _cancel_retirement(self) -> None:
        if self._retirement is not None:
            self._retirement.cancel()
            self._retirement = None

    def _end(self) -> None:
        process, self._process = self._process, None
        reservoir, self._reservoir = self._reservoir, None
        if reservoir is not None:
            reservoir.close()
        if process is None:
            return
        atexit.unregister(self.close)
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):  # it has ended, and what was written for it is lost
                if pipe is not None:
                    pipe.close()
        try:
            process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@cache
def shared_decoder() -> DecoderProcess:
    """Return the decoder that all of this process shares."""
    return DecoderProcess()


def _start(command: Sequence[str], reservoir: Reservoir | None) -> "subprocess.Popen[bytes]":
    scratch = {} if reservoir is None else {VARIABLE: str(reservoir.number)}
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],  # where the package is found even if it is not installed
        env={**os.environ, **_SMALL_ENVIRONMENT, **scratch},
        pipesize=_PIPE_BYTES if sys.platform == "linux" else -1,
        pass_fds=() if reservoir is None else (reservoir.number,),
    )


class _Lost(Exception):
    """The process has ended, or answers what makes no sense."""


class _Unheard(_Lost):
    """It has ended before it had the whole request."""


class _Conversation:
    """One request and its answers; when the time is over, the process is killed, and reading from it ends."""

    def __init__(self, process: "subprocess.Popen[bytes]", seconds: float, reservoir: Reservoir | None = None) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("the process must be started with pipes")
        self._process = process
        self._reservoir = reservoir
        self._stdin = cast(BinaryIO, process.stdin)
        self.stream = cast(BinaryIO, process.stdout)
        self.is_over = False  # whether the time has run out
        self._seconds, self._extra = seconds, 0.0
        self._start = time.monotonic()
        self._timer = self._set_timer()

    def __enter__(self) -> "_Conversation":
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._reservoir is not None:
            self._reservoir.clear()

    def ask(self, request: Request, data: FileBytes) -> Decoded | Failed:
        """Send a file and return the answer; time is added for the size that its header announces."""
        most = len(data) + BYTES_PER_PIXEL * 1e6 * request.max_megapixels
        if len(data) >= LARGE and self._reservoir is not None:
            request.room = self._reservoir.write_behind(data)
        try:
            write_message(self._stdin, request)
            if request.room is None:
                self._stdin.write(data)
                self._stdin.flush()
            self.receive_ready()
        except (_Lost, OSError) as error:
            raise _Unheard from error
        while isinstance(answer := self.receive(len(data) + _MAX_EXPANSION), Announced | Wanted):
            if isinstance(answer, Announced):
                self._allow(SECONDS_PER_MEGAPIXEL * min(answer.megapixels, request.max_megapixels))
            else:
                write_message(self._stdin, Granted(self._reserve(answer.size, most)))
        if isinstance(answer, Ready):
            raise _Lost("it starts again")
        return answer

    def _reserve(self, size: int, most: float) -> int | None:
        return None if self._reservoir is None or size < 1 else self._reservoir.reserve(size, most)

    def receive_ready(self) -> None:
        """Wait until the process has started, or has a whole request."""
        if not isinstance(self.receive(_PIPE_BYTES), Ready):
            raise _Lost("it answers before it is asked")

    def receive(self, max_bytes: int) -> Answer:
        """Return the next message; raise `_Lost` if there is none or it is too long."""
        (length,) = LENGTH.unpack(_read(self.stream, LENGTH.size))
        if length > max_bytes:
            raise _Lost(f"a message of {length} bytes")
        answer: Answer = msgspec.msgpack.decode(_read(self.stream, length), type=Answer)
        return answer

    def _allow(self, seconds: float) -> None:
        """Allow so much time beside the first seconds; of several calls, the largest counts."""
        if seconds > self._extra:
            self._extra = seconds
            self._timer.cancel()
            self._timer = self._set_timer()

    @property
    def allowed(self) -> float:
        """The seconds allowed in all."""
        return self._seconds + self._extra

    def _set_timer(self) -> threading.Timer:
        timer = threading.Timer(self._start + self.allowed - time.monotonic(), self._kill)
        timer.daemon = True
        timer.start()
        return timer

    def _kill(self) -> None:
        self.is_over = True
        self._process.kill()


def _read(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise _Lost("the pipe is closed")
    return data


def _read_array(stream: BinaryIO, shape: tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Read an array to the disk; a small one, or any where the disk is full, to memory."""
    array = disk_arrays.zeros_on_disk(shape, dtype)
    if _read_into(stream, array.data.cast("B")) < array.nbytes:
        raise _Lost("the picture is cut short")
    return disk_arrays.read_only(array) if disk_arrays.is_on_disk(array) else array


def _read_into(stream: BinaryIO, buffer: memoryview) -> int:
    filled = 0
    while filled < len(buffer) and (count := stream.readinto(buffer[filled:])):  # type: ignore[attr-defined]
        filled += count
    return filled


def _explain(error: Exception, code: int | None, format_name: str, conversation: "_Conversation") -> NoReturn:
    """Raise the error for a process that was lost; `code` is how it ended, negative for a signal."""
    logger.warning("the decoder was lost with code %s: %s", code, error)
    too_slow = f"The {format_name} file takes too long to be read."
    if conversation.is_over or code == -getattr(signal, "SIGXCPU", math.inf):
        raise BadImage(too_slow, hint="Export it again, as TIFF or PNG.") from error
    if code == -getattr(signal, "SIGKILL", math.inf):  # by the system, when memory runs out
        raise ImageTooLarge("The picture does not fit into memory.", hint="Scale it down.") from error
    raise DamagedImage(f"The {format_name} file cannot be read: it makes its decoder crash.") from error

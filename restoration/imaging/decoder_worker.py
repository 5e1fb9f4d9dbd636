"""The process that decodes files which nobody vouches for: it opens no file, writes none, and ends with its parent.

`decoder_process` starts it as `python -m restoration.imaging.decoder_worker`. Requests come from standard input, and
answers go to standard output: MessagePack behind its length, and then the bare bytes of a file or of an array.
Nothing is pickled, so a process that a file has taken over cannot take over its parent.
"""

import math
import os
import signal
import struct
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec
import numpy as np

from restoration.errors import ImageTooLarge, RestorationError
from restoration.imaging.allocation import allocating_by
from restoration.imaging.decoder_scratch import ScratchMemory
from restoration.imaging.file_bytes import FileBytes
from restoration.imaging.limits import SizeLimit
from restoration.imaging.painting import Metadata
from restoration.imaging.picture_decoding import DecodedPicture, decode_picture

LENGTH = struct.Struct("<Q")  # of a message

_Message = TypeVar("_Message")

# Measured on noise: a conversion of Lab or CMYK by profiles takes up to 0.28 s of processor time for a megapixel, a
# progressive JPEG 0.12, LZW 0.09. A slower processor may take three times that. A busy machine adds only to the time on
# the clock, which the parent watches.
_CPU_SECONDS, _CPU_SECONDS_PER_MEGAPIXEL = 4.0, 1.0

# At its peak, decoding takes some 28 bytes a pixel (a progressive JPEG, 16 bits in CMYK, 10 bits in HEIC or AVIF), and
# twice the file.
BYTES_PER_PIXEL, _FILES = 60, 2
_SPARE_BYTES = 2**28  # stacks of threads, and what libraries reserve beforehand

_OUT_OF_MEMORY_FIRST = "1000"  # the kernel's score: when memory runs out, it ends this process and not the server


class Request(msgspec.Struct):
    """Decode the file that lies in the scratch file, or follows."""

    size: int  # bytes of the file
    max_megapixels: float
    longest: int | None  # px, for a preview
    colour_managed: bool = True  # False: for a mask
    whole_megapixels: float | None = None  # as in `SizeLimit`
    room: int | None = None  # where the file lies in the scratch file; None: it follows


class Granted(msgspec.Struct):
    """The answer to `Wanted`."""

    start: int | None  # where the room begins in the scratch file; None: there is none


class Ready(msgspec.Struct, tag="ready"):
    """The process has started, or has received a whole request."""


class Announced(msgspec.Struct, tag="announced"):
    """The file's header was read."""

    megapixels: float


class Wanted(msgspec.Struct, tag="wanted"):
    """Room is needed in the scratch file; `Granted` has to follow."""

    size: int  # bytes


class Failed(msgspec.Struct, tag="failed"):
    """The file cannot be read."""

    kind: str  # name of the error's class
    message: str
    hint: str


class Decoded(msgspec.Struct, tag="decoded"):
    """The file was read; image, transparency and extra channel follow as bytes, or lie in the scratch file."""

    height: int
    width: int
    is_deep: bool  # uint16
    has_alpha: bool
    is_grey: bool
    has_extra: bool
    format: str
    notes: list[str]
    metadata: Metadata
    places: list[int | None] = []  # where each array lies in the scratch file; None: it follows


Answer = Ready | Announced | Wanted | Failed | Decoded


def write_message(stream: BinaryIO, message: msgspec.Struct) -> None:
    """Write a message behind its length."""
    encoded = msgspec.msgpack.encode(message)
    stream.write(LENGTH.pack(len(encoded)) + encoded)
    stream.flush()


def main() -> None:
    """Answer one request after the other until the parent closes the pipe."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the answers
    _give_up_rights()
    write_message(answers, Ready())
    scratch = ScratchMemory.of(os.environ, lambda size: _ask_for_room(answers, size))
    while request := _read_message(Request):
        _limit_memory(request)
        _limit_time(0)
        data = _receive_file(request, scratch)
        write_message(answers, Ready())
        with allocating_by(scratch.empty if scratch else np.empty):
            _answer(data, request, answers, scratch)
        del data  # before the process waits for the next
        if scratch:
            scratch.forget()


def _read_message(kind: type[_Message]) -> _Message | None:
    """Read the next message of the parent; None when it has closed the pipe."""
    length = sys.stdin.buffer.read(LENGTH.size)
    return msgspec.msgpack.decode(sys.stdin.buffer.read(*LENGTH.unpack(length)), type=kind) if length else None


def _ask_for_room(answers: BinaryIO, size: int) -> int | None:
    """Return where the parent reserved that many bytes in the scratch file; None if it did not."""
    write_message(answers, Wanted(size))
    granted = _read_message(Granted)
    return None if granted is None else granted.start


def _receive_file(request: Request, scratch: ScratchMemory | None) -> FileBytes:
    """Return the file of a request: where it lies, or read into memory."""
    if scratch is None or request.room is None:
        return sys.stdin.buffer.read(request.size)
    return scratch.map(request.room, request.size)


def _answer(data: FileBytes, request: Request, answers: BinaryIO, scratch: ScratchMemory | None) -> None:
    def announce(megapixels: float) -> None:
        _limit_time(megapixels)
        write_message(answers, Announced(megapixels))

    try:
        limit = SizeLimit(request.max_megapixels, announce, request.whole_megapixels)
        picture = decode_picture(data, limit, request.longest, colour_managed=request.colour_managed)
    except RestorationError as error:
        write_message(answers, Failed(type(error).__name__, str(error), error.hint))
    except (MemoryError, RecursionError):
        write_message(
            answers, Failed(ImageTooLarge.__name__, "The picture does not fit into memory.", "Scale it down.")
        )
    else:
        _write_picture(answers, picture, scratch)


def _write_picture(answers: BinaryIO, picture: DecodedPicture, scratch: ScratchMemory | None) -> None:
    height, width = picture.image.shape[:2]
    arrays = [array for array in (picture.image, picture.alpha, picture.extra) if array is not None]
    places = [scratch.find(array) if scratch else None for array in arrays]
    described = Decoded(
        height=height,
        width=width,
        is_deep=picture.image.dtype == np.uint16,
        has_alpha=picture.alpha is not None,
        is_grey=picture.is_grey,
        has_extra=picture.extra is not None,
        format=picture.format,
        notes=list(picture.notes),
        metadata=picture.metadata,
        places=places,
    )
    write_message(answers, described)
    for array, place in zip(arrays, places, strict=True):
        if place is None:
            answers.write(np.ascontiguousarray(array).data.cast("B"))
    answers.flush()


def _give_up_rights() -> None:
    """Ignore Ctrl+C, which the parent handles; leave no core dump, write no file, and be ended first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):  # not Linux
        Path("/proc/self/oom_score_adj").write_text(_OUT_OF_MEMORY_FIRST)
    with suppress(ImportError, ValueError, OSError):  # Windows
        import resource

        for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
            resource.setrlimit(limit, (0, 0))


def _limit_memory(request: Request) -> None:
    with suppress(ImportError, ValueError, OSError):  # Windows, or a system without /proc
        import resource

        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        needed = request.max_megapixels * 1e6 * BYTES_PER_PIXEL + request.size * _FILES + _SPARE_BYTES
        _set_soft_limit(resource.RLIMIT_AS, taken + math.ceil(needed))


def _limit_time(megapixels: float) -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        seconds = _CPU_SECONDS + _CPU_SECONDS_PER_MEGAPIXEL * megapixels
        _set_soft_limit(resource.RLIMIT_CPU, math.ceil(time.process_time() + seconds))


def _set_soft_limit(limit: int, value: int) -> None:
    import resource

    _, hard = resource.getrlimit(limit)
    resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


if __name__ == "__main__":
    main()

"""One file from the network to the disk, going on where an interrupted download stopped.

What has arrived lies in a part file that carries the date of the file at its source. The next attempt asks for
the rest on condition that this date still holds (RFC 9110, If-Range), so two versions are never glued together.
"""

import os
import re
from contextlib import suppress
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path

import requests

from restoration.domain import Progress, no_progress
from restoration.downloading.client import Client
from restoration.errors import CannotWrite, os_error_reason

_CHUNK = 1 << 16  # bytes; so many are lost at most when the connection breaks


def download_file(visitor: Client, url: str, part: Path, watch: Progress = no_progress) -> None:
    """Bring the file at that address to `part`, the whole of it.

    Args:
        visitor: who asks for it.
        url: where it is; a space in it does not matter.
        part: where to put it; what an earlier attempt left there is used.
        watch: called with the bytes that are there and that there will be; the latter is 0 where nobody says.

    Raises:
        NoAnswer: no connection, a refusal, or a connection that broke; what has arrived stays in `part`.
        CannotWrite: the disk is full or the folder not ours to write to; what has arrived stays in `part`.
    """
    try:
        with visitor.file(url, _what_is_missing(part)) as response:
            _receive(response, part, watch)
    except OSError as error:
        raise CannotWrite(f"{part.name} cannot be written to {part.parent} ({os_error_reason(error)}).") from error


def replace_file(part: Path, place: Path) -> None:
    """Let what was downloaded take its place, at once; raises `CannotWrite`, and what was there stays."""
    try:
        os.replace(part, place)  # noqa: PTH105 - the one call that promises to be atomic
    except OSError as error:
        raise CannotWrite(f"{place} cannot be replaced ({os_error_reason(error)}).") from error


def _what_is_missing(part: Path) -> dict[str, str]:
    """Headers that ask for the rest; from the last byte on, so that of a whole file there is a rest too."""
    if not part.exists() or not part.stat().st_size:
        return {}
    found = part.stat()
    return {"Range": f"bytes={found.st_size - 1}-", "If-Range": formatdate(found.st_mtime, usegmt=True)}


def _receive(response: requests.Response, part: Path, watch: Progress) -> None:
    start, total = _extent(response)
    with part.open("r+b" if start else "wb") as file:
        file.seek(start)
        for chunk in response.iter_content(_CHUNK):
            file.write(chunk)
            file.flush()
            _date_as(response, part)  # after each chunk: the next moment may be the last
            watch(file.tell(), total)
        file.truncate()
        os.fsync(file.fileno())


def _extent(response: requests.Response) -> tuple[int, int]:
    """First byte that comes, and bytes of the whole file (0: unknown)."""
    told = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", response.headers.get("Content-Range", ""))
    if response.status_code == requests.codes.partial_content and told:
        return int(told[1]), int(told[2])
    return 0, int(response.headers.get("Content-Length", 0))


def _date_as(response: requests.Response, part: Path) -> None:
    """Without a date from its source the file keeps its own, which fits no condition: it would be fetched anew."""
    told = response.headers.get("Last-Modified", "")
    with suppress(ValueError):  # none, or no date
        seconds = parsedate_to_datetime(told).timestamp()
        os.utime(part, (seconds, seconds))

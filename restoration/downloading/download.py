"""The download of one file, which continues where an interrupted download stopped.

The bytes that have arrived lie in a part file that carries the date of the file on the server. The next attempt asks
for the rest on condition that this date still holds (RFC 9110, If-Range), so two versions are never mixed.
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

_CHUNK = 1 << 16  # bytes; the most that is lost when the connection breaks


def download_file(client: Client, url: str, part: Path, watch: Progress = no_progress) -> None:
    """Download the complete file at a URL to `part`.

    Args:
        client: makes the calls.
        url: may contain spaces.
        part: where to write the file; bytes from an earlier attempt are used.
        watch: called with the bytes that have arrived and the total, which is 0 if unknown.

    Raises:
        DownloadFailed: no connection, a refusal, or a broken connection; what has arrived stays in `part`.
        CannotWrite: the disk is full or the folder cannot be written to; what has arrived stays in `part`.
    """
    try:
        with client.file(url, _range_headers(part)) as response:
            _receive(response, part, watch)
    except OSError as error:
        raise CannotWrite(f"{part.name} cannot be written to {part.parent} ({os_error_reason(error)}).") from error


def replace_file(part: Path, path: Path) -> None:
    """Rename a downloaded file to its final path in one step; raise `CannotWrite` if the old file stays."""
    try:
        os.replace(part, path)  # noqa: PTH105 - the one call that promises to be atomic
    except OSError as error:
        raise CannotWrite(f"{path} cannot be replaced ({os_error_reason(error)}).") from error


def _range_headers(part: Path) -> dict[str, str]:
    """Return headers that ask for the rest, from the last byte on: so even a complete file has a rest."""
    if not part.exists() or not part.stat().st_size:
        return {}
    stat = part.stat()
    return {"Range": f"bytes={stat.st_size - 1}-", "If-Range": formatdate(stat.st_mtime, usegmt=True)}


def _receive(response: requests.Response, part: Path, watch: Progress) -> None:
    start, total = _received_range(response)
    with part.open("r+b" if start else "wb") as file:
        file.seek(start)
        for chunk in response.iter_content(_CHUNK):
            file.write(chunk)
            file.flush()
            _copy_date(response, part)  # after each chunk, because the program may be killed at any moment
            watch(file.tell(), total)
        file.truncate()
        os.fsync(file.fileno())


def _received_range(response: requests.Response) -> tuple[int, int]:
    """Return the position of the first byte in the response, and the size of the whole file (0: unknown)."""
    content_range = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", response.headers.get("Content-Range", ""))
    if response.status_code == requests.codes.partial_content and content_range:
        return int(content_range[1]), int(content_range[2])
    return 0, int(response.headers.get("Content-Length", 0))


def _copy_date(response: requests.Response, part: Path) -> None:
    """Give the part file the date of the file on the server.

    Without that date the file keeps its own, which no server confirms: the next attempt then starts from zero.
    """
    last_modified = response.headers.get("Last-Modified", "")
    with suppress(ValueError):  # the header is missing, or no date
        seconds = parsedate_to_datetime(last_modified).timestamp()
        os.utime(part, (seconds, seconds))

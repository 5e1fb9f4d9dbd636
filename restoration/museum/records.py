"""The records that museums send: fetched, and taken apart without trust in their form."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from restoration.downloading.client import Client, DownloadFailed, NotFound


@contextmanager
def explain_unknown_form() -> Iterator[None]:
    """Turn what goes wrong while an answer is taken apart into one sentence; also a decorator.

    Museums change their records without notice: a list becomes an object, a number a word.

    Raises:
        DownloadFailed: the answer has another form than documented.
    """
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        hint = "The museum may have changed its interface: look for a newer version of this program."
        raise DownloadFailed("The museum sent a record of an unknown form.", hint=hint) from error


def fetch_record(
    client: Client, url: str, query: dict[str, Any] | None = None, headers: dict[str, str] | None = None
) -> dict[str, Any] | None:
    """Return the JSON object at a URL; None if there is none, as searches also return what has been withdrawn."""
    try:
        return client.json(url, query, headers)
    except NotFound:
        return None


def once(ids: Iterable[str]) -> Iterator[str]:
    """Yield each id once, where a museum's results overlap."""
    seen = set()
    for number in ids:
        if number not in seen:
            seen.add(number)
            yield number


def one_line(value: object) -> str:
    """Return a text of a record in one line; an empty text if the museum leaves it out."""
    return " ".join(str(value or "").split())

"""A polite HTTP client: it names itself, pauses between calls, retries when a server asks to wait, and times out."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import default_user_agent
from urllib3 import Retry

from restoration import __version__
from restoration.errors import RestorationError

CONTACT_VARIABLE = "RESTORATION_CONTACT"  # an e-mail or web address, for those who run the servers
BACKOFF = 1.0  # s before the first retry; doubled for each further one

_RETRY_STATUSES = (403, 429, 500, 502, 503, 504)
_RETRY_LATER = "Wait a while and run it again, `fetch` with a longer --pause: finished files are kept."


class DownloadFailed(RestorationError):
    """A server cannot be reached, or does not send what was requested."""

    hint = "Check the network and run it again: finished files are kept."


class NotFound(DownloadFailed):
    """The server answers, but has nothing at that URL."""

    hint = "It may have been withdrawn."


def program_name() -> str:
    """Return the name and version of this program with the contact that the operator has set, if any."""
    contact = os.environ.get(CONTACT_VARIABLE, "").strip()
    name = f"painting-restoration/{__version__}"
    return f"{name} ({contact})".encode("ascii", "ignore").decode() if contact.isprintable() and contact else name


class _RetryPolicy(Retry):
    """urllib3's waits, and one before the first retry too: without it, a museum answers 403 again."""

    def get_backoff_time(self) -> float:
        return max(self.backoff_factor, super().get_backoff_time())

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:
        """Return whether to ask again; a wiki whose copies lag behind says so in an answer with status 200."""
        is_busy = status_code == requests.codes.ok and has_retry_after and bool(self.total)
        return is_busy or super().is_retry(method, status_code, has_retry_after)


class Client:
    """The calls of one run, one after the other."""

    def __init__(self, pause: float, backoff: float = BACKOFF, timeout: float = 30.0) -> None:
        """Make a client.

        Args:
            pause: s between two calls.
            backoff: s before the first retry.
            timeout: s of silence after which a call fails.
        """
        self._pause = pause
        self._timeout = timeout
        self._last_call = -pause
        policy = _RetryPolicy(
            total=6,
            connect=2,  # few: without a network, a long wait is useless
            read=2,
            status_forcelist=_RETRY_STATUSES,
            backoff_factor=backoff,
            backoff_max=60,
            retry_after_max=120,
            raise_on_status=False,
        )
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"{program_name()} {default_user_agent()}"
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=policy))

    def json(
        self, url: str, query: dict[str, Any] | None = None, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Return the JSON object at a URL.

        Args:
            url: of the answer.
            query: parameters that follow it.
            headers: further ones, that this server asks for.

        Raises:
            NotFound: the server answers 404.
            DownloadFailed: no connection, a refusal, or an answer that is no JSON object.
        """
        with self._call(url, {"Accept": "application/ld+json, application/json", **(headers or {})}, query) as response:
            try:
                answer = response.json()
            except requests.JSONDecodeError as error:
                raise DownloadFailed(f"{_host(url)} sent a page instead of data.", hint=_RETRY_LATER) from error
        if not isinstance(answer, dict):
            raise DownloadFailed(
                f"{_host(url)} sent data of an unknown kind.", hint="Check the address given by --api."
            )
        return answer

    @contextmanager
    def file(self, url: str, headers: dict[str, str]) -> Iterator[requests.Response]:
        """Open the file at a URL; the caller reads the response.

        Raises:
            NotFound: the server answers 404.
            DownloadFailed: no connection, or a refusal; also if the connection breaks while the caller reads.
        """
        # identity: a compressed answer would have another length than the file
        with self._call(url, {"Accept": "*/*", "Accept-Encoding": "identity", **headers}) as response:
            yield response

    @contextmanager
    def _call(
        self, url: str, headers: dict[str, str], query: dict[str, Any] | None = None
    ) -> Iterator[requests.Response]:
        time.sleep(max(0.0, self._last_call + self._pause - time.monotonic()))
        self._last_call = time.monotonic()
        with (
            _explain_errors(url),
            self._session.get(url, params=query, headers=headers, timeout=self._timeout, stream=True) as response,
        ):
            _check_status(response)
            yield response


def _check_status(response: requests.Response) -> None:
    answer = f"{_host(response.url)} answered {response.status_code} {response.reason}"
    if response.status_code == requests.codes.not_found:
        raise NotFound(f"{answer}: there is no such file.")
    if not response.ok:
        raise DownloadFailed(f"{answer}.", hint=_RETRY_LATER)


@contextmanager
def _explain_errors(url: str) -> Iterator[None]:
    """Turn the many exceptions of requests into two sentences."""
    try:
        yield
    except requests.exceptions.SSLError as error:
        message = f"The certificate of {_host(url)} is not trusted."
        raise DownloadFailed(message, hint="Check this machine's clock and its proxy.") from error
    except requests.RequestException as error:
        raise DownloadFailed(f"{_host(url)} cannot be reached, or stopped answering.") from error


def _host(url: str) -> str:
    return urlsplit(url).hostname or url

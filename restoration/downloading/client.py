"""A polite visitor to others' servers: says who it is, pauses between calls, waits when asked to, gives up in time."""

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

USER_AGENT = f"painting-restoration/{__version__} {default_user_agent()}"
BACKOFF = 1.0  # s before the first retry; doubled for each further one

_RETRY_STATUSES = (403, 429, 500, 502, 503, 504)
_RETRY_LATER = "Wait a while and run it again, `fetch` with a longer --pause: what was finished is kept."


class DownloadFailed(RestorationError):
    """A server cannot be reached, or does not give what it was asked for."""

    hint = "Check the network and run it again: what was finished is kept."


class NotFound(DownloadFailed):
    """The server answers, but has nothing at that address."""

    hint = "It may have been withdrawn."


class _RetryPolicy(Retry):
    """urllib3's own waits, but with one before the first retry too: no wait there is what ends in a 403."""

    def get_backoff_time(self) -> float:
        return max(self.backoff_factor, super().get_backoff_time())


class Client:
    """One run's calls, one after the other."""

    def __init__(self, pause: float, backoff: float = BACKOFF, timeout: float = 30.0) -> None:
        """A visitor with seconds between calls, before the first retry, and of silence until it gives up."""
        self._pause = pause
        self._timeout = timeout
        self._last_call = -pause
        patience = _RetryPolicy(
            total=6,
            connect=2,  # without a network nobody wants to wait for long
            read=2,
            status_forcelist=_RETRY_STATUSES,
            backoff_factor=backoff,
            backoff_max=60,
            retry_after_max=120,
            raise_on_status=False,
        )
        self._session = requests.Session()
        self._session.headers["User-Agent"] = USER_AGENT
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=patience))

    def json(self, url: str, query: dict[str, Any] | None = None) -> dict[str, Any]:
        """The data at that address.

        Raises:
            NotThere: 404.
            NoAnswer: no connection, a refusal, or something else than data.
        """
        with self._call(url, {"Accept": "application/json"}, query) as response:
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
        """The answer with the file at that address, still to be read.

        Raises:
            NotThere: 404.
            NoAnswer: no connection, or a refusal; also when the connection breaks while it is read.
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
    told = f"{_host(response.url)} answered {response.status_code} {response.reason}"
    if response.status_code == requests.codes.not_found:
        raise NotFound(f"{told}: nothing is there.")
    if not response.ok:
        raise DownloadFailed(f"{told}.", hint=_RETRY_LATER)


@contextmanager
def _explain_errors(url: str) -> Iterator[None]:
    """The network's many exceptions as two sentences."""
    try:
        yield
    except requests.exceptions.SSLError as error:
        message = f"The certificate of {_host(url)} is not trusted."
        raise DownloadFailed(message, hint="Check this machine's clock and the proxy it uses.") from error
    except requests.RequestException as error:
        raise DownloadFailed(f"{_host(url)} cannot be reached, or stopped answering.") from error


def _host(url: str) -> str:
    return urlsplit(url).hostname or url

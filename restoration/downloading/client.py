"""A polite HTTP client: it names itself, pauses between calls, retries when a server asks to wait, and times out."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import default_user_agent
from urllib3 import Retry

from restoration import __version__
from restoration.downloading.public_addresses import PublicOnlyAdapter
from restoration.errors import RestorationError

CONTACT_VARIABLE = "RESTORATION_CONTACT"  # an e-mail or web address, for those who run the servers
BACKOFF = 1.0  # s before the first retry; doubled for each further one

MAX_REDIRECTS = 8  # of one call

_CHUNK = 1 << 16  # bytes
_OTHER_ADDRESS = "Check the address."
_RETRY_STATUSES = (403, 429, 500, 502, 503, 504)
_RETRY_LATER = "Wait a while and run it again, `fetch` with a longer --pause: finished files are kept."


class DownloadFailed(RestorationError):
    """A server cannot be reached, or does not send what was requested."""

    hint = "Check the network and run it again: finished files are kept."


class NotFound(DownloadFailed):
    """The server answers, but has nothing at that URL."""

    hint = "It may have been withdrawn."


class Refused(DownloadFailed):
    """The server answers with an error status."""

    def __init__(self, message: str, hint: str, status: int, retry_after: str = "") -> None:
        super().__init__(message, hint)
        self.status = status
        self.retry_after = retry_after  # as the server says it: seconds, or a date


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent."""

    url: str  # after all redirects
    data: bytes


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

    def __init__(
        self,
        pause: float,
        backoff: float = BACKOFF,
        timeout: float = 30.0,
        *,
        retries: int = 6,
        longest_wait: int = 120,
        public_only: bool = False,
    ) -> None:
        """Make a client.

        Args:
            pause: s between two calls.
            backoff: s before the first retry.
            timeout: s of silence after which a call fails.
            retries: of a call that a server refuses for now.
            longest_wait: s before a retry, where the server names a time.
            public_only: whether addresses in this machine's own network raise `LocalAddress`. Such a client uses no
                proxy, which would resolve names in its place.
        """
        self._pause = pause
        self._timeout = timeout
        self._last_call = -pause
        policy = _RetryPolicy(
            total=retries,
            connect=min(2, retries),  # few: without a network, a long wait is useless
            read=min(2, retries),
            status_forcelist=_RETRY_STATUSES,
            backoff_factor=backoff,
            backoff_max=60,
            retry_after_max=longest_wait,
            raise_on_status=False,
        )
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"{program_name()} {default_user_agent()}"
        if public_only:
            self._session.trust_env = False
            self._session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
        for scheme in ("https://", "http://"):
            adapter = PublicOnlyAdapter if public_only else HTTPAdapter
            self._session.mount(scheme, adapter(max_retries=policy))

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

    def read(self, url: str, accept: str, most: int, seconds: float = 120.0) -> Answer:
        """Return what is at a URL.

        Args:
            url: with the scheme http or https.
            accept: kinds of content, as in the header of that name.
            most: bytes that are read; a server that sends more is not believed.
            seconds: that the answer may take in all.

        Raises:
            NotFound: the server answers 404.
            DownloadFailed: no connection, a refusal, too much or too slow an answer, or one that breaks off.
        """
        end, data = time.monotonic() + seconds, bytearray()
        with self._call(url, {"Accept": accept, "Accept-Encoding": "identity"}) as response:
            for chunk in response.iter_content(_CHUNK):
                data += chunk
                if len(data) > most:
                    raise DownloadFailed(f"{_host(url)} sends more than {most / 1e6:.0f} MB.", hint=_OTHER_ADDRESS)
                if time.monotonic() > end:
                    raise DownloadFailed(f"{_host(url)} sends too slowly.", hint="Try it again later.")
            return Answer(response.url, bytes(data))

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
        with _explain_errors(url), self._open(url, headers, query) as response:
            _check_status(response)
            yield response

    def _open(self, url: str, headers: dict[str, str], query: dict[str, Any] | None) -> requests.Response:
        """Follow redirects, without reading what comes with them; raise `DownloadFailed` if there are too many."""
        for _ in range(MAX_REDIRECTS + 1):
            response = self._session.get(
                url, params=query, headers=headers, timeout=self._timeout, stream=True, allow_redirects=False
            )
            target = self._session.get_redirect_target(response)
            if not target:
                return response
            response.close()
            url, query = urljoin(response.url, target), None
        raise DownloadFailed(f"{_host(url)} redirects without end.", hint=_OTHER_ADDRESS)


def _check_status(response: requests.Response) -> None:
    answer = f"{_host(response.url)} answered {response.status_code} {response.reason}"
    if response.status_code == requests.codes.not_found:
        raise NotFound(f"{answer}: there is no such file.")
    if not response.ok:
        raise Refused(f"{answer}.", _RETRY_LATER, response.status_code, response.headers.get("Retry-After", ""))


@contextmanager
def _explain_errors(url: str) -> Iterator[None]:
    """Turn the many exceptions of requests into two sentences."""
    try:
        yield
    except requests.exceptions.SSLError as error:
        message = f"The certificate of {_host(url)} is not trusted."
        raise DownloadFailed(message, hint="Check this machine's clock and its proxy.") from error
    except (requests.exceptions.InvalidSchema, requests.exceptions.InvalidURL) as error:
        raise DownloadFailed(f"{url[:200]} is no address of the web.", hint="Give one with http or https.") from error
    except requests.RequestException as error:
        raise DownloadFailed(f"{_host(url)} cannot be reached, or stopped answering.") from error


def _host(url: str) -> str:
    return urlsplit(url).hostname or url

"""Calls to IIIF servers: answers of bounded size, and a sentence with a cure for each way in which one fails."""

import os
from urllib.parse import urlsplit

from restoration.decoding import MAX_BYTES, parse_json
from restoration.downloading.client import Answer, Client, DownloadFailed, NotFound, Refused
from restoration.errors import BadImage, BadRequest, ImageTooLarge, RestorationError
from restoration.imaging.limits import megapixel_limit
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_painting

ALLOW_LOCAL_VARIABLE = "RESTORATION_ALLOW_LOCAL_ADDRESSES"  # 1: servers in this machine's own network may be asked

MAX_PICTURE_BYTES = 100 * 2**20  # of one answer with pixels
WHOLE_MEGAPIXELS = 50.0  # of a picture that comes in one piece: it lies in memory before anything is cut from it
PAUSE = 0.05  # s between two calls: viewers ask for many tiles at once
_PAGE_HINT = "Copy the address of the info.json or of the manifest, not of the page that shows the picture."
_JSON, _PICTURE = "application/ld+json, application/json", "image/*"


class NoIiif(RestorationError):
    """What the server sends is not IIIF data that can be read."""

    hint = _PAGE_HINT


class IiifClient:
    """Asks IIIF servers."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def json(self, url: str) -> dict[str, object]:
        """Return the JSON object at a URL.

        Raises:
            DownloadFailed, LocalAddress: nothing came; the sentence says why.
            NoIiif: something else came.
        """
        return as_json(self.read(url, _JSON, MAX_BYTES))

    def picture(self, url: str) -> bytes:
        """Return the file of a picture; raises as `json` does."""
        answer = self.read(url, _PICTURE, MAX_PICTURE_BYTES)
        if is_page(answer.data):
            raise NoIiif(f"{host_of(url)} sent a web page in place of a picture.", hint="Try it again later.")
        return answer.data

    def anything(self, url: str) -> Answer:
        """Return what is at a URL, JSON or a picture; raises as `json` does."""
        return self.read(url, f"{_JSON}, {_PICTURE}", MAX_PICTURE_BYTES)

    def read(self, url: str, accept: str, most: int) -> Answer:
        """Return at most that many bytes; see `Client.read`."""
        try:
            return self._client.read(url, accept, most)
        except NotFound as error:
            raise NotFound(str(error), hint="Check the address: the picture may have moved.") from error
        except Refused as refusal:
            raise Refused(str(refusal), _hint_for(refusal), refusal.status) from refusal


def open_client(*, allow_local: bool = False) -> IiifClient:
    """Return a client that refuses addresses in this machine's own network, unless they are allowed.

    Args:
        allow_local: allows them, as the environment variable `ALLOW_LOCAL_VARIABLE` does.
    """
    allow_local = allow_local or os.environ.get(ALLOW_LOCAL_VARIABLE, "").strip() not in ("", "0")
    return IiifClient(Client(PAUSE, timeout=20, retries=2, longest_wait=20, public_only=not allow_local))


def check_address(text: str) -> str:
    """Return an address without what surrounds it; raise `BadRequest` if it is none with http or https."""
    address = text.strip().strip("<>").partition("#")[0]
    try:
        parts = urlsplit(address)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bad port, or a bad IPv6 address
        is_good = False
    if not is_good:
        raise BadRequest(f"{text.strip()[:200]!r} is no web address.", hint="Give one that begins with https://.")
    return address


def as_json(answer: Answer) -> dict[str, object]:
    """Return an answer as a JSON object; raise `NoIiif` if it is something else."""
    if is_page(answer.data):
        raise NoIiif(f"{host_of(answer.url)} sent a web page in place of IIIF data.")
    value = parse_json(answer.data, name=f"answer of {host_of(answer.url)}", error=NoIiif)
    if not isinstance(value, dict):
        raise NoIiif(f"{host_of(answer.url)} sent data that are not IIIF.")
    return value


def decode_picture(data: bytes, address: str, most: float = WHOLE_MEGAPIXELS) -> Painting:
    """Return the picture in the bytes of a file that came from an address.

    Raises:
        ImageTooLarge: it has more than `most` megapixels, or than `limits.megapixel_limit()`.
        DownloadFailed: it cannot be read.
    """
    try:
        return read_painting(data, max_megapixels=min(most, megapixel_limit()))
    except ImageTooLarge as error:
        raise ImageTooLarge(str(error), hint="Save the picture in a browser, and open that file.") from error
    except BadImage as error:
        message = f"{host_of(address)} sent a picture that cannot be read: {error}"
        raise DownloadFailed(message, hint="Try it again later.") from error


def is_page(data: bytes) -> bool:
    """Return whether bytes are HTML or XML."""
    return data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def _hint_for(refusal: Refused) -> str:
    if refusal.status in (401, 403):
        return "The server lets not everybody see this picture: open it in a browser, and give the saved file here."
    if refusal.status == 429:
        seconds = f" {refusal.retry_after} s" if refusal.retry_after.isdecimal() else " a few minutes"
        return f"The server is asked too often: wait{seconds}, then try again."
    if refusal.status >= 500:
        return "The server has a fault: try it again later."
    return "Check the address, and give a smaller region if you gave one."


def host_of(url: str) -> str:
    """Return the name of the server in a URL."""
    return urlsplit(url).hostname or url

"""What lies at an address: a description of a picture, a manifest, a request for pixels, or a plain picture."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from restoration.domain import Box
from restoration.downloading.client import NotFound
from restoration.errors import BadRequest
from restoration.imaging.recognising import HEAD_BYTES, PictureKind, picture_kind
from restoration.museum.iiif.client import IiifClient, as_json, check_address, decode_picture
from restoration.museum.iiif.image_service import ImageService, read_image_service
from restoration.museum.iiif.json_values import kind_of
from restoration.museum.iiif.manifest import Canvas, read_manifest

_NUMBER = r"\d{1,9}(?:\.\d{1,9})?"
_REQUEST = re.compile(
    rf"(?P<base>https?://.+)/(?P<region>full|square|(?:pct:)?{_NUMBER}(?:,{_NUMBER}){{3}})"
    r"/[^/]+/!?\d+(?:\.\d+)?/(?:default|color|colour|gr[ae]y|bitonal|native)\.\w+"
)
_VIEWER_PARAMETERS = ("manifest", "iiif-content", "manifestId")  # in the addresses of viewers


@dataclass(frozen=True, slots=True)
class OpenedAddress:
    """What an address leads to."""

    canvases: list[Canvas]
    region: Box | None = None  # that the address asks for, px; None: the whole picture


def open_address(text: str, client: IiifClient) -> OpenedAddress:
    """Return what an address leads to.

    Args:
        text: the address of an `info.json`, of an image service, of a manifest, of a picture, or of a viewer that
            names a manifest. A request for pixels, `{base}/{region}/{size}/{rotation}/{quality}.{format}`, names a
            picture and a region; the pixels will come at full size and upright.
        client: asks the server.

    Raises:
        BadRequest: it is no address of the web, or leads to a collection.
        DownloadFailed, LocalAddress, NoIiif: nothing came that can be read.
        BadImage: a picture came that cannot be read.
    """
    address = _in_viewer(check_address(text))
    request = _REQUEST.fullmatch(address.partition("?")[0])
    if request:
        try:
            service = fetch_service(request["base"], client)
        except NotFound:  # a picture whose address looks like a request
            return OpenedAddress([_plain_picture(address, client.picture(address))])
        return OpenedAddress([_canvas_of(service)], _requested_region(request["region"], service))
    answer = client.anything(address)
    if picture_kind(answer.data[:HEAD_BYTES]) is PictureKind.READABLE:
        return OpenedAddress([_plain_picture(address, answer.data)])
    thing = as_json(answer)
    if kind_of(thing) in ("Manifest", "Collection"):
        return OpenedAddress(read_manifest(thing, address))
    base = address if urlsplit(address).path.endswith("/info.json") else answer.url
    return OpenedAddress([_canvas_of(read_image_service(thing, base.partition("?")[0]))])


def fetch_service(base: str, client: IiifClient) -> ImageService:
    """Return the description of the picture whose image service has this address."""
    return read_image_service(client.json(f"{base}/info.json"), base)


def parse_region(text: str) -> Box:
    """Return a region that a person wrote, such as "1200,800,2000,1500"; raise `BadRequest` if it is none."""
    if not re.fullmatch(r"\s*\d{1,9}\s*(,\s*\d{1,9}\s*){3}", text):
        raise BadRequest(
            f"{text[:100]!r} is no region.", hint="Give x,y,width,height in px, such as 1200,800,2000,1500."
        )
    x, y, width, height = map(int, text.split(","))
    return x, y, width, height


def _in_viewer(address: str) -> str:
    """Return the address of the manifest that the address of a viewer names; else the address itself."""
    named = dict(parse_qsl(urlsplit(address).query))
    inner = next((named[key] for key in _VIEWER_PARAMETERS if named.get(key, "").startswith("http")), address)
    return check_address(inner)


def _canvas_of(service: ImageService) -> Canvas:
    label = unquote(service.address).rstrip("/").rpartition("/")[2]
    return Canvas(
        label,
        service.width,
        service.height,
        service.address,
        rights=service.rights,
        attribution=service.attribution,
    )


def _plain_picture(address: str, data: bytes) -> Canvas:
    height, width = decode_picture(data, address).image.shape[:2]
    return Canvas(unquote(urlsplit(address).path).rpartition("/")[2], width, height, image=address)


def _requested_region(text: str, service: ImageService) -> Box | None:
    """Return the region of a request in px; None for the whole picture, also where the region lies outside of it."""
    width, height = service.width, service.height
    if text == "full":
        return None
    if text == "square":
        side = min(width, height)
        return (width - side) // 2, (height - side) // 2, side, side
    values = [float(value) for value in text.removeprefix("pct:").split(",")]
    if text.startswith("pct:"):
        values = [value / 100 * length for value, length in zip(values, (width, height) * 2, strict=True)]
    x, y, across, down = map(round, values)
    box = x, y, min(across, width - x), min(down, height - y)
    return box if min(box[2:]) > 0 else None

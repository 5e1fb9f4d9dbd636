"""The canvases of a Presentation manifest, version 2 or 3: what each is called, how large it is, and its picture.

Source:
    IIIF Presentation API 3.0, 5.2 to 5.6; IIIF Presentation API 2.1.1, 5.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from restoration.errors import BadRequest
from restoration.imaging.iiif_source import join_rights
from restoration.museum.iiif.client import NoIiif
from restoration.museum.iiif.json_values import address_of, kind_of, number_of, objects_in, text_in

MAX_CANVASES = 5000

Place = tuple[float, float, float, float]
"""x, y, width, height on a canvas."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """A painting, or a page, with its picture."""

    label: str
    width: int  # of the canvas in its own units; of a picture without a canvas in px
    height: int
    service: str = ""  # address of the image service; empty if there is none
    image: str = ""  # address of the picture itself; empty if only the service has one
    id: str = ""  # of the canvas; empty for a picture that was opened without a manifest
    placed: Place | None = None  # of the picture on the canvas; None: it covers the canvas
    thumbnail: str = ""  # address of a small picture; empty: the service makes one
    manifest: str = ""
    rights: str = ""  # address of a licence or a statement
    attribution: str = ""

    @property
    def stated_rights(self) -> str:
        """See `join_rights`."""
        return join_rights(self.rights, self.attribution)


def read_manifest(manifest: dict[str, Any], address: str) -> list[Canvas]:
    """Return the canvases that have a picture, in their order.

    Args:
        manifest: of version 2 or 3.
        address: from which it came.

    Raises:
        BadRequest: it is a collection of manifests.
        NoIiif: it is something else, or has no canvas with a picture.
    """
    kind = kind_of(manifest)
    if kind == "Collection":
        raise BadRequest("This is a collection of several works.", hint="Give the address of one work's manifest.")
    if kind != "Manifest":
        raise NoIiif("This is neither a manifest nor a description of a picture.")
    about = {
        "manifest": address_of(manifest) or address,
        "rights": text_in(manifest, "rights", "license"),
        "attribution": _statement(manifest),
    }
    found = [canvas for thing in _canvases(manifest) if (canvas := _read_canvas(thing, about))]
    if not found:
        raise NoIiif("The manifest shows no picture.", hint="Give the manifest of a work with pictures.")
    return [replace(canvas, label=canvas.label or f"Picture {number}") for number, canvas in enumerate(found, start=1)]


def _statement(manifest: dict[str, Any]) -> str:
    """Return what must be shown with the picture: version 3 has a label and a value for it."""
    required = manifest.get("requiredStatement")
    return text_in(required, "value") if isinstance(required, dict) else text_in(manifest, "attribution")


def _canvases(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    sequences = objects_in(manifest.get("sequences"))
    inner = sequences[0].get("canvases") if sequences else manifest.get("items")
    return objects_in(inner)[:MAX_CANVASES]


def _read_canvas(canvas: dict[str, Any], about: dict[str, str]) -> Canvas | None:
    """Return a canvas with its first picture; None if it has none that can be read."""
    width, height = number_of(canvas, "width"), number_of(canvas, "height")
    for annotation in _annotations(canvas):
        body = _first_choice(annotation.get("body") or annotation.get("resource"))
        service, image = _service_of(body), address_of(body)
        if width and height and (service or image.startswith("http")):
            return Canvas(
                text_in(canvas, "label"),
                width,
                height,
                service,
                image,
                address_of(canvas),
                _placed(annotation.get("target") or annotation.get("on")),
                _thumbnail(canvas),
                about["manifest"],
                text_in(canvas, "rights", "license") or about["rights"],
                about["attribution"],
            )
    return None


def _annotations(canvas: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from objects_in(canvas.get("images"))
    for page in objects_in(canvas.get("items")):
        for annotation in objects_in(page.get("items")):
            if annotation.get("motivation") in ("painting", ["painting"]):
                yield annotation


def _first_choice(body: object) -> dict[str, Any]:
    """Return the picture itself, of several the first one."""
    for _ in range(5):  # a choice, of specific resources, of pictures
        found = objects_in(body)
        if not found:
            return {}
        first = found[0]
        inner = first.get("default") or first.get("source") or first.get("full")
        if kind_of(first) == "Choice":
            inner = first.get("items") or first.get("default")
        if not isinstance(inner, dict | list):
            return first
        body = inner
    return {}


def _service_of(body: dict[str, Any]) -> str:
    """Return the address of an image service of version 2 or 3; empty if there is none."""
    for service in objects_in(body.get("service")):
        words = " ".join(map(str, [service.get("type") or service.get("@type"), service.get("@context")]))
        words += str(service.get("profile"))
        if re.search(r"ImageService[23]|image/[23]", words):
            return address_of(service).removesuffix("/info.json").rstrip("/")
    return ""


def _placed(target: object) -> Place | None:
    """Return the part of the canvas that a picture covers; None for all of it."""
    if isinstance(target, dict):
        selectors = objects_in(target.get("selector"))
        value = str(selectors[0].get("value", "")) if selectors else address_of(target)
    else:
        value = str(target or "")
    number = r"(\d{1,9}(?:\.\d{1,9})?)"
    match = re.search(rf"xywh=(?:pixel:)?{number},{number},{number},{number}$", value)
    if not match:
        return None
    x, y, width, height = map(float, match.groups())
    return (x, y, width, height) if width and height else None


def _thumbnail(canvas: dict[str, Any]) -> str:
    thumbnail = canvas.get("thumbnail")
    found = objects_in(thumbnail)
    address = address_of(found[0] if found else thumbnail)
    return address if address.startswith("http") else ""

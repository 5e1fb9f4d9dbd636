"""A small IIIF server on this machine: one drawn picture, served as the documents say, and faults on demand."""

import io
import json
import re
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

import numpy as np
from PIL import Image

from tests.unit.serving import serving

V2, V3 = "http://iiif.io/api/image/2", "http://iiif.io/api/image/3"


def drawn_picture(width=700, height=500):
    """Return a picture in which every pixel tells its place."""
    y, x = np.mgrid[:height, :width]
    return np.stack([x % 251, y % 241, (x // 16 + y // 16) % 256], axis=-1).astype(np.uint8)


def info_json(version, level, **more):
    """Return a description of the drawn picture, as servers of that version write it; `more` are its limits."""
    size = {"protocol": "http://iiif.io/api/image", "width": 700, "height": 500}
    ready = {key: more.pop(key) for key in ("tiles", "sizes") if key in more}
    if version == 3:
        head = {"@context": f"{V3}/context.json", "type": "ImageService3", "profile": f"level{level}"}
        return {"id": "https://example.org/elsewhere", **head, **size, **ready, **more}
    profile = [f"{V2}/level{level}.json", *([more] if more else [])]
    return {
        "@context": f"{V2}/context.json",
        "@id": "https://example.org/elsewhere",
        **size,
        **ready,
        "profile": profile,
    }


class FakeIiif:
    """The server's content: `pages` by path, and at `/iiif/art` the image service that `info` describes."""

    def __init__(self, address):
        self.address = address
        self.info = info_json(3, 2)
        self.picture = drawn_picture()
        self.pages = {}  # path: bytes, or JSON
        self.faults = {}  # path: answers (status, headers, body) in place of the next ones
        self.files = None  # paths of parts that a server of ready files has; None: every part
        self.longest = 10_000  # px of a part, whatever the server says
        self.calls = []
        self.closing = threading.Event()

    @property
    def service(self):
        return f"{self.address}/iiif/art"

    def answer(self, path):
        """Return status, headers and body."""
        self.calls.append(path)
        if self.faults.get(path):
            return self.faults[path].pop(0)
        if path in self.pages:
            page = self.pages[path]
            return 200, {}, page if isinstance(page, bytes) else json.dumps(page).encode()
        if path == "/iiif/art/info.json":
            return 200, {"Content-Type": "application/ld+json"}, json.dumps(self.info).encode()
        request = re.fullmatch(r"/iiif/art/([^/]+/[^/]+)/0/default.jpg", path)
        if not request or (self.files is not None and request[1] not in self.files):
            return 404, {}, b"no such file"
        return 200, {"Content-Type": "image/jpeg"}, png(self.part(*request[1].split("/")))

    def part(self, region, size):
        height, width = self.picture.shape[:2]
        x, y, w, h = (0, 0, width, height) if region == "full" else map(int, region.split(","))
        part = self.picture[y : y + h, x : x + w]
        across, down = (0 if side == "" else int(side) for side in size.split(",")) if "," in size else (w, h)
        down = down or round(h * across / w)
        limits = self.info if "type" in self.info else next(iter(self.info["profile"][1:]), {})
        most = min(limits.get("maxWidth", 10_000), self.longest)
        shrink = min(1, most / max(across, down), (limits.get("maxArea", 1e9) / (across * down)) ** 0.5)
        wanted = int(across * shrink), int(down * shrink)
        return part if wanted == (w, h) else np.asarray(Image.fromarray(part).resize(wanted, Image.Resampling.BOX))


def png(pixels):
    """Return a picture without loss, as no server of JPEGs would send it: so that tests can compare pixels."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def ready_tiles(version, side, scales, width=700, height=500):
    """Return the `region/size` of the tiles that a program for static tiles writes."""
    for s in scales:
        for y in range(0, height, side * s):
            for x in range(0, width, side * s):
                w, h = min(side * s, width - x), min(side * s, height - y)
                across, down = -(-w // s), -(-h // s)
                region = "full" if (w, h) == (width, height) else f"{x},{y},{w},{h}"
                yield f"{region}/{across},{down if version == 3 else ''}"


class RequestHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_GET(self):
        status, headers, body = self.server.fake.answer(urlsplit(self.path).path)
        if body == "silence":
            self.server.fake.closing.wait()
            self.close_connection = True
            return
        self.send_response(status, HTTPStatus(status).phrase)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = "Content-Length" in headers

    def log_message(self, *_):
        pass


def open_iiif():
    """Start the server, and stop it at the end."""
    return serving(RequestHandler, FakeIiif)

"""What the museums on this machine share: a server of data and photographs, with faults on demand."""

import io
import json
import re
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl, unquote, urlsplit

import numpy as np
from PIL import Image

from tests.unit.serving import serving

MONDAY, TUESDAY = "Mon, 06 Jul 2026 08:00:00 GMT", "Tue, 07 Jul 2026 08:00:00 GMT"


def photograph(seed=0, width=300, height=400):
    """Return a JPEG of about 150 kB, another for each seed."""
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=90)
    return file.getvalue()


class FakeMuseum:
    """The museum's content: `records` and `pictures`; each fault in `faults` of a place spoils one call."""

    has_ranges = True  # whether it sends the rest of a picture

    def __init__(self, address):
        self.address = address
        self.records = {}
        self.pictures = {}
        self.changed = MONDAY  # the date of the pictures
        self.faults = {}
        self.calls = []  # (place, query, headers)
        self.closing = threading.Event()

    @property
    def api(self):
        return f"{self.address}/public"

    def calls_to(self, word):
        """Return the places of all calls that contain the word."""
        return [place for place, _, _ in self.calls if word in place]

    def place(self, path, query):
        """Return what a call is about: by it faults are chosen and calls remembered."""
        return path

    def record_place(self, object_id):
        """Return the place of the call for a record."""
        raise NotImplementedError

    def withdraw_record(self, object_id):
        """Let the search find an artwork that is no longer there."""
        self.faults[self.record_place(object_id)] = [(404, {})]

    def answer(self, path, query):
        """Return data as an object or as bytes; a KeyError stands for 404."""
        raise KeyError(path)


class RequestHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet; otherwise each answer waits 40 ms for an acknowledgement

    def do_GET(self):
        museum = self.server.fake
        url = urlsplit(self.path)
        path, query = unquote(url.path), dict(parse_qsl(url.query))
        place = museum.place(path, query)
        museum.calls.append((place, query, dict(self.headers)))
        fault = museum.faults[place].pop(0) if museum.faults.get(place) else None
        if isinstance(fault, tuple):
            self.send(fault[0], b"no", **fault[1])
        elif isinstance(fault, bytes):
            self.send(200, fault)
        elif fault == "silence":
            museum.closing.wait()
            self.close_connection = True
        elif path in museum.pictures:
            self.send_picture(museum.pictures[path], cut=fault == "cut")
        elif path.startswith("/public"):
            self.send_data(path, query)
        else:
            self.send(404, b"")

    def send_data(self, path, query):
        try:
            answer = self.server.fake.answer(path, query)
        except KeyError:
            self.send(404, b'{"message": "ObjectID not found"}')
        else:
            self.send(200, answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    def send_picture(self, data, cut):
        changed = self.server.fake.changed
        byte_range = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if self.headers["Accept"] != "*/*":
            self.send(406, b"")
        elif not self.server.fake.has_ranges:
            self.send(200, data, cut)
        elif byte_range and self.headers["If-Range"] == changed:
            start = int(byte_range[1])
            headers = {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}", "Last-Modified": changed}
            self.send(206, data[start:], cut, **headers)
        else:
            self.send(200, data, cut, **{"Last-Modified": changed})

    def send(self, status, body, cut=False, **headers):
        self.send_response(status, HTTPStatus(status).phrase)
        for name, value in {**headers, "Content-Length": len(body)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body[: len(body) * 9 // 10] if cut else body)
        self.close_connection = cut

    def log_message(self, *_):
        pass


def open_museum(kind):
    """Start the server of a museum, and stop it at the end."""
    return serving(RequestHandler, kind)

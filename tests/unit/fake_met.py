"""A small Metropolitan Museum on this machine: its three endpoints, its photographs, and faults on demand."""

import io
import json
import re
import threading
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

import numpy as np
from PIL import Image

MONDAY, TUESDAY = "Mon, 06 Jul 2026 08:00:00 GMT", "Tue, 07 Jul 2026 08:00:00 GMT"


def photograph(seed=0, width=300, height=400):
    """Return a JPEG of about 150 kB, another for each seed."""
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=90)
    return file.getvalue()


class FakeMet:
    """The museum's content: `records` and `pictures`; each fault in `faults` of a path spoils one call."""

    def __init__(self, address):
        self.address = address
        self.records = {}
        self.pictures = {}
        self.changed = MONDAY  # the date of the pictures
        self.faults = {}
        self.page = 500  # ids in one answer
        self.calls = []  # (path, query, headers)
        self.closing = threading.Event()

    @property
    def api(self):
        return f"{self.address}/public/collection"

    def show(self, object_id, **changes):
        """Add a painting of 40 x 30 cm, made about 1440, and return its picture's path; `changes` alter its record."""
        picture = f"/ep/original/DP {object_id}.jpg"  # a raw space, as some records have it
        self.pictures[picture] = photograph(object_id)
        self.pictures[f"/ep/web-large/DP{object_id}.jpg"] = photograph(object_id, 60, 80)
        self.records[object_id] = {
            "objectID": object_id,
            "accessionNumber": f"49.7.{object_id}",
            "isPublicDomain": True,
            "primaryImage": self.address + picture,
            "primaryImageSmall": f"{self.address}/ep/web-large/DP{object_id}.jpg",
            "objectName": "Painting",
            "classification": "Paintings",
            "title": f"Saint Lucy, no. {object_id}",
            "artistPrefix": "Workshop of",
            "artistDisplayName": "Gérard Müller",
            "artistSuffix": "",
            "objectDate": "ca. 1440",
            "objectBeginDate": 1435,
            "objectEndDate": 1445,
            "medium": "Tempera on wood",
            "measurements": [
                {"elementName": "Framed", "elementMeasurements": {"Height": 50.0, "Width": 40.0}},
                {"elementName": "Overall", "elementMeasurements": {"Height": 40.0, "Width": 30.0}},
            ],
            "creditLine": "Gift of nobody, 1949",
            "objectURL": f"https://museum.example/{object_id}",
            **changes,
        }
        return picture

    def calls_to(self, word):
        """Return the paths of all calls that contain the word."""
        return [path for path, _, _ in self.calls if word in path]

    def answer(self, path, query):
        """Return the data of one of the three endpoints."""
        endpoint = path.removeprefix("/public/collection/")
        if endpoint == "v1/departments":
            names = {1: "American Decorative Arts", 11: "European Paintings"}
            return {"departments": [{"departmentId": key, "displayName": name} for key, name in names.items()]}
        if endpoint == "v1.1/search":
            start, limit = int(query["offset"]), int(query["limit"])
            is_served = start + limit <= 10_000
            found = list(self.records)[start : start + min(limit, self.page)] if is_served else None
            return {"total": len(self.records), "objectIDs": found or None}
        return self.records[int(endpoint.removeprefix("v1/objects/"))]


class RequestHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet; otherwise each answer waits 40 ms for an acknowledgement

    def do_GET(self):
        met = self.server.met
        url = urlsplit(self.path)
        path, query = unquote(url.path), dict(parse_qsl(url.query))
        met.calls.append((path, query, dict(self.headers)))
        fault = met.faults[path].pop(0) if met.faults.get(path) else None
        if isinstance(fault, tuple):
            self.send(fault[0], b"no", **fault[1])
        elif fault == "silence":
            met.closing.wait()
            self.close_connection = True
        elif path in met.pictures:
            self.send_picture(met.pictures[path], cut=fault == "cut")
        elif path.startswith("/public"):
            self.send_data(path, query)
        else:
            self.send(404, b"")

    def send_data(self, path, query):
        try:
            answer = self.server.met.answer(path, query)
        except KeyError:
            self.send(404, b'{"message": "ObjectID not found"}')
        else:
            self.send(200, answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    def send_picture(self, data, cut):
        changed = self.server.met.changed
        byte_range = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if self.headers["Accept"] != "*/*":
            self.send(406, b"")
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


@contextmanager
def open_met():
    """Start the museum's server, and stop it at the end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), RequestHandler) as server:
        server.met = FakeMet(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.met
        finally:
            server.met.closing.set()
            server.shutdown()
            thread.join()

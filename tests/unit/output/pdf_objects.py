"""Reads the objects of a PDF file as a viewer does, for tests."""

import re
import zlib


def objects_of(pdf):
    """Return the objects of a PDF file by number, as its table finds them; streams are unpacked."""
    table = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", pdf)[1])
    assert pdf[table : table + 5] == b"xref\n"
    offsets = [int(line[:10]) for line in pdf[table:].splitlines()[3:] if line.endswith(b" n ")]
    objects = {}
    for number, offset in enumerate(offsets, start=1):
        assert pdf[offset:].startswith(b"%d 0 obj\n" % number)
        body = pdf[offset : pdf.index(b"\nendobj\n", offset)]
        if b"/FlateDecode" in body[:2000]:
            start = body.index(b"stream\n") + 7
            length = int(re.search(rb"/Length (\d+)", body[:start])[1])
            body = body[:start] + zlib.decompress(body[start : start + length])
        objects[number] = body
    return objects

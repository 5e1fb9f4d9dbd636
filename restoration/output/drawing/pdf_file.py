"""The objects of a PDF file, the table of where each begins, and the trailer.

Source: ISO 32000-1:2008 (PDF 1.7), 7.5 file structure.
"""

import zlib
from collections.abc import Iterable


class PdfFile:
    """A file that grows object by object; the numbers count from 1."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []

    def add(self, data: bytes = b"") -> int:
        """Add an object and return its number."""
        self._objects.append(data)
        return len(self._objects)

    def add_once(self, data: bytes) -> int:
        """Add an object unless there is an equal one, and return its number."""
        return self._objects.index(data) + 1 if data in self._objects else self.add(data)

    def replace(self, number: int, data: bytes) -> None:
        """Give an object other data: those that it was added for were not known yet."""
        self._objects[number - 1] = data

    def add_stream(self, data: bytes, entries: str = "") -> int:
        """Pack the data and add them as a stream with further entries in its dictionary; return its number."""
        packed = zlib.compress(data, 6)
        return self._add_stream([packed], f"{entries} /Length {len(packed)} /Filter /FlateDecode")

    def add_packed(self, pieces: Iterable[bytes], entries: str) -> int:
        """Add a stream that is packed already; `entries` name its filter. Return its number."""
        parts = list(pieces)
        return self._add_stream(parts, f"{entries} /Length {sum(map(len, parts))}")

    def _add_stream(self, parts: list[bytes], entries: str) -> int:
        return self.add(b"".join([f"<< {entries} >>\nstream\n".encode(), *parts, b"\nendstream"]))

    def encode(self, catalog: int, information: int) -> bytes:
        """Return the file; the arguments are the numbers of two objects."""
        parts, offsets, length = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"], [], 15
        for number, data in enumerate(self._objects, start=1):
            offsets.append(length)
            head = b"%d 0 obj\n" % number
            parts += [head, data, b"\nendobj\n"]
            length += len(head) + len(data) + 8
        size = len(self._objects) + 1
        table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        trailer = (
            f"trailer\n<< /Size {size} /Root {catalog} 0 R /Info {information} 0 R >>\nstartxref\n{length}\n%%EOF\n"
        )
        return b"".join([*parts, b"xref\n0 %d\n0000000000 65535 f \n" % size, table, trailer.encode()])


def utf16(text: str) -> bytes:
    """Return a text as PDF stores it, without a byte order mark."""
    return text.encode("utf-16-be", errors="replace")

"""The chunks that a PNG is made of, whose checksums tell a sound file from a damaged one."""

import struct
import zlib
from collections.abc import Iterator

from restoration.errors import DamagedImage

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER, PIXELS, END = b"IHDR", b"IDAT", b"IEND"


def chunks(data: bytes | bytearray) -> Iterator[tuple[bytes, memoryview]]:
    """Each chunk's name and the whole of it, without a copy.

    Raises:
        DamagedImage: a checksum is wrong, or the end is missing.
    """
    view, place, name = memoryview(data), len(SIGNATURE), b""
    while name != END:
        if place + 12 > len(data):
            raise DamagedImage("The PNG file is cut short.")
        length, name = struct.unpack_from(">I4s", data, place)
        end = place + 8 + length
        if end + 4 > len(data):
            raise DamagedImage("The PNG file is cut short.")
        if zlib.crc32(view[place + 4 : end]) != struct.unpack_from(">I", data, end)[0]:
            raise DamagedImage("The PNG file is damaged: a checksum does not match.")
        yield name, view[place : end + 4]
        place = end + 4


def content(whole: memoryview) -> memoryview:
    """What a chunk holds between its length and name, and its checksum."""
    return whole[8:-4]


def chunk(name: bytes, held: bytes) -> bytes:
    """The whole of a chunk."""
    return struct.pack(">I", len(held)) + name + held + struct.pack(">I", zlib.crc32(name + held))

"""Photoshop documents as the bytes of a file: header, resources, layers and the flattened picture.

Source: Adobe Photoshop File Formats Specification, November 2019.
"""

import struct
import zlib

import imagecodecs
import numpy as np

BITMAP, GREY, INDEXED, COLOURS, CMYK, MULTICHANNEL, DUOTONE, LAB = 0, 1, 2, 3, 4, 7, 8, 9  # modes
RAW, PACKED, ZIPPED, DIFFERENCES = range(4)  # compressions


def block(data):
    """Return data behind their length."""
    return struct.pack(">I", len(data)) + data


def resource(number, data):
    return b"8BIM" + struct.pack(">H", number) + bytes(2) + block(data) + bytes(len(data) % 2)


def layer(name, *, pascal="Layer", section=None, is_large=False):
    """Return the record of a layer without pixels."""
    coded = name.encode("utf-16-be")
    blocks = b"8BIMluni" + block(struct.pack(">I", len(coded) // 2) + coded)
    blocks += b"8BIMlsct" + block(struct.pack(">I", section)) if section is not None else b""
    plain = bytes([len(pascal)]) + pascal.encode("mac_roman")
    extra = bytes(8) + plain.ljust(-(-len(plain) // 4) * 4, b"\0") + blocks
    return bytes(16) + struct.pack(">H", 1) + bytes(10 if is_large else 6) + b"8BIMnorm" + bytes(4) + block(extra)


def layers(names, *, is_transparent=False, is_deep=False, is_large=False):
    """Return the section about layers, which a document of 16 bits keeps in another place."""
    long = ">Q" if is_large else ">I"
    records = [layer(name, is_large=is_large) for name in names]
    info = struct.pack(">h", -len(records) if is_transparent else len(records)) + b"".join(records)
    info += bytes(len(info) % 2)
    measured = struct.pack(long, len(info)) + info
    if not is_deep:
        return measured
    return struct.pack(long, 0) + block(b"") + b"8BIMLr16" + measured + bytes(-len(info) % 4)


def psd(planes, mode, *, compression=RAW, resources=b"", section=b"", palette=b"", is_large=False, bits=None):
    """Return a document of (C, H, W) planes as they are stored."""
    channels, height, width = planes.shape
    bits = bits or 8 * planes.itemsize
    header = struct.pack(">4sH6xHIIHH", b"8BPS", 2 if is_large else 1, channels, height, width, bits, mode)
    long = ">Q" if is_large else ">I"
    before = header + block(palette) + block(resources) + struct.pack(long, len(section)) + section
    return before + struct.pack(">H", compression) + compress(planes, compression, is_large)


def compress(planes, compression, is_large):
    if compression == DIFFERENCES:
        planes = np.diff(planes, axis=2, prepend=planes.dtype.type(0))
    stored = planes.astype(planes.dtype.newbyteorder(">"))
    if compression == PACKED:
        rows = [bytes(imagecodecs.packbits_encode(row.tobytes())) for plane in stored for row in plane]
        return struct.pack(f">{len(rows)}{'I' if is_large else 'H'}", *map(len, rows)) + b"".join(rows)
    return stored.tobytes() if compression == RAW else zlib.compress(stored.tobytes())


def planes(pixels):
    return np.ascontiguousarray(np.moveaxis(pixels, -1, 0)) if pixels.ndim == 3 else pixels[np.newaxis]

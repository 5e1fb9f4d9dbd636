"""Pictures as the bytes of a file, for tests."""

import io
import struct

import tifffile


def save_with_pillow(picture, format, **options):
    """Return the file that Pillow writes of its picture."""
    file = io.BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


def save_tiff(pixels, **options):
    """Return the file that tifffile writes of an array."""
    file = io.BytesIO()
    tifffile.imwrite(file, pixels, metadata=None, **options)
    return file.getvalue()


def write_tiff(strips, width, height, channels, *, photometric=2, compression=1, bits=8, rows=None, tags=None):
    """Return a little-endian TIFF file of these strips, true or not.

    `tags` are added or take the place of others: type and list of numbers by tag; a rational is two numbers.
    None leaves a tag out.
    """
    letters = {1: "B", 2: "B", 3: "H", 4: "I", 5: "I", 7: "B"}
    offsets = [8 + sum(map(len, strips[:index])) for index in range(len(strips))]
    layout = {
        256: (4, [width]),
        257: (4, [height]),
        258: (3, [bits] * channels),
        259: (3, [compression]),
        262: (3, [photometric]),
        273: (4, offsets),
        277: (3, [channels]),
        278: (4, [rows or height]),
        279: (4, [len(strip) for strip in strips]),
    }
    kept = {tag: field for tag, field in (layout | (tags or {})).items() if field is not None}
    start = 8 + sum(map(len, strips))
    entries, values, values_start = b"", b"", start + 6 + 12 * len(kept)
    for tag, (kind, numbers) in sorted(kept.items()):
        value = struct.pack(f"<{len(numbers)}{letters[kind]}", *numbers)
        inline = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack("<I", values_start + len(values))
        values += value if len(value) > 4 else b""
        entries += struct.pack("<HHI", tag, kind, len(numbers) // (2 if kind == 5 else 1)) + inline
    head = b"II*\0" + struct.pack("<I", start)
    return b"".join([head, *strips, struct.pack("<H", len(kept)), entries, bytes(4), values])

"""Boxes: the parts of JPEG 2000, JPEG XL, HEIC and AVIF files, each a length, a kind of four letters and a content."""

from collections.abc import Iterator

from restoration.imaging import exif

_MAX_BOXES = 10_000  # of one file or box


def iterate_boxes(data: bytes, start: int, stop: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield the kind of each box from `start` to `stop`, and where its content begins and ends."""
    for kind, first, end in iterate_stated_boxes(data, start, stop):
        yield kind, first, min(end, stop)


def iterate_stated_boxes(data: bytes, start: int, stop: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield the same, but where the content should end, which a file that was cut short lacks."""
    stop = min(stop, len(data))
    for _ in range(_MAX_BOXES):
        if start + 8 > stop:
            return
        length, head = int.from_bytes(data[start : start + 4], "big"), 8
        if length == 1:
            length, head = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        end = start + length if length else stop  # 0: to the end of the file
        if length and length < head:
            return
        yield data[start + 4 : start + 8], start + head, end
        start = end


def find_exif_block(content: bytes) -> bytes | None:
    """Return the EXIF block in the content of a box; None if there is none.

    The first 4 bytes say how many others stand before the block.
    """
    start = 4 + int.from_bytes(content[:4], "big")
    block = (content[start:] or content[4:]).removeprefix(b"Exif\0\0")
    return block if exif.byte_order(block) else None

"""The sizes that AV1 data announce for themselves: a decoder allocates them, whatever the boxes around the data say.

Source: AV1 Bitstream & Decoding Process Specification, version 1.0.0 with errata 1, 5.3 to 5.5.
"""

from collections.abc import Iterator

_SEQUENCE_HEADER = 1  # a kind of unit
_HEADER_BYTES = 256  # more than any sequence header has before its size
_MAX_UNITS = 10_000
_MAX_LEVEL_WITHOUT_TIER = 7


def iterate_coded_sizes(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the width and height in px of each sequence header among the units of a picture.

    Raises:
        ValueError: there are more units than any program writes.
    """
    place = 0
    for _ in range(_MAX_UNITS):
        if place >= len(data):
            return
        head = data[place]
        place += 2 if head & 4 else 1
        size, place = _read_size(data, place) if head & 2 else (len(data) - place, place)
        if head >> 3 & 15 == _SEQUENCE_HEADER:
            yield _read_sequence_size(data[place : place + min(size, _HEADER_BYTES)])
        place += size
    raise ValueError("there are more units than any program writes")


def _read_size(data: bytes, place: int) -> tuple[int, int]:
    """Return a number of which each byte but the last has its highest bit set, and where it ends."""
    number = 0
    for shift in range(0, 56, 7):
        byte = data[place] if place < len(data) else 0
        place += 1
        number |= (byte & 127) << shift
        if byte < 128:
            break
    return number, place


class Bits:
    """Reads numbers from the highest bit on; beyond the end there are zeros."""

    def __init__(self, data: bytes) -> None:
        """Read from the beginning."""
        self._number = int.from_bytes(data, "big")
        self._left = 8 * len(data)

    def take(self, bits: int) -> int:
        """Return the next number."""
        self._left -= bits
        number = self._number >> self._left if self._left >= 0 else self._number << -self._left
        return number & ((1 << bits) - 1)


def _read_sequence_size(header: bytes) -> tuple[int, int]:
    bits = Bits(header)
    bits.take(3 + 1)  # profile, and whether it is a still picture
    if bits.take(1):
        bits.take(5)  # level
    else:
        _skip_operating_points(bits)
    width_bits, height_bits = bits.take(4) + 1, bits.take(4) + 1
    return bits.take(width_bits) + 1, bits.take(height_bits) + 1


def _skip_operating_points(bits: Bits) -> None:
    delay_bits = _skip_timing(bits) if bits.take(1) else 0
    has_display_delays = bits.take(1)
    for _ in range(bits.take(5) + 1):
        bits.take(12)
        if bits.take(5) > _MAX_LEVEL_WITHOUT_TIER:
            bits.take(1)
        if delay_bits and bits.take(1):
            bits.take(2 * delay_bits + 1)
        if has_display_delays and bits.take(1):
            bits.take(4)


def _skip_timing(bits: Bits) -> int:
    """Return how many bits each delay of the decoder has, 0 if none are stated."""
    bits.take(32 + 32)
    if bits.take(1):
        zeros = 0
        while zeros < 32 and not bits.take(1):
            zeros += 1
        bits.take(zeros)
    if not bits.take(1):
        return 0
    delay_bits = bits.take(5) + 1
    bits.take(32 + 5 + 5)
    return delay_bits

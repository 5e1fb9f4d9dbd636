"""What HEVC data, of which HEIC pictures are made, announce for themselves: a decoder obeys them, not the boxes around.

Source: ITU-T H.265 (08/2021), 7.3.1 and 7.3.2.2 (units, sequences); ISO/IEC 14496-15:2019, 8.3.3.1 (configuration).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from restoration.imaging.av1_sizes import Bits
from restoration.imaging.byte_reader import ByteReader

_SEQUENCE = 33  # a kind of unit
_HEADER_BYTES = 512  # more than any sequence has before its depth
_MAX_UNITS = 10_000
_PROFILE_BITS, _LEVEL_BITS = 88, 8
_MOST_SUBLAYERS = 8
_FULL_CHROMA = 3
_LONGEST_NUMBER = 32  # zeros before a number of variable length


@dataclass(frozen=True, slots=True)
class HevcSequence:
    """What a sequence parameter set announces."""

    width: int  # px, before it is cropped
    height: int  # px
    bits: int  # of the luma


def read_configuration(configuration: bytes) -> tuple[int, list[HevcSequence]]:
    """Return the bits that the configuration of a decoder states, and the sequences in it.

    Raises:
        ValueError: it is cut short, or has more units than any program writes.
    """
    reader = ByteReader(configuration)
    reader.skip(17)
    bits = 8 + (reader.take_number(1) & 7)
    reader.skip(4)
    units = list[bytes]()
    for _ in range(reader.take_number(1)):
        reader.skip(1)
        for _ in range(reader.take_number(2)):
            units.append(reader.take(reader.take_number(2)))
            if len(units) > _MAX_UNITS:
                raise ValueError("there are more units than any program writes")
    return bits, [_read_sequence(unit) for unit in units if _is_sequence(unit)]


def iterate_coded_sequences(data: bytes) -> Iterator[HevcSequence]:
    """Yield the sequences among the units of a picture, each of which follows its length.

    Raises:
        ValueError: there are more units than any program writes.
    """
    place = 0
    for _ in range(_MAX_UNITS):
        if place + 4 > len(data):
            return
        size = int.from_bytes(data[place : place + 4], "big")
        unit = data[place + 4 : place + 4 + min(size, _HEADER_BYTES)]
        if _is_sequence(unit):
            yield _read_sequence(unit)
        place += 4 + size
    raise ValueError("there are more units than any program writes")


def _is_sequence(unit: bytes) -> bool:
    """Return whether a unit is a sequence of the first layer; decoders leave the others out."""
    return len(unit) > 2 and unit[0] >> 1 & 63 == _SEQUENCE and not (unit[0] & 1 or unit[1] >> 3)


def _read_sequence(unit: bytes) -> HevcSequence:
    bits = Bits(unit[2:_HEADER_BYTES].replace(b"\0\0\3", b"\0\0"))  # no three bytes look like the start of a unit
    bits.take(4)
    _skip_profiles(bits, bits.take(3))
    _take_number(bits)
    if _take_number(bits) == _FULL_CHROMA:
        bits.take(1)
    width, height = _take_number(bits), _take_number(bits)
    if bits.take(1):
        for _ in range(4):  # what is cropped on each side
            _take_number(bits)
    return HevcSequence(width, height, 8 + _take_number(bits))


def _skip_profiles(bits: Bits, sublayers: int) -> None:
    bits.take(1 + _PROFILE_BITS + _LEVEL_BITS)
    present = [(bits.take(1), bits.take(1)) for _ in range(sublayers)]
    bits.take(2 * (_MOST_SUBLAYERS - sublayers) if sublayers else 0)
    for has_profile, has_level in present:
        bits.take(has_profile * _PROFILE_BITS + has_level * _LEVEL_BITS)


def _take_number(bits: Bits) -> int:
    """Return a number before which stand as many zeros as it has bits behind its first one."""
    zeros = 0
    while not bits.take(1):
        zeros += 1
        if zeros > _LONGEST_NUMBER:
            raise ValueError("a number is too large")
    return (1 << zeros | bits.take(zeros)) - 1

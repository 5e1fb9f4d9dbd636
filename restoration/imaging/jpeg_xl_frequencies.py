"""How often symbols occur in a JPEG XL codestream, for asymmetric numeral systems, and the table that decodes them.

Source: ISO/IEC 18181-1:2024, annex C (entropy decoding).
"""

from restoration.imaging.jpeg_xl_header import BitReader
from restoration.imaging.jpeg_xl_prefix_codes import FixedCode, take_fixed

TABLE_BITS = 12  # of the state of an asymmetric numeral system that say the symbol
TABLE_SIZE = 1 << TABLE_BITS

Slots = list[tuple[int, int, int]]
"""Symbol, offset and frequency, by the lower bits of the state."""

# The code for the magnitudes of frequencies.
_MAGNITUDES: FixedCode = (
    *((3, 0b000, 10), (3, 0b010, 7), (3, 0b100, 6), (3, 0b101, 8), (3, 0b110, 9)),
    *((4, 0b0011, 3), (4, 0b0111, 5), (4, 0b1001, 4), (4, 0b1011, 1), (4, 0b1111, 2)),
    *((5, 0b10001, 0), (6, 0b100001, 11), (7, 0b0000001, 12), (7, 0b1000001, 13)),
)
_RUN = 12  # a magnitude that says: several frequencies are as the one before


def read_frequencies(reader: BitReader) -> list[int]:
    """Return how often each symbol occurs among 4096; raise `ValueError` or `LookupError` if they are damaged."""
    if reader.take_flag():
        symbols = [reader.take_sized(3) for _ in range(1 + reader.take(1))]
        first = reader.take(TABLE_BITS) if len(symbols) == 2 else TABLE_SIZE
        frequencies = [0] * (1 + max(symbols))
        frequencies[symbols[-1]] = TABLE_SIZE - first
        frequencies[symbols[0]] += first
        return frequencies
    if reader.take_flag():
        count = 1 + reader.take_sized(3)
        return [TABLE_SIZE // count + (symbol < TABLE_SIZE % count) for symbol in range(count)]
    return _read_varied_frequencies(reader)


def _read_varied_frequencies(reader: BitReader) -> list[int]:
    steps = 0
    while steps < 3 and reader.take_flag():
        steps += 1
    precision = (reader.take(steps) | 1 << steps) - 1
    size = 3 + reader.take_sized(3)
    magnitudes, runs = _read_magnitudes(reader, size)
    omitted = magnitudes.index(max(magnitudes))  # what is left of 4096
    frequencies = [0] * size
    symbol = 0
    while symbol < size:
        if symbol in runs:
            frequencies[symbol : symbol + runs[symbol]] = [frequencies[symbol - 1] if symbol else 0] * runs[symbol]
            symbol += runs[symbol]
            continue
        if symbol != omitted and magnitudes[symbol] >= 0:
            frequencies[symbol] = _read_frequency(reader, magnitudes[symbol], precision)
        symbol += 1
    frequencies[omitted] = TABLE_SIZE - sum(frequencies[:size])
    if frequencies[omitted] <= 0 or magnitudes[omitted] < 0 or omitted + 1 in runs:
        raise ValueError("frequencies are damaged")
    return frequencies[:size]


def _read_magnitudes(reader: BitReader, size: int) -> tuple[list[int], dict[int, int]]:
    """Return the bits of each frequency, -1 for one of 0, and how many repeat the one before, by the first of them."""
    magnitudes, runs = list[int](), dict[int, int]()
    while len(magnitudes) < size:
        magnitude = take_fixed(reader, _MAGNITUDES) - 1
        if magnitude == _RUN:
            runs[len(magnitudes)] = 4 + reader.take_sized(3)
            magnitudes += [-1] * runs[len(magnitudes)]
        else:
            magnitudes.append(magnitude)
    return magnitudes[:size], runs


def _read_frequency(reader: BitReader, magnitude: int, precision: int) -> int:
    bits = max(0, min(magnitude, precision - (TABLE_BITS - magnitude >> 1)))
    if not precision:
        bits = 0
    return (1 << magnitude) + (reader.take(bits) << (magnitude - bits))


def make_slots(frequencies: list[int], symbol_bits: int) -> Slots:
    """Return symbol, offset and frequency for each of 4096 slots, by the alias method.

    Each symbol has a bucket of equal size. What overflows one is put on top of others that are not full.

    Args:
        frequencies: of each symbol, 4096 in all.
        symbol_bits: of the largest symbol that there may be.

    Raises:
        ValueError, LookupError: the frequencies are damaged.
    """
    buckets = 1 << symbol_bits
    if len(frequencies) > buckets:
        raise ValueError("there are more symbols than announced")
    frequencies = frequencies + [0] * (buckets - len(frequencies))
    if TABLE_SIZE in frequencies:
        return [(frequencies.index(TABLE_SIZE), slot, TABLE_SIZE) for slot in range(TABLE_SIZE)]
    size = TABLE_SIZE >> symbol_bits
    filled, guests, offsets = list(frequencies), list(range(buckets)), [0] * buckets
    full = [symbol for symbol in range(buckets) if filled[symbol] > size]
    free = [symbol for symbol in range(buckets) if filled[symbol] < size]
    while full:
        giver, taker = full.pop(), free.pop()
        filled[giver] -= size - filled[taker]
        guests[taker], offsets[taker] = giver, filled[giver]
        if filled[giver] != size:
            (full if filled[giver] > size else free).append(giver)
    slots = Slots()
    for bucket in range(buckets):
        own, guest = filled[bucket], guests[bucket]
        slots += [(bucket, place, frequencies[bucket]) for place in range(own)]
        slots += [(guest, offsets[bucket] + place, frequencies[guest]) for place in range(size - own)]
    return slots

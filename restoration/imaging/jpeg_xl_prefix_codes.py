"""Prefix codes of a JPEG XL codestream: the more often a symbol occurs, the fewer bits stand for it.

Source: ISO/IEC 18181-1:2024, annex C (entropy decoding).
"""

from restoration.imaging.jpeg_xl_header import BitReader

LONGEST = 15  # bits, of a code

Code = list[tuple[int, int]]
"""Length of a code and its symbol, by the next bits of the stream."""

FixedCode = tuple[tuple[int, int, int], ...]
"""Length of each code, its bits, and its symbol."""

_LENGTHS: FixedCode = ((2, 0b00, 0), (2, 0b01, 4), (2, 0b10, 3), (3, 0b011, 2), (4, 0b0111, 1), (4, 0b1111, 5))
_LENGTHS_ORDER = (1, 2, 3, 4, 0, 5, 17, 6, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15)
_REPEAT_LENGTH = 16  # the symbol that repeats the length before; the next one repeats 0


def read_code(reader: BitReader, size: int) -> Code:
    """Return a prefix code for symbols below `size`.

    Raises:
        ValueError, LookupError: the codestream is damaged.
    """
    if size == 1:
        return [(0, 0)]
    kind = reader.take(2)
    if kind == 1:
        return _read_simple_code(reader, (size - 1).bit_length())
    lengths_of_lengths, space = [0] * len(_LENGTHS_ORDER), 32
    for symbol in _LENGTHS_ORDER[kind:]:
        if space <= 0:
            break
        length = take_fixed(reader, _LENGTHS)
        lengths_of_lengths[symbol] = length
        space -= 32 >> length if length else 0
    return _make_code(_read_lengths(reader, _make_code(lengths_of_lengths), size))


def _read_simple_code(reader: BitReader, symbol_bits: int) -> Code:
    """Return a code of up to four symbols, which are named."""
    symbols = [reader.take(symbol_bits) for _ in range(1 + reader.take(2))]
    if len(set(symbols)) < len(symbols):
        raise ValueError("a code names a symbol twice")
    lengths = {1: [0], 2: [1, 1], 3: [1, 2, 2], 4: [2, 2, 2, 2]}[len(symbols)]
    if len(symbols) == 4 and reader.take_flag():
        lengths = [1, 2, 3, 3]
    if len(symbols) == 1:
        return [(0, symbols[0])]
    by_symbol = [0] * (1 + max(symbols))
    for symbol, length in zip(symbols, lengths, strict=True):
        by_symbol[symbol] = length
    return _make_code(by_symbol)


def _read_lengths(reader: BitReader, code: Code, size: int) -> list[int]:
    """Return the length of the code of each symbol."""
    lengths = list[int]()
    space, before = 1 << LONGEST, 8
    repeated, count = -1, 0  # what the run repeats, and how often so far
    while len(lengths) < size and space > 0:
        bits, symbol = code[reader.peek(len(code).bit_length() - 1)]
        reader.take(bits)
        if symbol < _REPEAT_LENGTH:
            lengths.append(symbol)
            repeated = -1
            if symbol:
                before = symbol
                space -= 1 << LONGEST >> symbol
            continue
        length, extra_bits = (before, 2) if symbol == _REPEAT_LENGTH else (0, 3)
        old = count if length == repeated else 0
        count = (old - 2 << extra_bits if old else 0) + reader.take(extra_bits) + 3
        repeated = length
        lengths += [length] * (count - old)
        space -= (count - old) << LONGEST >> length if length else 0
    if space or len(lengths) > size:
        raise ValueError("a code is damaged")
    return lengths


def _make_code(lengths: list[int]) -> Code:
    """Return the prefix code in which each symbol has a code of this length, 0 for none."""
    used = [symbol for symbol, length in enumerate(lengths) if length]
    if not used:
        raise ValueError("a code is empty")
    if len(used) == 1:
        return [(0, used[0])]
    longest = max(lengths)
    code = [(0, 0)] * (1 << longest)
    place = 0
    for symbol in sorted(used, key=lambda symbol: lengths[symbol]):
        length = lengths[symbol]
        first = int(f"{place >> (longest - length):0{length}b}"[::-1], 2)  # the bits of a code come in reverse
        code[first :: 1 << length] = [(length, symbol)] * (1 << (longest - length))
        place += 1 << (longest - length)
        if place > 1 << longest:
            raise ValueError("a code is damaged")
    if place < 1 << longest:
        raise ValueError("a code is damaged")
    return code


def take_fixed(reader: BitReader, code: FixedCode) -> int:
    """Return the next symbol of a fixed code; raise `ValueError` if there is none with these bits."""
    for length, bits, symbol in code:
        if reader.peek(length) == bits:
            reader.take(length)
            return symbol
    raise ValueError("a code is damaged")

"""Numbers that a JPEG XL codestream stores by entropy coding, by prefix codes or by asymmetric numeral systems.

imagecodecs decodes the pixels, but hands over no colour profile: its bytes are such numbers.

Source: ISO/IEC 18181-1:2024, annex C (entropy decoding).
"""

from restoration.imaging.jpeg_xl_frequencies import TABLE_BITS, TABLE_SIZE, Slots, make_slots, read_frequencies
from restoration.imaging.jpeg_xl_header import BitReader
from restoration.imaging.jpeg_xl_prefix_codes import LONGEST, Code, read_code

_STATE_BITS = 32  # of an asymmetric numeral system
_FINAL_STATE = 0x13 << 16  # where every sound stream ends
_MAX_CLUSTERS = 256
_MAX_NUMBER_BITS = 30
_WINDOW = 1 << 20  # numbers that may be repeated
_NEVER = 1 << 20  # beyond every symbol

_Split = tuple[int, int, int]  # how numbers are divided into symbols and bare bits: exponent, upper and lower bits


class NumberReader:
    """Reads one number after the other; each context has its own statistics, or shares them with others."""

    def __init__(self, reader: BitReader, contexts: int, *, may_repeat: bool = True) -> None:
        """Read how the numbers of this number of contexts are coded.

        Raises:
            ValueError, LookupError: the codestream is damaged.
        """
        self._reader = reader
        self._first_repeat, self._least_length, self._length_split = _NEVER, 0, (0, 0, 0)
        if reader.take_flag():
            if not may_repeat:
                raise ValueError("a map of contexts that repeats itself")
            self._first_repeat = reader.take_choice(((0, 224), (0, 512), (0, 4096), (15, 8)))
            self._least_length = reader.take_choice(((0, 3), (0, 4), (2, 5), (8, 9)))
            self._length_split = _read_split(reader, 8)
            contexts += 1  # the last one is for distances
        self._clusters = _read_clusters(reader, contexts)
        self._earlier: list[int] = []
        self._unrepeated = 0
        self._distance = 0
        self._read_codes(max(self._clusters) + 1)

    def _read_codes(self, clusters: int) -> None:
        reader = self._reader
        has_prefixes = reader.take_flag()
        symbol_bits = LONGEST if has_prefixes else 5 + reader.take(2)
        self._splits = [_read_split(reader, symbol_bits) for _ in range(clusters)]
        self._codes: list[Code] = []
        self._slots: list[Slots] = []
        if has_prefixes:
            sizes = [1 + reader.take_sized(4) for _ in range(clusters)]
            self._codes = [read_code(reader, size) for size in sizes]
        else:
            self._slots = [make_slots(read_frequencies(reader), symbol_bits) for _ in range(clusters)]
        self._state = _FINAL_STATE if has_prefixes else reader.take(_STATE_BITS)

    def take(self, context: int) -> int:
        """Return the next number."""
        if not self._unrepeated:
            cluster = self._clusters[context]
            symbol = self._take_symbol(cluster)
            if symbol < self._first_repeat:
                number = self._take_rest(symbol, self._splits[cluster])
                self._earlier.append(number)
                return number
            self._begin_repetition(symbol)
        self._unrepeated -= 1
        number = self._earlier[-self._distance] if self._distance else 0
        self._earlier.append(number)
        return number

    def check_end(self) -> None:
        """Raise `ValueError` if the numbers do not end as they should."""
        self._reader.check_end()
        if self._state != _FINAL_STATE:
            raise ValueError("the numbers are damaged")

    def _begin_repetition(self, symbol: int) -> None:
        length = self._take_rest(symbol - self._first_repeat, self._length_split)
        cluster = self._clusters[-1]
        distance = 1 + self._take_rest(self._take_symbol(cluster), self._splits[cluster])
        self._unrepeated = length + self._least_length
        self._distance = min(distance, len(self._earlier), _WINDOW)

    def _take_symbol(self, cluster: int) -> int:
        reader = self._reader
        if self._codes:
            code = self._codes[cluster]
            length, symbol = code[reader.peek(len(code).bit_length() - 1)]
            reader.position += length
            return symbol
        symbol, offset, frequency = self._slots[cluster][self._state & (TABLE_SIZE - 1)]
        state = frequency * (self._state >> TABLE_BITS) + offset
        if state < 1 << 16:
            state = state << 16 | reader.peek(16)
            reader.position += 16
        self._state = state
        return symbol

    def _take_rest(self, symbol: int, split: _Split) -> int:
        """Return the number of which the symbol says the magnitude, and the next bits the rest."""
        exponent, upper, lower = split
        if symbol < 1 << exponent:
            return symbol
        bits = exponent - upper - lower + ((symbol - (1 << exponent)) >> (upper + lower))
        if bits > _MAX_NUMBER_BITS:
            raise ValueError("a number is too large")
        rest = self._reader.peek(bits)
        self._reader.position += bits
        head = 1 << upper | symbol >> lower & ((1 << upper) - 1)
        return (head << bits | rest) << lower | symbol & ((1 << lower) - 1)


def _read_split(reader: BitReader, symbol_bits: int) -> _Split:
    exponent = reader.take(symbol_bits.bit_length())
    if exponent == symbol_bits:
        return exponent, 0, 0
    upper = reader.take(exponent.bit_length())
    if upper > exponent:
        raise ValueError("a code is damaged")
    lower = reader.take((exponent - upper).bit_length())
    if upper + lower > exponent:
        raise ValueError("a code is damaged")
    return exponent, upper, lower


def _read_clusters(reader: BitReader, contexts: int) -> list[int]:
    """Return which statistics each context uses."""
    if contexts == 1:
        return [0]
    if reader.take_flag():
        bits = reader.take(2)
        return [reader.take(bits) for _ in range(contexts)]
    moves_to_front = reader.take_flag()
    numbers = NumberReader(reader, 1, may_repeat=contexts > 2)
    clusters = [numbers.take(0) for _ in range(contexts)]
    numbers.check_end()
    if max(clusters) >= _MAX_CLUSTERS:
        raise ValueError("a map of contexts is damaged")
    return _undo_move_to_front(clusters) if moves_to_front else clusters


def _undo_move_to_front(places: list[int]) -> list[int]:
    order = list(range(_MAX_CLUSTERS))
    values = []
    for place in places:
        values.append(order[place])
        order.insert(0, order.pop(place))
    return values

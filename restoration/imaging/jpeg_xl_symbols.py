"""Numbers that a JPEG XL codestream stores by entropy coding, by prefix codes or by asymmetric numeral systems.

imagecodecs decodes the pixels, but hands over no colour profile: its bytes are such numbers.

Source: ISO/IEC 18181-1:2024, annex C (entropy decoding).
"""

from restoration.imaging.jpeg_xl_header import BitReader

_STATE_BITS, _TABLE_BITS = 32, 12  # of an asymmetric numeral system
_TABLE_SIZE = 1 << _TABLE_BITS
_FINAL_STATE = 0x13 << 16  # where every sound stream ends
_PREFIX_BITS = 15  # of the longest code
_MAX_CLUSTERS = 256
_MAX_NUMBER_BITS = 30
_WINDOW = 1 << 20  # numbers that may be repeated
_NEVER = 1 << 20  # beyond every symbol

_Split = tuple[int, int, int]  # how numbers are divided into symbols and bare bits: exponent, upper and lower bits
_Code = list[tuple[int, int]]  # length of a code and its symbol, by the next bits of the stream
_Slots = list[tuple[int, int, int]]  # symbol, offset and frequency, by the lower bits of the state

# The code for the magnitudes of frequencies: length, bits and meaning.
_MAGNITUDES = (
    *((3, 0b000, 10), (3, 0b010, 7), (3, 0b100, 6), (3, 0b101, 8), (3, 0b110, 9)),
    *((4, 0b0011, 3), (4, 0b0111, 5), (4, 0b1001, 4), (4, 0b1011, 1), (4, 0b1111, 2)),
    *((5, 0b10001, 0), (6, 0b100001, 11), (7, 0b0000001, 12), (7, 0b1000001, 13)),
)
_RUN = 12  # a magnitude that says: several frequencies are as the one before

_LENGTHS = ((2, 0b00, 0), (2, 0b01, 4), (2, 0b10, 3), (3, 0b011, 2), (4, 0b0111, 1), (4, 0b1111, 5))
_LENGTHS_ORDER = (1, 2, 3, 4, 0, 5, 17, 6, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15)
_REPEAT_LENGTH = 16  # the symbol that repeats the length before; the next one repeats 0


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
        symbol_bits = _PREFIX_BITS if has_prefixes else 5 + reader.take(2)
        self._splits = [_read_split(reader, symbol_bits) for _ in range(clusters)]
        self._codes: list[_Code] = []
        self._slots: list[_Slots] = []
        if has_prefixes:
            sizes = [1 + _take_size(reader, 4) for _ in range(clusters)]
            self._codes = [_read_code(reader, size) for size in sizes]
        else:
            self._slots = [_spread(_read_frequencies(reader), symbol_bits) for _ in range(clusters)]
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
        symbol, offset, frequency = self._slots[cluster][self._state & (_TABLE_SIZE - 1)]
        state = frequency * (self._state >> _TABLE_BITS) + offset
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


def _take_size(reader: BitReader, bits: int) -> int:
    """Return a number of which the first `bits` bits, if there are any, say how many follow."""
    if not reader.take_flag():
        return 0
    count = reader.take(bits)
    return (1 << count) + reader.take(count)


def _read_code(reader: BitReader, size: int) -> _Code:
    """Return a prefix code for symbols below `size`."""
    if size == 1:
        return [(0, 0)]
    kind = reader.take(2)
    if kind == 1:
        return _read_simple_code(reader, (size - 1).bit_length())
    lengths_of_lengths, space = [0] * len(_LENGTHS_ORDER), 32
    for symbol in _LENGTHS_ORDER[kind:]:
        if space <= 0:
            break
        length = _take_from(reader, _LENGTHS)
        lengths_of_lengths[symbol] = length
        space -= 32 >> length if length else 0
    return _make_code(_read_lengths(reader, _make_code(lengths_of_lengths), size))


def _read_simple_code(reader: BitReader, symbol_bits: int) -> _Code:
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


def _read_lengths(reader: BitReader, code: _Code, size: int) -> list[int]:
    """Return the length of the code of each symbol."""
    lengths = list[int]()
    space, before = 1 << _PREFIX_BITS, 8
    repeated, count = -1, 0  # what the run repeats, and how often so far
    while len(lengths) < size and space > 0:
        bits, symbol = code[reader.peek(len(code).bit_length() - 1)]
        reader.take(bits)
        if symbol < _REPEAT_LENGTH:
            lengths.append(symbol)
            repeated = -1
            if symbol:
                before = symbol
                space -= 1 << _PREFIX_BITS >> symbol
            continue
        length, extra_bits = (before, 2) if symbol == _REPEAT_LENGTH else (0, 3)
        old = count if length == repeated else 0
        count = (old - 2 << extra_bits if old else 0) + reader.take(extra_bits) + 3
        repeated = length
        lengths += [length] * (count - old)
        space -= (count - old) << _PREFIX_BITS >> length if length else 0
    if space or len(lengths) > size:
        raise ValueError("a code is damaged")
    return lengths


def _make_code(lengths: list[int]) -> _Code:
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


def _take_from(reader: BitReader, code: tuple[tuple[int, int, int], ...]) -> int:
    """Return the next symbol of a fixed code."""
    for length, bits, symbol in code:
        if reader.peek(length) == bits:
            reader.take(length)
            return symbol
    raise ValueError("a code is damaged")


def _read_frequencies(reader: BitReader) -> list[int]:
    """Return how often each symbol occurs among 4096."""
    if reader.take_flag():
        symbols = [_take_size(reader, 3) for _ in range(1 + reader.take(1))]
        first = reader.take(_TABLE_BITS) if len(symbols) == 2 else _TABLE_SIZE
        frequencies = [0] * (1 + max(symbols))
        frequencies[symbols[-1]] = _TABLE_SIZE - first
        frequencies[symbols[0]] += first
        return frequencies
    if reader.take_flag():
        count = 1 + _take_size(reader, 3)
        return [_TABLE_SIZE // count + (symbol < _TABLE_SIZE % count) for symbol in range(count)]
    return _read_varied_frequencies(reader)


def _read_varied_frequencies(reader: BitReader) -> list[int]:
    steps = 0
    while steps < 3 and reader.take_flag():
        steps += 1
    precision = (reader.take(steps) | 1 << steps) - 1
    size = 3 + _take_size(reader, 3)
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
    frequencies[omitted] = _TABLE_SIZE - sum(frequencies[:size])
    if frequencies[omitted] <= 0 or magnitudes[omitted] < 0 or omitted + 1 in runs:
        raise ValueError("frequencies are damaged")
    return frequencies[:size]


def _read_magnitudes(reader: BitReader, size: int) -> tuple[list[int], dict[int, int]]:
    """Return the bits of each frequency, -1 for one of 0, and how many repeat the one before, by the first of them."""
    magnitudes, runs = list[int](), dict[int, int]()
    while len(magnitudes) < size:
        magnitude = _take_from(reader, _MAGNITUDES) - 1
        if magnitude == _RUN:
            runs[len(magnitudes)] = 4 + _take_size(reader, 3)
            magnitudes += [-1] * runs[len(magnitudes)]
        else:
            magnitudes.append(magnitude)
    return magnitudes[:size], runs


def _read_frequency(reader: BitReader, magnitude: int, precision: int) -> int:
    bits = max(0, min(magnitude, precision - (_TABLE_BITS - magnitude >> 1)))
    if not precision:
        bits = 0
    return (1 << magnitude) + (reader.take(bits) << (magnitude - bits))


def _spread(frequencies: list[int], symbol_bits: int) -> _Slots:
    """Return symbol, offset and frequency for each of 4096 slots, by the alias method.

    Each symbol has a bucket of equal size. What overflows one is put on top of others that are not full.
    """
    buckets = 1 << symbol_bits
    if len(frequencies) > buckets:
        raise ValueError("there are more symbols than announced")
    frequencies = frequencies + [0] * (buckets - len(frequencies))
    if _TABLE_SIZE in frequencies:
        return [(frequencies.index(_TABLE_SIZE), slot, _TABLE_SIZE) for slot in range(_TABLE_SIZE)]
    size = _TABLE_SIZE >> symbol_bits
    filled, guests, offsets = list(frequencies), list(range(buckets)), [0] * buckets
    full = [symbol for symbol in range(buckets) if filled[symbol] > size]
    free = [symbol for symbol in range(buckets) if filled[symbol] < size]
    while full:
        giver, taker = full.pop(), free.pop()
        filled[giver] -= size - filled[taker]
        guests[taker], offsets[taker] = giver, filled[giver]
        if filled[giver] != size:
            (full if filled[giver] > size else free).append(giver)
    slots = _Slots()
    for bucket in range(buckets):
        own, guest = filled[bucket], guests[bucket]
        slots += [(bucket, place, frequencies[bucket]) for place in range(own)]
        slots += [(guest, offsets[bucket] + place, frequencies[guest]) for place in range(size - own)]
    return slots

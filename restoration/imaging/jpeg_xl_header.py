"""The header of a JPEG XL codestream: size, channels and colours, read bit by bit before anything is decoded.

Source: ISO/IEC 18181-1:2024, annexes B (numbers) and D (headers).
"""

from dataclasses import dataclass

from restoration.errors import BadImage
from restoration.imaging.stated_colours import PRIMARIES, StatedColours, stated_with_curve, stated_with_power

_SIGNATURE_BITS = 16
_RATIOS = {1: (1, 1), 2: (12, 10), 3: (4, 3), 4: (3, 2), 5: (16, 9), 6: (5, 4), 7: (2, 1)}  # width to height
_MAX_EXTRA_CHANNELS = 16
_LAST_UPRIGHT = 4  # EXIF orientation; beyond it, rows and columns change places

# Four ways to store a number, of which a file chooses one: the bits that follow, and what is added to them.
_Choices = tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]
_ENUM: _Choices = ((0, 0), (0, 1), (4, 2), (6, 18))
_SIDE: _Choices = ((9, 1), (13, 1), (18, 1), (30, 1))
_PREVIEW_SIDE: _Choices = ((6, 1), (8, 65), (10, 321), (12, 1345))
_PREVIEW_BLOCKS: _Choices = ((0, 16), (0, 32), (5, 1), (9, 33))
_BITS: _Choices = ((0, 8), (0, 10), (0, 12), (6, 1))
_FLOAT_BITS: _Choices = ((0, 32), (0, 16), (0, 24), (6, 1))
_EXTRA_CHANNELS: _Choices = ((0, 0), (0, 1), (4, 2), (12, 1))
_COORDINATE: _Choices = ((19, 0), (19, 1 << 19), (20, 1 << 20), (21, 1 << 21))

_GREY, _XYB = 1, 2  # colour spaces
_ALPHA, _SPOT_COLOUR, BLACK, _SENSOR = 0, 2, 4, 5  # kinds of extra channels
_CUSTOM = 2  # primaries or white
_WHITES = {1: (0.3127, 0.3290), 10: (1 / 3, 1 / 3), 11: (0.314, 0.351)}  # by their numbers in ITU-T H.273
_SRGB = StatedColours(PRIMARIES[1][0], _WHITES[1], gamma=2.2)
_WEIGHTS = (15, 55, 210)  # numbers in three tables


class BitReader:
    """Reads numbers from the lowest bit of each byte on."""

    def __init__(self, data: bytes, position: int = 0) -> None:
        self._data = data
        self.position = position  # bits

    def peek(self, bits: int) -> int:
        """Return the next number without moving on; beyond the end there are zeros."""
        start, stop = self.position >> 3, (self.position + bits + 7) >> 3
        return int.from_bytes(self._data[start:stop], "little") >> (self.position & 7) & ((1 << bits) - 1)

    def take(self, bits: int) -> int:
        """Return the next number; raise `ValueError` if it reaches beyond the end."""
        number = self.peek(bits)
        self.skip(bits)
        return number

    def skip(self, bits: int) -> None:
        """Move on by any number of bits, which `take` would make a number of; raise as it does."""
        self.position += bits
        self.check_end()

    def check_end(self) -> None:
        """Raise `ValueError` if more was read than there is."""
        if self.position > 8 * len(self._data):
            raise ValueError("the codestream is cut short")

    def take_flag(self) -> bool:
        """Return whether the next bit is set."""
        return self.take(1) == 1

    def take_choice(self, choices: _Choices) -> int:
        """Return the next number, which is stored in one of four ways."""
        bits, least = choices[self.take(2)]
        return least + self.take(bits)

    def take_sized(self, bits: int) -> int:
        """Return the next number: of its first `bits` bits, if there are any, the value says how many follow."""
        if not self.take_flag():
            return 0
        count = self.take(bits)
        return (1 << count) + self.take(count)

    def take_long(self) -> int:
        """Return the next number of up to 64 bits."""
        kind = self.take(2)
        if kind < 3:
            return (0, 1, 17)[kind] + self.take((0, 4, 8)[kind])
        number, shift = self.take(12), 12
        while self.take_flag():
            number |= self.take(8 if shift < 60 else 4) << shift
            shift += 8
            if shift > 60:
                break
        return number


@dataclass(frozen=True, slots=True)
class JxlHeader:
    """What the header of a codestream announces."""

    width: int  # px, of the upright picture
    height: int  # px
    end: int  # bits: where the profile begins, or the picture
    bits: int = 8  # of a channel
    is_float: bool = False
    is_grey: bool = False
    extra_channels: tuple[int, ...] = ()  # kinds of the channels beside the colours
    has_multiplied_alpha: bool = False  # the colours were multiplied by their transparency
    is_animated: bool = False
    is_xyb: bool = True  # the colours are stored in a space of the format's own
    colours: StatedColours | None = _SRGB  # None: a profile says it, or no simple profile can
    has_profile: bool = False
    colours_place: tuple[int, int] = (0, 0)  # bits: where colours are stated

    @property
    def has_only_colours(self) -> bool:
        """Whether all channels are colours or transparency."""
        return set(self.extra_channels) <= {_ALPHA, _SPOT_COLOUR}

    @property
    def has_alpha(self) -> bool:
        """Whether one of the channels is transparency."""
        return _ALPHA in self.extra_channels


def read_header(codestream: bytes) -> JxlHeader:
    """Return what the header of a codestream announces.

    Raises:
        BadImage: it has more channels than any program writes, or colours of a kind that no program writes.
        ValueError, LookupError: it is damaged or cut short.
    """
    reader = BitReader(codestream, _SIGNATURE_BITS)
    width, height = _read_size(reader)
    if reader.take_flag():  # everything else is as usual
        _skip_transforms(reader, is_xyb=True)
        return JxlHeader(width, height, reader.position)
    has_more = reader.take_flag()
    orientation, is_animated = _read_more(reader) if has_more else (1, False)
    bits, is_float = _read_bits(reader)
    reader.take_flag()  # whether 16 bits are enough to compute with
    channels = _read_extra_channels(reader)
    is_xyb = reader.take_flag()
    colours_start = reader.position
    is_grey, has_profile, colours = _read_colours(reader)
    colours_place = colours_start, reader.position
    if has_more:
        _skip_tone_mapping(reader)
    _skip_extensions(reader)
    _skip_transforms(reader, is_xyb=is_xyb)
    if orientation > _LAST_UPRIGHT:
        width, height = height, width
    return JxlHeader(
        width,
        height,
        reader.position,
        bits,
        is_float,
        is_grey,
        extra_channels=tuple(kind for kind, _ in channels),
        has_multiplied_alpha=next((is_multiplied for kind, is_multiplied in channels if kind == _ALPHA), False),
        is_animated=is_animated,
        is_xyb=is_xyb,
        colours=colours,
        has_profile=has_profile,
        colours_place=colours_place,
    )


def _read_size(reader: BitReader) -> tuple[int, int]:
    """Return width and height in px, as stored."""
    in_blocks = reader.take_flag()
    height = 8 * (reader.take(5) + 1) if in_blocks else reader.take_choice(_SIDE)
    ratio = reader.take(3)
    if ratio:
        across, down = _RATIOS[ratio]
        return height * across // down, height
    return 8 * (reader.take(5) + 1) if in_blocks else reader.take_choice(_SIDE), height


def _read_more(reader: BitReader) -> tuple[int, bool]:
    """Return the orientation, 1..8 as in EXIF, and whether the picture is animated."""
    orientation = 1 + reader.take(3)
    if reader.take_flag():
        _read_size(reader)  # at which it should be shown
    if reader.take_flag():
        _skip_preview_size(reader)
    is_animated = reader.take_flag()
    if is_animated:
        reader.take_choice(((0, 100), (0, 1000), (10, 1), (30, 1)))  # units per second
        reader.take_choice(((0, 1), (0, 1001), (8, 1), (10, 1)))
        reader.take_choice(((0, 0), (3, 0), (16, 0), (32, 0)))  # repetitions
        reader.take_flag()  # time codes
    return orientation, is_animated


def _skip_preview_size(reader: BitReader) -> None:
    choices = _PREVIEW_BLOCKS if reader.take_flag() else _PREVIEW_SIDE
    reader.take_choice(choices)
    if not reader.take(3):
        reader.take_choice(choices)


def _read_bits(reader: BitReader) -> tuple[int, bool]:
    """Return the bits of a channel, and whether they are floating-point numbers."""
    if not reader.take_flag():
        return reader.take_choice(_BITS), False
    bits = reader.take_choice(_FLOAT_BITS)
    reader.take(4)  # bits of the exponent
    return bits, True


def _read_extra_channels(reader: BitReader) -> list[tuple[int, bool]]:
    """Return the kind of each extra channel, and whether the colours were multiplied by it."""
    count = reader.take_choice(_EXTRA_CHANNELS)
    if count > _MAX_EXTRA_CHANNELS:
        raise BadImage(f"The JPEG XL file has {count} channels beside its colours.", hint="Export it as TIFF or PNG.")
    return [_read_extra_channel(reader) for _ in range(count)]


def _read_extra_channel(reader: BitReader) -> tuple[int, bool]:
    if reader.take_flag():
        return _ALPHA, False
    kind = reader.take_choice(_ENUM)
    _read_bits(reader)
    reader.take_choice(((0, 0), (0, 3), (0, 4), (3, 1)))  # how much smaller it is
    reader.take(8 * reader.take_choice(((0, 0), (4, 0), (5, 16), (10, 48))))  # its name
    is_multiplied = kind == _ALPHA and reader.take_flag()
    if kind == _SPOT_COLOUR:
        reader.take(4 * 16)
    if kind == _SENSOR:
        reader.take_choice(((0, 1), (2, 0), (4, 3), (8, 19)))
    return kind, is_multiplied


def _read_colours(reader: BitReader) -> tuple[bool, bool, StatedColours | None]:
    """Return whether there is one channel, whether a profile follows, and what is stated otherwise."""
    if reader.take_flag():
        return False, False, _SRGB
    has_profile, space = reader.take_flag(), reader.take_choice(_ENUM)
    if space == _XYB:
        raise BadImage("The JPEG XL file has colours of a kind that cannot be read.", hint="Export it as TIFF or PNG.")
    is_grey = space == _GREY
    if has_profile:
        return is_grey, True, None
    number = reader.take_choice(_ENUM)
    white = _read_point(reader) if number == _CUSTOM else _WHITES[number]
    number = 1 if is_grey else reader.take_choice(_ENUM)
    primaries = _read_primaries(reader) if number == _CUSTOM else PRIMARIES[number][0]
    gamma = reader.take(24) if reader.take_flag() else 0
    curve = 0 if gamma else reader.take_choice(_ENUM)
    reader.take_choice(_ENUM)  # rendering intent
    if gamma:
        return is_grey, False, stated_with_power(primaries, white, 1e7 / gamma)
    return is_grey, False, stated_with_curve(primaries, white, curve)


def _read_primaries(reader: BitReader) -> tuple[float, ...]:
    return tuple(value for _ in range(3) for value in _read_point(reader))


def _read_point(reader: BitReader) -> tuple[float, float]:
    """Return x and y of a colour."""
    across, down = (reader.take_choice(_COORDINATE) for _ in range(2))
    return _signed(across) / 1e6, _signed(down) / 1e6


def _signed(number: int) -> int:
    """Return 0, -1, 1, -2, 2... for 0, 1, 2, 3, 4..."""
    return -(number + 1 >> 1) if number & 1 else number >> 1


def _skip_tone_mapping(reader: BitReader) -> None:
    if not reader.take_flag():
        reader.take(16 + 16 + 1 + 16)


def _skip_extensions(reader: BitReader) -> None:
    extensions = reader.take_long()
    reader.skip(sum([reader.take_long() for _ in range(extensions.bit_count())]))


def _skip_transforms(reader: BitReader, *, is_xyb: bool) -> None:
    if reader.take_flag():
        return
    if is_xyb and not reader.take_flag():
        reader.take(16 * (9 + 3 + 4))
    tables = reader.take(3)
    for table, numbers in enumerate(_WEIGHTS):
        if tables >> table & 1:
            reader.take(16 * numbers)

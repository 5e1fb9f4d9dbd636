"""The colour profile in a JPEG XL codestream: its bytes are predicted from those before them, and corrected.

Source: ISO/IEC 18181-1:2024, annex E (colour).
"""

from restoration.imaging.byte_reader import ByteReader
from restoration.imaging.jpeg_xl_header import BitReader
from restoration.imaging.jpeg_xl_numbers import NumberReader

_MAX_BYTES = 2**19  # of a profile; a byte takes 2 us, and a file may take some seconds
_CHECKED_BYTES = 4096  # after so many, it is checked whether the data are over
_CONTEXTS, _HEAD_CONTEXT = 41, 0

_HEAD_BYTES = 128
_USUAL_HEAD = bytearray(_HEAD_BYTES)
_USUAL_HEAD[8:24] = b"\4\0\0\0mntrRGB XYZ "
_USUAL_HEAD[36:40] = b"acsp"
_USUAL_HEAD[68:80] = b"\0\0\xf6\xd6\0\1\0\0\0\0\xd3\x2d"
_MAKERS = {b"A": b"APPL", b"M": b"MSFT", b"SG": b"SGI ", b"SU": b"SUNW"}

_COMMON_TAGS = (
    *(b"cprt", b"wtpt", b"bkpt", b"rXYZ", b"gXYZ", b"bXYZ", b"kXYZ", b"rTRC", b"gTRC"),
    *(b"bTRC", b"kTRC", b"chad", b"desc", b"chrm", b"dmnd", b"dmdd", b"lumi"),
)
_OF_20_BYTES = (b"rXYZ", b"gXYZ", b"bXYZ", b"kXYZ", b"wtpt", b"bkpt", b"lumi")
_COMMON_TYPES = (b"XYZ ", b"desc", b"text", b"mluc", b"para", b"curv", b"sf32", b"gbd ")
_LAST_TAG, _OTHER_TAG, _THREE_CURVES, _THREE_POINTS, _FIRST_TAG = 0, 1, 2, 3, 4  # commands about the list of tags
_HAS_START, _HAS_SIZE = 64, 128
_COPY, _WEAVE_2, _WEAVE_4, _PREDICT, _POINT, _FIRST_TYPE = 1, 2, 3, 4, 10, 16  # commands about what follows it


def read_profile(codestream: bytes, place: int) -> tuple[bytes, int]:
    """Return the profile, and where the picture begins.

    Args:
        codestream: bare, without boxes.
        place: bits; where the profile begins.

    Raises:
        ValueError, LookupError: it is damaged, or longer than any that is in use.
    """
    reader = BitReader(codestream, place)
    size = reader.take_long()
    if size > _MAX_BYTES:
        raise ValueError("the profile is too long")
    numbers = NumberReader(reader, _CONTEXTS)
    data = bytearray(2)  # as if two bytes came before the first
    for index in range(size):
        context = _HEAD_CONTEXT if index <= _HEAD_BYTES else 1 + _KINDS[data[-1]] + 8 * _COARSE_KINDS[data[-2]]
        data.append(numbers.take(context) & 0xFF)
        if not index % _CHECKED_BYTES:
            reader.check_end()
    numbers.check_end()
    return _unpredict(bytes(data[2:])), reader.position


def _kind(byte: int) -> int:
    """Return a class of bytes that tend to be followed by the same bytes."""
    if chr(byte).isascii() and chr(byte).isalpha():
        return 0
    if byte in b"0123456789.,":
        return 1
    if byte < 16:
        return 2 + min(byte, 2)
    return 7 if byte <= 240 else 5 if byte < 255 else 6


_KINDS = bytes(map(_kind, range(256)))
_COARSE_KINDS = bytes((0, 1, 2, 2, 2, 3, 3, 4)[kind] for kind in _KINDS)


def _take_number(stream: ByteReader) -> int:
    """Return a number of which each byte but the last has its highest bit set."""
    number = 0
    for shift in range(0, 63, 7):
        byte = stream.take_number(1)
        number |= (byte & 127) << shift
        if byte < 128:
            return number
    raise ValueError("a number is too large")


def _unpredict(encoded: bytes) -> bytes:
    stream = ByteReader(encoded)
    size, commands_size = _take_number(stream), _take_number(stream)
    commands = stream.take_section(commands_size)
    profile = _unpredict_head(stream, size)
    if not commands.is_over:
        profile += _unpredict_tags(commands, stream)
    while not commands.is_over:
        _follow(commands, stream, profile)
    if len(profile) != size or not stream.is_over:
        raise ValueError("the profile is damaged")
    return bytes(profile)


def _unpredict_head(stream: ByteReader, size: int) -> bytearray:
    predicted = bytearray(_USUAL_HEAD)
    predicted[:4] = (size & 0xFFFFFFFF).to_bytes(4, "big")
    head = bytearray()
    for place in range(min(size, _HEAD_BYTES)):
        if place == 8:
            predicted[80:84] = head[4:8]  # the maker of the program is mostly the maker of the profile
        if place in (41, 42):
            maker = _MAKERS.get(bytes(head[40:place]))
            predicted[40:44] = maker or predicted[40:44]
        head.append(predicted[place] + stream.take_number(1) & 0xFF)
    return head


def _unpredict_tags(commands: ByteReader, stream: ByteReader) -> bytes:
    """Return the number of tags, and the name, start and size of each."""
    count = _take_number(commands) - 1
    if count < 0:
        return b""
    entries = [count.to_bytes(4, "big")]
    start, size = _HEAD_BYTES + 12 * count, 0
    while not commands.is_over:
        command = commands.take_number(1)
        kind = command & 63
        if kind == _LAST_TAG:
            break
        name = _tag_name(kind, stream)
        start = _take_number(commands) if command & _HAS_START else start + size
        if command & _HAS_SIZE:
            size = _take_number(commands)
        elif name in _OF_20_BYTES:
            size = 20
        names = {_THREE_CURVES: (b"rTRC", b"gTRC", b"bTRC"), _THREE_POINTS: (b"rXYZ", b"gXYZ", b"bXYZ")}
        shift = size if kind == _THREE_POINTS else 0
        for number, own in enumerate(names.get(kind, (name,))):
            entries.append(own + (start + number * shift).to_bytes(4, "big") + size.to_bytes(4, "big"))
    return b"".join(entries)


def _tag_name(kind: int, stream: ByteReader) -> bytes:
    if kind == _OTHER_TAG:
        return stream.take(4)
    return {_THREE_CURVES: b"rTRC", _THREE_POINTS: b"rXYZ"}.get(kind) or _COMMON_TAGS[kind - _FIRST_TAG]


def _follow(commands: ByteReader, stream: ByteReader, profile: bytearray) -> None:
    """Add to the profile what the next command says."""
    command = commands.take_number(1)
    if command == _COPY:
        profile += stream.take(_take_number(commands))
    elif command in (_WEAVE_2, _WEAVE_4):
        profile += _weave(stream.take(_take_number(commands)), 2 if command == _WEAVE_2 else 4)
    elif command == _PREDICT:
        _predict(commands, stream, profile)
    elif command == _POINT:
        profile += b"XYZ \0\0\0\0" + stream.take(12)
    else:
        profile += _COMMON_TYPES[command - _FIRST_TYPE] + bytes(4)


def _weave(data: bytes, width: int) -> bytes:
    """Return the bytes of numbers of that width, whose first bytes came first, then all the second ones."""
    count = -(-len(data) // width)
    return b"".join(data[start::count] for start in range(count))


def _predict(commands: ByteReader, stream: ByteReader, profile: bytearray) -> None:
    """Add numbers to the profile that were predicted as a constant, a line or a parabola through those before them."""
    flags = commands.take_number(1)
    width, order = (flags & 3) + 1, flags >> 2 & 3
    stride = _take_number(commands) if flags & 16 else width
    if width == 3 or order == 3 or stride < width or 4 * stride >= len(profile):
        raise ValueError("a command is damaged")
    corrections = _weave(stream.take(_take_number(commands)), width)
    factors = ((1, 0, 0), (2, -1, 0), (3, -3, 1))[order]
    first = len(profile)
    for start in range(0, len(corrections), width):
        predicted = 0
        for step, factor in enumerate(factors, start=1):
            place = first + start - step * stride
            predicted += factor * int.from_bytes(profile[place : place + width], "big")
        pairs = zip((predicted % 256**width).to_bytes(width, "big"), corrections[start : start + width], strict=False)
        profile += bytes(one + other & 0xFF for one, other in pairs)

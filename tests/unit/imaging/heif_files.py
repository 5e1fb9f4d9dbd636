"""HEIC files whose every pixel is known: HEVC with bare samples in place of predicted ones, and the boxes around it.

Source: ITU-T H.265 (08/2021), 7.3 (syntax) and 9.3 (arithmetic coding); ISO/IEC 23008-12 (boxes).
"""

import struct

import numpy as np

BLOCK = 32  # px, of a block whose samples are stored bare
MOST_BLOCKS = 8
SMALL_RANGES = (  # of the less probable symbol, for the first states of a context
    (128, 176, 208, 240),
    (128, 167, 197, 227),
    (128, 158, 187, 216),
    (123, 150, 178, 205),
    (116, 142, 169, 195),
    (111, 135, 160, 185),
    (105, 128, 152, 175),
    (100, 122, 144, 166),
)
PARAMETERS, SEQUENCE, PICTURE, SLICE = 32, 33, 34, 19  # kinds of units


class Bits:
    """Bits that are written one after the other."""

    def __init__(self):
        self.text = ""

    def fixed(self, number, bits):
        self.text += f"{number:0{bits}b}" if bits else ""

    def flags(self, flags):
        self.text += flags.replace(" ", "")

    def counts(self, *numbers):
        for number in numbers:
            binary = f"{number + 1:b}"
            self.text += "0" * (len(binary) - 1) + binary

    def align(self):
        self.text += "0" * (-len(self.text) % 8)

    def end(self):
        self.text += "1"
        self.align()

    def to_bytes(self):
        return int(self.text, 2).to_bytes(len(self.text) // 8, "big") if self.text else b""


class Arithmetic:
    """The arithmetic coder, for the few symbols that are needed."""

    def __init__(self, bits):
        self.bits = bits
        self.state = 0
        self.start()

    def start(self):
        self.low, self.range, self.is_first, self.outstanding = 0, 510, True, 0

    def put(self, bit):
        if not self.is_first:
            self.bits.fixed(bit, 1)
        self.is_first = False
        self.bits.text += str(1 - bit) * self.outstanding
        self.outstanding = 0

    def renormalise(self):
        while self.range < 256:
            if self.low < 256:
                self.put(0)
            elif self.low >= 512:
                self.low -= 512
                self.put(1)
            else:
                self.low -= 256
                self.outstanding += 1
            self.range, self.low = self.range << 1, self.low << 1

    def whole_block(self):
        """Say that a block is not divided, which is the probable symbol."""
        self.range -= SMALL_RANGES[self.state][self.range >> 6 & 3]
        self.state += 1
        self.renormalise()

    def terminate(self, is_end):
        self.range -= 2
        if is_end:
            self.low, self.range = self.low + self.range, 2
        self.renormalise()
        if is_end:
            self.put(self.low >> 9 & 1)
            self.bits.fixed(self.low >> 7 & 3 | 1, 2)
            self.bits.align()


def unit(kind, bits):
    """Return a unit, in which no three bytes look like the start of another one."""
    data, zeros = bytearray(), 0
    for byte in bits.to_bytes():
        if zeros >= 2 and byte <= 3:
            data.append(3)
            zeros = 0
        data.append(byte)
        zeros = 0 if byte else zeros + 1
    return bytes([kind << 1, 1]) + bytes(data)


def profile(bits):
    bits.flags("00 0 00100" + "00001" + "0" * 27 + "1001" + "0" * 44)
    bits.fixed(93, 8)


def parameter_units(height, width, channels, depth):
    general, sequence, picture = Bits(), Bits(), Bits()
    general.flags("0000 11 000000 000 1" + "1" * 16)
    profile(general)
    general.flags("1")
    general.counts(0, 0, 0)
    general.fixed(0, 6)
    general.counts(0)
    general.flags("00")
    general.end()

    sequence.flags("0000 000 1")
    profile(sequence)
    sequence.counts(0, 3 if channels == 3 else 0)
    sequence.flags("0" if channels == 3 else "")
    padded = [-(-side // BLOCK) * BLOCK for side in (width, height)]
    sequence.counts(*padded)
    sequence.flags("1")
    sequence.counts(0, padded[0] - width, 0, padded[1] - height)
    sequence.counts(depth - 8, depth - 8, 0)
    sequence.flags("1")
    sequence.counts(0, 0, 0, 2, 0, 0, 3, 0, 0)
    sequence.flags("0001")
    sequence.fixed(depth - 1, 4)
    sequence.fixed(depth - 1, 4)
    sequence.counts(2, 0)
    sequence.flags("1")
    sequence.counts(0)
    sequence.flags("00000")
    sequence.end()

    picture.counts(0, 0)
    picture.flags("0 0 000 0 0")
    picture.counts(0, 0, 0)
    picture.flags("000")
    picture.counts(0, 0)
    picture.flags("0 0 0 0 0 0 0 1 0 1 0 0")
    picture.counts(0)
    picture.flags("00")
    picture.end()
    return unit(PARAMETERS, general), unit(SEQUENCE, sequence), unit(PICTURE, picture)


def slice_unit(planes, depth):
    """Return the unit with the samples of (C, H, W) planes."""
    bits = Bits()
    bits.flags("10")
    bits.counts(0, 2, 0)
    bits.end()
    coder = Arithmetic(bits)
    _, height, width = planes.shape
    padded = np.pad(planes, ((0, 0), (0, -height % BLOCK), (0, -width % BLOCK)), mode="edge")
    places = [(top, left) for top in range(0, height, BLOCK) for left in range(0, width, BLOCK)]
    assert len(places) <= MOST_BLOCKS
    for number, (top, left) in enumerate(places):
        coder.whole_block()
        coder.terminate(True)
        block = padded[:, top : top + BLOCK, left : left + BLOCK]
        bits.text += "".join(f"{value:0{depth}b}" for value in block.ravel().tolist())
        coder.start()
        coder.terminate(number == len(places) - 1)
    return unit(SLICE, bits)


def box(kind, *contents):
    content = b"".join(contents)
    return struct.pack(">I", len(content) + 8) + kind + content


def full_box(kind, *contents, flags=0):
    return box(kind, struct.pack(">I", flags), *contents)


def code_box(primaries, curve):
    """Return a statement about colours, whose samples are green, blue and red themselves."""
    return box(b"colr", b"nclx", struct.pack(">HHHB", primaries, curve, 0, 0x80))


def picture_item(pixels, *, depth=8, properties=(), aux=None):
    """Return kind, data and properties of a picture of (H, W) or (H, W, 3) values."""
    planes = pixels[np.newaxis] if pixels.ndim == 2 else np.moveaxis(pixels[..., [1, 2, 0]], -1, 0)
    height, width = pixels.shape[:2]
    units = parameter_units(height, width, len(planes), depth)
    arrays = b"".join(
        bytes([0x80 | kind]) + struct.pack(">HH", 1, len(data)) + data
        for kind, data in zip((PARAMETERS, SEQUENCE, PICTURE), units, strict=True)
    )
    kinds = bytes([0xFC | (3 if len(planes) == 3 else 0), 0xF8 | depth - 8, 0xF8 | depth - 8])
    head = bytes([1, 4]) + bytes([8, 0, 0, 0]) + bytes(6) + b"\x5d\xf0\0\xfc" + kinds + bytes([0, 0, 0x0F, 3])
    coded = slice_unit(planes, depth)
    own = [
        box(b"hvcC", head, arrays),
        full_box(b"ispe", struct.pack(">II", width, height)),
        full_box(b"pixi", bytes([len(planes), *[depth] * len(planes)])),
        *properties,
        *([full_box(b"auxC", aux)] if aux else []),
    ]
    return b"hvc1", struct.pack(">I", len(coded)) + coded, own


def heif_file(items, *, primary=1, references=(), brand=b"heic", brands=(b"mif1", b"heic"), more=b""):
    """Return a file of items, numbered from 1.

    Args:
        items: kind, data and properties of each.
        primary: its number.
        references: kind, from which item, to which ones.
        brand: the main one.
        brands: those that suit.
        more: boxes behind the others.
    """
    entries, properties, places, data = [], [], [], b""
    associations = b""
    for number, (kind, content, own) in enumerate(items, start=1):
        name = b"\0application/rdf+xml\0" if kind == b"mime" else b"\0"
        entries.append(full_box(b"infe", struct.pack(">HH", number, 0), kind, name, flags=2 << 24))
        indices = range(len(properties) + 1, len(properties) + len(own) + 1)
        associations += struct.pack(">HB", number, len(own)) + bytes(0x80 | index for index in indices)
        properties += own
        places.append((number, len(data), len(content)))
        data += content

    def meta(start):
        located = b"".join(struct.pack(">HHHII", number, 0, 1, start + at, size) for number, at, size in places)
        boxes = [
            full_box(b"hdlr", bytes(4), b"pict", bytes(13)),
            full_box(b"pitm", struct.pack(">H", primary)),
            full_box(b"iloc", struct.pack(">HH", 0x4400, len(places)), located),
            full_box(b"iinf", struct.pack(">H", len(entries)), *entries),
            box(
                b"iprp",
                box(b"ipco", *properties),
                full_box(b"ipma", struct.pack(">I", len(items)), associations),
            ),
        ]
        linked = [
            box(kind, struct.pack(f">HH{len(ends)}H", start, len(ends), *ends)) for kind, start, *ends in references
        ]
        return full_box(b"meta", *boxes, *([full_box(b"iref", *linked)] if linked else []))

    head = box(b"ftyp", brand, bytes(4), *brands)
    start = len(head) + len(meta(0)) + 8
    return head + meta(start) + box(b"mdat", data) + more


def heic(pixels, *, depth=8, code=(1, 13), icc=None, exif=None, xmp=None, turns=0, alpha=None, multiplied=False):
    """Return a HEIC file of one picture.

    Args:
        pixels: (H, W) or (H, W, 3) values of `depth` bits, at most eight blocks.
        depth: bits.
        code: primaries and curve.
        icc: a profile.
        exif: a block.
        xmp: a packet.
        turns: quarters that viewers turn the picture anticlockwise.
        alpha: (H, W) values.
        multiplied: the colours were multiplied by `alpha`.
    """
    properties = [code_box(*code)]
    properties += [box(b"colr", b"prof", icc)] if icc else []
    properties += [box(b"irot", bytes([turns]))] if turns else []
    items, references = [picture_item(pixels, depth=depth, properties=properties)], []
    if alpha is not None:
        items.append(picture_item(alpha, depth=depth, aux=b"urn:mpeg:hevc:2015:auxid:1\0"))
        references.append((b"auxl", 2, 1))
        references += [(b"prem", 1, 2)] if multiplied else []
    for kind, content in ((b"Exif", exif and bytes(4) + exif), (b"mime", xmp)):
        if content:
            items.append((kind, content, []))
            references.append((b"cdsc", len(items), 1))
    return heif_file(items, references=references)

"""The parts of a Photoshop document before its flattened picture: header, resources and layers.

Source: Adobe Photoshop File Formats Specification, November 2019.
"""

from dataclasses import dataclass, field

from restoration.errors import DamagedImage
from restoration.imaging.byte_reader import ByteReader
from restoration.imaging.painting import UNREADABLE_METADATA

_SMALL, _LARGE = 1, 2  # versions: PSD and PSB
_BLOCK_HEAD = 12  # bytes
_DEEP_LAYERS = (b"Lr16", b"Lr32")  # blocks with the layers of 16 and 32 bits
_MERGED_TRANSPARENCY = (b"Mtrn", b"Mt16", b"Mt32")  # blocks that say: the flattened picture is transparent
_NAME, _SECTION = b"luni", b"lsct"  # blocks of a layer
_GROUP_END = 3  # a section that is no layer, but marks the lower end of a group
_LONG_SIGNATURE = b"8B64"  # before blocks whose length has 8 bytes in a PSB, but not before all of them
_LONG_BLOCKS = {
    *(*_DEEP_LAYERS, *_MERGED_TRANSPARENCY, b"LMsk", b"Layr", b"Alph", b"FMsk", b"lnk2", b"FEid", b"FXid", b"PxSD"),
}
_MAX_RESOURCES, _MAX_BLOCKS = 10_000, 200_000
_MAX_NAMED, _MAX_NAME = 5, 40  # layers that a note names, and letters of a name


@dataclass(frozen=True, slots=True)
class Header:
    """The first 26 bytes."""

    is_large: bool  # a PSB
    channels: int
    height: int  # px
    width: int  # px
    bits: int  # of a channel
    mode: int

    @property
    def row_bytes(self) -> int:
        """The bytes of one row of one channel."""
        return -(-self.width * self.bits // 8)


@dataclass(slots=True)
class Layers:
    """What a document says of its layers."""

    names: list[str] = field(default_factory=list)  # from the lowest on
    has_transparency: bool = False  # the flattened picture is transparent where no layer is
    is_complete: bool = False  # all of them were read

    def describe(self) -> str:
        """Return a sentence about the layers."""
        counted = "1 layer" if len(self.names) == 1 else f"{len(self.names)} layers"
        named = [name for name in self.names if name]
        listed = [*named[:_MAX_NAMED], *["…"] * (len(named) > _MAX_NAMED)]
        names = f" ({', '.join(listed)})" if listed else ""
        return f"The document has {counted}{names}; the flattened picture was read."


def read_header(reader: ByteReader) -> Header:
    """Return the header; raise `DamagedImage` if its version does not exist."""
    reader.skip(4)
    version = reader.take_number(2)
    reader.skip(6)
    channels, height, width, bits, mode = (reader.take_number(size) for size in (2, 4, 4, 2, 2))
    if version not in (_SMALL, _LARGE):
        raise DamagedImage("The PSD file is damaged: its version does not exist.")
    return Header(version == _LARGE, channels, height, width, bits, mode)


def read_resources(section: ByteReader, notes: list[str]) -> dict[int, bytes]:
    """Return the resources by their numbers; if one is damaged, those before it, and a note."""
    resources: dict[int, bytes] = {}
    try:
        for _ in range(_MAX_RESOURCES):
            if section.is_over:
                break
            section.skip(4)
            number, name_size = section.take_number(2), section.take_number(1)
            section.skip(name_size + (name_size + 1) % 2)
            size = section.take_number(4)
            resources.setdefault(number, section.take(size))
            section.skip(min(size % 2, section.stop - section.place))
    except ValueError:
        notes.append(UNREADABLE_METADATA)
    return resources


def read_layers(section: ByteReader, notes: list[str], *, is_large: bool) -> Layers:
    """Return what a document says of its layers; if they are damaged, what can be read, and a note."""
    layers = Layers()
    try:
        if not section.is_over:
            _LayerReader(layers, is_large=is_large).read(section)
    except ValueError:
        if not layers.is_complete:
            notes.append("The document's layers could not be read; the flattened picture was.")
    if layers.is_complete and layers.names:
        notes.append(layers.describe())
    return layers


class _LayerReader:
    """Reads the layers of a document, with a limit on the number of blocks."""

    def __init__(self, layers: Layers, *, is_large: bool) -> None:
        self._layers = layers
        self._wide = 8 if is_large else 4  # bytes of those lengths that are longer in a PSB
        self._unread = _MAX_BLOCKS

    def read(self, section: ByteReader) -> None:
        info = section.take_section(section.take_number(self._wide))
        if not info.is_over:
            self._read_layers(info)
        if section.is_over:
            return
        section.skip(section.take_number(4))  # a mask that covers all layers
        while section.stop - section.place > _BLOCK_HEAD:
            key, block = self._take_block(section)
            section.skip(min(-(block.stop - block.place) % 4, section.stop - section.place))
            if key in _DEEP_LAYERS and not block.is_over:
                self._read_layers(block)
            self._layers.has_transparency |= key in _MERGED_TRANSPARENCY

    def _take_block(self, section: ByteReader) -> tuple[bytes, ByteReader]:
        """Return the kind of the next block, and a reader of its content."""
        self._unread -= 1
        if self._unread < 0:
            raise ValueError("there are more blocks than any program writes")
        signature, key = section.take(4), section.take(4)
        is_long = signature == _LONG_SIGNATURE or key in _LONG_BLOCKS
        return key, section.take_section(section.take_number(self._wide if is_long else 4))

    def _read_layers(self, info: ByteReader) -> None:
        count = int.from_bytes(info.take(2), "big", signed=True)
        self._layers.has_transparency |= count < 0
        for _ in range(abs(count)):
            info.skip(16)  # its place in the picture
            info.skip(info.take_number(2) * (2 + self._wide))  # its channels
            info.skip(12)  # how it is blended
            self._read_layer(info.take_section(info.take_number(4)))
        self._layers.is_complete = True

    def _read_layer(self, layer: ByteReader) -> None:
        layer.skip(layer.take_number(4))  # its mask
        layer.skip(layer.take_number(4))  # where it is blended
        size = layer.take_number(1)
        name = layer.take(size).decode("mac_roman")
        layer.skip(-(size + 1) % 4)
        while layer.stop - layer.place > _BLOCK_HEAD:
            key, block = self._take_block(layer)
            if key == _SECTION and block.take_number(4) == _GROUP_END:
                return
            if key == _NAME:
                name = block.take(2 * block.take_number(4)).decode("utf-16-be", "replace")
        self._layers.names.append(_shorten(name))


def _shorten(name: str) -> str:
    """Return a name in a few letters, without any that a terminal would obey."""
    plain = "".join(letter for letter in name if letter.isprintable()).strip()
    return plain if len(plain) <= _MAX_NAME else f"{plain[: _MAX_NAME - 1]}…"

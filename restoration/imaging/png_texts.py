"""Texts in PNG files: keywords and what they say, and the metadata that programs put into such texts as digits.

Source:
    W3C, Portable Network Graphics (PNG) Specification, third edition, 11.3.3 (textual information).
    ImageMagick, coders/png.c, for the texts whose keyword begins with "Raw profile type".
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from restoration.imaging.painting import UNREADABLE_XMP

TEXT_CHUNKS = _PLAIN, _COMPRESSED, _INTERNATIONAL = b"tEXt", b"zTXt", b"iTXt"
MAX_INFLATED = 2**24  # bytes that a profile or XMP may inflate to; a large printer's profile has a few million
XMP_KEYWORD = b"XML:com.adobe.xmp"
COMMENT_KEYWORD = "Comment"
TOO_MANY_TEXTS = "The file has more texts than programs write; some were left out."

_RAW_PROFILE = b"Raw profile type "
_EXIF, _APP1, _XMP, _IPTC, _PHOTOSHOP = _PROFILES = (b"exif", b"APP1", b"xmp", b"iptc", b"8bim")
_EXIF_HEAD, _APP1_XMP_HEAD = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
_MAX_DIGITS = 2**22  # of a raw profile
_BYTES_A_LINE = 36  # of a raw profile that is written: 72 digits
_MAX_KEYWORD = 79  # bytes
_MAX_TEXTS, _MAX_TEXT_BYTES, _MAX_BYTES_TOGETHER = 1000, 2**20, 2**22  # of a file; of one text, and of all
_BYTES_OF_A_FAILURE = 2**16  # that count for a text which cannot be read, or many of them would take long to inflate
_LONG_TEXT = 1024  # bytes from which on the specification recommends compression
_MAX_NAMED = 8  # keywords in a sentence


@dataclass(slots=True)
class PngTexts:
    """What the text chunks of a file hold."""

    texts: list[tuple[str, str]] = field(default_factory=list)  # keyword and text, in the order of the file
    xmp: bytes | None = None
    exif: bytes | None = None  # from "II" or "MM" on
    iptc: bytes | None = None  # records, or Photoshop's resources that hold them


def read_texts(chunks: Iterable[tuple[bytes, memoryview]], notes: list[str]) -> PngTexts:
    """Return what text chunks hold, of which name and data are given; notes name what cannot be read."""
    plain, profiles, packets = list[_Chunk](), dict[bytes, _Chunk](), list[_Chunk]()
    for name, data in chunks:
        keyword, _, rest = bytes(data).partition(b"\0")
        chunk = _Chunk(name, keyword, rest)
        if keyword == XMP_KEYWORD:
            packets = [chunk]  # of several, the last
        elif keyword.startswith(_RAW_PROFILE):
            profiles.setdefault(keyword.removeprefix(_RAW_PROFILE), chunk)
        else:
            plain.append(chunk)
    found = PngTexts()
    unread = [*_read_plain(plain, found, notes), *_read_profiles(profiles, found)]
    for packet in packets:
        found.xmp = packet.content(MAX_INFLATED) or found.xmp
        notes += [UNREADABLE_XMP] if found.xmp is None else []
    if unread:
        notes.append(f"Texts of the file could not be read and were left out: {list_keywords(unread)}.")
    return found


def list_keywords(keywords: Iterable[str]) -> str:
    """Return the first few keywords for a sentence, each once, without what a terminal would obey."""
    names = ["".join(filter(str.isprintable, one))[:_MAX_KEYWORD] or "?" for one in dict.fromkeys(keywords)]
    more = [f"and {len(names) - _MAX_NAMED} more"] if len(names) > _MAX_NAMED else []
    return ", ".join([*names[:_MAX_NAMED], *more])


def text_chunk(keyword: str, text: str) -> tuple[bytes, bytes]:
    """Return name and data of the chunk for a text: the simplest that can hold it."""
    head, encoded = keyword.encode("latin-1") + b"\0", text.encode()
    is_long = len(encoded) > _LONG_TEXT
    if not is_long and max(text, default="") <= "\xff":
        return _PLAIN, head + text.encode("latin-1")
    flags = b"\1\0" if is_long else b"\0\0"
    return _INTERNATIONAL, head + flags + b"\0\0" + (zlib.compress(encoded) if is_long else encoded)


def iptc_chunk(records: bytes) -> tuple[bytes, bytes]:
    """Return name and data of the chunk for IPTC records: digits, as PNG has no better place that programs know."""
    lines = [records[start : start + _BYTES_A_LINE].hex() for start in range(0, len(records), _BYTES_A_LINE)]
    text = "\n".join(["", "iptc", f"{len(records):8}", *lines, ""])
    return _COMPRESSED, _RAW_PROFILE + _IPTC + b"\0\0" + zlib.compress(text.encode())


def inflate(packed: bytes, most: int = MAX_INFLATED) -> bytes | None:
    """Return the inflated data; None if they are damaged, or more bytes than `most`."""
    decompressor = zlib.decompressobj()
    try:
        plain = decompressor.decompress(packed, max(most, 1))
    except zlib.error:
        return None
    return plain if decompressor.eof else None


@dataclass(frozen=True, slots=True)
class _Chunk:
    name: bytes
    keyword: bytes
    rest: bytes  # what follows the keyword

    def content(self, most: int) -> bytes | None:
        """Return the bytes of the text; None if they cannot be read or are more than `most`."""
        if self.name == _PLAIN:
            content: bytes | None = self.rest
        elif self.name == _COMPRESSED:
            content = inflate(self.rest[1:], most)
        else:  # two flags, a language, a translated keyword
            text = self.rest[2:].split(b"\0", 2)[-1]
            content = inflate(text, most) if self.rest[:1] == b"\1" else text
        return content if content is None or len(content) <= most else None

    def text(self, most: int) -> str | None:
        """Return the text; None as in `content`, or without a keyword as the specification has it."""
        content = self.content(most)
        if content is None or not 1 <= len(self.keyword) <= _MAX_KEYWORD or not self.keyword_text.isprintable():
            return None
        try:
            return content.decode("utf-8" if self.name == _INTERNATIONAL else "latin-1").replace("\0", "")
        except UnicodeDecodeError:
            return None

    @property
    def keyword_text(self) -> str:
        return self.keyword[:_MAX_KEYWORD].decode("latin-1")


def _read_plain(chunks: list[_Chunk], found: PngTexts, notes: list[str]) -> list[str]:
    """Add the texts of these chunks, as far as there are not too many; return the keywords of unreadable ones."""
    unread, bytes_left = list[str](), _MAX_BYTES_TOGETHER
    for number, chunk in enumerate(chunks):
        if number >= _MAX_TEXTS or bytes_left <= 0:
            notes.append(TOO_MANY_TEXTS)
            break
        text = chunk.text(min(bytes_left, _MAX_TEXT_BYTES))
        bytes_left -= _BYTES_OF_A_FAILURE if text is None else len(text)
        if text is None:
            unread.append(chunk.keyword_text)
        else:
            found.texts.append((chunk.keyword_text, text))
    return unread


def _read_profiles(chunks: dict[bytes, _Chunk], found: PngTexts) -> list[str]:
    """Add the metadata that stand in these chunks as digits; return the keywords of unreadable ones."""
    profiles = {kind: _decode_digits(chunks[kind].content(_MAX_DIGITS)) for kind in _PROFILES if kind in chunks}
    app1 = profiles.get(_APP1) or b""
    is_xmp = app1.startswith(_APP1_XMP_HEAD)
    found.exif = (profiles.get(_EXIF) or (b"" if is_xmp else app1)).removeprefix(_EXIF_HEAD) or None
    found.xmp = profiles.get(_XMP) or (app1.removeprefix(_APP1_XMP_HEAD) if is_xmp else b"") or None
    found.iptc = profiles.get(_IPTC) or profiles.get(_PHOTOSHOP)
    return [chunk.keyword_text for kind, chunk in chunks.items() if not profiles.get(kind)]


def _decode_digits(text: bytes | None) -> bytes | None:
    """Return the data of a raw profile, which is three lines: its name, its length, hexadecimal digits."""
    lines = (text or b"").lstrip().split(b"\n", 2)
    try:
        return bytes.fromhex(lines[2].decode("ascii"))[: int(lines[1])]
    except (IndexError, ValueError):
        return None

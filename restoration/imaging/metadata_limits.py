"""What of a picture's metadata each format can hold: the rest goes where there is room, or is left out and named.

No standard says which XMP property a keyword of PNG becomes: it is the one whose definition comes nearest. Definitions:
W3C, PNG Specification, third edition, 11.3.3.1; Adobe, XMP Specification Part 1, 8, and Part 2, 1.2.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parsedate_to_datetime

from restoration.imaging import exif, iptc
from restoration.imaging.painting import Metadata, Painting
from restoration.imaging.png_texts import COMMENT_KEYWORD, list_keywords
from restoration.imaging.xmp_packet import property_texts
from restoration.imaging.xmp_writing import (
    InDefaultLanguage,
    ListOf,
    Value,
    can_extend,
    with_properties,
    without_padding,
)

LABELS = {
    "png": "PNG",
    "tiff": "TIFF",
    "jpeg": "JPEG",
    "webp": "WebP",
    "pyramid": "TIFF",
    "jp2": "JPEG 2000",
}
"""Of the formats, by key."""

_MARKER_BYTES = 65533  # the most that a marker of JPEG holds
MAX_JPEG_BYTES = {
    "EXIF": _MARKER_BYTES - len(b"Exif\0\0"),
    "XMP": _MARKER_BYTES - len(b"http://ns.adobe.com/xap/1.0/\0"),
    "IPTC data": iptc.MAX_JPEG_BYTES,
}
"""How much a JPEG holds of each kind."""


def fit_metadata(metadata: Metadata, format: str) -> Metadata:
    """Return the metadata as they are written into a format: what it cannot hold is moved, or left out.

    Texts under the keywords that PNG registers become XMP properties, unless the XMP has them. WebP states the
    resolution in its EXIF data.

    Args:
        metadata: of the picture.
        format: a key of `LABELS`.
    """
    if format == "png":
        return metadata
    texts = _place_texts(metadata, format)
    fitted = replace(metadata, xmp=texts.xmp, texts=texts.kept)
    if format == "jpeg" and len(fitted.xmp or b"") > MAX_JPEG_BYTES["XMP"]:
        fitted = replace(fitted, xmp=without_padding(fitted.xmp or b""))
    if format != "webp":
        return fitted
    block = exif.with_resolution(metadata.exif, metadata.dpi) if metadata.dpi else metadata.exif
    return replace(fitted, exif=block, iptc=None)


def notes_on_format(painting: Painting, format: str) -> tuple[str, ...]:
    """Return a sentence for all that a format, a key of `LABELS`, cannot hold: kinds of metadata, or grey."""
    notes, label, metadata = list[str](), LABELS[format], painting.metadata
    if metadata.iptc and format == "webp":
        notes.append(f"{label} holds no IPTC data; they were left out.")
    if painting.is_grey and format == "webp":
        profile = ", and a profile with the same tones" if metadata.grey_icc else ""
        notes.append(f"{label} holds no grey: the picture gets three equal channels{profile}.")
    if lost := () if format == "png" else _place_texts(metadata, format).lost:
        were = "was" if len(lost) == 1 else "were"
        notes.append(f"{label} holds no texts under keywords of PNG; {list_keywords(lost)} {were} left out.")
    return tuple(notes)


@dataclass(frozen=True, slots=True)
class _PlacedTexts:
    """Where the texts of a PNG file go in another format."""

    xmp: bytes | None  # with those that it takes
    kept: tuple[tuple[str, str], ...]  # that the format holds as they are
    lost: tuple[str, ...]  # keywords of the others


def _place_texts(metadata: Metadata, format: str) -> _PlacedTexts:
    kept = tuple(one for one in metadata.texts if _is_comment(one, format))[:1]
    others = [one for one in metadata.texts if one not in kept]
    properties, lost = _as_properties(others, metadata.xmp)
    xmp = with_properties(metadata.xmp, properties) if properties else metadata.xmp
    if format == "jpeg" and properties and len(without_padding(xmp or b"")) > MAX_JPEG_BYTES["XMP"]:
        return _PlacedTexts(metadata.xmp, kept, tuple(keyword for keyword, _ in others))
    return _PlacedTexts(xmp, kept, lost)


def _is_comment(text: tuple[str, str], format: str) -> bool:
    """Return whether this is the comment of a JPEG, which has a place of its own."""
    return format == "jpeg" and text[0] == COMMENT_KEYWORD and len(text[1].encode()) <= _MARKER_BYTES


def _as_properties(texts: list[tuple[str, str]], xmp: bytes | None) -> tuple[dict[str, Value], tuple[str, ...]]:
    """Return the XMP properties that texts become, and the keywords of those that become none."""
    if xmp and not can_extend(xmp):
        return {}, tuple(keyword for keyword, _ in texts)
    stated = property_texts(xmp, [name for name, _ in _PROPERTIES.values()]) if texts else {}
    properties, lost = dict[str, Value](), list[str]()
    for keyword, text in texts:
        name, as_value = _PROPERTIES.get(keyword, ("", _no_value))
        value = as_value(text)
        if value is None or name in properties or stated.get(name, text) not in (text, value):
            lost.append(keyword)
        elif name not in stated:
            properties[name] = value
    return properties, tuple(lost)


def _no_value(_: str) -> None:
    return None


def _plain(text: str) -> str:
    return text


def _single(text: str) -> ListOf:
    return ListOf([text])


def _date(text: str) -> str | None:
    """Return a date as XMP writes it; None if it is written neither so, nor as in EXIF, nor as in a mail."""
    for parse in (datetime.fromisoformat, _exif_date, parsedate_to_datetime):
        try:
            return parse(text.strip()).isoformat()
        except (ValueError, TypeError, OverflowError):
            continue
    return None


def _exif_date(text: str) -> datetime:
    return datetime.strptime(text, "%Y:%m:%d %H:%M:%S")


_PROPERTIES: Mapping[str, tuple[str, Callable[[str], Value | None]]] = {
    "Title": ("dc:title", InDefaultLanguage),
    "Author": ("dc:creator", _single),
    "Description": ("dc:description", InDefaultLanguage),
    "Copyright": ("dc:rights", InDefaultLanguage),
    "Creation Time": ("xmp:CreateDate", _date),
    "Software": ("xmp:CreatorTool", _plain),
    "Disclaimer": ("xmpRights:UsageTerms", InDefaultLanguage),
    "Source": ("dc:source", _plain),
    COMMENT_KEYWORD: ("exif:UserComment", InDefaultLanguage),
}

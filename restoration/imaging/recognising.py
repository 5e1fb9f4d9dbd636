"""Recognising: the first bytes of a file say which kind of picture it is, without any library for pictures."""

import re
from enum import Enum, auto

from restoration.errors import BadImage

HEAD_BYTES = 1024  # enough to recognise the format of every file

_READABLE_FORMATS = {
    rb"\xff\xd8\xff": "JPEG",
    rb"\x89PNG\r\n\x1a\n": "PNG",
    rb"RIFF....WEBP": "WEBP",
    rb"II[*+]\0(?!\x10\0\0\0CR|....IIII.\x01\0\0)|MM\0[*+]": "TIFF",  # + is BigTIFF; two raw files begin like a TIFF
    rb"BM": "BMP",
    rb"GIF8[79]a": "GIF",
    rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51": "JPEG 2000",
    rb"....ftyp(avi[fs]|(mif1|msf1|miaf).{4}(.{4}){,15}?avi[fs])": "AVIF",  # its own brand, or among those that suit
    rb"....ftyp(hei[cxms]|hev[cxms]|mif1|msf1|miaf)": "HEIC",
    rb"\0\0\0\x0cJXL |\xff\x0a": "JPEG XL",
    rb"8BPS": "PSD",
}

_EXPORT_AS_TIFF = "Export it as a 16-bit TIFF or a JPEG first."
_UNREADABLE_FORMATS = {
    rb"....ftypcrx |II\*\0|II\x1a\0\0\0HEAP|FUJIFILMCCD|IIR[OS]|MMOR|IIU\0|FOVb|\0MRM": (
        "a camera's raw file",
        _EXPORT_AS_TIFF,
    ),
    rb"....ftyp": ("a video", "Save one frame of it as PNG or TIFF."),
    rb"%PDF": ("a PDF document", "Export its picture as TIFF or PNG first."),
    rb"\x76\x2f\x31\x01": ("an OpenEXR picture", _EXPORT_AS_TIFF),
    rb"PK\x03\x04|Rar!|7z\xbc\xaf|\x1f\x8b": ("an archive", "Unpack it, and choose a picture in it."),
    rb"(\xef\xbb\xbf)?\s*(<\?xml.*)?(<!--.*)?(<!DOCTYPE svg.*)?<svg": ("an SVG drawing", "Export it as PNG first."),
}

_PICTURE_WORDS = ("picture", "raw file")  # in what is no video, document or archive
_BMP_HEADERS = (12, 16, 40, 52, 56, 64, 108, 124)  # bytes; a text may begin with BM, too


class PictureKind(Enum):
    """What the first bytes of a file say of it."""

    READABLE = auto()
    UNREADABLE = auto()  # a picture, of a kind that cannot be read
    NONE = auto()  # no picture, as far as can be seen


def picture_kind(head: bytes) -> PictureKind:
    """Return what the first `HEAD_BYTES` bytes of a file say of it."""
    for pattern, format_name in _READABLE_FORMATS.items():
        if re.match(pattern, head, re.DOTALL):
            is_text = format_name == "BMP" and int.from_bytes(head[14:18], "little") not in _BMP_HEADERS
            return PictureKind.NONE if is_text else PictureKind.READABLE
    for pattern, (description, _) in _UNREADABLE_FORMATS.items():
        if re.match(pattern, head, re.DOTALL):
            is_picture = any(word in description for word in _PICTURE_WORDS)
            return PictureKind.UNREADABLE if is_picture else PictureKind.NONE
    return PictureKind.NONE


def recognise_format(head: bytes) -> str:
    """Return the format's name, one of `Painting.format`, from the first `HEAD_BYTES` bytes of a file.

    The name of a file is not asked: it is often wrong.

    Raises:
        BadImage: the file is empty or cannot be read; the message names common formats that are not supported.
    """
    if not head:
        raise BadImage("The file is empty.")
    for pattern, format_name in _READABLE_FORMATS.items():
        if re.match(pattern, head, re.DOTALL):
            return format_name
    for pattern, (description, hint) in _UNREADABLE_FORMATS.items():
        if re.match(pattern, head, re.DOTALL):
            raise BadImage(f"This is {description}, which cannot be read.", hint=hint)
    raise BadImage("The file is not a picture of a kind that can be read.")

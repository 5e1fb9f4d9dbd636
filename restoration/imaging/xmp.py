"""XMP packets: entries that describe the parts of the old file are taken out, and the rest stays as it was."""

import re
from collections.abc import Iterator

# Namespaces whose every entry is about other parts of the same file: a gain map, a second picture, a depth map, and
# the rest of the XMP data itself, which a JPEG keeps apart when they are long.
_OF_OTHER_PARTS = (
    b"http://ns.adobe.com/hdr-gain-map/1.0/",
    b"http://ns.apple.com/HDRGainMap/1.0/",
    b"http://ns.adobe.com/xmp/note/",
    b"http://ns.google.com/photos/1.0/container/",
    b"http://ns.google.com/photos/1.0/container/item/",
    b"http://ns.google.com/photos/dd/1.0/container/",
    b"http://ns.google.com/photos/dd/1.0/item/",
)
_CAMERA = b"http://ns.google.com/photos/1.0/camera/"  # of whose entries those are about a film behind the picture
_FILM = rb"(?:MotionPhoto|MicroVideo)\w*"
_TAG = re.compile(rb"<[^<>]*>")


def without_other_parts(xmp: bytes) -> bytes | None:
    """Return a packet without the entries that describe other parts of its file; None if it is no sound XML."""
    names = list(_stale_names(xmp))
    if not names:
        return xmp
    name = re.compile(rb"|".join(names))
    attribute = re.compile(rb"""\s(?:%b)\s*=\s*(?:"[^"]*"|'[^']*')""" % rb"|".join(names))
    kept, position = list[bytes](), 0
    left_out = list[bytes]()  # names of the elements that are open, from the one that is left out inwards
    for match in _TAG.finditer(xmp):
        tag = match[0]
        if not left_out:
            kept.append(xmp[position : match.start()])
        position = match.end()
        element = _element_name(tag)
        if not left_out and not name.fullmatch(element):
            kept.append(attribute.sub(b"", tag))
        elif tag.startswith(b"</"):
            if not left_out or left_out.pop() != element:
                return None
        elif not tag.startswith((b"<?", b"<!")) and not tag.endswith(b"/>"):
            left_out.append(element)
    return None if left_out else b"".join([*kept, xmp[position:]])


def _stale_names(xmp: bytes) -> Iterator[bytes]:
    """Yield patterns of the names of stale elements and attributes, with the prefixes that this packet gives them."""
    for uri in (*_OF_OTHER_PARTS, _CAMERA):
        declaration = re.search(rb"""xmlns:([\w.-]{1,99})\s*=\s*["']%b["']""" % re.escape(uri), xmp)
        if declaration and uri == _CAMERA and re.search(re.escape(declaration[1]) + b":" + _FILM, xmp):
            yield re.escape(declaration[1]) + b":" + _FILM
        elif declaration and uri != _CAMERA:
            yield re.escape(declaration[1]) + rb":[\w.-]+"
            yield b"xmlns:" + re.escape(declaration[1])


def _element_name(tag: bytes) -> bytes:
    return (tag.strip(b"</>").split(None, 1) or [b""])[0]

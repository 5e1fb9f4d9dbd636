"""XMP packets: entries that describe the parts of the old file are taken out, and the rest stays as it was."""

import re

from restoration.imaging.xmp_packet import Attribute, Element, Name, NotXml, apply_edits, read_elements

# Namespaces whose every entry is about other parts of the same file: a gain map, a second picture, a depth map, and
# the rest of the XMP data itself, which a JPEG keeps apart when they are long.
_OF_OTHER_PARTS = (
    "http://ns.adobe.com/hdr-gain-map/1.0/",
    "http://ns.apple.com/HDRGainMap/1.0/",
    "http://ns.adobe.com/xmp/note/",
    "http://ns.google.com/photos/1.0/container/",
    "http://ns.google.com/photos/1.0/container/item/",
    "http://ns.google.com/photos/dd/1.0/container/",
    "http://ns.google.com/photos/dd/1.0/item/",
)
_CAMERA = "http://ns.google.com/photos/1.0/camera/"  # of whose entries those are about a film behind the picture
_FILM = ("MotionPhoto", "MicroVideo")
_SIGNS = re.compile("|".join(map(re.escape, (*_OF_OTHER_PARTS, *_FILM))).encode())


def without_other_parts(xmp: bytes) -> bytes | None:
    """Return a packet without the entries that describe other parts of its file; None if it is no sound XML."""
    if not _SIGNS.search(xmp):
        return xmp
    try:
        elements = read_elements(xmp)
    except NotXml:
        return None
    stale: list[Element | Attribute] = [element for element in elements if _is_stale(element.name)]
    for element in elements:
        stale += [one for one in element.attributes if _is_stale(one.name) or one.value in _OF_OTHER_PARTS]
    return apply_edits(xmp, [(one.start, one.end, b"") for one in stale])


def _is_stale(name: Name) -> bool:
    return name[0] in _OF_OTHER_PARTS or (name[0] == _CAMERA and name[1].startswith(_FILM))

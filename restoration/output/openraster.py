"""A restoration as an OpenRaster file: layers that a person can go on painting in Krita or GIMP."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as Xml

import numpy as np

from restoration.domain import Image, Mask, Restoration
from restoration.files import pack_zip
from restoration.imaging.overlay import DAMAGE_RED, downscale
from restoration.imaging.painting import Alpha, Metadata, Painting
from restoration.imaging.png import encode_png_pieces

_VERSION = "0.0.3"  # the version of the specification that other programs write
_THUMBNAIL_SIDE = 256  # px, longest side


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class OpenRasterLayer:
    """One layer of the stack, as large as the whole picture."""

    name: str
    image: Image
    alpha: Alpha | None = None  # of the image's type; None where the layer is opaque
    within: Mask | None = None  # outside this mask the layer is empty; None for no limit
    is_visible: bool = True


def encode_restoration_layers(painting: Painting, restoration: Restoration) -> bytes:
    """Return an OpenRaster file in the picture's own depth: the fill alone, the mask in red (hidden), the original."""
    before, after, mask = restoration.before, restoration.after, restoration.damage.mask
    white = np.iinfo(before.dtype).max
    alpha = np.broadcast_to(np.array(white, before.dtype), mask.shape) if painting.alpha is None else painting.alpha
    red = (np.array(DAMAGE_RED) * (white // 255)).astype(before.dtype)
    layers = [
        OpenRasterLayer("Fill", after, alpha, within=mask),
        OpenRasterLayer("Mask", np.broadcast_to(red, before.shape), alpha, within=mask, is_visible=False),
        OpenRasterLayer("Original", before, painting.alpha),
    ]
    return encode_openraster(layers, OpenRasterLayer("Restored", after, painting.alpha), painting.metadata)


def encode_openraster(layers: Sequence[OpenRasterLayer], merged: OpenRasterLayer, metadata: Metadata) -> bytes:
    """Return an OpenRaster file; the same input gives the same bytes.

    Args:
        layers: from top to bottom, all of one height and width.
        merged: the picture that the visible layers show together, for programs that do not stack layers.
        metadata: its colour profile and resolution hold for every layer; the rest is not written.

    Source:
        OpenRaster specification, www.openraster.org, "File Layout" and "Layer Stack".
    """
    sources = [f"data/layer{index}.png" for index in range(len(layers))]
    thumbnail = encode_png_pieces(downscale(merged.image, _THUMBNAIL_SIDE), None, Metadata(metadata.icc))
    return pack_zip(
        [
            ("mimetype", [b"image/openraster"]),  # first and not compressed: programs recognise the format by it
            ("stack.xml", [_stack_xml(layers, sources, metadata)]),
            *((source, _layer_png(layer, metadata)) for source, layer in zip(sources, layers, strict=True)),
            ("mergedimage.png", _layer_png(merged, metadata)),
            ("Thumbnails/thumbnail.png", thumbnail),
        ]
    )


def _stack_xml(layers: Sequence[OpenRasterLayer], sources: Sequence[str], metadata: Metadata) -> bytes:
    height, width = layers[0].image.shape[:2]
    root = Xml.Element("image", {"version": _VERSION, "w": str(width), "h": str(height)})
    if metadata.dpi:
        root.attrib.update(zip(("xres", "yres"), (str(round(dpi)) for dpi in metadata.dpi), strict=True))
    stack = Xml.SubElement(root, "stack")
    for layer, source in zip(layers, sources, strict=True):
        visibility = "visible" if layer.is_visible else "hidden"
        attributes = {"name": layer.name, "src": source, "x": "0", "y": "0", "visibility": visibility}
        Xml.SubElement(stack, "layer", {**attributes, "opacity": "1.0", "composite-op": "svg:src-over"})
    Xml.indent(root)
    return bytes(Xml.tostring(root, encoding="UTF-8", xml_declaration=True))


def _layer_png(layer: OpenRasterLayer, metadata: Metadata) -> Iterator[bytes]:
    colours = Metadata(icc=metadata.icc, dpi=metadata.dpi)
    return encode_png_pieces(layer.image, layer.alpha, colours, within=layer.within)
